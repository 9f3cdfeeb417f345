"""Letters on paper: print them, print them again, note that they were posted."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused
from hustings.accounts.permissions import requires
from hustings.elections.actions import print_runs as actions
from hustings.elections.models import PrintRun
from hustings.elections.queries.print_runs import all_electors, standings
from hustings.elections.views.office import found
from hustings.elections.views.pages import press


@requires("elections.print_letters")
@require_safe
@never_cache
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """How the letters stand."""
    election = found(slug)
    context = {
        "election": election,
        "standings": standings(election),
        "most": actions.LETTERS_PER_RUN,
        "at_once": actions.DRAWN_AT_ONCE,
    }
    return render(request, "elections/office/letters.html", context)


@requires("elections.print_letters")
@require_POST
def print_letters(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The PDF of all letters of a kind that wait."""
    election = found(slug)
    if kind not in PrintRun.Kind.values:
        raise Http404
    return _pdf(request, lambda: actions.print_letters(election, kind, request.user), _index(slug))


@requires("elections.print_letters")
@require_POST
def print_one(request: HttpRequest, slug: str, kind: str, member: int) -> HttpResponse:
    """The PDF of one letter for one elector."""
    election = found(slug)
    if kind not in PrintRun.Kind.values:
        raise Http404
    person = get_object_or_404(all_electors(election), pk=member)
    back = reverse("elections:helpdesk_elector", args=[slug, member])
    return _pdf(request, lambda: actions.print_letters(election, kind, request.user, person), back)


@requires("elections.print_letters")
@require_POST
def print_again(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """The PDF of a run once more."""
    printed = _run(slug, run)
    return _pdf(request, lambda: actions.print_again(printed, request.user), _index(slug))


@requires("elections.print_letters")
@require_POST
def posted(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """Note that the letters of a run were posted."""
    printed = _run(slug, run)
    return press(
        request,
        lambda: actions.post_letters(printed, request.user),
        back=_index(slug),
        done=_("The letters are noted as posted."),
    )


@requires("elections.print_letters")
@require_POST
def save(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """The PDF that a job drew."""
    printed = _run(slug, run)
    return _pdf(request, lambda: actions.Printed(printed, actions.save_letters(printed, request.user)), _index(slug))


def _run(slug: str, run: int) -> PrintRun:
    return get_object_or_404(
        PrintRun.objects.select_related("election", "job", "printed_by"), election__slug=slug, pk=run
    )


def _index(slug: str) -> str:
    return reverse("elections:letters", args=[slug])


def _pdf(request: HttpRequest, act: Callable[[], actions.Printed], back: str) -> HttpResponse:
    try:
        printed = act()
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(back)
    if printed.pdf is None and printed.run.job is not None:
        return redirect("jobs:job", printed.run.job.pk)
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    name = f"{printed.run.election.slug}-{printed.run.kind}-{printed.run.pk}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
