"""Bodies as anybody sees them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hustings.council.models import Body
from hustings.council.moments import day_of
from hustings.council.queries.meetings import public_meetings
from hustings.council.queries.pledges import contests_with_pledges
from hustings.council.queries.seats import former_holdings, seat_rows

PER_PAGE, FORMER, LATEST = 20, 30, 5


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All bodies."""
    today = day_of(timezone.now())
    held = Q(seats__holdings__from_date__lte=today) & (
        Q(seats__holdings__to_date__isnull=True) | Q(seats__holdings__to_date__gt=today)
    )
    bodies = Body.objects.annotate(holders=Count("seats__holdings__member", filter=held, distinct=True))
    return render(request, "council/public/bodies.html", {"bodies": bodies})


@require_safe
def body(request: HttpRequest, body: str) -> HttpResponse:
    """A body: who sits in it, when it meets, what it decided, and its standing orders."""
    shown = get_object_or_404(Body, slug=body)
    return render(request, "council/public/body.html", public_facts(shown, request.GET.get("page")))


def public_facts(body: Body, page: str | None) -> dict[str, Any]:
    """What the page of a body shows."""
    today = day_of(timezone.now())
    meetings = public_meetings().filter(body=body)
    return {
        "body": body,
        "rows": seat_rows(body, today),
        "former": former_holdings(body, today)[:FORMER],
        "terms": body.terms.select_related("contest__election"),
        "page_obj": Paginator(meetings, PER_PAGE).get_page(page),
        "decisions": body.decisions.select_related("division__result")[:LATEST],
        "contests": contests_with_pledges().filter(seats_term__body=body),
    }
