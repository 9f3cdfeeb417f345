"""The organisation's language and time zone for every page, and the page of an action that was refused."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from hustings.accounts.actions.sessions import note_session
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import in_its_zone, organisation

Handler = Callable[[HttpRequest], HttpResponse]


def place(get_response: Handler) -> Handler:
    """Use the language that the person chose, else the organisation's; and its time zone, also for what is typed."""

    def handle(request: HttpRequest) -> HttpResponse:
        here = organisation()
        language = here.language
        with suppress(LookupError):
            language = translation.get_supported_language_variant(
                request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
            )
        request.LANGUAGE_CODE = language
        with translation.override(language), in_its_zone(here):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return handle


def office_sessions(get_response: Handler) -> Handler:
    """Note in which browsers people who work here are signed in; nobody else's visit is noted."""

    def handle(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and request.session.session_key and isinstance(request.user, User):
            note_session(request.user, request.session.session_key, request.headers.get("User-Agent", ""))
        return get_response(request)

    return handle


class Refusals:
    """Show an ActionRefused that a view let through as a page (409) with its sentence."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ActionRefused):
            return None
        page = {"title": _("This could not be done"), "sentences": [exception.sentence]}
        return render(request, "hustings_site/refusal.html", {"page": page}, status=409)
