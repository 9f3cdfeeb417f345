"""The pages on which paper ballots are typed in, by two people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.elections.actions import papers as actions
from hustings.elections.forms.papers import BatchForm, EntryForm, EnvelopeForm
from hustings.elections.models import Election, PaperBatch
from hustings.elections.queries.contests import answers
from hustings.elections.queries.papers import TWO, comparison, envelopes, set_aside
from hustings.elections.views.office import found
from hustings.elections.views.pages import form_page

State = Election.State


@requires("elections.enter_papers")
@get_or_post
@never_cache
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The envelopes of an election, which are noted here as they come, and all its batches, and how each stands."""
    election = found(slug)
    form = EnvelopeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.receive_envelope(election, form.cleaned_data["number"], request.user)
            messages.success(request, _("The envelope is noted. Keep it closed until the poll is closed."))
            return redirect("elections:papers", slug)
    is_over = election.state in (State.CLOSED, State.TALLIED)
    batches = PaperBatch.objects.filter(contest__election=election).select_related("contest")
    context = {
        "election": election,
        "form": form if election.state in (State.OPEN, State.CLOSED) else None,
        "envelopes": envelopes(election),
        "is_over": is_over,
        "set_aside": set_aside(election) if is_over else [],
        "batches": [comparison(batch) for batch in batches],
    }
    return render(request, "elections/office/papers.html", context)


@requires("elections.enter_papers")
@get_or_post
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a batch."""
    election = found(slug)
    form = BatchForm(request.POST or None)
    form.fields["contest"].queryset = election.contests.all()
    return form_page(
        request,
        form,
        lambda: _batch_page(slug, actions.open_batch(by=request.user, **form.cleaned_data)),
        heading=_("A batch of paper ballots"),
        back=reverse("elections:papers", args=[slug]),
        done=_("Type the papers in; then a second person does the same."),
        election=election,
    )


@requires("elections.enter_papers")
@get_or_post
@never_cache
def batch(request: HttpRequest, slug: str, batch: int) -> HttpResponse:
    """One batch: type it in, and once two people have, see where they differ. Before that, neither sees the other's."""
    pile = get_object_or_404(
        PaperBatch.objects.select_related("contest__election"), contest__election__slug=slug, pk=batch
    )
    mine = pile.entries.filter(entered_by=request.user).last()
    form = EntryForm(request.POST or None, initial={"lines": "\n".join(mine.lines) if mine else ""})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.enter_papers(pile, form.cleaned_data["lines"], request.user)
            form = EntryForm(initial={"lines": form.cleaned_data["lines"]})
    standing = comparison(pile)
    context = {
        "election": pile.contest.election,
        "batch": pile,
        "answers": answers(pile.contest),
        "form": form,
        "standing": standing,
        "is_compared": len(standing.entries) == TWO,
        "may_type": not standing.is_settled,
        "has_typed": any(entry.entered_by_id == request.user.pk for entry in standing.entries),
    }
    return render(request, "elections/office/paper_batch.html", context)


def _batch_page(slug: str, batch: PaperBatch) -> str:
    return reverse("elections:paper_batch", args=[slug, batch.pk])
