import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.voting import toy
from tests.voting.toy import Toy, compact, replaced, resigned, write

from hustings.voting import (
    BallotRefused,
    KofN,
    Ranked,
    Record,
    VotingError,
    ballot_records,
    check_ballot,
    check_partial_decryption,
    check_shuffle,
    election_record,
    encrypted_tally_records,
    end_ballots_records,
    end_shuffles_records,
    get_group,
    make_ballot,
    new_trustee_key,
    new_uuid,
    parse_setup,
    partial_decryption,
    partial_decryption_records,
    setup_records,
    shuffle,
    shuffle_records,
    shuffled_tally,
    tally_result,
    trustees_record,
    verify,
    workers,
)
from hustings.voting.digests import sha256_hex
from hustings.voting.groups import Group
from hustings.voting.groups.ed25519 import Ed25519
from hustings.voting.questions import Ciphertext
from hustings.voting.shuffle_proofs import (
    Statement,
    check_shuffle_proof,
    prove_shuffle,
    read_shuffle_proof,
)

RANK = Ranked("Rank them", ("Ann", "Bob", "Cy"))
SCORE = Ranked("Score them", ("x", "y"))
PLAIN = KofN("Yes?", ("Yes", "No"), min=1, max=1)
VOTES = (
    (0, [[1, 2, 3], [0, 1], [255, 0]]),
    (1, [[2, 1, 0], [1, 0], [7, 7]]),
    (2, [[0, 0, 0], [1, 0], [0, 0]]),
    (0, [[3, 2, 1], [1, 0], [9, 1]]),
)
COUNTED = [[2, 1, 0], [0, 0, 0], [3, 2, 1]], [[7, 7], [0, 0], [9, 1]]


@cache
def ranked(group: str = "Ed25519") -> Toy:
    return toy.build(group, questions=(RANK, PLAIN, SCORE), votes=VOTES, weights=(1, 1, 1))


@pytest.fixture
def election() -> Toy:
    return ranked()


@pytest.fixture
def bel(tmp_path: Path) -> Path:
    return tmp_path / "toy.bel"


def refused(path: Path, records: list[Record] | tuple[Record, ...]) -> dict[str, str]:
    report = verify(write(path, records))
    assert report.ok is False and report.result is None
    return {check.name: check.detail for check in report.checks if not check.ok and check.detail != "not reached"}


@pytest.mark.parametrize("group", ["Ed25519", "RFC-3526-2048"])
def test_ranked_ballots_come_out_shuffled_and_whole(group: str, bel: Path) -> None:
    report = verify(write(bel, ranked(group).records))
    assert report.ok, report.checks
    first, added, last = report.result
    assert added == [3, 0]
    assert sorted(first) == sorted(COUNTED[0])
    assert sorted(last) == sorted(COUNTED[1])
    assert [check.name for check in report.checks][4:6] == ["encrypted tally", "shuffles"]


def test_board_of_a_ranked_election_verifies_after_every_event(election: Toy, bel: Path) -> None:
    ends = [i + 1 for i, record in enumerate(election.records) if record.name.endswith(".event.json")]
    for end in ends:
        assert verify(write(bel, election.records[:end])).ok


def test_shuffles_hide_the_order(election: Toy) -> None:
    before, after = (json.loads(tally.text) for tally in (election.tally, election.opened))
    assert before[1] == after[1]
    for i in (0, 2):
        assert len(before[i]) == len(after[i]) == 3
        assert not {compact(entry) for entry in before[i]} & {compact(entry) for entry in after[i]}


def test_every_order_can_come_out() -> None:
    two = toy.build("Ed25519", questions=(SCORE,), votes=((0, [[1, 0]]), (1, [[0, 1]])), weights=(1, 1))
    seen = set()
    for _ in range(40):
        after = shuffled_tally(two.setup, two.tally, shuffle(two.setup, two.tally.text))
        shares = {
            owner: partial_decryption(two.setup, after.text, key.private) for owner, key in enumerate(two.keys, 1)
        }
        seen.add(tally_result(two.setup, after, shares))
    assert seen == {'{"result":[[[1,0],[0,1]]]}', '{"result":[[[0,1],[1,0]]]}'}


