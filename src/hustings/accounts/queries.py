"""The organisation, and times as its people read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.sessions.models import Session
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hustings.accounts.models import Invitation, OfficeSession, Organisation, Role, RoleGrant, User

_zone_of_request: ContextVar[ZoneInfo | None] = ContextVar("zone_of_request", default=None)


def organisation() -> Organisation:
    """Return the organisation, or one with the defaults (not saved) before it has been set up."""
    return Organisation.objects.filter(pk=1).first() or Organisation(pk=1)


def zone() -> ZoneInfo:
    """Return the organisation's time zone; during a request it is looked up once."""
    return _zone_of_request.get() or ZoneInfo(organisation().time_zone)


@contextmanager
def in_its_zone(organisation: Organisation) -> Iterator[None]:
    """Use the time zone of `organisation` for all that is shown and typed in the block."""
    here = ZoneInfo(organisation.time_zone)
    token = _zone_of_request.set(here)
    try:
        with timezone.override(here):
            yield
    finally:
        _zone_of_request.reset(token)


def local(moment: datetime) -> datetime:
    """Return `moment` in the organisation's time zone."""
    return moment.astimezone(zone())


def in_zone(moment: datetime) -> str:
    """Write `moment` out as people need it for a deadline: '30 November 2026, 18:00 (Europe/London)'."""
    there = local(moment)
    return _("{date}, {time} ({zone})").format(
        date=date_format(there, "j F Y", use_l10n=False), time=f"{there:%H:%M}", zone=there.tzinfo
    )


def people() -> QuerySet[User]:
    """Return everybody who has an account, with their current roles in `roles_held`."""
    held = Prefetch("grants", RoleGrant.objects.filter(ended_at=None).order_by("granted_at"), to_attr="roles_held")
    return User.objects.order_by("name", "pk").prefetch_related(held)


def open_invitations() -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return Invitation.objects.filter(used_at=None, expires_at__gt=timezone.now()).order_by("created_at")


def scrutineers() -> list[str]:
    """Return the names of those who hold the role of scrutineer now."""
    held = RoleGrant.objects.filter(role=Role.SCRUTINEER, ended_at=None, user__is_active=True)
    return list(held.order_by("user__name").values_list("user__name", flat=True))


def live_sessions(user: User) -> QuerySet[OfficeSession]:
    """Return the browsers in which `user` is signed in now, the last used first."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return user.office_sessions.filter(session_key__in=live).order_by("-seen_at")
