"""Extension point: what later apps keep of a member that goes along when two records of one person are merged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hustings.register.models import Member


@dataclass(frozen=True)
class Carrier:
    """`carry(kept, closed, day)` moves it on that day and says in JSON what it did, which `give_back` undoes."""

    name: str
    carry: Callable[[Member, Member, date], Any]
    give_back: Callable[[Any], None]


_carriers: dict[str, Carrier] = {}


def goes_along(carrier: Carrier) -> None:
    """Register a carrier; call it from an app's ready()."""
    _carriers[carrier.name] = carrier


def carry_all(kept: Member, closed: Member, day: date) -> dict[str, Any]:
    """Let everything go along, in the transaction of the merge; what was done, by the names of the carriers."""
    return {name: done for name, carrier in _carriers.items() if (done := carrier.carry(kept, closed, day))}


def give_all_back(carried: dict[str, Any]) -> None:
    """Undo what went along with a merge."""
    for name, done in carried.items():
        _carriers[name].give_back(done)