def test_ranked_election_without_ballots_and_with_one(bel: Path) -> None:
    for votes, result in (((), [[], [0, 0], []]), (VOTES[:1], [[[1, 2, 3]], [0, 1], [[255, 0]]])):
        report = verify(
            write(bel, toy.build("Ed25519", questions=(RANK, PLAIN, SCORE), votes=votes, weights=(1,)).records)
        )
        assert report.ok and report.result == result


# What the prover and the verifier know, apart from an election.


def statement(group: Group, size: int, data: st.DataObject | None = None) -> tuple[Statement, list[int], list[int]]:
    (key,) = group.exp_many([group.generator], [12345])
    numbers = [group.random_scalar() for _ in range(4 * size)]
    elements = group.exp_many([group.generator] * 4 * size, numbers)
    e = [Ciphertext(*pair) for pair in zip(elements[:size], elements[size : 2 * size], strict=True)]
    randoms = [group.random_scalar() for _ in range(size)]
    permutation = data.draw(st.permutations(range(size))) if data else list(range(size))[::-1]
    e2 = []
    for j in permutation:
        mask = group.exp_many([group.generator, key], [randoms[j]] * 2)
        e2.append(Ciphertext(*group.multiply_many(e[j], mask)))
    return Statement(group, key, "phi", e, e2), list(permutation), randoms


@given(st.data(), st.integers(0, 6))
@settings(max_examples=15, deadline=None)
def test_any_permutation_can_be_proven(data: st.DataObject, size: int) -> None:
    proven, permutation, randoms = statement(get_group("Ed25519"), size, data)
    proof = prove_shuffle(proven, permutation, randoms)
    assert check_shuffle_proof(proven, proof)
    assert read_shuffle_proof(proven.group, proof.json(proven.group), "It", size) == proof


