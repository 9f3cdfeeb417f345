"""Add a member, correct what is known of one, and record what happened to one."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.register.actions.addresses import tell_old_addresses
from hustings.register.actions.corrections import take_back
from hustings.register.actions.endings import follow_up
from hustings.register.addresses import ADDRESSES, Caution, cautions
from hustings.register.changes import note_changes
from hustings.register.merged import refuse_closed
from hustings.register.models import AddressChange, EventKind, Member, StandingEvent, Unit, UnitMembership
from hustings.register.queries import history, pending_resignation
from hustings.register.standing import ENDINGS, broken_transition

DETAILS = ("name", "email", "postal_address", "date_of_birth")


def add_member(
    member: Member, joined_on: date, by: User, *, unit: Unit | None = None, paid_up_to: date | None = None
) -> Member:
    """Put a person on the register: an unsaved member, and the day on which they joined."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                member.save(force_insert=True)
        except IntegrityError:
            raise ActionRefused(
                _("The number {number} belongs to another member.").format(number=member.number), "number"
            ) from None
        StandingEvent.objects.create(
            member=member, kind=EventKind.JOINED, effective_on=joined_on, paid_up_to=paid_up_to, recorded_by=by
        )
        if unit:
            UnitMembership.objects.create(member=member, unit=unit, from_date=joined_on)
        facts = {"joined_on": joined_on, "unit": unit.pk if unit else None}
        note_changes(record("register.member_added", member, by=by, **facts), [member.pk])
    return member


def correct_details(member: Member, by: User) -> Caution | None:
    """Save a member's corrected details; the log says which were changed, never what they are.

    Returns the caution that a changed address met, if any: then the old address is told, or, if two officers are
    needed, the address waits for a second one (see `addresses`).
    """
    with transaction.atomic():
        before = Member.objects.select_for_update().get(pk=member.pk)
        refuse_closed(before)
        if before.erased_at:
            raise ActionRefused(_("This person was erased: nothing is held on them any more."))
        member.email = member.email.lower()
        changed = [name for name in DETAILS if getattr(before, name) != getattr(member, name)]
        caution = cautions([member.pk]).get(member.pk) if ADDRESSES & set(changed) else None
        if caution and caution.needs_two:
            asked = {name: getattr(member, name) for name in ADDRESSES}
            AddressChange.objects.update_or_create(member=member, defaults={**asked, "asked_by": by})
            for name in ADDRESSES:
                setattr(member, name, getattr(before, name))
            record("register.address_change_asked", member, by=by)
            changed = [name for name in changed if name not in ADDRESSES]
        elif caution:
            tell_old_addresses([before.email])
        if changed:
            member.save()
            note_changes(record("register.details_corrected", member, by=by, changed=changed), [member.pk])
    return caution


def record_event(
    member: Member,
    kind: str,
    effective_on: date,
    by: User | Member | None,
    *,
    paid_up_to: date | None = None,
    until: date | None = None,
) -> StandingEvent:
    """Record what happened to a member; refused if it cannot follow, or be followed by, what is recorded already.

    A resignation that has not taken effect keeps nobody from being excluded: it is taken back, as if never sent.
    """
    if kind == EventKind.RENEWED and paid_up_to is None:
        raise ActionRefused(_("Say up to which day the subscription is paid."), "paid_up_to")
    if until and until < effective_on:
        raise ActionRefused(_("The suspension ends before it begins: check the two dates."), "until")
    with transaction.atomic():
        # Two officers at once could otherwise each record something that the other's event rules out.
        Member.objects.select_for_update().get(pk=member.pk)
        refuse_closed(member)
        event = StandingEvent(
            member=member,
            kind=kind,
            effective_on=effective_on,
            paid_up_to=paid_up_to,
            until=until,
            recorded_by=by if isinstance(by, User) else None,
        )
        pending = pending_resignation(member, local(timezone.now()).date())
        if pending and kind in ENDINGS and effective_on < pending.effective_on:
            take_back(pending, by)
        # sorted() keeps the new event after those of the same day, as the key does in the database.
        whole = sorted([*history(member), event], key=lambda each: each.effective_on)
        if sentence := broken_transition(whole):
            raise ActionRefused(sentence, "kind")
        event.save(force_insert=True)
        facts = {"member": member.pk, "kind": kind, "on": effective_on}
        note_changes(record("register.event_recorded", event, by=by or "system", **facts), [member.pk])
        follow_up(event)
    return event
