"""What must be done before the poll is set up, and before it is opened: one list, to which every part adds points."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from hustings.elections.models import Election

Stage = Literal["setup", "open"]


@dataclass(frozen=True)
class Point:
    """One line of the check-list: done, or what to do (in the imperative), with a link to where it is done.

    A warning does not stand in the way. `stage` says before what the point must be done: setting up the poll (when
    the ballots are fixed) or opening it.
    """

    name: str
    done: bool
    do: str
    explanation: str = ""
    url: str = ""
    warning: bool = False
    stage: Stage = "open"


Source = Callable[[Election], Iterable[Point]]
_sources: dict[Source, int] = {}


def source(place: int) -> Callable[[Source], Source]:
    """Let a function `(election) -> points` add its points to every election's list; a smaller `place` comes first."""

    def register(function: Source) -> Source:
        _sources[function] = place
        return function

    return register


def points(election: Election) -> list[Point]:
    """Return every point of the list in the order in which one does them, those before setting up first."""
    found = [point for add in sorted(_sources, key=_sources.__getitem__) for point in add(election)]
    return sorted(found, key=lambda point: point.stage == "open")


def unmet(election: Election, stage: Stage = "open") -> list[Point]:
    """Return the points that still stand in the way of `stage`; those of "setup" stand in the way of "open" too."""
    return [p for p in points(election) if not p.done and not p.warning and (stage == "open" or p.stage == stage)]
