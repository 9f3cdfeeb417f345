"""The conditions. Each is defined once, as a question to the database; the answer for one member is the same question
put for that member alone, and `found` says in words what the answer rests on."""

from abc import ABC, abstractmethod
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from hustings.franchise.models import GroupDeclaration, ReservedGroup
from hustings.register import queries as register
from hustings.register.models import Unit
from hustings.register.standing import ENDINGS, MEMBER_KINDS, written

Facts = dict[str, Combinable]  # by name, as expressions over a query of members
Found = dict[str, Any]  # the same facts of one member, and the member's own fields


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _written(day: date | None) -> str:
    return gettext("the freeze date") if day is None else written(day)


@dataclass(frozen=True)
class Condition(ABC):
    """One condition. `on` is the freeze date throughout."""

    name: ClassVar[str]

    @abstractmethod
    def facts(self, on: date) -> Facts:
        """What must be known of every member."""

    @abstractmethod
    def holds(self, on: date) -> Q:
        """The condition over those facts. Where a fact is missing it is unknown, which counts as not met."""

    @abstractmethod
    def found(self, facts: Found, on: date) -> str:
        """The facts of one member in words."""

    @abstractmethod
    def phrase(self) -> str:
        """How the rule says it, after 'members who'."""

    @abstractmethod
    def title(self, on: date) -> str:
        """How the answer for one member names it."""


@dataclass(frozen=True)
class IsMember(Condition):
    """Part of every rule: whoever has not joined, or has left, cannot vote."""

    name = "member"

    def facts(self, on: date) -> Facts:
        return {"state": register.last_state(on)}

    def holds(self, on: date) -> Q:
        return Q(state__in=MEMBER_KINDS)

    def found(self, facts: Found, on: date) -> str:
        if facts["state"] is None:
            return gettext("not yet joined")
        ending = ENDINGS.get(facts["state"])
        return str(ending.label) if ending else gettext("a member")

    def phrase(self) -> str:
        return gettext("are members on the freeze date")

    def title(self, on: date) -> str:
        return gettext("A member on %(date)s") % {"date": written(on)}


@dataclass(frozen=True)
class NotSuspended(Condition):
    name = "not_suspended"

    def facts(self, on: date) -> Facts:
        return {"is_suspended": register.suspended(on)}

    def holds(self, on: date) -> Q:
        return Q(is_suspended=False)

    def found(self, facts: Found, on: date) -> str:
        return gettext("suspended") if facts["is_suspended"] else gettext("not suspended")

    def phrase(self) -> str:
        return gettext("are not suspended on the freeze date")

    def title(self, on: date) -> str:
        return gettext("Not suspended on %(date)s") % {"date": written(on)}


@dataclass(frozen=True)
class GoodStanding(Condition):
    name = "good_standing"

    def facts(self, on: date) -> Facts:
        return {
            "state": register.last_state(on),
            "is_suspended": register.suspended(on),
            "paid_until": register.paid_up_to(on),
            # One question to the database in place of two: who has nothing to pay is paid up for ever.
            "paid_until_or_ever": Coalesce(register.paid_up_to(on), Value(date.max)),
        }

    def holds(self, on: date) -> Q:
        return Q(state__in=MEMBER_KINDS, is_suspended=False, paid_until_or_ever__gte=register.last_paid_day(on))

    def found(self, facts: Found, on: date) -> str:
        if facts["state"] not in MEMBER_KINDS:
            return IsMember().found(facts, on)
        if facts["is_suspended"]:
            return gettext("suspended")
        if facts["paid_until"] is None:
            return gettext("a member, no subscription to pay is recorded")
        return gettext("subscription paid up to %(date)s") % {"date": written(facts["paid_until"])}

    def phrase(self) -> str:
        return gettext("are in good standing on the freeze date")

    def title(self, on: date) -> str:
        return gettext("In good standing on %(date)s") % {"date": written(on)}


