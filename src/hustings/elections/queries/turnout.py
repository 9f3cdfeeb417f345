"""How many have voted: hour by hour, and by unit; never who, never what."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.queries import local
from hustings.elections.models import Board
from hustings.register.models import Unit

HOUR = timedelta(hours=1)
A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class UnitTurnout:
    """Turnout of one unit, or of several small ones together so that no subtraction reveals a person."""

    name: str
    electors: int
    voters: int


def voters(board: Board) -> int:
    """How many electors have voted."""
    return board.turnout_hours.aggregate(total=Sum("voters"))["total"] or 0


def by_hour(board: Board) -> list[tuple[datetime, int]]:
    """(end of the hour, voters up to then) for every hour of the poll so far."""
    opens, closes = board.election.opens_at, board.election.closes_at
    if opens is None or closes is None:
        return []
    counted = dict(board.turnout_hours.values_list("hour", "voters"))
    until = min(timezone.now(), closes)
    hour = opens.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    points, total = [], 0
    while hour < until:
        total += counted.get(hour, 0)
        hour += HOUR
        points.append((hour, total))
    return points


def by_unit(board: Board) -> list[UnitTurnout]:
    """Turnout by unit, merged as the roll merged the small ones; empty once the marked register is deleted.

    While the poll is open, up to the end of yesterday: whoever watches this and the board side by side would otherwise
    see from which unit each new ballot comes.
    """
    group_of = {unit: i for i, group in enumerate(board.roll.unit_counts) for unit in group["units"]}
    names = dict(Unit.objects.filter(pk__in=[unit for unit in group_of if unit]).values_list("pk", "name"))
    everyone: Counter[int] = Counter()
    voted: Counter[int] = Counter()
    marks = board.marked_register.order_by()
    if not marks.exists():
        return []
    if board.roll.changes.exists():
        for unit, electors in marks.values_list("entry__unit").annotate(Count("pk")):
            everyone[group_of.get(unit, 0)] += electors  # who came from another unit later counts with the first group
    else:
        everyone.update({i: group["electors"] for i, group in enumerate(board.roll.unit_counts)})
    for unit, voters in _voters_by_unit(board):
        voted[group_of.get(unit, 0)] += voters
    return [
        UnitTurnout(_name(board.roll.unit_counts[group]["units"], names), everyone[group], voted[group])
        for group in sorted(everyone)
    ]


def _voters_by_unit(board: Board) -> list[tuple[int | None, int]]:
    """How many of each unit have voted; while the poll is open, before today.

    Half a million marks are counted once a day: whoever voted before today, or in a poll that is over, stays the same.
    """
    have_voted, hours = Q(voted_on__isnull=False), board.turnout_hours.all()
    if board.state == Board.State.OPEN:
        now = local(timezone.now())
        have_voted = Q(voted_on__lt=now.date())
        hours = hours.filter(hour__lt=now.replace(hour=0, minute=0, second=0, microsecond=0))
    counted = hours.aggregate(total=Sum("voters"))["total"] or 0
    marks = board.marked_register.order_by().filter(have_voted)
    return cache.get_or_set(
        f"voters-by-unit-{board.uuid}-{board.state}-{local(timezone.now()).date()}-{counted}",
        lambda: list(marks.values_list("entry__unit").annotate(Count("pk"))),
        timeout=A_DAY,
    )


def _name(units: list[int | None], names: dict[int, str]) -> str:
    return ", ".join(names[unit] if unit else _("no unit") for unit in units)
