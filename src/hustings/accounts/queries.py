"""The organisation, and times as its people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hustings.accounts.models import Invitation, Organisation, RoleGrant, User


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


def people() -> QuerySet[User]:
    """Return everybody who has an account, with their current roles in `roles_held`."""
    held = Prefetch("grants", RoleGrant.objects.filter(ended_at=None).order_by("granted_at"), to_attr="roles_held")
    return User.objects.order_by("name", "pk").prefetch_related(held)


def open_invitations() -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return Invitation.objects.filter(used_at=None, expires_at__gt=timezone.now()).order_by("created_at")
