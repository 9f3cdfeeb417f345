"""E-mails that say that something waits. They never say what, against whom, or in which part."""

import logging
from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.accounts.models import Role as OfficeRole
from hustings.accounts.models import User
from hustings.accounts.queries import organisation
from hustings.conduct.models import Case, Stage
from hustings.conduct.people import Role
from hustings.conduct.states import DUTIES

logger = logging.getLogger(__name__)


def tell_whose_turn(case: Case) -> None:
    """Write to those who must act now, once what was done is safely kept."""
    duty = DUTIES.get(Stage(case.stage))
    if duty:
        transaction.on_commit(partial(_send, case.pk, list(_addresses(case, duty.role))))


def tell_of_review(case: Case) -> None:
    """Write to the reviewer of a suspension, or while there is none to those who draw one."""
    reviewers = list(_addresses(case, Role.REVIEWER))
    transaction.on_commit(partial(_send, case.pk, reviewers or list(_addresses(case, Role.OFFICER))))


def _addresses(case: Case, role: Role) -> Iterable[str]:
    if role == Role.OFFICER:
        officers = User.objects.filter(is_active=True, grants__role=OfficeRole.CONDUCT_OFFICER, grants__ended_at=None)
        aside = case.parts.filter(role=Role.OFFICER).exclude(ended_at=None).values("user")
        return officers.exclude(pk__in=aside).values_list("email", flat=True)
    parts = case.parts.filter(role=role, ended_at=None).exclude(member=None).exclude(member__email="")
    return parts.values_list("member__email", flat=True)


def _send(case: int, addresses: list[str]) -> None:
    here = organisation()
    text = _(
        "Something in a matter of conduct of {organisation} waits for you.\n\n"
        "Sign in and open this page to see what it is:\n{link}\n\n"
        "This e-mail says no more, so that it can be read by nobody else."
    ).format(organisation=here.name, link=settings.BASE_URL + reverse("conduct:case", args=[case]))
    for address in addresses:
        try:
            send_mail(_("Something waits for you"), text, here.from_email or None, [address])
        except (OSError, SMTPException):
            logger.exception("The mail server did not take a letter about a case")
