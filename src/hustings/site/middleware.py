"""What every answer carries: a policy that lets the browser run and load only what this site serves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hustings.register.api.answers import is_for_programs
from hustings.site import errors

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

Handler = Callable[[HttpRequest], HttpResponse]


def security_headers(get_response: Handler) -> Handler:
    """Set the policies, unless a view has set its own."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return handle


def texts_without_nul(get_response: Handler) -> Handler:
    """Refuse a NUL character in an address or a form: nobody types one, and PostgreSQL fails on it."""

    def handle(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.page(request, 400)
        if is_for_programs(request):  # its body is JSON, and who looked at it here would use it up
            return get_response(request)
        if any("\0" in text for name, values in request.POST.lists() for text in (name, *values)):
            return errors.page(request, 400, errors.NUL)
        return get_response(request)

    return handle


def error_pages(get_response: Handler) -> Handler:
    """Give a refusal without words (a wrong method, too many requests) the page that says what to do."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code not in errors.PAGES or response.streaming or _has_words(request, response):
            return response
        page = errors.page(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                page.headers[name] = response.headers[name]
        return page

    return handle


def _has_words(request: HttpRequest, response: HttpResponse) -> bool:
    if is_for_programs(request):
        return response.headers.get("Content-Type", "").startswith("application/json")
    return bool(response.content)
