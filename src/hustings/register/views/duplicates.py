"""The page of likely duplicates, where an officer merges them or keeps them apart."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused
from hustings.accounts.permissions import requires
from hustings.audit.log import record
from hustings.jobs.actions import enqueue
from hustings.register.actions.duplicates import keep_apart, merge, undo_merge
from hustings.register.forms import today
from hustings.register.models import Duplicate
from hustings.register.queries import with_today

PER_PAGE = 20
State = Duplicate.State


@require_safe
@requires("register.merge_members")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs to be decided, the likeliest first, and those that were merged. Each look is logged."""
    both = Duplicate.objects.select_related("first", "second", "kept", "decided_by")
    # The names of the reasons stand in the order of their strength backwards.
    page = Paginator(both.filter(state=State.OPEN).order_by("-why", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    people = [person for pair in page for person in (pair.first, pair.second)]
    rows = {row.member.pk: row for row in with_today(people, today())}
    pairs = [(pair, (rows[pair.first_id], rows[pair.second_id])) for pair in page]
    record("register.duplicates_listed", by=request.user, shown=len(people))
    merged = both.filter(state=State.MERGED).order_by("-decided_at")[:50]
    return render(request, "register/duplicates.html", {"page_obj": page, "pairs": pairs, "merged": merged})


@require_POST
@requires("register.merge_members")
def look(request: HttpRequest) -> HttpResponse:
    """Look through the register in the background."""
    job = enqueue("register.find_duplicates", by=request.user)
    return redirect("jobs:job", job.pk)


@require_POST
@requires("register.merge_members")
def decide(request: HttpRequest, pair: int, decision: str) -> HttpResponse:
    """Merge a pair, keeping the first or the second record; keep it apart; or undo its merge."""
    found = get_object_or_404(Duplicate.objects.select_related("first", "second"), pk=pair)
    kept = {"first": found.first, "second": found.second}.get(decision)
    try:
        if kept:
            merge(found, kept, request.user)
            said = _("The records are merged into number {number}. This can be undone below.").format(
                number=kept.number
            )
        elif decision == "apart":
            keep_apart(found, request.user)
            said = _("They are kept apart, and not shown again.")
        elif decision == "undo":
            undo_merge(found, request.user)
            said = _("The merge is undone: both records are as they were.")
        else:
            raise Http404
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("register:duplicates")
