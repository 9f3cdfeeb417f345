"""Pages that span the circle: the front page, the office, and what the organisation says about this site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hustings.accounts.queries import organisation
from hustings.site.theme import theme_of


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The organisation, the elections in which people can vote, and where to sign in."""
    return render(request, "hustings_site/front.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How this site can be used, and whom to tell if it cannot."""
    return render(request, "hustings_site/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is known about a person here, and what is never known."""
    return render(request, "hustings_site/privacy.html")


@require_safe
@cache_control(public=True, max_age=86400)
def theme(request: HttpRequest) -> HttpResponse:
    """The organisation's colour; the address carries it too, so that a change is seen at once."""
    return HttpResponse(theme_of(organisation().colour).css(), content_type="text/css")
