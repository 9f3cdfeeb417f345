"""The site's addresses, and some that fail on purpose."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from hustings.site import urls


def raising(exception: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise exception

    return view


def answering(status: int, content: str = ""):
    return lambda request: HttpResponse(content, status=status, headers={"Retry-After": "60"})


urlpatterns = [
    *urls.urlpatterns,
    path("fail/400/", raising(SuspiciousOperation("odd"))),
    path("fail/403/", raising(PermissionDenied())),
    path("fail/405/", require_POST(answering(200))),
    path("fail/413/", raising(RequestDataTooBig("large"))),
    path("fail/429/", answering(429)),
    path("fail/500/", raising(RuntimeError("a fault of ours"))),
    path("fail/in-words/", answering(429, "in the view's own words")),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
