"""Units, and who belongs to them."""

from datetime import date

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Role, User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.register.changes import note_changes
from hustings.register.merged import refuse_closed
from hustings.register.models import Member, Unit, UnitChange, UnitMembership, UnitOfficer
from hustings.register.queries import units_with_below
from hustings.register.standing import written


def save_unit(unit: Unit, by: User, effective_on: date | None = None) -> Unit:
    """Add a unit, or save one that is another from that day on; what it was before stays in its history."""
    today = local(timezone.now()).date()
    effective_on = effective_on or today
    if effective_on > today:
        raise ActionRefused(_("This day is still to come: a unit is changed on the day or later."), "effective_on")
    with transaction.atomic():
        before = Unit.objects.select_for_update().filter(pk=unit.pk).first()
        last = unit.changes.last() if before else None
        if last and effective_on < last.effective_on:
            raise ActionRefused(
                _("The unit was changed from {date}: a later change cannot lie before that.").format(
                    date=written(last.effective_on)
                ),
                "effective_on",
            )
        if Unit.objects.filter(code=unit.code).exclude(pk=unit.pk).exists():
            raise ActionRefused(_("Another unit has the code {code}.").format(code=unit.code), "code")
        if unit.pk and unit.parent_id in units_with_below([unit.pk]):
            raise ActionRefused(_("A unit cannot be part of itself, or of a unit below it."), "parent")
        verb = "register.unit_changed" if unit.pk else "register.unit_added"
        if before and last is None:
            first = UnitMembership.objects.filter(unit=before).aggregate(day=Min("from_date"))["day"]
            _note(before, min(first or effective_on, effective_on), None)
        unit.save()
        _note(unit, effective_on, by)
        record(verb, unit, by=by, parent=unit.parent_id)
    return unit


def _note(unit: Unit, effective_on: date, by: User | None) -> None:
    UnitChange.objects.create(
        unit=unit,
        effective_on=effective_on,
        name=unit.name,
        kind=unit.kind,
        code=unit.code,
        parent_id=unit.parent_id,
        recorded_by=by,
    )


def name_unit_officer(user: User, unit: Unit, by: User) -> UnitOfficer:
    """Let a user who holds the role see the members of a unit, and of all below it."""
    if Role.UNIT_OFFICER not in user.current_roles():
        raise ActionRefused(_("{name} does not hold the role of an officer of a unit.").format(name=user.name), "user")
    with transaction.atomic():
        officer, is_new = UnitOfficer.objects.get_or_create(
            user=user, unit=unit, ended_at=None, defaults={"granted_by": by}
        )
        if not is_new:
            raise ActionRefused(_("{name} sees the members of {unit} already.").format(name=user.name, unit=unit.name))
        record("register.unit_officer_named", officer, by=by, user=user.pk, unit=unit.pk)
    return officer


def end_unit_officer(officer: UnitOfficer, by: User) -> None:
    """Let a user see the members of a unit no longer."""
    with transaction.atomic():
        if not UnitOfficer.objects.filter(pk=officer.pk, ended_at=None).update(ended_at=timezone.now()):
            raise ActionRefused(_("This has ended already."))
        record("register.unit_officer_ended", officer, by=by, user=officer.user_id, unit=officer.unit_id)


def add_to_unit(member: Member, unit: Unit, from_date: date, by: User) -> UnitMembership:
    """Make a member belong to a unit from a day on."""
    with transaction.atomic():
        refuse_closed(Member.objects.select_for_update().get(pk=member.pk))
        running = UnitMembership.objects.filter(member=member, unit=unit, to_date=None).first()
        if running:
            raise ActionRefused(_("The member belongs to {unit} already.").format(unit=unit.name), "unit")
        if UnitMembership.objects.filter(member=member, unit=unit, to_date__gt=from_date).exists():
            raise ActionRefused(
                _("The member belonged to {unit} on that day already: choose a later one.").format(unit=unit.name),
                "from_date",
            )
        membership = UnitMembership.objects.create(member=member, unit=unit, from_date=from_date)
        done = record("register.unit_joined", member, by=by, unit=unit.pk, from_date=from_date)
        note_changes(done, [member.pk])
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
        done = record("register.unit_left", membership.member, by=by, unit=membership.unit_id, to_date=to_date)
        note_changes(done, [membership.member_id])
