import hashlib
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.voting.toy import DATA

from hustings.voting import GROUPS, Group, VotingError, canonical, get_group
from hustings.voting.groups import Equation

SCALARS = st.integers(0, 2**256)
NAMED = {vector["group"]: vector for vector in canonical.json.loads((DATA / "protocol.json").read_text())}
RFC_PRIME = 2 * get_group("RFC-3526-2048").order + 1
NAMED["RFC-3526-2048"] = {
    "neutral": "1",
    "invalid_elements": [
        {"why": "zero", "element": "0"},
        {"why": "the prime", "element": str(RFC_PRIME)},
        {"why": "of order 2", "element": str(RFC_PRIME - 1)},
        {"why": "no square", "element": str(RFC_PRIME - 2)},
        {"why": "leading zero", "element": "04"},
        {"why": "negative", "element": "-4"},
        {"why": "not decimal", "element": "a"},
    ],
}


@pytest.fixture(params=GROUPS)
def group(request: pytest.FixtureRequest) -> Group:
    return get_group(request.param)


def test_get_group_of_unknown_name() -> None:
    with pytest.raises(VotingError, match="Ed448"):
        get_group("Ed448")


@pytest.mark.parametrize("name", GROUPS)
@given(a=SCALARS, b=SCALARS)
@settings(max_examples=15, deadline=None)
def test_powers_add_up(name: str, a: int, b: int) -> None:
    group = get_group(name)
    left, right, both = group.exp_many([group.generator] * 3, [a, b, a + b])
    assert group.multiply_many([left], [right]) == [both]
    assert group.exp_many([left], [b]) == group.exp_many([right], [a])
    assert group.multi_exp([left, right], [1, -1]) == group.exp_many([group.generator], [a - b])[0]
    assert group.multiply_many([left], [group.inverse(left)]) == [group.neutral]
    assert group.check_members([left, right, both]) == [True] * 3
    assert group.read(group.text(both), "It") == both


def test_neutral_element_is_legal_data(group: Group) -> None:
    neutral = group.neutral
    assert group.exp_many([group.generator, group.generator, neutral], [0, group.order, 5]) == [neutral] * 3
    assert group.check_members([neutral]) == [True]
    assert group.product([]) == neutral
    assert group.multiply_many([neutral], [group.generator]) == [group.generator]
    assert group.read(NAMED[group.name]["neutral"], "It") == neutral
    with pytest.raises(VotingError):
        group.read_member(group.text(neutral), "It")


def test_product_of_odd_and_even_lists(group: Group) -> None:
    powers = group.exp_many([group.generator] * 5, [1, 2, 3, 4, 5])
    assert group.product(powers) == group.exp_many([group.generator], [15])[0]
    assert group.product(powers[:2]) == powers[2]


def test_exp_pairs_is_response_times_challenge(group: Group) -> None:
    (element,) = group.exp_many([group.generator], [7])
    assert group.exp_pairs([group.generator], [3], [element], [2]) == group.exp_many([group.generator], [17])


@pytest.mark.parametrize(
    ("name", "bad"), [(name, bad) for name in GROUPS for bad in NAMED[name]["invalid_elements"]], ids=str
)
def test_element_that_is_no_member(name: str, bad: dict[str, str]) -> None:
    with pytest.raises(VotingError):
        get_group(name).read_member(bad["element"], bad["why"])


def test_prepared_base_gives_the_same_powers() -> None:
    group = get_group("BELENIOS-2048")
    bases = group.exp_many([group.generator] * 14, range(3, 17))
    exponents = [group.order - 5] * len(bases)
    before = group.exp_many(bases, exponents)
    for base in bases:
        group.prepare(base)
    assert group.exp_many(bases, exponents) == before


def test_group_pickles_as_its_name(group: Group) -> None:
    assert pickle.loads(pickle.dumps(group)) is group


def test_group_of_rfc_3526_is_the_one_of_the_rfc() -> None:
    """Section 3 gives the prime by pi; its group 14 begins and ends with 64 ones."""
    assert RFC_PRIME >> 1984 == RFC_PRIME % 2**64 == 2**64 - 1
    digest = hashlib.sha256(RFC_PRIME.to_bytes(256, "big")).hexdigest()
    assert digest == "d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e"
    group = get_group("RFC-3526-2048")
    assert group.check_members([group.generator]) == [True]


@pytest.mark.parametrize("name", ["Ed25519", "RFC-3526-2048"])
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_embedded_number_comes_back(name: str, data: st.DataObject) -> None:
    group = get_group(name)
    size = data.draw(st.integers(0, group.embedded_bytes - 1))
    number = data.draw(st.integers(0, 256**size))
    element = group.embed(number)
    assert group.check_members([element]) == [True]
    assert group.extract(element) == number


def test_embedding_zero_gives_the_neutral_element() -> None:
    for name in ("Ed25519", "RFC-3526-2048"):
        assert get_group(name).embed(0) == get_group(name).neutral


def test_number_too_large_to_be_embedded(group: Group) -> None:
    with pytest.raises(ValueError, match="too large"):
        group.embed(256**group.embedded_bytes)


def test_independent_generators_are_members_and_differ(group: Group) -> None:
    generators = [group.independent(i) for i in range(-1, 9)]
    assert group.check_members(generators) == [True] * 10
    assert len({group.generator, group.neutral, *generators}) == 12


@pytest.mark.parametrize("size", [0, 1, 7, 8, 40])
def test_multi_exp_is_the_product_of_the_powers(group: Group, size: int) -> None:
    bases = [group.independent(i) for i in range(size)]
    exponents = [(-1) ** i * group.random_scalar() // (i + 1) for i in range(size)]
    assert group.multi_exp(bases, exponents) == group.product(group.exp_many(bases, exponents))
    assert group.multi_exp(bases, [0] * size) == group.neutral


def test_equations_hold_together_or_not_at_all(group: Group) -> None:
    bases = [group.independent(i) for i in range(3)]
    equations = [Equation(group.multi_exp(bases, [i, 2, -3]), bases, [i, 2, -3]) for i in range(5)]
    assert group.check_equations(equations)
    assert group.check_equations([])
    wrong = equations[2]._replace(exponents=[2, 2, -4])
    assert not group.check_equations([*equations[:2], wrong, *equations[3:]])
    swapped = [equations[1]._replace(target=equations[0].target), equations[0]._replace(target=equations[1].target)]
    assert not group.check_equations(swapped)
