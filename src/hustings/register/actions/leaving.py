"""A member resigns, withdraws that while they can, or joins again; the organisation sets the rules for it."""

from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local, organisation
from hustings.audit.log import record
from hustings.register.actions.addresses import send_later
from hustings.register.actions.corrections import take_back
from hustings.register.actions.people import record_event
from hustings.register.models import EventKind, Member, RegisterRules, StandingEvent
from hustings.register.queries import pending_resignation, register_rules, standing
from hustings.register.standing import Word, written


def resign(member: Member) -> StandingEvent:
    """Record that a member resigns, as from the end of the organisation's cooling-off period, and write to them."""
    today = local(timezone.now()).date()
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=member.pk)
        if pending := pending_resignation(member, today):
            raise ActionRefused(
                _("You have resigned already: it takes effect on {date}.").format(date=written(pending.effective_on))
            )
        if not standing(member, today).is_member:
            raise ActionRefused(_("You are not a member now, so there is no membership to resign."))
        leaves_on = today + timedelta(days=register_rules().cooling_off_days)
        event = record_event(member, EventKind.RESIGNED, leaves_on, member)
        _tell(member, event, can_withdraw=leaves_on > today)
    return event


def withdraw_resignation(member: Member) -> StandingEvent:
    """Take back a resignation that has not taken effect: the member was one all along."""
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=member.pk)
        pending = pending_resignation(member, local(timezone.now()).date())
        if pending is None:
            raise ActionRefused(_("There is no resignation that could be withdrawn now."))
        return take_back(pending, member)


def rejoin(member: Member) -> StandingEvent:
    """Record that someone who resigned or lapsed is a member again from today."""
    today = local(timezone.now()).date()
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=member.pk)
        if not register_rules().rejoin_alone:
            raise ActionRefused(_("Joining again goes through the organisation: ask those who keep the register."))
        if standing(member, today).word not in (Word.RESIGNED, Word.LAPSED):
            raise ActionRefused(_("Only who resigned, or whose membership lapsed, can join again here."))
        return record_event(member, EventKind.REJOINED, today, member)


def save_register_rules(rules: RegisterRules, by: User) -> RegisterRules:
    """Set what the organisation's rules say of leaving, rejoining and keeping data; the log names what changed."""
    with transaction.atomic():
        before = RegisterRules.objects.select_for_update().filter(pk=1).first() or RegisterRules(pk=1)
        rules.pk = 1
        names = [field.name for field in RegisterRules._meta.concrete_fields]
        changed = [name for name in names if getattr(before, name) != getattr(rules, name)]
        rules.save()
        record("register.rules_changed", rules, by=by, changed=changed)
    return rules


def _tell(member: Member, event: StandingEvent, *, can_withdraw: bool) -> None:
    """Write to the member, so that somebody who sits at their telephone does not resign for them unnoticed."""
    if not member.email:
        return
    here = organisation()
    with translation.override(here.language):
        subject = _("{organisation}: your resignation").format(organisation=here.name)
        text = _("You resigned your membership of {organisation}. It ends on {date}.").format(
            organisation=here.name, date=written(event.effective_on)
        )
        if can_withdraw:
            text += " " + _("Until then you can withdraw this on your page, under ‘Leaving or staying’.")
        text += "\n\n" + _("If this was not you, write at once to {help}.").format(help=here.help_contact)
    send_later([EmailMessage(subject, text, here.from_email or None, [member.email])])
