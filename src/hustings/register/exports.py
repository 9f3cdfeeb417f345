"""The register as a file that the import reads back: the same columns, units by their codes."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import BinaryIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.register.imports.fields import FIELDS, guarded, standing_in_file
from hustings.register.imports.workbooks import as_workbook
from hustings.register.models import Member
from hustings.register.queries import Row, with_today
from hustings.register.standing import Word

CHUNK = 2_000
LARGEST_WORKBOOK = 100_000  # members; a spreadsheet of more takes minutes to make, and longer to open


def csv_lines(members: QuerySet[Member], on: date) -> Iterator[str]:
    """The members with their standing on a date, as CSV, a few thousand at a time."""
    for rows in _chunks(members, on):
        text = io.StringIO(newline="")
        csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
        yield text.getvalue()


def workbook(members: QuerySet[Member], on: date) -> BinaryIO:
    """The same as XLSX."""
    if members.count() > LARGEST_WORKBOOK:
        raise ActionRefused(
            _("A spreadsheet of more than {most} members is too large. Export them as CSV.").format(
                most=f"{LARGEST_WORKBOOK:,}"
            )
        )
    return as_workbook(row for rows in _chunks(members, on) for row in rows)


def _chunks(members: QuerySet[Member], on: date) -> Iterator[list[list[str]]]:
    yield [list(FIELDS)]
    found = members.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield [_cells(row) for row in with_today(chunk, on)]


def _cells(row: Row) -> list[str]:
    member, standing = row.member, row.standing
    cells = {
        "number": member.number,
        "name": member.name,
        "email": member.email,
        "postal_address": member.postal_address,
        "date_of_birth": _day(member.date_of_birth),
        "units": "; ".join(unit.code for unit in row.units),
        "joined": _day(standing.joined_on),
        "paid_up_to": _day(standing.paid_up_to),
        "standing": "" if standing.word == Word.NONE else standing_in_file(standing.word),
    }
    return [cells[name] for name in FIELDS]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
