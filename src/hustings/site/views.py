"""Pages that span the circle: the front page, the office, and what the organisation says about this site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from hustings.accounts.permissions import requires
from hustings.accounts.queries import organisation
from hustings.council.models import Body
from hustings.elections.models import Election
from hustings.elections.queries.elections import public_elections
from hustings.jobs.queries import longest_wait
from hustings.site.navigation import rooms_of
from hustings.site.theme import theme_of

State = Election.State
RECENT = 5


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The organisation, the elections in which people can vote, and where to sign in."""
    elections = public_elections()
    context = {
        "open": elections.filter(state=State.OPEN).order_by("closes_at"),
        "coming": elections.filter(state__in=[State.DRAFT, State.READY]).order_by("opens_at"),
        "over": elections.exclude(state__in=[State.DRAFT, State.READY, State.OPEN])[:RECENT],
        "has_bodies": Body.objects.exists(),
    }
    return render(request, "hustings_site/front.html", context)


@require_safe
@requires("hustings_site.view_office")
def office(request: HttpRequest) -> HttpResponse:
    """What this person's roles let them do."""
    return render(request, "hustings_site/office.html", {"rooms": rooms_of(request)})


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


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """For a program that watches: 200 if the database answers and work goes on, 503 if not. It names nothing."""
    stuck = longest_wait() is not None  # asks the database; a fault there is an answer of its own
    return HttpResponse("work is stuck\n" if stuck else "ok\n", content_type="text/plain", status=503 if stuck else 200)
