"""Receipts hold, or prove what was removed or changed."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey
from tests.voting.toy import Toy, read, replaced, write

from hustings.voting import VotingError, verify
from hustings.voting.copies import Link, chain, lost, setup_of
from hustings.voting.receipts import contradictions, faults, is_signed, read_receipt

KEY = SigningKey.generate()
PUBLIC = base64.b64encode(bytes(KEY.verify_key)).decode()


@pytest.fixture
def archive(small: Toy, tmp_path: Path) -> Path:
    return write(tmp_path / "board.bel", small.records)


def receipt(toy: Toy, links: list[Link], place: int, /, **changes: Any) -> str:
    """A receipt as the server writes it for the ballot at this place of the chain, with other fields on demand."""
    assert links[place].payload is not None
    number = base64.b64encode(bytes.fromhex(links[place].payload)).decode().rstrip("=")
    said = {"board": toy.setup.election.uuid, "tracking_number": number, "height": place, "head": links[place].head}
    statement = json.dumps(said | changes, sort_keys=True)
    signature = base64.b64encode(KEY.sign(statement.encode()).signature).decode()
    return json.dumps({"statement": statement, "signature": signature, **said})


def test_receipt_of_a_ballot_that_is_there(small: Toy, archive: Path) -> None:
    links = chain(archive)
    for height in range(1, 5):
        said = read_receipt(receipt(small, links, height))
        assert is_signed(said, PUBLIC) and faults(said, links) == []


def test_receipt_of_a_removed_ballot_is_proof(small: Toy, archive: Path, tmp_path: Path) -> None:
    last = read_receipt(receipt(small, chain(archive), 4))
    records = read(archive)[: 5 + 2 * 3]
    assert "ballots were removed" in faults(last, chain(write(tmp_path / "cut.bel", records)))[0]


def test_receipt_of_a_changed_ballot_is_proof(small: Toy, archive: Path, tmp_path: Path) -> None:
    links = chain(archive)
    changed = replaced(read(archive), 5, small.ballots[0].replace("credential", "Credential"))
    now = chain(write(tmp_path / "changed.bel", changed))
    first, second = (faults(read_receipt(receipt(small, links, height)), now) for height in (1, 2))
    assert len(first) == 2 and "does not hold the ballot" in first[0]
    # What came later still stands there, but its head covers what was changed before it.
    assert len(second) == 1 and "removed or changed" in second[0]


def test_receipt_for_a_height_at_which_no_ballot_stands(small: Toy, archive: Path) -> None:
    links = chain(archive)
    said = read_receipt(receipt(small, links, 1, height=5, head=links[5].head))
    assert "does not hold the ballot" in faults(said, links)[0]


def test_two_receipts_can_contradict_each_other_without_a_board(small: Toy, archive: Path) -> None:
    links = chain(archive)
    good = [read_receipt(receipt(small, links, height)) for height in (1, 1, 2, 4)]
    assert contradictions(good) == []
    other_head = read_receipt(receipt(small, links, 2, head="0" * 64))
    other_ballot = read_receipt(receipt(small, links, 2, tracking_number="A" * 43))
    other_place = read_receipt(receipt(small, links, 3, head=links[2].head))
    for forged in (other_head, other_ballot, other_place):
        assert len(contradictions([*good, forged])) == 1


def test_receipt_changed_after_signing(small: Toy, archive: Path) -> None:
    said = read_receipt(receipt(small, chain(archive), 1).replace('\\"height\\": 1', '\\"height\\": 2'))
    assert said.height == 2 and not is_signed(said, PUBLIC)


@pytest.mark.parametrize("key", ["", "x", "A" * 44, "AAAA", "\ud800"])
def test_key_that_is_none_signs_nothing(small: Toy, archive: Path, key: str) -> None:
    assert not is_signed(read_receipt(receipt(small, chain(archive), 1)), key)


@pytest.mark.parametrize(
    "changes",
    [
        *({"height": height} for height in (0, -1, True, "1", 1.0, None)),
        *({"head": head} for head in ("", "0" * 63, "G" * 64, None, 5)),
        *({"board": board} for board in ("", "../../etc/passwd", None)),
        *({"tracking_number": number} for number in ("", "A" * 44, [], "é" * 43)),
    ],
)
def test_malformed_receipt_is_refused(small: Toy, archive: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(VotingError, match="not a receipt"):
        read_receipt(receipt(small, chain(archive), 1, **changes))


@pytest.mark.parametrize("text", ["", "[]", "5", "null", "{}", '{"statement": 3, "signature": "x"}', "[" * 100_000])
def test_text_that_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(VotingError, match="not a receipt"):
        read_receipt(text)


def test_setup_in_an_archive(small: Toy, archive: Path) -> None:
    assert setup_of(archive).election == small.setup.election


def _drop(records: list[Any], place: int) -> None:
    del records[place]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda records: _drop(records, 5),
        lambda records: _drop(records, 6),
        lambda records: _drop(records, 4),
        lambda records: _drop(records, -1),
        lambda records: records.__setitem__(5, records[5]._replace(body=records[7].body)),
        lambda records: records.clear(),
    ],
)
def test_chain_of_a_spoilt_archive_is_refused(archive: Path, tmp_path: Path, spoil: Callable[[Any], None]) -> None:
    records = read(archive)
    spoil(records)
    with pytest.raises(VotingError):
        chain(write(tmp_path / "spoilt.bel", records))


@pytest.mark.parametrize("content", [None, b"", b"x" * 600])
def test_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "no.bel"
    if content is not None:
        path.write_bytes(content)
    for act in (chain, setup_of):
        with pytest.raises(VotingError):
            act(path)


def test_copy_that_was_verified_is_not_verified_again_but_what_is_new_is(small: Toy, tmp_path: Path) -> None:
    records = list(small.records)
    before = write(tmp_path / "before.bel", records[: 5 + 2 * 2])
    now = write(tmp_path / "now.bel", records)
    report = verify(now, since=before, since_is_verified=True)
    assert report.ok and (report.ballots, report.accepted) == (4, 4) and report.result == verify(now).result
    assert lost(chain(before), chain(now)) == []

    def spoilt(place: int) -> Path:
        text = records[place].body
        at = text.index('"response":"') + len('"response":"')
        changed = replaced(records, place, f"{text[:at]}{(int(text[at]) + 1) % 9 + 1}{text[at + 1 :]}")
        return write(tmp_path / f"spoilt-{place}.bel", changed)

    new, old = spoilt(9), spoilt(5)
    cause = verify(new, since=before, since_is_verified=True).cause
    assert cause and cause.name == "ballots" and "ballot 3" in cause.detail
    # What was verified before cannot be changed now: the comparison finds it.
    found = [check.name for check in verify(old, since=before, since_is_verified=True).checks if not check.ok]
    assert "since" in found or "encrypted tally" in found
    assert [sentence.split(",")[0] for sentence in lost(chain(before), chain(old))] == [
        "The Ballot event at height 1",
        "The Ballot event at height 2",
    ]
    assert "was removed" in lost(chain(now), chain(before))[0]
