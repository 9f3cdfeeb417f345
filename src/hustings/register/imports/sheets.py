"""The first sheet of a workbook as CSV, in a process of its own: `python -m hustings.register.imports.sheets FILE`.

The library holds a whole workbook in memory, which this process gives back by ending, and may take so much and no more.
It writes to standard output; that it could not, and why, is its exit status.
"""

import csv
import io
import resource
import sys
from datetime import datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

LOCKED, UNREADABLE, EMPTY = 3, 4, 5
MOST_MEMORY = 4 * 2**30


def write_first_sheet(path: str, out: io.TextIOBase) -> int:
    """Write the first sheet that has anything in it; returns the exit status."""
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = (workbook.get_sheet_by_name(name) for name in workbook.sheet_names)
        sheet = next((sheet for sheet in sheets if sheet.height), None)
    except PasswordError:
        return LOCKED
    except (CalamineError, OSError, MemoryError):
        return UNREADABLE
    if sheet is None:
        return EMPTY
    csv.writer(out).writerows([_text(cell) for cell in row] for row in sheet.iter_rows())
    return 0


def _text(cell: Any) -> str:
    """A cell as the same program would export it: a whole number without a point, a day without a time."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="") as written:
        status = write_first_sheet(sys.argv[1], written)
    sys.exit(status)
