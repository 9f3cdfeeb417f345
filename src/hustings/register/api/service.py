"""The API as a whole: its addresses, its description, and one shape for everything that it refuses."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from hustings.accounts.errors import ActionRefused
from hustings.register.api import events, members, units
from hustings.register.api.answers import Problem, problems_of, refused
from hustings.register.api.keys import GuessesRefused

DESCRIPTION = (
    "Reads the register, and keeps it in step with a membership system. Every request needs a token: an administrator "
    "makes one in the office. Writing is idempotent: the same request again changes nothing."
)


class RegisterApi(NinjaAPI):
    """No cache keeps what is personal."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        response.headers["Cache-Control"] = "no-store"
        return response


api = RegisterApi(
    title="Hustings: the register", version="1", description=DESCRIPTION, docs_url=None, urls_namespace="api"
)
api.add_router("/members", members.router)
api.add_router("", members.changes)
api.add_router("", events.router)
api.add_router("", units.router)


@api.exception_handler(ActionRefused)
def action_refused(request: HttpRequest, refusal: ActionRefused) -> HttpResponse:
    return refused(409, refusal.sentence, [Problem(where=refusal.field or "", error=refusal.sentence)])


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = problems_of(error)
    first = problems[0]
    return refused(422, f"{first.where}: {first.error}" if first.where else first.error, problems)


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return refused(404)


@api.exception_handler(HttpError)
def other_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    has_sentence = error.status_code == 403 or isinstance(error, GuessesRefused)
    return refused(error.status_code, error.message if has_sentence else "")
