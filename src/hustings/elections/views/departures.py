"""What if some had left? For a declared election from what is published of it, for a planned one from assumptions."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.elections import departure_pictures as pictures
from hustings.elections.departures import SMALL, Answers, Leaving
from hustings.elections.forms.departures import AssumptionsForm
from hustings.elections.models import Election
from hustings.elections.queries.departures import WhatIf, tipping_contests, what_ifs
from hustings.elections.queries.elections import is_public

State = Election.State


@require_safe
def what_if(request: HttpRequest, slug: str) -> HttpResponse:
    """What departures would have changed, for each contest that filled seats."""
    election = get_object_or_404(Election, slug=slug, state=State.DECLARED)
    contests = [_shown(found) for found in what_ifs(election)]
    return render(
        request,
        "elections/departures/what_if.html",
        {"election": election, "contests": contests, "small": SMALL},
    )


def _shown(found: WhatIf) -> dict[str, Any]:
    answers = found.answers
    lines = pictures.lines_of(found)
    bounds = answers.any_change if answers else None
    totals = found.outcome.rows if not found.outcome.is_ranked else []
    return {
        "outcome": found.outcome,
        "found": found,
        "figure": pictures.bounds_figure(bounds) if bounds else "",
        "is_range": bounds is not None and SMALL <= bounds.lower < (bounds.upper or 0),
        "last": next((answer.label for answer, _votes, won in reversed(totals) if won), ""),
        "first": next((answer.label for answer, _votes, won in totals if not won), ""),
        "prefer": _prefer(answers),
        "seats": pictures.seats_brackets(found),
        "unmoved": _unmoved(found),
        "rivals": pictures.rivals_brackets(found),
        "at_random": pictures.chances_at_random(found),
        "slates": [_slate(found, lines, leaving) for leaving in (answers.leaving if answers else ())],
    }


def _unmoved(found: WhatIf) -> list[str]:
    """Who is elected and for whom no departures were found that cost them the seat."""
    if found.answers is None:
        return []
    moved = {c for c, _bounds in found.answers.seats}
    return [found.outcome.answers[c].label for c in found.outcome.elected if c not in moved]


def _slate(found: WhatIf, lines: Sequence[pictures.Line], leaving: Leaving) -> dict[str, Any]:
    said = _("Not even all of them would have changed who was elected.")
    if leaving.changes:
        share = pictures.share_figure(leaving.changes[0][0])
        said = _("The first change comes when {share} of them leave.").format(share=share)
    return {
        "title": pictures.leaving_title(leaving),
        "said": said,
        "steps": pictures.seats_by_share(lines, leaving),
        "gains": pictures.first_gains(lines, leaving),
        "transfers": pictures.transfers(found, lines, leaving),
    }


def _prefer(answers: Answers | None) -> dict[str, str] | None:
    """How many of those who would have stayed prefer the result after the fewest departures, and how many do not."""
    if answers is None or answers.prefer is None:
        return None
    after, before = answers.prefer
    return {"after": pictures.people_figure(after), "before": pictures.people_figure(before)}


@require_safe
def tipping(request: HttpRequest, slug: str) -> HttpResponse:
    """Which share of a group would tip the last seat of a planned election, from stated assumptions that nobody keeps.

    Until the poll opens; people who work here see it before the election is announced.
    """
    election = get_object_or_404(Election, slug=slug)
    if not is_public(election) and not request.user.has_perm("elections.view_office"):
        raise Http404
    contests = tipping_contests(election)
    if not contests:
        raise Http404
    form = AssumptionsForm(request.GET or None)
    context: dict[str, Any] = {"election": election, "contests": contests, "form": form}
    if form.is_valid():
        assumed = form.assumed()
        group = form.cleaned_data["group"]
        context |= {
            "answered": True,
            "assumed": assumed,
            "group": group,
            "share": pictures.share_figure(float(assumed.share)) if assumed.share is not None else "",
            "voters": pictures.voters_beyond(assumed.share, group) if assumed.share is not None else "",
            "picture": pictures.tipping_steps(assumed),
        }
    return render(request, "elections/departures/tipping.html", context)
