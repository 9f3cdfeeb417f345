"""The organisation, and times as its people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hustings.accounts.models import Organisation, Role, RoleGrant, User


def organisation() -> Organisation:
    """Return the organisation, or one with the defaults (not saved) before it has been set up."""
    return Organisation.objects.filter(pk=1).first() or Organisation(pk=1)


def local(moment: datetime) -> datetime:
    """Return `moment` in the organisation's time zone."""
    return moment.astimezone(ZoneInfo(organisation().time_zone))


def in_zone(moment: datetime) -> str:
    """Write `moment` out as people need it for a deadline: '30 November 2026, 18:00 (Europe/London)'."""
    there = local(moment)
    return _("{date}, {time} ({zone})").format(
        date=date_format(there, "j F Y", use_l10n=False), time=f"{there:%H:%M}", zone=organisation().time_zone
    )


def administrators() -> list[User]:
    """Return the users who administer this installation now."""
    held = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True)
    return [grant.user for grant in held.select_related("user").order_by("pk")]