@pytest.mark.parametrize("name", ["Ed25519", "RFC-3526-2048"])
def test_every_number_of_a_proof_matters(name: str) -> None:
    group = get_group(name)
    proven, permutation, randoms = statement(group, 3)
    value = prove_shuffle(proven, permutation, randoms).json(group)
    (other,) = map(group.text, group.exp_many([group.generator], [77]))

    def paths(entry: Any, path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
        if isinstance(entry, str):
            return [path]
        return [found for i, child in enumerate(entry) for found in paths(child, (*path, i))]

    places = paths(value)
    assert len(places) == 5 + 3 + 4 + 6 + 3 + 3
    for path in places:
        changed = json.loads(compact(value))
        parent = changed
        for i in path[:-1]:
            parent = parent[i]
        parent[path[-1]] = "77" if path[0] == 1 else other
        assert not check_shuffle_proof(proven, read_shuffle_proof(group, changed, "It", 3)), path


@pytest.mark.parametrize("name", ["Ed25519", "RFC-3526-2048"])
def test_ciphertext_that_is_replaced_added_twice_or_not_re_encrypted_by_the_same(name: str) -> None:
    group = get_group(name)
    proven, permutation, randoms = statement(group, 4)
    g = group.generator
    alpha, beta = proven.e2[1]
    for forged in (
        Ciphertext(alpha, group.multiply_many([beta], [g])[0]),
        Ciphertext(group.multiply_many([alpha], [g])[0], beta),
        proven.e2[0],
        proven.e[1],
        Ciphertext(group.neutral, group.neutral),
    ):
        e2 = [proven.e2[0], forged, *proven.e2[2:]]
        cheating = Statement(group, proven.key, proven.phi, proven.e, e2)
        assert not check_shuffle_proof(cheating, prove_shuffle(cheating, permutation, randoms))
        assert not check_shuffle_proof(cheating, prove_shuffle(proven, permutation, randoms))
    twice = [permutation[0], permutation[0], *permutation[2:]]
    e2 = [proven.e2[0], proven.e2[0], *proven.e2[2:]]
    cheating = Statement(group, proven.key, proven.phi, proven.e, e2)
    assert not check_shuffle_proof(cheating, prove_shuffle(cheating, twice, randoms))


def test_proof_of_another_election_key_or_order() -> None:
    group = get_group("Ed25519")
    proven, permutation, randoms = statement(group, 3)
    proof = prove_shuffle(proven, permutation, randoms)
    e, e2 = proven.e, proven.e2
    for other in (
        Statement(group, proven.key, "other", e, e2),
        Statement(group, group.generator, "phi", e, e2),
        Statement(group, proven.key, "phi", e[::-1], e2),
        Statement(group, proven.key, "phi", e, e2[::-1]),
        Statement(group, proven.key, "phi", e2, e),
    ):
        assert not check_shuffle_proof(other, proof)
    assert check_shuffle_proof(proven, proof)


def test_generators_whose_logarithms_the_prover_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    group = get_group("Ed25519")
    proven, permutation, randoms = statement(group, 3)
    with monkeypatch.context() as patched:
        patched.setattr(Ed25519, "independent", lambda self, i: self.exp_many([self.generator], [i + 100])[0])
        proof = prove_shuffle(proven, permutation, randoms)
        assert check_shuffle_proof(proven, proof)
    assert not check_shuffle_proof(proven, proof)


def test_element_of_a_proof_outside_the_group() -> None:
    """In the finite field all equations are checked at once, which is sound among members only."""
    group = get_group("RFC-3526-2048")
    proven, permutation, randoms = statement(group, 2)
    proof = prove_shuffle(proven, permutation, randoms)
    minus = [group.text(-element % (2 * group.order + 1)) for element in proof.that]
    value = proof.json(group)
    value[0][4] = minus
    assert not check_shuffle_proof(proven, read_shuffle_proof(group, value, "It", 2))


def changed(text: str, change: Callable[[Any], Any]) -> str:
    value = json.loads(text)
    change(value)
    return compact(value)


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v["ciphertexts"].pop(),
        lambda v: v["ciphertexts"].reverse(),
        lambda v: v["ciphertexts"][0].pop(),
        lambda v: v["ciphertexts"][1].reverse(),
        lambda v: v["ciphertexts"][0][0].update(alpha="4" * 64),
        lambda v: v["ciphertexts"][0][0].update(beta=v["ciphertexts"][0][0]["alpha"]),
        lambda v: v["proofs"].reverse(),
        lambda v: v["proofs"].pop(),
        lambda v: v["proofs"][0].pop(),
        lambda v: v["proofs"][0][0].pop(),
        lambda v: v["proofs"][0][1][4].pop(),
        lambda v: v["proofs"][0][1].__setitem__(0, "-1"),
        lambda v: v["proofs"][0][2].append(v["proofs"][0][2][0]),
        lambda v: v.update(note=1),
        lambda v: v.clear(),
    ],
)
def test_shuffle_that_is_refused_with_the_trustees_name(election: Toy, change: Callable[[Any], Any]) -> None:
    text = election.shuffles[0]
    check_shuffle(election.setup, election.tally.text, 1, text)
    with pytest.raises(VotingError, match=r"trustee 1 \(Ann\)"):
        check_shuffle(election.setup, election.tally.text, 1, changed(text, change))


def test_shuffle_of_another_tally(election: Toy) -> None:
    with pytest.raises(VotingError, match="trustee 2 is refused"):
        check_shuffle(election.setup, election.tally.text, 2, election.shuffles[1])
    with pytest.raises(VotingError, match="no trustee 3"):
        check_shuffle(election.setup, election.tally.text, 3, election.shuffles[0])


def test_nothing_to_shuffle(small: Toy, bel: Path, election: Toy) -> None:
    with pytest.raises(VotingError, match="nothing to shuffle"):
        shuffle(small.setup, small.tally.text)
    text = '{"ciphertexts":[],"proofs":[]}'
    assert "nothing to shuffle" in refused(bel, board(small, (1, text)))["shuffles"]


