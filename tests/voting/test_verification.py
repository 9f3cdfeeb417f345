import json
import os
import tempfile
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.voting import toy
from tests.voting.toy import DATA, Toy, chained, compact, place_of, read, replaced, resigned, write

from hustings.voting import (
    Record,
    Report,
    Setup,
    ballot_records,
    encrypted_tally_records,
    end_ballots_records,
    partial_decryption_records,
    public_credential,
    setup_records,
    verify,
    workers,
)
from hustings.voting.digests import sha256_hex
from hustings.voting.elections import parse_setup

GOOD = sorted(DATA.glob("[Ds]*/*.bel"))
NEGATIVE = sorted(DATA.glob("negative/*/*.bel"))


def failures(report: Report) -> dict[str, str]:
    assert report.ok is False and report.result is None
    return {check.name: check.detail for check in report.checks if not check.ok and check.detail != "not reached"}


def refused(path: Path, records: list[Record] | tuple[Record, ...]) -> dict[str, str]:
    return failures(verify(write(path, records)))


@given(data=st.data())
@settings(max_examples=500 if os.environ.get("HUSTINGS_LONG") else 40, deadline=None)
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    archive = (DATA / "small-approval-Ed25519" / "LBW5DhmTzXMkzH.bel").read_bytes()
    at, bit = data.draw(st.integers(0, len(archive) - 1)), data.draw(st.integers(0, 7))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flipped.bel"
        path.write_bytes(archive[:at] + bytes([archive[at] ^ 1 << bit]) + archive[at + 1 :])
        failures(verify(path))


@pytest.fixture
def bel(tmp_path: Path) -> Path:
    return tmp_path / "toy.bel"


@pytest.mark.parametrize("archive", GOOD, ids=lambda path: path.parent.name)
def test_archive_of_the_reference_tool_verifies(archive: Path) -> None:
    report = verify(archive)
    assert report.ok and all(check.ok for check in report.checks)
    assert report.result == json.loads((archive.parent / "result.json").read_text())["result"]
    votes = json.loads((archive.parent / "votes.json").read_text())
    assert report.ballots == report.accepted == len(votes)


def test_all_good_archives_are_here() -> None:
    assert len(GOOD) == 7 and len(NEGATIVE) == 13


def test_threshold_trustees_of_release_2_0_only_when_asked() -> None:
    archive = DATA / "threshold-2.0" / "GFctzCxVYUjPi2.bel"
    report = verify(archive, accept_2_0_threshold=True)
    assert report.ok and report.accepted == 1
    assert "accepted expressly" in failures(verify(archive))["setup"]


# Where each of the negative archives must fail.
EXPECTED = {
    "D-bad-trustee-pok": ("setup", "proof of knowledge"),
    "D-broken-chain": ("archive", "not chained"),
    "D-copied-answers": ("ballots", "signed hash"),
    "D-dup-ballot": ("archive", "brings in 0 records"),
    "D-extra-field": ("ballots", "must have the fields"),
    "D-field-order": ("ballots", "must have the fields"),
    "D-hash-mismatch": ("archive", "hash of its content"),
    "D-missing-choice": ("ballots", "choices has 2 entries"),
    "D-no-signature": ("ballots", "must have the fields"),
    "D-noncanonical-json": ("ballots", "not canonical"),
    "D-removed-event": ("archive", "not chained"),
    "D-response-plus-q": ("ballots", "signed hash"),
    "D-wrong-uuid": ("ballots", "another election"),
}


@pytest.mark.parametrize("archive", NEGATIVE, ids=lambda path: path.parent.name)
def test_negative_archive_is_refused(archive: Path) -> None:
    check, words = EXPECTED[archive.parent.name]
    found = failures(verify(archive))
    assert list(found) == [check]
    assert words in found[check]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("D-copied-answers", "individual_proofs[0] does not hold"),
        ("D-missing-choice", "choices has 2 entries"),
        ("D-response-plus-q", "response is not a plain decimal"),
        ("D-wrong-uuid", "another election"),
    ],
)
def test_negative_archive_signed_again_is_refused_behind_the_signature(name: str, words: str, bel: Path) -> None:
    records = read(next((DATA / "negative" / name).glob("*.bel")))
    index = len(records) - 2
    election, trustees, credentials = (record.body for record in records[:3])
    setup = parse_setup(election, trustees, credentials)
    again = resigned(setup, private_credential(setup, records[index].body), records[index].body)
    found = refused(bel, replaced(records, index, again))
    assert list(found) == ["ballots"] and words in found["ballots"]


