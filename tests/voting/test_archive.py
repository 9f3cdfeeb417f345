import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.voting import toy
from tests.voting.toy import DATA, Toy

from hustings.voting import Record, VotingError, archive_chunks
from hustings.voting.archive import BLOCK, read_archive
from hustings.voting.digests import sha256_hex


def records_in(data: bytes) -> list[Record]:
    return [entry.record for entry in read_archive(io.BytesIO(data), len(data))]


def written(records: list[Record], timestamp: int = toy.TIMESTAMP) -> bytes:
    return b"".join(archive_chunks(timestamp, records))


@pytest.mark.parametrize("archive", sorted(DATA.glob("[Ds]*/*.bel")), ids=lambda path: path.parent.name)
def test_archive_of_the_reference_tool_is_written_byte_for_byte(archive: Path) -> None:
    data = archive.read_bytes()
    timestamp = int(json.loads(data[BLOCK : data.index(b"}") + 1])["timestamp"])
    assert written(records_in(data), timestamp) == data


@given(bodies=st.lists(st.text(max_size=1100), max_size=4), timestamp=st.integers(0, 8**11 - 1))
@settings(max_examples=40, deadline=None)
def test_archive_is_read_as_written(bodies: list[str], timestamp: int) -> None:
    bodies = [body.encode("utf-8", "ignore").decode() for body in bodies]
    records = [Record(f"{sha256_hex(body)}.data.json", body) for body in bodies]
    assert records_in(written(records, timestamp)) == records


def test_archive_with_any_wrapping_changed(small: Toy) -> None:
    data = written(list(small.records[:2]))
    bodies = [(BLOCK, BLOCK + 38)]
    for record in small.records[:2]:
        begin = -(-bodies[-1][1] // BLOCK) * BLOCK + BLOCK
        bodies.append((begin, begin + len(record.body.encode())))
    for at in range(len(data)):
        if any(begin <= at < end for begin, end in bodies):
            continue
        changed = data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]
        try:
            found = records_in(changed)
        except VotingError:
            continue
        # A digit of a hash in a name can become another one: the chain refuses that, not the wrapping.
        assert found != list(small.records[:2])


def test_archive_cut_anywhere_but_between_records(small: Toy) -> None:
    data = written(list(small.records[:2]))
    ends = {0} | {entry.end for entry in read_archive(io.BytesIO(data), len(data))} | {2 * BLOCK}
    for at in range(0, len(data), 7):
        if at not in ends:
            with pytest.raises(VotingError):
                records_in(data[:at])


@pytest.mark.parametrize(
    "preamble",
    [
        '{"version":2,"timestamp":"1"}',
        '{"version":1,"timestamp":1}',
        '{"version":1}',
        "{}",
        "",
        '{"version":1,"timestamp":"01"}',
    ],
)
def test_archive_with_another_preamble(preamble: str) -> None:
    data = written([])
    body = preamble.encode().ljust(BLOCK, b"\0")
    header = data[:124] + b"%011o\0" % len(preamble) + data[136:BLOCK]
    with pytest.raises(VotingError, match="BELENIOS"):
        records_in(header + body)


def test_archive_that_ends_like_a_modern_tar(small: Toy) -> None:
    with pytest.raises(VotingError, match="header"):
        records_in(written(list(small.records)) + b"\0" * 2 * BLOCK)


@pytest.mark.parametrize(
    "data", [b"x", b"\0" * BLOCK, b"PK\3\4" * 500, bytes(range(256)) * 8], ids=lambda data: repr(data[:4])
)
def test_file_that_is_no_archive(data: bytes) -> None:
    with pytest.raises(VotingError):
        records_in(data)
