"""Bodies as people who work here see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hustings.accounts.permissions import requires
from hustings.council.models import Body


@requires("council.view_office")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All bodies."""
    return render(request, "council/office/index.html", {"bodies": Body.objects.all()})
