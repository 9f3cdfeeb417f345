"""Who may stand in the register twice: found among half a million people without comparing each with each.

Only people who share a mark are compared: an e-mail address, a name with a birth date, or a postal address. The first
pass notes a number for each mark and nothing else; the second keeps only those whose mark occurs twice.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from rapidfuzz import fuzz

from hustings.register.models import Duplicate, plain

Why = Duplicate.Why
FEW = 10  # people who share an address are compared with each other; of more, each with its neighbours by name
NEIGHBOURS = 20
_NO_LETTERS = re.compile(r"[\W_]+")
SIMILAR = 88.0  # of 100: a letter or two that differ, or words in another order


@dataclass(frozen=True)
class Person:
    key: int
    name: str
    email: str
    address: str
    born: date | None


def likely_pairs(people: Callable[[], Iterable[Person]]) -> dict[tuple[int, int], Why]:
    """The pairs of keys that are likely the same person, each with the strongest reason; `people` is read twice."""
    shared = that_occur_twice(hash(mark) for person in people() for mark in _marks(person))
    blocks: dict[tuple[Why, str], list[Person]] = defaultdict(list)
    for person in people():
        for mark in _marks(person):
            if hash(mark) in shared:
                blocks[mark].append(person)
    found: dict[tuple[int, int], Why] = {}
    for why in Why:  # the strongest first
        for (reason, _text), block in blocks.items():
            if reason == why:
                for one, other in _pairs(why, block):
                    found.setdefault((min(one.key, other.key), max(one.key, other.key)), why)
    return found


def who_may_be_among(newcomers: Iterable[Person], people: Iterable[Person]) -> list[Person]:
    """Those of the people who share a mark with one of the newcomers."""
    wanted = {hash(mark) for person in newcomers for mark in _marks(person)}
    return [person for person in people if wanted and any(hash(mark) in wanted for mark in _marks(person))]


def _marks(person: Person) -> Iterator[tuple[Why, str]]:
    if person.born:
        yield Why.NAME_AND_BIRTH, f"{_words(person.name)} {person.born}"
    if person.address:
        yield Why.NAME_AT_ADDRESS, _letters(person.address)
    if person.email:
        yield Why.EMAIL, person.email.lower()


def that_occur_twice(numbers: Iterable[int]) -> frozenset[int]:
    """The numbers that come more than once; of half a million, a few megabytes are held."""
    values, counts = np.unique(np.fromiter(numbers, dtype=np.int64), return_counts=True)
    return frozenset(values[counts > 1].tolist())


def _pairs(why: Why, block: list[Person]) -> Iterator[tuple[Person, Person]]:
    by_name = sorted(block, key=lambda person: _words(person.name))
    for place, one in enumerate(by_name):
        for other in by_name[place + 1 : place + 1 + NEIGHBOURS]:
            alike = why == Why.NAME_AND_BIRTH or (why == Why.EMAIL and len(block) <= FEW)
            if alike or _near(one, other):
                yield one, other


def _near(one: Person, other: Person) -> bool:
    """Near-identical names, and no birth dates that tell the two apart."""
    if one.born and other.born and one.born != other.born:
        return False
    return fuzz.ratio(_words(one.name), _words(other.name)) >= SIMILAR


def _words(name: str) -> str:
    return " ".join(sorted(plain(name).replace("-", " ").replace(".", " ").split()))


def _letters(address: str) -> str:
    return _NO_LETTERS.sub("", plain(address))
