"""`request.member`: the member who is signed in in this browser, or None."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hustings.register.models import Member

SESSION_KEY = "member_id"
Handler = Callable[[HttpRequest], HttpResponse]


def member(get_response: Handler) -> Handler:
    """Set `request.member`; only a browser in which a member signed in costs a query."""

    def handle(request: HttpRequest) -> HttpResponse:
        key = request.session.get(SESSION_KEY)
        request.member = Member.objects.filter(pk=key).first() if key else None  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def sign_in(request: HttpRequest, member: Member) -> None:
    """Sign a member in in this browser; who works here stays signed in beside them."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = member.pk


def sign_out(request: HttpRequest) -> None:
    """Sign the member out of this browser."""
    request.session.pop(SESSION_KEY, None)
    request.session.cycle_key()
