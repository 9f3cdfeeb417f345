"""When something happened: now, or at the moment at which the secretary says it did."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.queries import in_zone, local


def happened(at: datetime | None, *, not_before: datetime | None = None) -> datetime:
    """The moment, which has come and is not before another: what lies ahead has not happened.

    People write down minutes: within the minute of what came before, a moment counts as just after it.
    """
    now = timezone.now()
    moment = at or now
    if moment > now:
        raise ActionRefused(
            _("{moment} is still to come. Write when it happened.").format(moment=in_zone(moment)), field="at"
        )
    if not_before and not_before.replace(second=0, microsecond=0) <= moment < not_before:
        return not_before
    if not_before and moment < not_before:
        raise ActionRefused(
            _("{moment} is too early: it cannot be before {earlier}.").format(
                moment=in_zone(moment), earlier=in_zone(not_before)
            ),
            field="at",
        )
    return moment


def day_of(moment: datetime) -> date:
    """The day of a moment where the organisation is."""
    return local(moment).date()
