"""Between the password and being signed in: the session remembers who still owes a second factor."""

import time

from django.contrib.auth import login
from django.http import HttpRequest

from hustings.accounts.events import announce
from hustings.accounts.models import User
from hustings.accounts.queries import organisation

WAITING = "password_given_by"
MINUTES = 15
BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin(request: HttpRequest, user: User, onward: str = "/office/") -> str:
    """Go on with `user`, who has shown their password; return the page to send them to."""
    if not user.second_factors.exists() and not organisation().second_factor:
        enter(request, user)
        return onward
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "until": int(time.time()) + MINUTES * 60,
        "onward": onward,
    }
    return "/staff/second-factor/" if user.second_factors.exists() else "/staff/security/"


def waiting(request: HttpRequest) -> User | None:
    """Return who has shown their password in this browser, not long ago, and still owes a second factor."""
    known = request.session.get(WAITING)
    if not known or known["until"] < time.time():
        return None
    user = User.objects.filter(pk=known["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == known["password"] else None


def enter(request: HttpRequest, user: User) -> str:
    """Sign `user` in; return the page that they were on the way to."""
    onward: str = request.session.pop(WAITING, {}).get("onward", "/office/")
    login(request, user, backend=BACKEND)
    announce("accounts.signed_in", user, by=user)
    return onward
