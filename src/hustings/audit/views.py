"""The log, for those who watch over the others."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hustings.accounts.models import User
from hustings.accounts.permissions import requires
from hustings.audit.log import GENESIS
from hustings.audit.queries import WholeLog, events
from hustings.audit.sentences import named, sentence

PER_PAGE = 50
MOST = 1_000  # events of a search; who wants others says more of them


@require_safe
@requires("audit.view_log")
def log(request: HttpRequest) -> HttpResponse:
    """Every event, searched and paged."""
    search = request.GET.get("search", "")[:200]
    page = Paginator(events(search)[:MOST] if search.strip() else WholeLog(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    names = dict(User.objects.filter(pk__in={event.actor for event in page}).values_list("pk", "name"))
    rows = [
        (event, names.get(event.actor) if event.actor_kind == event.Actor.USER else None, sentence(event), named(event))
        for event in page
    ]
    head = events().values_list("hash", flat=True).first() or GENESIS
    return render(
        request, "audit/log.html", {"page_obj": page, "rows": rows, "search": search, "head": head, "most": MOST}
    )
