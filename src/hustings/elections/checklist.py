"""What must be done before the poll is set up, and before it is opened: one list, to which every part adds points."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from hustings.elections.models import Election

Stage = Literal["setup", "open"]


@dataclass(frozen=True)
class Point:
    """One line of the check-list: done, or explained with a link to where it is mended.

    A warning does not stand in the way. `stage` says before what the point must be done: setting up the poll (when
    the ballots are fixed) or opening it.
    """

    name: str
    done: bool
    explanation: str = ""
    url: str = ""
    warning: bool = False
    stage: Stage = "open"


Source = Callable[[Election], Iterable[Point]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Let a function `(election) -> points` add its points to every election's list."""
    if function not in _sources:
        _sources.append(function)
    return function


def points(election: Election) -> list[Point]:
    """Return every point of the list, those before setting up first."""
    found = [point for add in _sources for point in add(election)]
    return sorted(found, key=lambda point: point.stage == "open")


def unmet(election: Election, stage: Stage = "open") -> list[Point]:
    """Return the points that still stand in the way of `stage`; those of "setup" stand in the way of "open" too."""
    return [p for p in points(election) if not p.done and not p.warning and (stage == "open" or p.stage == stage)]