@dataclass(frozen=True)
class JoinedBy(Condition):
    """Joined on or before a date; who left and joined again counts from then."""

    date: date
    name = "joined_by"

    def facts(self, on: date) -> Facts:
        return {"joined": register.joined_on(on)}

    def holds(self, on: date) -> Q:
        return Q(joined__lte=self.date)

    def found(self, facts: Found, on: date) -> str:
        return _joined(facts["joined"])

    def phrase(self) -> str:
        return gettext("joined on or before %(date)s") % {"date": written(self.date)}

    def title(self, on: date) -> str:
        return gettext("Joined on or before %(date)s") % {"date": written(self.date)}


@dataclass(frozen=True)
class MemberFor(Condition):
    """A member on a date, and without a break for at least so many months before it."""

    months: int
    on: date | None = None
    name = "member_for"

    def _names(self, on: date) -> tuple[str, str]:
        day = self.on or on
        if day == on:
            return "state", "joined"
        return f"state_{day:%Y%m%d}", f"joined_{day:%Y%m%d}"

    def facts(self, on: date) -> Facts:
        state, joined = self._names(on)
        return {state: register.last_state(self.on or on), joined: register.joined_on(self.on or on)}

    def holds(self, on: date) -> Q:
        state, joined = self._names(on)
        latest = months_before(self.on or on, self.months)
        return Q(**{f"{state}__in": MEMBER_KINDS, f"{joined}__lte": latest})

    def found(self, facts: Found, on: date) -> str:
        state, joined = self._names(on)
        if facts[state] not in MEMBER_KINDS:
            return IsMember().found({"state": facts[state]}, on)
        return _joined(facts[joined])

    def _months(self) -> str:
        return ngettext("%(number)d month", "%(number)d months", self.months) % {"number": self.months}

    def phrase(self) -> str:
        return gettext("have been members without a break for at least %(months)s on %(date)s") % {
            "months": self._months(),
            "date": _written(self.on),
        }

    def title(self, on: date) -> str:
        return gettext("A member without a break for at least %(months)s on %(date)s") % {
            "months": self._months(),
            "date": written(self.on or on),
        }


@dataclass(frozen=True)
class PaidUp(Condition):
    """The subscription reaches a date, as was recorded to have taken effect by that date. Grace is not counted."""

    on: date | None = None
    name = "paid_up"

    def _name(self, on: date) -> str:
        return f"paid_until_{self.on or on:%Y%m%d}"

    def facts(self, on: date) -> Facts:
        return {self._name(on): register.paid_up_to(self.on or on)}

    def holds(self, on: date) -> Q:
        return Q(**{f"{self._name(on)}__gte": self.on or on})

    def found(self, facts: Found, on: date) -> str:
        paid_until = facts[self._name(on)]
        if paid_until is None:
            return gettext("no subscription is recorded")
        return gettext("paid up to %(date)s") % {"date": written(paid_until)}

    def phrase(self) -> str:
        return gettext("were paid up on %(date)s") % {"date": _written(self.on)}

    def title(self, on: date) -> str:
        return gettext("Paid up on %(date)s") % {"date": written(self.on or on)}


@dataclass(frozen=True)
class InUnit(Condition):
    """Belongs on the freeze date to a unit, or to one below it in the tree."""

    unit: int
    name = "unit"

    def facts(self, on: date) -> Facts:
        return {f"in_unit_{self.unit}": register.belongs_to(register.units_with_below([self.unit]), on)}

    def holds(self, on: date) -> Q:
        return Q(**{f"in_unit_{self.unit}": True})

    def found(self, facts: Found, on: date) -> str:
        return _units(facts["pk"], on)

    def _unit(self) -> str:
        unit = Unit.objects.filter(pk=self.unit).first()
        return unit.name if unit else gettext("a unit that is no longer in the register")

    def phrase(self) -> str:
        return gettext("belong to %(unit)s or a unit below it") % {"unit": self._unit()}

    def title(self, on: date) -> str:
        return gettext("Belonging to %(unit)s or a unit below it on %(date)s") % {
            "unit": self._unit(),
            "date": written(on),
        }