def private_credential(setup: Setup, ballot: str) -> str:
    lines = (next(DATA.glob("D-*")) / "private_creds.txt").read_text().splitlines()
    group = setup.group
    for line in lines:
        private = line.split()[1]
        exponent = toy.private_exponent(group, setup.election.uuid, private)
        if group.text(group.exp_many([group.generator], [exponent])[0]) == json.loads(ballot)["credential"]:
            return private
    raise AssertionError("the ballot's credential is none of the electors'")


def test_board_verifies_after_every_event(election: Toy, bel: Path) -> None:
    ends = [i + 1 for i, record in enumerate(election.records) if record.name.endswith(".event.json")]
    for end in ends:
        report = verify(write(bel, election.records[:end]))
        assert report.ok, report.checks
        assert report.result == (toy.RESULT if end == ends[-1] else None)
    assert (report.ballots, report.accepted) == (4, 4)


def test_board_cut_between_events(small: Toy, bel: Path) -> None:
    for end, record in enumerate(small.records, 1):
        if not record.name.endswith(".event.json"):
            assert "archive" in refused(bel, small.records[:end])


def test_any_record_removed(small: Toy, bel: Path) -> None:
    for i in range(len(small.records) - 1):
        refused(bel, small.records[:i] + small.records[i + 1 :])


def test_any_event_removed_and_the_chain_mended(small: Toy, bel: Path) -> None:
    starts = [0] + [i + 1 for i, record in enumerate(small.records) if record.name.endswith(".event.json")]
    steps = [small.records[a:b] for a, b in pairwise(starts)]
    assert len(steps) == 10
    for gone in (*range(5, 9), 0):
        records: list[Record] = []
        for height, step in enumerate(step for i, step in enumerate(steps) if i != gone):
            event = {"parent": records[-1].digest} if records else {}
            event |= {"height": height} | {
                k: v for k, v in json.loads(step[-1].body).items() if k in ("type", "payload")
            }
            body = compact(event)
            records += [*step[:-1], Record(f"{sha256_hex(body)}.event.json", body)]
        refused(bel, records)


def test_any_two_records_exchanged(small: Toy, bel: Path) -> None:
    for i in range(len(small.records) - 1):
        swapped = list(small.records)
        swapped[i], swapped[i + 1] = swapped[i + 1], swapped[i]
        refused(bel, swapped)


