"""Who asks: every request carries a token, and nothing else (no session, no cookie) lets it in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthorizationError, HttpError, Throttled
from ninja.security import HttpBearer

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.throttle import address_of, attempt
from hustings.audit.log import noting
from hustings.register.actions.tokens import use_token
from hustings.register.models import ApiToken

WRONG_TOKENS = 100  # from one address, in a quarter of an hour


class GuessesRefused(HttpError):  # noqa: N818 (it reads as what happened)
    """Too many tokens that nobody has came from one address."""


class ReadToken(HttpBearer):
    """A token that may read the register."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found, too_often = use_token(token)
        if found is None:
            _slow_down(request)
            return None
        if too_often:
            raise Throttled(wait=60)
        if not self.allows(found):
            raise AuthorizationError(message=self.sentence())
        return found

    def allows(self, token: ApiToken) -> bool:
        return token.may_read

    def sentence(self) -> str:
        return _("This token may not read the register. An administrator can make one that may.")


class WriteToken(ReadToken):
    """A token that may change the register."""

    def allows(self, token: ApiToken) -> bool:
        return token.may_write

    def sentence(self) -> str:
        return _("This token may not change the register. An administrator can make one that may.")


def _slow_down(request: HttpRequest) -> None:
    try:
        attempt("api token from", address_of(request), limit=WRONG_TOKENS, minutes=15)
    except ActionRefused as refusal:
        raise GuessesRefused(429, refusal.sentence) from None


@contextmanager
def acting(request: HttpRequest) -> Iterator[User]:
    """The user who made the token, and so answers for what it does; the log names the token too."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    with noting(api_token=token.pk):
        yield token.made_by
