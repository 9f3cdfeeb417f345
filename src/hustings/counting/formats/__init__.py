"""Ballot files: BLT, PrefLib, CSV of ranks, marks, scores or totals, the scot-elex layout, and our own JSON.

profile = load(Path("ward.csv"))      # the format is recognised by the content
text = write_blt(profile)
"""

from pathlib import Path

from hustings.counting.formats.blt import read_blt, write_blt
from hustings.counting.formats.lines import ParseError, decoded
from hustings.counting.formats.own import read_json, write_json
from hustings.counting.formats.preflib import read_preflib, write_preflib
from hustings.counting.formats.scotelex import looks_like_scotelex, read_scotelex, write_scotelex
from hustings.counting.formats.table import read_csv, write_csv
from hustings.counting.profile import Profile

__all__ = [
    "ParseError",
    "load",
    "read",
    "read_blt",
    "read_csv",
    "read_json",
    "read_preflib",
    "read_scotelex",
    "write_blt",
    "write_csv",
    "write_json",
    "write_preflib",
    "write_scotelex",
]


def load(path: Path) -> Profile:
    """Reads a ballot file. Raises ParseError with the line and the reason, and OSError."""
    return read(path.read_bytes())


def read(data: bytes) -> Profile:
    """Reads ballots, recognising the format by its content. Raises ParseError with the line and the reason."""
    if not data or data.isspace():
        raise ParseError(1, "the file is empty")
    if looks_like_scotelex(data):
        return read_scotelex(data)
    start = decoded(data[:4096], whole=False).lstrip()
    if start.startswith("{"):
        return read_json(data)
    if start.startswith("# ") and ":" in start.partition("\n")[0]:
        return read_preflib(data)
    first = next((line for line in start.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")
    numbers = first.partition("#")[0].split()
    if len(numbers) == 2 and all(number.isdecimal() for number in numbers):
        return read_blt(data)
    if "," in first or ";" in first:
        return read_csv(data)
    raise ParseError(
        1, "this is no ballot file that we know: BLT, PrefLib, CSV with a header, the scot-elex layout or Hustings JSON"
    )
