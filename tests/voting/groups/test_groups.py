import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.voting.toy import DATA

from hustings.voting import GROUPS, Group, VotingError, canonical, get_group

SCALARS = st.integers(0, 2**256)
NAMED = {vector["group"]: vector for vector in canonical.json.loads((DATA / "protocol.json").read_text())}


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
