"""`request.member`: the member who is signed in in this browser, or None."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from hustings.register.actions.sessions import begin_session, end_session, full_hour
from hustings.register.merged import merged_into
from hustings.register.models import Member, MemberSession

SESSION_KEY, BROWSER_KEY = "member_id", "member_session"
Handler = Callable[[HttpRequest], HttpResponse]


def member(get_response: Handler) -> Handler:
    """Set `request.member`; only a browser in which a member signed in costs a query."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.member = _member_of(request)  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def _member_of(request: HttpRequest) -> Member | None:
    key, browser = request.session.get(SESSION_KEY), session_of(request)
    if key and browser:
        sessions = MemberSession.objects.select_related("member").filter(pk=browser, member=key)
        session = sessions.filter(member__erased_at=None).first()
        return session.member if session else None
    found = Member.objects.filter(pk=key, erased_at=None).first() if key and not browser else None
    if found and not merged_into([found.pk]):  # signed in by a release that kept no list of browsers
        _note(request, found, timezone.now() + timedelta(seconds=request.session.get_expiry_age()))
        return found
    return None


def session_of(request: HttpRequest) -> UUID | None:
    """The key of this browser in the list of those in which its member is signed in."""
    key = request.session.get(BROWSER_KEY)
    return UUID(key) if key else None


def sign_in(request: HttpRequest, member: Member) -> None:
    """Sign a member in in this browser; who works here stays signed in beside them."""
    sign_out(request)
    request.session[SESSION_KEY] = member.pk
    end = full_hour(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.session.set_expiry(end)
    _note(request, member, end)


def sign_out(request: HttpRequest) -> None:
    """Sign the member out of this browser: no page of theirs can send anything any more."""
    if browser := session_of(request):
        end_session(browser)
    works_here = {name: value for name, value in request.session.items() if name.startswith("_auth_user_")}
    request.session.flush()
    request.session.update(works_here)
    # A booth that is open in another tab would otherwise send the ballot of one member as another.
    rotate_token(request)


def _note(request: HttpRequest, member: Member, end: datetime) -> None:
    session = begin_session(member, request.headers.get("User-Agent", ""), end)
    request.session[BROWSER_KEY] = str(session.pk)
