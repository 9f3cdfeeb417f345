"""The worker forgets what says who was here and when, as soon as it no longer serves."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from hustings.accounts.models import Attempt, SignInCode
from hustings.accounts.throttle import attempt
from hustings.jobs.registry import ROUTINES
from hustings.site.tasks import forget_what_has_expired

pytestmark = pytest.mark.django_db


def test_what_has_expired_is_deleted_and_the_rest_kept() -> None:
    now = timezone.now()
    for name, end in (("gone", now - timedelta(seconds=1)), ("kept", now + timedelta(minutes=1))):
        SignInCode.objects.create(purpose="tests", subject=name, expires_at=end)
        Session.objects.create(session_key=name, session_data="", expire_date=end)
        Attempt.objects.create(kind="tests", key=name, at=end - timedelta(hours=1))
    forget_what_has_expired()
    assert [code.subject for code in SignInCode.objects.all()] == ["kept"]
    assert [session.session_key for session in Session.objects.all()] == ["kept"]
    assert [tried.key for tried in Attempt.objects.all()] == ["kept"]


def test_worker_forgets() -> None:
    assert forget_what_has_expired in ROUTINES


def test_limit_that_would_look_back_further_than_tries_are_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="forgotten"):
        attempt("tests", "key", limit=1, minutes=61)
