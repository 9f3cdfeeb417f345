"""What a row of a file would change in the register."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from hustings.register.imports.fields import MEMBER, CellRefused, standing_in_file
from hustings.register.models import EventKind, Member, Unit
from hustings.register.standing import JOINING, Word, broken_transition, standing_of, written

DETAILS = ("name", "email", "postal_address", "date_of_birth")
ENDED_BY = {
    Word.SUSPENDED: EventKind.SUSPENDED,
    Word.RESIGNED: EventKind.RESIGNED,
    Word.LAPSED: EventKind.LAPSED,
    Word.EXCLUDED: EventKind.EXCLUDED,
    Word.DECEASED: EventKind.DIED,
}


# Light forms of StandingEvent and UnitMembership: a large file has millions of them.


class Happened(NamedTuple):
    """Something that happened to a member, or is about to be recorded."""

    kind: str
    effective_on: date
    paid_up_to: date | None = None
    until: date | None = None


class Belonging(NamedTuple):
    """A row of UnitMembership."""

    pk: int
    unit_id: int
    from_date: date
    to_date: date | None


@dataclass
class Known:
    """A member as the register knows them."""

    member: Member
    events: list[Happened] = field(default_factory=list)
    memberships: list[Belonging] = field(default_factory=list)


@dataclass
class Plan:
    """What to write for one row. `changed` names the fields that differ; a plan without any changes nothing."""

    member: Member
    changed: list[str] = field(default_factory=list)
    events: list[Happened] = field(default_factory=list)
    joins: list[Unit] = field(default_factory=list)
    leaves: list[Belonging] = field(default_factory=list)
    joined_on: date | None = None
    told: str = ""  # the old e-mail address, if it is to be told that another took its place

    @property
    def kind(self) -> str:
        if self.member.pk is None:
            return "new"
        return "changed" if self.changed else "unchanged"


class Units:
    """The units by code and by name; those not found are added if the import may do that."""

    def __init__(self, add: bool) -> None:
        self.add = add
        self.added: list[Unit] = []
        self._by_key: dict[str, list[Unit]] = {}
        for unit in Unit.objects.all():
            self._know(unit)

    def _know(self, unit: Unit) -> None:
        for key in {unit.code.casefold(), unit.name.casefold()}:
            self._by_key.setdefault(key, []).append(unit)

    def named_in(self, cell: str | list[str]) -> list[Unit]:
        """The units that a cell names: one, or several with ; or | or , between them (or told apart already)."""
        if isinstance(cell, str):
            cell = [cell] if cell.casefold() in self._by_key else re.split(r"\s*[;|,]\s*", cell)
        return [self._unit(part) for part in dict.fromkeys(cell) if part]

    def _unit(self, key: str) -> Unit:
        found = self._by_key.get(key.casefold(), [])
        if len(found) > 1:
            raise CellRefused("units", _("More than one unit is called ‘{unit}’: write its code.").format(unit=key))
        if found:
            return found[0]
        if not self.add:
            raise CellRefused("units", _("There is no unit with the code or name ‘{unit}’.").format(unit=key))
        if len(key) > 40:
            raise CellRefused("units", _("‘{unit}’ is too long for the code of a new unit.").format(unit=key))
        unit = Unit(name=key, code=key, kind=_("branch"))
        self.added.append(unit)
        self._know(unit)
        return unit


def plan_row(values: dict[str, Any], known: Known | None, units: Units, as_at: date) -> Plan:
    """What a row changes; CellRefused if it cannot be taken as it is."""
    known = known or Known(Member(number=values["number"]))
    if known.member.erased_at:
        raise CellRefused(
            "number", _("The former member with this number was erased: take them out of the other system.")
        )
    if known.member.pk is None and "name" not in values:
        raise CellRefused("name", _("There is no name, and no member with the number {number}.").format(**values))
    plan = Plan(known.member)
    for name in DETAILS:
        if name in values and values[name] != getattr(plan.member, name):
            setattr(plan.member, name, values[name])
            plan.changed.append(name)
    plan.events = _events(values, known.events, as_at)
    plan.changed += [event.kind for event in plan.events]
    if plan.member.pk is None:
        plan.joined_on = plan.events[0].effective_on
    if "units" in values:
        _move(plan, units.named_in(values["units"]), known.memberships, as_at)
    return plan


def _events(values: dict[str, Any], history: list[Happened], as_at: date) -> list[Happened]:
    """The events that bring what is recorded to what the file says, as at the date of the file."""
    planned: list[Happened] = []
    joined, paid_up_to, target = values.get("joined"), values.get("paid_up_to"), values.get("standing")
    if joined and joined > as_at:
        raise CellRefused("joined", _("{date} is after the date of the file.").format(date=written(joined)))
    if not history:
        planned.append(Happened(kind=EventKind.JOINED, effective_on=joined or as_at, paid_up_to=paid_up_to))
        return _with_standing(planned, MEMBER, target, history, as_at)
    now = standing_of(history, as_at, 0)
    joinings = {event.effective_on for event in history if event.kind in JOINING}
    if not now.is_member and _rejoins(now.word, target, joined, joinings):
        if now.word not in (Word.RESIGNED, Word.LAPSED):
            raise CellRefused(
                "standing",
                _(
                    "On the register this person is {standing}: record on their page how they became a member again."
                ).format(standing=now.word.label),
            )
        day = joined if joined and now.since and joined >= now.since else as_at
        planned.append(Happened(kind=EventKind.REJOINED, effective_on=day, paid_up_to=paid_up_to))
    else:
        if joined and joined not in joinings:
            raise CellRefused(
                "joined",
                _("The file says {file}, the register {register}. A file does not change a joining date.").format(
                    file=written(joined), register=", ".join(written(day) for day in sorted(joinings))
                ),
            )
        if paid_up_to and paid_up_to != now.paid_up_to:
            planned.append(Happened(kind=EventKind.RENEWED, effective_on=as_at, paid_up_to=paid_up_to))
    after = standing_of(_in_order(history, planned), as_at, 0) if planned else now
    return _with_standing(planned, standing_in_file(after.word), target, history, as_at)


def _with_standing(
    planned: list[Happened], standing: str, target: str | None, history: list[Happened], as_at: date
) -> list[Happened]:
    """What is planned, and the event that brings that standing to the one in the file; refused if it cannot follow."""
    if target and target != standing:
        kind = EventKind.REINSTATED if target == MEMBER else ENDED_BY[Word(target)]
        planned.append(Happened(kind=kind, effective_on=as_at))
    if (history or len(planned) > 1) and planned and (sentence := broken_transition(_in_order(history, planned))):
        raise CellRefused("standing", sentence)
    return planned


def _rejoins(word: Word, target: str | None, joined: date | None, joinings: set[date]) -> bool:
    """Whether the file tells of a new membership after one that ended."""
    if target is not None:
        return target in (MEMBER, Word.SUSPENDED.value)
    return joined is not None and bool(joinings) and joined > max(joinings)


def _in_order(history: list[Happened], planned: list[Happened]) -> list[Happened]:
    return sorted([*history, *planned], key=lambda event: event.effective_on)


def _move(plan: Plan, wanted: list[Unit], memberships: list[Belonging], as_at: date) -> None:
    running = [each for each in memberships if each.to_date is None or each.to_date > as_at]
    keys = {unit.pk for unit in wanted if unit.pk}
    plan.leaves = [each for each in running if each.unit_id not in keys and each.to_date is None]
    there = {each.unit_id for each in running}
    plan.joins = [unit for unit in wanted if unit.pk is None or unit.pk not in there]
    if plan.leaves or plan.joins:
        plan.changed.append("units")
