"""Keys that are open in a browser just now: in a cookie that only this server can read, and nowhere on the server.

So neither the tables (with the sessions in them) nor the browser alone hold a key in the clear. The cookie ends by
itself; what it holds counts only for the person who is signed in, or for the receipt that it names.
"""

import base64
import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.secret import SecretBox

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.conduct import sealing
from hustings.conduct.models import Case, PersonKey, Receipt
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries import cases
from hustings.conduct.sealing import CaseKeys, Holder

MINUTES = 60


@dataclass(frozen=True)
class Contents:
    """Whose key is open, and the words of a receipt that was just given and has not been written down yet."""

    holder: Holder
    words: tuple[str, ...] = ()


def put(response: HttpResponse, holder: Holder, words: tuple[str, ...] = ()) -> None:
    """Keep a key open in the browser that gets this response."""
    response.set_cookie(
        _cookie_name(),
        _sealed(holder, words),
        max_age=MINUTES * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def open_for(request: HttpRequest, holder: Holder) -> None:
    """Let a key be open for the rest of this request, as if the browser had sent it."""
    request.COOKIES[_cookie_name()] = _sealed(holder, ())


def _sealed(holder: Holder, words: tuple[str, ...]) -> str:
    content = {
        "of": holder.of._meta.model_name,
        "pk": holder.of.pk,
        "private": base64.b64encode(bytes(holder.private)).decode(),
        "words": words,
        "until": timezone.now().timestamp() + MINUTES * 60,
    }
    return base64.urlsafe_b64encode(_box().encrypt(json.dumps(content).encode())).decode()


def close(response: HttpResponse) -> None:
    """Forget the key that is open in the browser that gets this response."""
    response.delete_cookie(_cookie_name(), samesite="Strict")


def contents(request: HttpRequest) -> Contents | None:
    """What is open in this browser: nothing once the time is over, or once the key or the receipt has ended."""
    try:
        opened = _box().decrypt(base64.urlsafe_b64decode(request.COOKIES.get(_cookie_name(), "")))
    except (CryptoError, ValueError):
        return None
    content = json.loads(opened)
    of = _belonging_to(request, content["of"], content["pk"])
    private = PrivateKey(base64.b64decode(content["private"]))
    if content["until"] < timezone.now().timestamp() or of is None or bytes(of.public_key) != bytes(private.public_key):
        return None
    return Contents(Holder(of, private), tuple(content["words"]))


def holder(request: HttpRequest) -> Holder | None:
    """Whose key is open in this browser."""
    found = contents(request)
    return found.holder if found else None


def receipt_holder(request: HttpRequest) -> Holder | None:
    """Whoever typed the words of a receipt in this browser."""
    found = holder(request)
    return found if found and isinstance(found.of, Receipt) else None


def own_key_is_open(request: HttpRequest) -> bool:
    """Whether whoever is signed in has opened their own key in this browser, and not a receipt."""
    found = holder(request)
    return found is not None and isinstance(found.of, PersonKey)


def actors(request: HttpRequest, case: Case) -> list[Actor]:
    """The roles in which this browser can act in a case: whoever is signed in, and whoever typed a receipt's words."""
    user = request.user if isinstance(request.user, User) else None
    found = cases.actors(case, user, request.member)  # type: ignore[attr-defined]
    by_words = receipt_holder(request)
    if by_words and isinstance(by_words.of, Receipt) and by_words.of.case_id == case.pk:
        shown = Actor(Role(by_words.of.role), by_words.of.member)
        found += [shown] if shown not in found and cases.acts_as(case, shown) else []
    return found


def case_keys(request: HttpRequest, case: Case) -> CaseKeys | None:
    """The keys of a case, if they are open to whoever has a key open in this browser."""
    found = holder(request)
    if found is None:
        return None
    try:
        return sealing.open_case(case, found)
    except ActionRefused:
        return None


def _belonging_to(request: HttpRequest, of: str, pk: int) -> PersonKey | Receipt | None:
    if of == Receipt._meta.model_name:
        return Receipt.objects.select_related("case", "member").filter(pk=pk, ended_at=None).first()
    key = PersonKey.objects.select_related("user", "member").filter(pk=pk).first()
    if key is None:
        return None
    signed_in = request.user if key.user else request.member  # type: ignore[attr-defined]
    return key if signed_in == (key.user or key.member) else None


def _cookie_name() -> str:
    return "__Host-conduct-key" if settings.SESSION_COOKIE_SECURE else "conduct-key"


def _box() -> SecretBox:
    return SecretBox(salted_hmac("hustings.conduct.vault", "", algorithm="sha256").digest())
