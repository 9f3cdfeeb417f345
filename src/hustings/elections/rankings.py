"""Opened rankings, read as the rule of the count reads them.

A voter gives each candidate a rank from 1, or 0 for none. A ranking is valid if it says 1, 2, 3 ... without a gap or a
repetition; the booth makes no others, but other programs can. What becomes of the others depends on the rule:
transferable votes and eliminations count the preferences before the first rank that is repeated or left out, as the
statutes say of papers (for example rule 46 of the Scottish order: non-transferable where the next preference is not
clear), and set aside a ranking without one first preference; rules that only compare candidates, and Borda's, take the
order for what it is, the same rank as the same place.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hustings.counting import RULES, Profile
from hustings.counting.formats.ranks import Ranking, ranked

_ORDER_IS_ENOUGH = ("pairwise", "scores and positions")


@dataclass(frozen=True)
class Invalid:
    """A ranking that is not 1, 2, 3 ...: its ranks by candidate, how often it was cast, the places that count.

    Each place holds candidates from 0; without places the ranking is void.
    """

    ranks: tuple[int, ...]
    ballots: int
    places: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Rankings:
    """All rankings of a contest: the valid ones and what counts of the invalid ones, and how many are neither."""

    profile: Profile
    blank: int
    void: int
    invalid: tuple[Invalid, ...]


def read(rule: str, names: Sequence[str], rows: Sequence[Sequence[int]]) -> Rankings:
    """Read opened rankings, each a rank for every candidate."""
    blank, void = 0, 0
    invalid: list[Invalid] = []
    counted: list[tuple[int, Ranking]] = []
    for ranks, ballots in sorted(Counter(map(tuple, rows)).items()):
        if not any(ranks):
            blank += ballots
            continue
        places = _places(ranks)
        if not _is_valid(ranks):
            if RULES[rule].family not in _ORDER_IS_ENOUGH:
                places = _clear(ranks)
            invalid.append(Invalid(ranks, ballots, tuple(places)))
        if places:
            counted.append((ballots, Ranking(tuple(c for place in places for c in place), tuple(map(len, places)))))
        else:
            void += ballots
    return Rankings(ranked(tuple(names), counted), blank, void, tuple(invalid))


def _is_valid(ranks: Sequence[int]) -> bool:
    given = sorted(rank for rank in ranks if rank)
    return given == list(range(1, len(given) + 1))


def _places(ranks: Sequence[int]) -> list[tuple[int, ...]]:
    """The candidates in order, those of the same rank together."""
    return [tuple(c for c, rank in enumerate(ranks) if rank == place) for place in sorted(set(ranks) - {0})]


def _clear(ranks: Sequence[int]) -> list[tuple[int, ...]]:
    """The preferences before the first that is repeated or left out."""
    places = []
    for place in range(1, len(ranks) + 1):
        if ranks.count(place) != 1:
            break
        places.append((ranks.index(place),))
    return places
