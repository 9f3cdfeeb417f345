"""The e-mails about accounts: an invitation, and that second factors were removed."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hustings.accounts.models import User
from hustings.accounts.queries import organisation

logger = logging.getLogger(__name__)


def link_of(token: str) -> str:
    """Return the whole address of an invitation."""
    return settings.BASE_URL + reverse("accounts:invitation", args=[token])


def send_invitation(token: str, email: str, name: str, by: User) -> bool:
    """Send the link, and say whether the mail server took it (if not, the administrator hands it on)."""
    here = organisation()
    text = _(
        "Dear {name},\n\n{inviter} invites you to work in the office of {organisation}.\n\n"
        "Open this link, which works once and for seven days, and choose a password:\n{link}\n\n"
        "If you did not expect this, do nothing."
    ).format(name=name, inviter=by.name, organisation=here.name, link=link_of(token))
    return _send(_("Your invitation to the office of {organisation}").format(organisation=here.name), text, email)


def tell_factors_removed(user: User) -> bool:
    """Write to `user` that their second factors are gone, and say whether the mail server took it."""
    here = organisation()
    with translation.override(here.language):
        subject = _("{organisation}: your second factors were removed").format(organisation=here.name)
        text = _(
            "Dear {name},\n\nYour second factors and recovery codes for the office of {organisation} were removed, and "
            "you were signed out everywhere. Add a new second factor at your next sign-in, under Your sign-in.\n\n"
            "If you did not ask for this, write at once to {help}, and choose a new password: somebody may try to sign "
            "in as you."
        ).format(name=user.name, organisation=here.name, help=here.help_contact)
    return _send(subject, text, user.email)


def _send(subject: str, text: str, email: str) -> bool:
    try:
        return bool(send_mail(subject, text, organisation().from_email or None, [email]))
    except (OSError, SMTPException):
        logger.exception("The mail server did not take a letter about an account")
        return False
