"""The booklet of statements: to read, to print, and to issue."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import check, requires
from hustings.elections import booklets
from hustings.elections.actions.booklets import issue_booklet
from hustings.elections.booklet_pdf import booklet_pdf
from hustings.elections.models import Booklet, PledgeAnswer
from hustings.elections.views.office import found
from hustings.elections.views.pages import press
from hustings.elections.views.public import announced


def _booklet(request: HttpRequest, slug: str) -> Booklet:
    latest = booklets.latest(announced(request, slug))
    if latest is None:
        raise Http404
    return latest


@require_safe
def booklet(request: HttpRequest, slug: str) -> HttpResponse:
    """The booklet that was issued last, as a page."""
    shown = _booklet(request, slug)
    document = json.loads(shown.document)
    context = {
        "election": shown.election,
        "booklet": shown,
        "contests": [(contest, list(_with_answers(contest))) for contest in document["contests"]],
        "document": document,
    }
    return render(request, "elections/public/booklet.html", context)


def _with_answers(contest: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[tuple[str, str]]]]:
    for candidate in contest["candidates"]:
        answers = [str(PledgeAnswer.Answer(answer).label) for answer in candidate["answers"]]
        texts = [pledge["text"] for pledge in contest["pledges"]]
        yield candidate, list(zip(texts, answers, strict=True))


@require_safe
def booklet_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as PDF."""
    shown = _booklet(request, slug)
    response = HttpResponse(booklet_pdf(shown), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slug}-candidates-{shown.number}.pdf"'
    return response


@requires("elections.view_office")
@get_or_post
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue the booklet, and see in what the one that was issued is not complete."""
    if request.method == "POST":
        check(request.user, "elections.set_up")
    election = found(slug)
    if request.method == "POST":
        return press(
            request,
            lambda: issue_booklet(election, request.user),
            back=reverse("elections:office_booklet", args=[slug]),
            done=_("The booklet has been issued."),
        )
    latest = booklets.latest(election)
    context = {
        "election": election,
        "booklet": latest,
        "gaps": booklets.gaps(election, latest) if latest else [],
        "may_set_up": request.user.has_perm("elections.set_up"),
        "can_issue": election.state in (election.State.DRAFT, election.State.READY),
    }
    return render(request, "elections/office/booklet.html", context)
