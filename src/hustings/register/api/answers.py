"""What the API answers when it cannot do what it is asked: one shape, whatever the reason."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from ninja.errors import ValidationError

ROOT = "/api/"


class Problem(Schema):
    """One thing that is wrong: where it stands (such as `members.3.email`; empty for the whole), and a sentence."""

    where: str
    error: str


class Refusal(Schema):
    """Nothing was done. `error` says why; `problems` says it piece by piece, where there are several."""

    error: str
    problems: list[Problem] = []


REFUSALS = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429})
SENTENCES: dict[int, str | Promise] = {
    400: gettext_lazy("The request cannot be read: is its body JSON in UTF-8?"),
    401: gettext_lazy(
        "The token is missing, unknown, expired or revoked. Send a good one: 'Authorization: Bearer hustings_…'."
    ),
    404: gettext_lazy("There is nothing at this address."),
    405: gettext_lazy("This address does not take that method."),
    413: gettext_lazy("The request is too large: send fewer rows at once."),
    429: gettext_lazy("The token was used too often in this minute. Wait for the next, then go on."),
    500: gettext_lazy("A fault in the program stopped this. Nothing was changed; the log of the service has it."),
}


def refused(status: int, sentence: str = "", problems: list[Problem] | None = None) -> JsonResponse:
    """The answer to a request that was not done."""
    told = Refusal(error=sentence or str(SENTENCES.get(status, SENTENCES[400])), problems=problems or [])
    response = JsonResponse(told.model_dump(), status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asked, which reads JSON and no pages."""
    return request.path.startswith(ROOT)


def problems_of(error: ValidationError) -> list[Problem]:
    """What does not fit the description of the API, each in a sentence."""
    return [Problem(where=_where(one["loc"]), error=sentence_of(one)) for one in error.errors]


def _where(place: tuple[Any, ...]) -> str:
    # The first parts are 'body' or 'query', and the name that our own function has for the whole.
    named = place[2:] if place[0] == "body" else place[-1:]
    return ".".join(str(part) for part in named)


def sentence_of(error: dict[str, Any]) -> str:
    """What is wrong with a value, in a sentence: of one of the errors that pydantic found."""
    facts = error.get("ctx", {})
    sentences = {
        "missing": _("This is missing."),
        "extra_forbidden": _("There is no field of this name."),
        "string_type": _("Write this as text, between quotation marks."),
        "bool_type": _("Write true or false."),
        "list_type": _("Write a list, between square brackets."),
        "too_long": _("There are too many: at most {max_length}."),
        "too_short": _("There are too few: at least {min_length}."),
        "string_too_long": _("This is too long: at most {max_length} characters."),
        "string_pattern_mismatch": _("This is blank, or holds a character that cannot stand here."),
        "greater_than_equal": _("This is too small: at least {ge}."),
        "less_than_equal": _("This is too large: at most {le}."),
        "value_error": "{error}",
    }
    return sentences.get(error["type"], str(error["msg"]).rstrip(".") + ".").format_map({"error": "", **facts})