def test_a_changed_character_in_every_record_with_all_hashes_renewed(small: Toy, bel: Path) -> None:
    """Only the hashes cover a trustee's name, and the credential of an elector who has not voted."""
    absent = public_credential("Ed25519", small.setup.election.uuid, small.credentials[3])
    for i, record in enumerate(small.records):
        unused = record.body.find(absent)
        for at in range(0, len(record.body), 1 + len(record.body) // 4):
            if '"name":"' in record.body[at - 12 : at] or (0 <= at - unused < len(absent) and unused >= 0):
                continue
            other = "1" if record.body[at] != "1" else "2"
            refused(bel, replaced(small.records, i, record.body[:at] + other + record.body[at + 1 :]))


def changed(records: tuple[Record, ...], begins: str, change: Callable[[Any], Any], nth: int = 0) -> list[Record]:
    index = place_of(records, begins, nth)
    value = json.loads(records[index].body)
    change(value)
    return replaced(records, index, compact(value))


def test_wrong_counts_in_the_tally(small: Toy, bel: Path) -> None:
    for field in ("num_tallied", "total_weight"):
        for wrong in (2, 4, "3", 3.0, None):
            records = changed(small.records, '{"num_tallied"', lambda value, f=field, w=wrong: value.update({f: w}))
            assert "encrypted tally" in refused(bel, records)


def test_weight_changed_after_the_tally(small: Toy, bel: Path) -> None:
    def double(value: Any) -> None:
        value[:] = [f"{credential},2" for credential in value]

    assert list(refused(bel, changed(small.records, '["', double))) == ["encrypted tally"]


def test_invalid_ballot_tallied_honestly(election: Toy, bel: Path) -> None:
    """A ballot that holds 1 more, its proofs broken, and everything after it computed as the protocol says."""
    group = election.setup.group

    def shift(value: Any) -> None:
        cell = value["answers"][1]["choices"][0]
        cell["beta"] = group.text(group.multiply_many([group.read(cell["beta"], "It")], [group.generator])[0])

    ballot = resigned(election.setup, election.credentials[1], election.ballots[1], shift)
    shifted = toy.closed(
        election.setup, election.credentials, election.keys, (election.ballots[0], ballot, *election.ballots[2:])
    )
    found = refused(bel, shifted.records)
    assert "ballot 2" in found["ballots"] and "does not hold" in found["ballots"]
    assert "encrypted tally" in found


def test_tally_that_counts_a_replaced_ballot(small: Toy, bel: Path) -> None:
    first_ballot_counts = toy.closed(small.setup, small.credentials, small.keys, small.ballots[:3])
    steps = [
        *(lambda parent, height, b=ballot: ballot_records(parent, height, b) for ballot in small.ballots),
        end_ballots_records,
        lambda parent, height: encrypted_tally_records(parent, height, first_ballot_counts.tally),
    ]
    assert "encrypted tally" in refused(bel, chained(steps, setup_records(*small.setup.records)))


def test_ballot_twice(small: Toy, bel: Path) -> None:
    steps = [lambda parent, height: ballot_records(parent, height, small.ballots[0])] * 2
    found = refused(bel, chained(steps, setup_records(*small.setup.records)))
    assert list(found) == ["duplicates"] and "ballot 2" in found["duplicates"]


def test_ballots_in_another_order_are_another_board(small: Toy, bel: Path) -> None:
    """The chain is mended, but the other ballot of the first elector is now the last."""
    reordered = (*small.ballots[3:], *small.ballots[1:3], small.ballots[0])
    steps = [
        *(lambda parent, height, b=ballot: ballot_records(parent, height, b) for ballot in reordered),
        end_ballots_records,
        lambda parent, height: encrypted_tally_records(parent, height, small.tally),
    ]
    assert "encrypted tally" in refused(bel, chained(steps, setup_records(*small.setup.records)))


def step(kind: str, *payload: Record) -> Callable[[str, int], list[Record]]:
    def records(parent: str, height: int) -> list[Record]:
        event: dict[str, Any] = {"parent": parent, "height": height, "type": kind}
        body = compact(event | ({"payload": payload[-1].digest} if payload else {}))
        return [*payload, Record(f"{sha256_hex(body)}.event.json", body)]

    return records


def test_events_out_of_order(small: Toy, bel: Path) -> None:
    start = setup_records(*small.setup.records)

    def ballot(parent: str, height: int) -> list[Record]:
        return ballot_records(parent, height, small.ballots[0])

    def tally(parent: str, height: int) -> list[Record]:
        return encrypted_tally_records(parent, height, small.tally)

    def share(parent: str, height: int) -> list[Record]:
        return partial_decryption_records(parent, height, 1, small.partials[1])

    setup_again = step("Setup", *start[:4])
    result = step("Result", small.records[-2])
    for steps, words in (
        ([end_ballots_records, ballot], "cannot follow"),
        ([setup_again], "cannot follow"),
        ([ballot, setup_again], "cannot follow"),
        ([end_ballots_records, end_ballots_records], "cannot follow"),
        ([tally], "cannot follow"),
        ([ballot, share], "cannot follow"),
        ([end_ballots_records, result], "cannot follow"),
        ([step("Shuffle")], "cannot follow"),
        ([step("EndShuffles")], "cannot follow"),
        ([step("Tallied")], "cannot check"),
        ([step("")], "cannot check"),
        ([step("EndBallots", small.records[0])], "brings in 1"),
        ([step("Ballot")], "brings in 0"),
        ([step("Ballot", small.records[0], small.records[1])], "brings in 2"),
    ):
        assert words in refused(bel, chained(steps, start))["archive"]


def test_first_event_is_no_setup(small: Toy, bel: Path) -> None:
    assert "must be a Setup" in refused(bel, ballot_records("0" * 64, 0, small.ballots[0]))["archive"]
    assert "no Setup" in refused(bel, ())["archive"]


def with_shares(election: Toy, *shares: tuple[int, str], result: bool = False) -> tuple[Record, ...]:
    steps = [
        *(lambda parent, height, b=ballot: ballot_records(parent, height, b) for ballot in election.ballots),
        end_ballots_records,
        lambda parent, height: encrypted_tally_records(parent, height, election.tally),
        *(
            lambda parent, height, o=owner, t=text: partial_decryption_records(parent, height, o, t)
            for owner, text in shares
        ),
        *([step("Result", election.records[-2])] if result else []),
    ]
    return chained(steps, setup_records(*election.setup.records))


def test_shares_of_the_wrong_owner(small: Toy, bel: Path) -> None:
    one, two = small.partials[1], small.partials[2]
    for shares, words in (
        ([(0, one)], "no trustee 0"),
        ([(3, one)], "no trustee 3"),
        ([(2, one)], "trustee 2"),
        ([(1, one), (1, one)], "second share of trustee 1 (Ann)"),
        ([(1, two)], "trustee 1 (Ann)"),
    ):
        assert words in refused(bel, with_shares(small, *shares))["partial decryptions"]
    assert verify(write(bel, with_shares(small, (2, two), (1, one)))).ok


def test_result_without_all_shares(small: Toy, bel: Path) -> None:
    found = refused(bel, with_shares(small, (2, small.partials[2]), result=True))
    assert "without trustee 1 (Ann)" in found["result"]


def test_result_that_does_not_follow(small: Toy, bel: Path) -> None:
    def more(value: Any) -> None:
        value["result"][0][0] += 1

    assert "does not follow" in refused(bel, changed(small.records, '{"result"', more))["result"]


def test_setup_with_a_certificate_is_not_ignored(small: Toy, bel: Path) -> None:
    start = setup_records(*small.setup.records)
    certificate = Record(f"{sha256_hex('{}')}.data.json", "{}")
    payload = compact(json.loads(start[3].body) | {"credentials_certificate": certificate.digest})
    setup_data = Record(f"{sha256_hex(payload)}.data.json", payload)
    body = compact({"height": 0, "type": "Setup", "payload": setup_data.digest})
    event = Record(f"{sha256_hex(body)}.event.json", body)
    assert "one more than any event" in refused(bel, [*start[:3], certificate, setup_data, event])["archive"]


def test_since_an_earlier_copy(small: Toy, bel: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.bel"
    ends = [i + 1 for i, record in enumerate(small.records) if record.name.endswith(".event.json")]
    write(bel, small.records[: ends[3]])
    for end in ends[:4]:
        report = verify(bel, since=write(old, small.records[:end]))
        assert report.ok and report.checks[-1].name == "since"
    for records in (small.records[: ends[4]], small.records[: ends[1] - 1]):
        assert "since" in failures(verify(bel, since=write(old, records)))
    other = toy.closed(small.setup, small.credentials, small.keys, small.ballots[1:])
    assert "removed or changed" in failures(verify(bel, since=write(old, other.records[: ends[1]])))["since"]
    old.write_bytes(b"")
    assert "since" in failures(verify(bel, since=old))
    assert "cannot be read" in failures(verify(bel, since=tmp_path / "absent.bel"))["since"]


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 10_240, b"PK" * 5000, bytes(range(256)) * 64])
def test_file_that_is_no_archive(content: bytes, bel: Path) -> None:
    bel.write_bytes(content)
    assert list(failures(verify(bel))) == ["archive"]


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.bel"):
        assert "cannot be read" in failures(verify(path))["archive"]


