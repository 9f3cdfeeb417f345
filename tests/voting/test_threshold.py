import json
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from tests.voting import toy
from tests.voting.test_ceremony import TERMS, held
from tests.voting.toy import DATA, RESULT, Toy, compact, place_of, read, write

from hustings.voting import (
    Record,
    TrusteeKey,
    VotingError,
    check_partial_decryption,
    encrypted_private_key,
    get_group,
    owner_of,
    parse_setup,
    partial_decryption,
    partial_decryption_records,
    result_records,
    tally_result,
    threshold_parameters,
    threshold_private_key,
    verify,
)
from hustings.voting.threshold import lagrange


@cache
def election() -> Toy:
    """Two single trustees (1 and 2) and two of three others (3 to 5)."""
    done = held(TERMS)
    parameters = threshold_parameters(TERMS, done.certificates, done.polynomials, done.keys)
    keys = [
        TrusteeKey(threshold_private_key("Ed25519", seed, encrypted_private_key(key)), "")
        for seed, key in zip(done.seeds, done.keys, strict=True)
    ]
    return toy.build("Ed25519", threshold_group=(parameters, keys))


def shares(*owners: int) -> dict[int, str]:
    return {owner: election().partials[owner] for owner in owners}


def test_any_members_that_suffice_open_the_tally() -> None:
    poll = election()
    assert [trustee.name for trustee in poll.setup.trustees] == ["Ann", "", "Ann", "", "Cy"]
    for size in (2, 3):
        for members in combinations((3, 4, 5), size):
            for order in (members, members[::-1]):
                partials = shares(*order, 2, 1)
                assert tally_result(poll.setup, poll.tally, partials) == compact({"result": RESULT})


def test_owner_of_a_members_key() -> None:
    poll = election()
    assert [owner_of(poll.setup, key.private) for key in poll.keys] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("owners", "sentence"),
    [
        ((1, 3, 4), "without trustee 2."),
        ((1, 2, 5), "without 1 more of trustee 3 (Ann), trustee 4."),
        ((2,), "without trustee 1 (Ann), 2 more of trustee 3 (Ann), trustee 4, trustee 5 (Cy)."),
        ((3, 4, 5), "without trustee 1 (Ann), trustee 2."),
    ],
)
def test_shares_that_do_not_suffice(owners: tuple[int, ...], sentence: str) -> None:
    poll = election()
    with pytest.raises(VotingError) as caught:
        tally_result(poll.setup, poll.tally, shares(*owners))
    assert sentence in str(caught.value)


def test_share_of_a_member_that_is_refused_and_done_without() -> None:
    poll = election()
    value = json.loads(poll.partials[3])
    value["decryption_factors"][0][0] = value["decryption_factors"][0][1]
    for owner, text in ((3, compact(value)), (3, poll.partials[4]), (3, poll.partials[1])):
        with pytest.raises(VotingError, match=r"trustee 3 \(Ann\)"):
            check_partial_decryption(poll.setup, poll.tally.text, owner, text)
    assert tally_result(poll.setup, poll.tally, shares(1, 2, 4, 5)) == compact({"result": RESULT})


def board(partials: dict[int, str], result: str) -> tuple[Record, ...]:
    poll = election()
    ends = place_of(poll.records, '{"num_tallied"') + 2
    steps = [
        lambda parent, height, o=owner, t=text: partial_decryption_records(parent, height, o, t)
        for owner, text in partials.items()
    ]
    steps.append(lambda parent, height: result_records(parent, height, result))
    records = list(poll.records[:ends])
    for number, step in enumerate(steps):
        records += step(records[-1].digest, json.loads(poll.records[ends - 1].body)["height"] + 1 + number)
    return tuple(records)


def test_board_opened_by_some_of_the_members(tmp_path: Path) -> None:
    path = tmp_path / "toy.bel"
    result = compact({"result": RESULT})
    for owners in ((1, 2, 3, 4), (5, 2, 1, 3), (1, 2, 3, 4, 5)):
        report = verify(write(path, board(shares(*owners), result)))
        assert report.ok and report.result == RESULT, report.checks
    report = verify(write(path, board(shares(1, 2, 5), result)))
    assert report.cause is not None and report.cause.name == "result" and "1 more of" in report.cause.detail


def test_parameters_changed_in_the_record() -> None:
    """Whatever is changed in the trustees record, the election's key or a proof no longer fits."""
    records = read(next((DATA / "small-threshold-Ed25519").glob("*.bel")))
    trustees = json.loads(records[1].body)
    parameters = trustees[1][1]
    election_record, _, credentials = (record.body for record in records[:3])

    def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        if isinstance(value, dict | list):
            children = value.items() if isinstance(value, dict) else enumerate(value)
            return [found for key, child in children for found in paths(child, (*path, key))]
        return [path]

    places = paths(parameters)
    assert len(places) > 30
    for path in places:
        changed = json.loads(compact(trustees))
        parent = changed[1][1]
        for key in path[:-1]:
            parent = parent[key]
        old = parent[path[-1]]
        if isinstance(old, int):
            parent[path[-1]] = old - 1
        else:
            parent[path[-1]] = old[:-5] + ("1" if old[-5] != "1" else "2") + old[-4:]
        with pytest.raises(VotingError):
            parse_setup(election_record, compact(changed), credentials)
    parse_setup(election_record, compact(trustees), credentials)


def test_lagrange_gives_the_value_at_zero() -> None:
    group = get_group("Ed25519")
    values = {x: 7 + 3 * x + 11 * x * x for x in range(1, 6)}
    for places in combinations(values, 3):
        coefficients = lagrange(group, places)
        assert sum(c * values[x] for c, x in zip(coefficients, places, strict=True)) % group.order == 7


def test_shares_of_the_reference_tools_members() -> None:
    """Its archive was opened by some members; their keys, opened by us, make shares that hold as well."""
    folder = DATA / "small-threshold-Ed25519"
    records = read(next(folder.glob("*.bel")))
    setup = parse_setup(*(record.body for record in records[:3]))
    tally = records[place_of(records, '[[{"alpha"')].body
    owners = set()
    for key in folder.glob("*.key"):
        private = threshold_private_key("Ed25519", key.read_text(), key.with_suffix(".dkey").read_text())
        owner = owner_of(setup, private)
        check_partial_decryption(setup, tally, owner, partial_decryption(setup, tally, private))
        owners.add(owner)
    assert owners == {2, 3, 4}
