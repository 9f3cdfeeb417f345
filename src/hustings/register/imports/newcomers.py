"""The people whom a file would add, and who of them may stand in the register, or in the file itself, already."""

import csv
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from hustings.register.actions.duplicates import people_on_the_register
from hustings.register.duplicates import Person, likely_pairs, who_may_be_among
from hustings.register.models import Member


class Newcomers:
    """New people of a file by their rows, kept in a file of our own: a first file adds half a million."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 (kept open)
        self._writer = csv.writer(self._file)
        self.count = 0

    def add(self, row: int, member: Member) -> None:
        self.count += 1
        born = member.date_of_birth.isoformat() if member.date_of_birth else ""
        self._writer.writerow([row, member.name, member.email, member.postal_address, born])

    def people(self) -> Iterator[Person]:
        """Each with the number of the row, made negative, as key: so they are no keys of members."""
        self._file.seek(0)
        for row, name, email, address, born in csv.reader(self._file):
            yield Person(-int(row), name, email, address, date.fromisoformat(born) if born else None)


def likely_duplicates(newcomers: Newcomers, most: int) -> tuple[int, list[dict[str, Any]]]:
    """How many rows name a person who may be there already, and the first of them: the row, why, and the number of the
    member, or the other row."""
    if not newcomers.count:
        return 0, []
    known = who_may_be_among(newcomers.people(), people_on_the_register())
    pairs = likely_pairs(lambda: chain(newcomers.people(), known))
    found = sorted(((-one, two, why) for (one, two), why in pairs.items() if one < 0), key=lambda each: each[0])
    first = found[:most]
    numbers = dict(Member.objects.filter(pk__in=[two for _row, two, _why in first]).values_list("pk", "number"))
    return len({row for row, _two, _why in found}), [
        {"row": row, "why": why, **({"number": numbers[two]} if two > 0 else {"other_row": -two})}
        for row, two, why in first
    ]
