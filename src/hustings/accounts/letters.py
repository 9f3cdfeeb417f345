"""The e-mail with an invitation."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
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
    subject = _("Your invitation to the office of {organisation}").format(organisation=here.name)
    try:
        return bool(send_mail(subject, text, here.from_email or None, [email]))
    except (OSError, SMTPException):
        logger.exception("The mail server did not take an invitation")
        return False