def test_archive_of_another_kind_of_election_fails_with_a_sentence(bel: Path) -> None:
    records = read(DATA / "small-approval-Ed25519" / "LBW5DhmTzXMkzH.bel")

    def drawn(value: Any) -> None:
        value["questions"][0] = {"type": "Drawn", "value": {"answers": ["a", "b", "c"], "question": "Draw"}}

    assert "Drawn" in refused(bel, changed(tuple(records), '{"version"', drawn))["setup"]
    for group in ("Ed448", "RFC-3526-2048"):
        found = refused(bel, changed(tuple(records), '{"version"', lambda value, g=group: value.update(group=g)))
        assert group in found["setup"]

    def other(value: Any) -> None:
        value[0][0] = "Shamir"

    assert "Shamir" in refused(bel, changed(tuple(records), '[["Single"', other))["setup"]


def test_many_ballots_on_all_cores_give_the_same_report(small: Toy, bel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = verify(write(bel, small.records))
    monkeypatch.setattr(workers, "BATCH", 1)
    seen: list[tuple[int, int]] = []
    assert verify(bel, progress=lambda done, total: seen.append((done, total))) == alone
    size = bel.stat().st_size
    assert seen == sorted(seen) and len(seen) == 10 and seen[-1] == (size, size)
    # While another thread runs, the worker processes are spawned instead of forked.
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    assert verify(bel) == alone
    done.set()
    other.join()
    bad = list(small.ballots)
    bad[2] = resigned(small.setup, small.credentials[1], bad[2])
    found = refused(bel, toy.closed(small.setup, small.credentials, small.keys, tuple(bad)).records)
    assert "ballot 3" in found["ballots"]
