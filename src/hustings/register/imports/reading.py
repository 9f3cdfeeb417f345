"""Read a CSV file as membership systems and spreadsheets write them, whatever its encoding and separator."""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.register.imports.fields import match

Row = tuple[int, list[str]]
SEPARATORS = (",", ";", "\t")
SAMPLE = 4096
TITLES = 20  # rows at the beginning among which the headings stand
CHUNK = 1 << 20


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a file: by its byte order mark, else UTF-16 or UTF-8 if it is that, else Windows-1252."""
    file.seek(0)
    sample = file.read(SAMPLE)
    if not sample:
        raise ActionRefused(_("The file is empty. Export the members again, then choose the new file."), "file")
    if sample.startswith(BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif sample.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif sample[1::2].count(0) > len(sample) // 4:
        candidates = ["utf-16-le"]
    elif sample[0::2].count(0) > len(sample) // 4:
        candidates = ["utf-16-be"]
    else:
        candidates = ["utf-8", "cp1252"]
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise ActionRefused(
        _("The text of the file cannot be read. Save it as CSV in UTF-8, UTF-16 or Windows-1252 and try again."), "file"
    )


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        while text.read(CHUNK):
            pass
    except UnicodeError:
        return False
    finally:
        text.detach()
    return True


def separator_of(file: BinaryIO, encoding: str) -> str:
    """The separator that cuts the headings into the most fields, or else the most columns."""

    def columns(separator: str) -> tuple[int, int]:
        _row, header = _headings(list(_readable(records(file, encoding, separator))))
        return len(match(header)), len(header)

    return max(SEPARATORS, key=columns)


def _readable(rows: Iterator[Row]) -> Iterator[Row]:
    """The first rows: a wrong separator may cut in the midst of what stands between quotation marks."""
    with suppress(ActionRefused):
        yield from islice(rows, TITLES)


def heading_of(file: BinaryIO, encoding: str, separator: str) -> Row:
    """The row of the headings, which may stand under titles."""
    return _headings(list(islice(records(file, encoding, separator), TITLES)))


def _headings(first: list[Row]) -> Row:
    """Of the first rows, the first that names the most fields, or that is not much narrower than others.

    One name is none: a member's row may hold the word "member", too.
    """
    fullest = max((_filled(cells) for _row, cells in first), default=0)
    named = [(max(len(match(cells)), 1), 2 * _filled(cells) >= fullest) for _row, cells in first]
    row, cells = first[named.index(max(named))] if first else (1, [])
    return row, [" ".join(heading.split()) for heading in cells]


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def rows_under(heading: int, file: BinaryIO, encoding: str, separator: str) -> Iterator[Row]:
    """The rows below the row of the headings."""
    return ((row, cells) for row, cells in records(file, encoding, separator) if row > heading)


def records(file: BinaryIO, encoding: str, separator: str) -> Iterator[Row]:
    """The rows that are not blank, with their numbers as a spreadsheet shows them: the first is row 1."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        reader = csv.reader(text, delimiter=separator, strict=True)
        for number, cells in enumerate(reader, 1):
            if any(map(str.strip, cells)):
                yield number, cells
    except csv.Error as error:
        raise ActionRefused(
            _(
                "Row {row} cannot be read: is a quotation mark opened and not closed, or a cell very long? ({error})"
            ).format(row=number + 1, error=error),
            "file",
        ) from None
    finally:
        text.detach()