@dataclass(frozen=True)
class InUnitOfKind(Condition):
    """Belongs on the freeze date to a unit of some kind, or to one below such a unit in the tree."""

    kind: str
    name = "unit_kind"

    def _name(self) -> str:
        # The kind is free text, and an annotation's name is not.
        return f"in_kind_{self.kind.encode().hex()}"

    def facts(self, on: date) -> Facts:
        of_kind = Unit.objects.filter(kind=self.kind).values_list("pk", flat=True)
        return {self._name(): register.belongs_to(register.units_with_below(of_kind), on)}

    def holds(self, on: date) -> Q:
        return Q(**{self._name(): True})

    def found(self, facts: Found, on: date) -> str:
        return _units(facts["pk"], on)

    def phrase(self) -> str:
        return gettext("belong to a unit of the kind ‘%(kind)s’ or one below it") % {"kind": self.kind}

    def title(self, on: date) -> str:
        return gettext("Belonging to a unit of the kind ‘%(kind)s’ or one below it on %(date)s") % {
            "kind": self.kind,
            "date": written(on),
        }


@dataclass(frozen=True)
class InGroup(Condition):
    """Had declared by the freeze date that they belong to a reserved group, and had not taken it back."""

    group: int
    name = "group"

    def _name(self) -> str:
        return f"in_group_{self.group}"

    def facts(self, on: date) -> Facts:
        running = GroupDeclaration.objects.running(on).filter(group=self.group, member=OuterRef("pk"))
        return {self._name(): Exists(running)}

    def holds(self, on: date) -> Q:
        return Q(**{self._name(): True})

    def found(self, facts: Found, on: date) -> str:
        return gettext("declared it") if facts[self._name()] else gettext("had not declared it")

    def _group(self) -> str:
        group = ReservedGroup.objects.filter(pk=self.group).first()
        return group.name if group else gettext("a group that is no longer kept")

    def phrase(self) -> str:
        return gettext("have declared that they belong to the group ‘%(group)s’") % {"group": self._group()}

    def title(self, on: date) -> str:
        return gettext("Declared as belonging to the group ‘%(group)s’ on %(date)s") % {
            "group": self._group(),
            "date": written(on),
        }


@dataclass(frozen=True)
class Age(Condition):
    """An age in years on a date, both bounds included. Who was born on 29 February is a year older on 1 March."""

    at_least: int | None = None
    at_most: int | None = None
    on: date | None = None
    name = "age"

    def facts(self, on: date) -> Facts:
        return {}

    def holds(self, on: date) -> Q:
        day = self.on or on
        holds = Q(date_of_birth__isnull=False)
        if self.at_least is not None:
            holds &= Q(date_of_birth__lte=months_before(day, 12 * self.at_least))
        if self.at_most is not None:
            holds &= Q(date_of_birth__gt=months_before(day, 12 * (self.at_most + 1)))
        return holds

    def found(self, facts: Found, on: date) -> str:
        born = facts["date_of_birth"]
        if born is None:
            return gettext("no date of birth is recorded")
        day = self.on or on
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return gettext("aged %(years)d") % {"years": years}

    def phrase(self) -> str:
        return self._bounded(gettext("are"), _written(self.on))

    def title(self, on: date) -> str:
        return self._bounded(gettext("Is"), written(self.on or on))

    def _bounded(self, verb: str, day: str) -> str:
        words = {"verb": verb, "least": self.at_least, "most": self.at_most, "date": day}
        if self.at_most is None:
            return gettext("%(verb)s %(least)d or older on %(date)s") % words
        if self.at_least is None:
            return gettext("%(verb)s %(most)d or younger on %(date)s") % words
        return gettext("%(verb)s between %(least)d and %(most)d years old on %(date)s") % words


def _joined(joined: date | None) -> str:
    return gettext("joined on %(date)s") % {"date": written(joined)} if joined else gettext("not yet joined")


def _units(member: int, on: date) -> str:
    names = register.current_memberships(on).filter(member=member).values_list("unit__name", flat=True)
    return gettext("belongs to %(units)s") % {"units": ", ".join(names)} if names else gettext("belongs to no unit")


KINDS: dict[str, type[Condition]] = {
    kind.name: kind
    for kind in (GoodStanding, NotSuspended, JoinedBy, MemberFor, PaidUp, InUnit, InUnitOfKind, InGroup, Age)
}
