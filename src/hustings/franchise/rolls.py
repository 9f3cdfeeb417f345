"""What is published of a roll: a hash that anyone given the salt and the entries can compute, and counts per unit.

The hash is the SHA-256 of this text in UTF-8, every line ended by a line feed:

    hustings-roll-1
    the salt, as 64 hexadecimal digits
    the date as at which the rule was applied, as 2026-09-01
    for each entry, by ascending member key: the member's key, the unit's key or -, the weight, separated by one space

The keys are those of the database, not membership numbers: they say nothing about a person, and they stay when a
person's data is erased. The salt keeps anyone from trying out who is on the roll.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

SMALL = 10  # a unit with fewer electors is never shown by itself

Entry = tuple[int, int | None, int]  # member, unit, weight


def lines(salt: str, as_at: date, entries: Iterable[Entry]) -> Iterator[str]:
    """The text whose hash is published, line by line; the entries come by ascending member key."""
    yield f"hustings-roll-1\n{salt}\n{as_at.isoformat()}\n"
    for member, unit, weight in entries:
        yield f"{member} {'-' if unit is None else unit} {weight}\n"


@dataclass(frozen=True)
class Summary:
    """What a roll states about its entries."""

    size: int
    total_weight: int
    hash: str
    electors_by_unit: dict[int | None, int]


def summarise(salt: str, as_at: date, entries: Iterable[Entry]) -> Summary:
    """Hash and count the entries of a roll, given by ascending member key."""
    digest = hashlib.sha256()
    size = total_weight = 0
    units: Counter[int | None] = Counter()

    def counted() -> Iterator[Entry]:
        nonlocal size, total_weight
        for entry in entries:
            size += 1
            total_weight += entry[2]
            units[entry[1]] += 1
            yield entry

    text = lines(salt, as_at, counted())
    while some := "".join(islice(text, 10_000)):
        digest.update(some.encode())
    return Summary(size, total_weight, digest.hexdigest(), dict(units))


@dataclass(frozen=True)
class UnitCount:
    """The electors of one unit, or of several small ones together; None stands for those in no unit."""

    units: tuple[int | None, ...]
    electors: int


def merged_counts(electors_by_unit: dict[int | None, int]) -> list[UnitCount]:
    """Counts per unit, largest first, that may be published.

    Units under SMALL are shown as one sum. So that no subtraction from the total reveals a small unit, that sum takes
    in the next larger unit while it is itself small or stands for one unit only.
    """
    by_size = sorted(electors_by_unit.items(), key=lambda item: (item[1], item[0] or 0))
    merged = [item for item in by_size if item[1] < SMALL]
    rest = by_size[len(merged) :]
    while merged and rest and (len(merged) == 1 or sum(electors for _, electors in merged) < SMALL):
        merged.append(rest.pop(0))
    counts = [UnitCount((unit,), electors) for unit, electors in reversed(rest)]
    if merged:
        counts.append(UnitCount(tuple(unit for unit, _ in merged), sum(electors for _, electors in merged)))
    return counts
