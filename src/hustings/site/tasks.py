"""What the worker forgets by itself: codes, tries and sessions that no longer serve, and say who was here and when."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from hustings.accounts.models import Attempt, OfficeSession, SignInCode
from hustings.accounts.throttle import LONGEST
from hustings.jobs.registry import routine
from hustings.register.models import MemberSession


@routine
def forget_what_has_expired() -> None:
    """Delete expired codes and sessions, and tries that no limit counts any more."""
    now = timezone.now()
    for rows in (
        SignInCode.objects.filter(expires_at__lte=now),
        Attempt.objects.filter(at__lte=now - LONGEST),
        Session.objects.filter(expire_date__lte=now),
        MemberSession.objects.filter(expires_at__lte=now),
        OfficeSession.objects.exclude(session_key__in=Session.objects.values("session_key")),
    ):
        if rows.exists():  # reading takes no lock from those who vote
            rows.delete()
