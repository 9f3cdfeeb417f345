"""Bodies as anybody sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hustings.council.models import Body


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All bodies."""
    return render(request, "council/bodies.html", {"bodies": Body.objects.all()})
