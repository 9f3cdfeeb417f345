"""Reads about units: what became of them, the tree as it was on a day, and whose members an officer sees."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from hustings.accounts.models import Role, User
from hustings.register.models import Member, Unit, UnitChange, UnitOfficer
from hustings.register.queries import current_memberships, units_with_below

# Who holds one of these roles reads the whole register.
READERS = frozenset({Role.MEMBERSHIP_SECRETARY.value, Role.RETURNING_OFFICER.value})


def units_of(user: User) -> set[int]:
    """The units whose members an officer of units sees: those they were named for, and all below them."""
    if Role.UNIT_OFFICER.value not in user.current_roles():
        return set()
    return units_with_below(
        list(UnitOfficer.objects.filter(user=user, ended_at=None).values_list("unit_id", flat=True))
    )


def visible_units(user: User) -> QuerySet[Unit]:
    """The units that a user sees: all of them, unless they are an officer of units and nothing more."""
    if user.current_roles() - {Role.UNIT_OFFICER.value}:
        return Unit.objects.all()
    return Unit.objects.filter(pk__in=units_of(user))


def visible_to(user: User, members: QuerySet[Member], on: date) -> QuerySet[Member]:
    """Those of the members whom a user may see on that day."""
    if user.current_roles() & READERS:
        return members
    belonging = current_memberships(on).filter(unit__in=units_of(user))
    return members.filter(pk__in=belonging.values("member_id"))


def tree_on(units: Iterable[Unit], on: date) -> list[Unit]:
    """The units with the names and places in the tree that they had on a day, without those that came later."""
    changes: dict[int, list[UnitChange]] = {}
    for change in UnitChange.objects.order_by("effective_on", "pk"):
        changes.setdefault(change.unit_id, []).append(change)
    found = []
    for unit in units:
        then = [change for change in changes.get(unit.pk, []) if change.effective_on <= on]
        if then:
            last = then[-1]
            unit.name, unit.kind, unit.code, unit.parent_id = last.name, last.kind, last.code, last.parent_id
        if then or unit.pk not in changes:
            found.append(unit)
    return sorted(found, key=lambda unit: (unit.name, unit.pk))
