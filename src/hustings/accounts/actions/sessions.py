"""The browsers in which people who work here are signed in: noted, and signed out from elsewhere."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from hustings.accounts.browsers import name_of
from hustings.accounts.events import announce
from hustings.accounts.models import OfficeSession, User

NOTE_AGAIN = timedelta(minutes=5)


def note_session(user: User, session_key: str, browser: str) -> None:
    """Note that `user` works in this browser now."""
    now = timezone.now()
    noted = OfficeSession.objects.filter(session_key=session_key).first()
    if noted is None or noted.user_id != user.pk:
        OfficeSession.objects.update_or_create(
            session_key=session_key,
            defaults={"user": user, "browser": name_of(browser), "began_at": now, "seen_at": now},
        )
    elif noted.seen_at < now - NOTE_AGAIN:
        OfficeSession.objects.filter(pk=noted.pk).update(seen_at=now)


def end_sessions(user: User, by: User | str, *, only: int | None = None, but: str = "") -> int:
    """Sign `user` out in the browser with the number `only`, or in all but the one with the session key `but`."""
    with transaction.atomic():
        noted = user.office_sessions.exclude(session_key=but)
        if only is not None:
            noted = noted.filter(pk=only)
        keys = list(noted.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        noted.delete()
        if keys:
            announce("accounts.sessions_ended", user, by=by, count=len(keys))
    return len(keys)


def end_sessions_without_factor(by: User) -> None:
    """Sign out everybody who has no second factor, now that one is asked for."""
    for user in User.objects.filter(second_factors=None, office_sessions__isnull=False).distinct():
        end_sessions(user, by=by)
