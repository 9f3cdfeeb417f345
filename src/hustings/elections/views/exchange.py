"""JSON between the static pages (booth, desks) and the server, and the bytes of these pages."""

import json
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import find
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.elections.refusals import NotSound

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class BadBodyError(Exception):
    """The body of a request is not what the address takes."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def static_page(name: str) -> HttpResponse:
    """A page of the front end, byte for byte as its hash was published."""
    response = HttpResponse(_page_bytes(name), content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = PAGE_POLICY
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=8)
def _page_bytes(name: str) -> bytes:
    path = find(f"build/{name}")
    if path is None:
        raise FileNotFoundError(f"build/{name} is missing: run `make env`, which builds the front end.")
    return Path(path).read_bytes()


def text_record(text: str) -> HttpResponse:
    """A record of the protocol, byte for byte."""
    return HttpResponse(text.encode(), content_type="application/json")


def fault(status: int, sentence: str, **more: str) -> JsonResponse:
    """An answer that says in one sentence what was wrong."""
    return JsonResponse({"error": sentence, **more}, status=status)


def exchange(*methods: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a view answer these methods, and turn what it raises into an answer that a script can show."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                response: HttpResponse = fault(
                    405, _("This address takes {methods}.").format(methods=", ".join(methods))
                )
                response["Allow"] = ", ".join(methods)
            else:
                try:
                    return view(request, *args, **kwargs)
                except BadBodyError as bad:
                    response = fault(bad.status, str(bad))
                except ActionRefused as refusal:
                    response = fault(422 if isinstance(refusal, NotSound) else 409, refusal.sentence)
                except PermissionDenied:
                    response = fault(403, _("You are not signed in as somebody who may do this."))
                except Http404:
                    response = fault(404, _("There is nothing at this address. Check that you copied all of it."))
            return response

        return answer

    return decorate


def json_body(request: HttpRequest, most: int) -> dict[str, Any]:
    """The JSON object in a request's body of at most `most` bytes."""
    if request.content_type != "application/json":
        raise BadBodyError(415, _("Send JSON, with the content type application/json."))
    # Read by hand: an honest list of credentials may be longer than any form that Django would take.
    body = request.read(most + 1)
    if len(body) > most:
        raise BadBodyError(
            413, _("What you sent is too large: at most {most:,} bytes are taken here.").format(most=most)
        )
    try:
        value = json.loads(body.decode())
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadBodyError(400, _("What you sent is not JSON in UTF-8.")) from None
    if not isinstance(value, dict):
        raise BadBodyError(400, _("What you sent is not a JSON object."))
    return value


def text_field(body: dict[str, Any], name: str) -> str:
    """The text under `name` in a body."""
    value = body.get(name)
    if not isinstance(value, str):
        raise BadBodyError(400, _("What you sent has no text under “{name}”.").format(name=name))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadBodyError(400, _("The text under “{name}” is not Unicode.").format(name=name)) from None
    return value
