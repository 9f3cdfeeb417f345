"""The pledge ledger as anybody sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hustings.council.forms.decisions import LedgerForm
from hustings.council.models import Term
from hustings.council.queries.pledges import Word, contests_with_pledges, ledger


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The contests whose candidates were asked for pledges."""
    return render(request, "council/public/pledges.html", {"contests": contests_with_pledges()})


@require_safe
def contest(request: HttpRequest, contest: int) -> HttpResponse:
    """Candidates and seat-holders by pledges: each cell links the promise, the division and the vote."""
    shown = get_object_or_404(contests_with_pledges(), pk=contest)
    form = LedgerForm(request.GET)
    term = Term.objects.filter(contest=shown).select_related("body").first()
    context = {
        "contest": shown,
        "election": shown.election,
        "term": term,
        "body": term.body if term else None,
        "search": form,
        "ledger": ledger(shown, **form.wanted()),
        "words": Word,
    }
    return render(request, "council/public/ledger.html", context)
