"""The pages of a refusal: what happened, whether work was lost, what to do now."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.register.api.answers import is_for_programs, refused


@dataclass(frozen=True)
class Page:
    """One page: a heading and its sentences."""

    title: str | Promise
    sentences: tuple[str | Promise, ...]


PAGES = {
    400: Page(
        _("We could not understand that request"),
        (
            _("What your browser sent was not what this page expects. Nothing was changed."),
            _("Go back, reload the page, and try again."),
        ),
    ),
    403: Page(
        _("You cannot open this page"),
        (
            _("Your roles here do not include it. Nothing was changed."),
            _("If you should have it, ask an administrator of your organisation to give you the role."),
        ),
    ),
    404: Page(
        _("Page not found"),
        (
            _("If you typed the address, check that it is correct. If you pasted it, check that you copied all of it."),
            _("If you followed a link here, the page may have been moved or taken down."),
        ),
    ),
    405: Page(
        _("This page cannot be used in that way"),
        (_("Nothing was changed. Go back, and use the links and buttons of the page."),),
    ),
    413: Page(
        _("What you sent is too large"),
        (
            _("Nothing was changed, and what you had saved before is safe."),
            _("Send a smaller file, or divide it into several."),
        ),
    ),
    429: Page(
        _("Too many attempts"),
        (
            _("We have had too many requests of this kind from you in a short time. Your work is safe."),
            _("Wait a few minutes, then try again."),
        ),
    ),
}
NUL = Page(
    _("We could not read your text"),
    (
        _("It holds an invisible character (the one numbered 0) that no text needs. Nothing was changed."),
        _("Go back, type that text anew instead of pasting it, and send it again."),
    ),
)
FORM_EXPIRED = Page(
    _("This form could not be accepted"),
    (
        _("The page was open for too long, or your browser did not send its cookie. Nothing was changed."),
        _("Go back, reload the page, and send the form again. If that does not help, allow cookies for this site."),
    ),
)
SCRIPT_EXPIRED = (
    _("This was not accepted: somebody signed in or out in this browser meanwhile, or it did not send its cookie."),
    _("Nothing was changed. Try again; if that does not help, allow cookies for this site."),
)


def page(request: HttpRequest, status: int, content: Page | None = None) -> HttpResponse:
    """Return the page of `status`; a program that asked the API gets the same in JSON."""
    if is_for_programs(request):
        return refused(status)
    return render(request, "hustings_site/refusal.html", {"page": content or PAGES[status]}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400, which Django also calls for what is too large."""
    return page(request, 413 if isinstance(exception, RequestDataTooBig | TooManyFilesSent) else 400)


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """handler403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: without context processors, because the database itself may be what failed."""
    if is_for_programs(request):
        return refused(500)
    return HttpResponse(render_to_string("hustings_site/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW; the booth and the desks, which send JSON, are told in JSON."""
    if request.content_type == "application/json":
        return JsonResponse({"error": " ".join(str(sentence) for sentence in SCRIPT_EXPIRED)}, status=403)
    return page(request, 403, FORM_EXPIRED)