def board(election: Toy, *shuffles: tuple[int, str], ended: bool = True, shares: bool = False) -> tuple[Record, ...]:
    steps: list[Callable[[str, int], list[Record]]] = [
        *(lambda parent, height, b=ballot: ballot_records(parent, height, b) for ballot in election.ballots),
        end_ballots_records,
        lambda parent, height: encrypted_tally_records(parent, height, election.tally),
        *(lambda parent, height, o=o, t=text: shuffle_records(parent, height, o, t) for o, text in shuffles),
        *([end_shuffles_records] if ended else []),
        *(
            lambda parent, height, o=o, t=text: partial_decryption_records(parent, height, o, t)
            for o, text in (election.partials.items() if shares else ())
        ),
    ]
    return toy.chained(steps, setup_records(*election.setup.records))


def test_shuffles_of_the_wrong_owner_or_in_the_wrong_order(election: Toy, bel: Path) -> None:
    one, two = election.shuffles
    assert verify(write(bel, board(election, (2, one), (1, two), shares=True))).ok
    for shuffles, words in (
        ([(1, one), (1, two)], "second shuffle of trustee 1 (Ann)"),
        ([(1, two)], "trustee 1 (Ann)"),
        ([(1, one), (2, one)], "trustee 2"),
        ([(0, one)], "no trustee 0"),
        ([(3, one)], "no trustee 3"),
    ):
        assert words in refused(bel, board(election, *shuffles))["shuffles"]


def test_ballots_opened_without_all_that_shuffling_takes(election: Toy, bel: Path) -> None:
    one, two = election.shuffles
    assert "before they were shuffled" in refused(bel, board(election, ended=False, shares=True))["partial decryptions"]
    assert "cannot follow" in refused(bel, board(election))["archive"]
    assert "cannot follow" in refused(bel, board(election, (1, one), (2, two), ended=False, shares=True))["archive"]
    assert "trustee 1" in refused(bel, board(election, (1, one), shares=True))["partial decryptions"]


def test_shuffle_that_replaces_a_ballot_and_everything_after_it_honest(election: Toy, bel: Path) -> None:
    """The tally is opened as the protocol says; only the proof of the shuffle can tell."""
    setup = election.setup
    forged = json.loads(election.shuffles[1])
    stuffed = json.loads(make_ballot(setup, election.credentials[0], VOTES[0][1]))["answers"][0]["choices"]
    forged["ciphertexts"][0][1] = stuffed
    opened = shuffled_tally(setup, election.opened, compact(forged))
    partials = {
        owner: partial_decryption(setup, opened.text, key.private) for owner, key in enumerate(election.keys, 1)
    }
    for owner, text in partials.items():
        check_partial_decryption(setup, opened.text, owner, text)
    assert [1, 2, 3] in json.loads(tally_result(setup, opened, partials))["result"][0]
    found = refused(bel, board(election, (1, election.shuffles[0]), (2, compact(forged))))
    assert list(found) == ["shuffles"] and "trustee 2" in found["shuffles"]


