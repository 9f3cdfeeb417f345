"""Units, and who belongs to them."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.register.models import Member, Unit, UnitMembership
from hustings.register.queries import units_with_below


def save_unit(unit: Unit, by: User) -> Unit:
    """Add a unit, or save a changed one."""
    with transaction.atomic():
        if Unit.objects.filter(code=unit.code).exclude(pk=unit.pk).exists():
            raise ActionRefused(_("Another unit has the code {code}.").format(code=unit.code), "code")
        if unit.pk and unit.parent_id in units_with_below([unit.pk]):
            raise ActionRefused(_("A unit cannot be part of itself, or of a unit below it."), "parent")
        verb = "register.unit_changed" if unit.pk else "register.unit_added"
        unit.save()
        record(verb, unit, by=by, parent=unit.parent_id)
    return unit


def add_to_unit(member: Member, unit: Unit, from_date: date, by: User) -> UnitMembership:
    """Make a member belong to a unit from a day on."""
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)
        running = UnitMembership.objects.filter(member=member, unit=unit, to_date=None).first()
        if running:
            raise ActionRefused(_("The member belongs to {unit} already.").format(unit=unit.name), "unit")
        if UnitMembership.objects.filter(member=member, unit=unit, to_date__gt=from_date).exists():
            raise ActionRefused(
                _("The member belonged to {unit} on that day already: choose a later one.").format(unit=unit.name),
                "from_date",
            )
        membership = UnitMembership.objects.create(member=member, unit=unit, from_date=from_date)
        record("register.unit_joined", member, by=by, unit=unit.pk, from_date=from_date)
    return membership


def end_unit_membership(membership: UnitMembership, to_date: date, by: User) -> None:
    """End a member's belonging to a unit: on `to_date` they no longer belong to it."""
    with transaction.atomic():
        membership = UnitMembership.objects.select_for_update().select_related("member").get(pk=membership.pk)
        if membership.to_date:
            raise ActionRefused(_("This has ended already."))
        if to_date < membership.from_date:
            raise ActionRefused(_("It cannot end before it began: choose a later day."), "to_date")
        membership.to_date = to_date
        membership.save(update_fields=["to_date"])
        record("register.unit_left", membership.member, by=by, unit=membership.unit_id, to_date=to_date)
