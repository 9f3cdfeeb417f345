"""Changes of a member's address: the old one is told, and near a poll a second officer agrees first."""

import logging
import threading
from collections.abc import Sequence
from functools import partial
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import organisation
from hustings.audit.log import record
from hustings.register.changes import note_changes
from hustings.register.models import AddressChange, Member

logger = logging.getLogger(__name__)


def agree_to_address(change: AddressChange, by: User) -> None:
    """Carry out a change of address that another officer asked for, and tell the old address."""
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=change.member_id)
        change = AddressChange.objects.select_for_update().get(pk=change.pk)
        if change.asked_by_id == by.pk:
            raise ActionRefused(_("You asked for this change yourself, so another officer must agree to it."))
        old = member.email
        member.email, member.postal_address = change.email, change.postal_address
        member.save()
        change.delete()
        done = record("register.address_change_agreed", member, by=by, asked_by=change.asked_by_id)
        note_changes(done, [member.pk])
        tell_old_addresses([old])


def refuse_address(change: AddressChange, by: User) -> None:
    """Drop a change of address that was asked for."""
    with transaction.atomic():
        change = AddressChange.objects.select_for_update().select_related("member").get(pk=change.pk)
        record("register.address_change_refused", change.member, by=by, asked_by=change.asked_by_id)
        change.delete()


def tell_old_addresses(addresses: Sequence[str]) -> None:
    """Once this transaction is through, tell these e-mail addresses that they were replaced in the register."""
    addresses = [address for address in addresses if address]
    if not addresses:
        return
    here = organisation()
    with translation.override(here.language):
        subject = _("{organisation}: your address was changed").format(organisation=here.name)
        text = _(
            "Your e-mail or postal address in the register of {organisation} was changed. A poll is under way in which "
            "you can vote, and what is sent to you may go to the new one.\n\n"
            "If you asked for this, do nothing. If not, write at once to {help}: somebody may try to vote in your "
            "name. You can still vote; your last vote counts."
        ).format(organisation=here.name, help=here.help_contact)
    letters = [EmailMessage(subject, text, here.from_email or None, [address]) for address in addresses]
    send_later(letters)


def send_later(letters: list[EmailMessage]) -> None:
    """Send letters once this transaction is through, without anybody waiting for the mail server."""
    transaction.on_commit(partial(_start, letters))


def _start(letters: list[EmailMessage]) -> None:
    threading.Thread(target=_send, args=(letters,), name="letters of the register").start()


def _send(letters: list[EmailMessage]) -> None:
    try:
        get_connection().send_messages(letters)
    except (OSError, SMTPException):
        logger.exception("The mail server did not take letters of the register")
    finally:
        connection.close()  # this thread's own, if the way that mail takes here opened one