@pytest.mark.parametrize("group", ["Ed25519", "RFC-3526-2048"] if os.environ.get("HUSTINGS_LONG") else ["Ed25519"])
def test_shuffles_and_shares_checked_on_all_cores(group: str, bel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    poll = ranked(group)
    alone = verify(write(bel, poll.records))
    monkeypatch.setattr(workers, "BATCH", 1)
    monkeypatch.setattr(workers, "LONG", 2)
    assert verify(bel) == alone
    other = poll.setup.group.text(poll.setup.group.independent(5))
    # One of the long equations, one of the short ones, and one element that is no member.
    for where, number in ((3, other), (4, other), (4, "4" * 64)):
        forged = json.loads(poll.shuffles[0])
        forged["proofs"][0][0][where][0] = number
        assert "trustee 1 (Ann)" in refused(bel, board(poll, (1, compact(forged))))["shuffles"]
    share = json.loads(poll.partials[2])
    share["decryption_factors"][0][0] = other
    partials = poll.partials | {2: compact(share)}
    shuffles = enumerate(poll.shuffles, 1)
    records = board(replace(poll, partials=partials), *shuffles, shares=True)
    assert "ciphertext 1 of question 1" in refused(bel, records)["partial decryptions"]


def test_result_of_a_ranked_question_that_does_not_follow(election: Toy, bel: Path) -> None:
    index = len(election.records) - 2
    for change in (
        lambda v: v["result"][0][0].reverse(),
        lambda v: v["result"][0].pop(),
        lambda v: v["result"][0].append([0, 0, 0]),
        lambda v: v["result"][0][0].append(0),
        lambda v: v["result"][2].__setitem__(0, "7"),
        lambda v: v["result"][2].__setitem__(0, [True, False]),
    ):
        body = changed(election.records[index].body, change)
        if body != election.records[index].body:
            assert "result" in refused(bel, replaced(election.records, index, body))


def test_ranked_ballot_that_is_refused(election: Toy) -> None:
    setup = election.setup
    ballot, other = election.ballots[0], json.loads(election.ballots[1])
    group = setup.group

    def shifted(value: Any) -> None:
        choices = value["answers"][0]["choices"]
        beta = group.read(choices["beta"], "It")
        choices["beta"] = group.text(group.multiply_many([beta], [group.generator])[0])

    for change, check in (
        (lambda v: v["answers"].__setitem__(0, other["answers"][0]), "proof"),
        (lambda v: v["answers"][0].update(proof=other["answers"][0]["proof"]), "proof"),
        (shifted, "proof"),
        (lambda v: v["answers"][0]["choices"].update(alpha="7" + "f" * 61 + "ec"), "membership"),
        (lambda v: v["answers"][0].pop("proof"), "format"),
        (lambda v: v["answers"][0].update(choices=[v["answers"][0]["choices"]]), "format"),
    ):
        again = resigned(setup, election.credentials[0], ballot, change)
        with pytest.raises(BallotRefused) as caught:
            check_ballot(setup, again)
        assert caught.value.check == check


@pytest.mark.parametrize("ranks", [[1, 2], [1, 2, 3, 4], [1, 2, 256], [-1, 2, 3]])
def test_choice_that_is_no_ranking(election: Toy, ranks: list[int]) -> None:
    with pytest.raises(VotingError, match="3 ranks"):
        make_ballot(election.setup, election.credentials[0], [ranks, [1, 0], [0, 0]])


@pytest.mark.parametrize(("group", "most"), [("Ed25519", 30), ("RFC-3526-2048", 255), ("BELENIOS-2048", 0)])
def test_group_has_room_for_so_many_answers(group: str, most: int) -> None:
    trustees = trustees_record(group, [new_trustee_key(group).public])

    def record(size: int) -> str:
        question = Ranked("?", tuple(f"answer {i}" for i in range(size)))
        return election_record(
            uuid=new_uuid(), name="", description="", group=group, questions=[question], trustees=trustees
        )

    if most:
        assert record(most)
    with pytest.raises(VotingError, match=f"room for {most}"):
        record(most + 1)


def test_most_answers_with_the_highest_ranks_come_back() -> None:
    """The largest number that Ed25519 has room for, in every place."""
    question = Ranked("?", tuple(f"answer {i}" for i in range(30)))
    votes = ((0, [[255] * 30]), (1, [list(range(30))]))
    election = toy.build("Ed25519", questions=[question], votes=votes, weights=(1, 1))
    result = json.loads(election.records[-2].body)["result"][0]
    assert sorted(result) == [list(range(30)), [255] * 30]


def test_ranks_that_reach_the_modulus() -> None:
    group = get_group("RFC-3526-2048")
    with pytest.raises(ValueError, match="too large"):
        group.embed(256**255 - 1)


def test_weights_in_an_election_with_a_ranked_question(election: Toy) -> None:
    main, trustees, credentials = election.setup.records
    weighted = compact([f"{credential},2" for credential in json.loads(credentials)])
    with pytest.raises(VotingError, match="weight is not 1"):
        parse_setup(main, trustees, weighted)


def test_names_of_records_are_hashes(election: Toy) -> None:
    records = shuffle_records("0" * 64, 5, 2, election.shuffles[0])
    assert [record.digest for record in records] == [sha256_hex(record.body) for record in records]
    assert json.loads(records[1].body) == {"owner": 2, "payload": records[0].digest}
    assert json.loads(records[2].body)["type"] == "Shuffle"
