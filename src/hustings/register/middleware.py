"""`request.member`: the member who is signed in in this browser, or None."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from hustings.register.models import Member

SESSION_KEY = "member_id"
Handler = Callable[[HttpRequest], HttpResponse]


def member(get_response: Handler) -> Handler:
    """Set `request.member`; only a browser in which a member signed in costs a query."""

    def handle(request: HttpRequest) -> HttpResponse:
        key = request.session.get(SESSION_KEY)
        request.member = Member.objects.filter(pk=key, erased_at=None).first() if key else None  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def sign_in(request: HttpRequest, member: Member) -> None:
    """Sign a member in in this browser; who works here stays signed in beside them."""
    sign_out(request)
    request.session[SESSION_KEY] = member.pk
    # At a full hour, so that the table of sessions does not keep the moment at which somebody came to vote.
    end = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session.set_expiry(end.replace(minute=0, second=0, microsecond=0))


def sign_out(request: HttpRequest) -> None:
    """Sign the member out of this browser: no page of theirs can send anything any more."""
    works_here = {name: value for name, value in request.session.items() if name.startswith("_auth_user_")}
    request.session.flush()
    request.session.update(works_here)
    # A booth that is open in another tab would otherwise send the ballot of one member as another.
    rotate_token(request)
