"""Turnout, results and declarations, as the public sees them."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.queries import local, organisation
from hustings.counting import formats
from hustings.elections import signing
from hustings.elections.declaration_pdf import declaration_pdf
from hustings.elections.methods import options_set
from hustings.elections.models import Board, Contest, Declaration, Election
from hustings.elections.pictures import outcome_picture, turnout_curve
from hustings.elections.queries import turnout
from hustings.elections.queries.contests import answers, seats_of
from hustings.elections.queries.declarations import declared, percent
from hustings.elections.queries.results import Outcome, ballots_file, count_again, opened_rankings, outcomes
from hustings.elections.stage_tables import retold, stage_table
from hustings.franchise.queries import electorate

LONGEST_DECLARATION = 2_000_000
_FORMS = {"blt": ("text/plain; charset=utf-8", formats.write_blt), "json": ("application/json", formats.write_json)}
State = Election.State


def _election(slug: str, *states: str) -> Election:
    return get_object_or_404(Election, slug=slug, state__in=states)


@require_safe
def turnout_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Turnout over time and by unit."""
    election = _election(slug, State.OPEN, State.CLOSED, State.TALLIED, State.DECLARED)
    return render(
        request,
        "elections/poll/turnout.html",
        {
            "election": election,
            "boards": [_turnout(board) for board in election.boards.select_related("roll", "election")],
        },
    )


def _turnout(board: Board) -> dict[str, Any]:
    everyone, voters = electorate(board.roll), turnout.voters(board)
    hours = [(local(hour), total) for hour, total in turnout.by_hour(board)]
    sentence = _("{voters} of {electors} electors have voted: {percent} %.").format(
        voters=intcomma(voters), electors=intcomma(everyone), percent=number_format(percent(voters, everyone), 1)
    )
    labelled = [(_day_and_time(hour), total) for hour, total in hours]
    picture = turnout_curve(labelled, everyone, _("Turnout over time"), sentence)
    return {
        "board": board,
        "sentence": sentence,
        "hours": labelled,
        "zone": organisation().time_zone,
        "picture": mark_safe(picture),  # noqa: S308  drawn by us, its texts escaped
        "units": turnout.by_unit(board),
    }


def _day_and_time(moment: datetime) -> str:
    """Short, for an axis; the zone is said once, under the picture."""
    return f"{date_format(moment, 'D j M', use_l10n=False)}, {moment:%H:%M}"


@require_safe
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """The results as counted: bars with the line of election, and the figures as a table.

    Until the declaration the public reads only that it is awaited; the office sees the figures, to sign for them.
    """
    election = _election(slug, State.TALLIED, State.DECLARED)
    if election.state == State.TALLIED and not request.user.has_perm("elections.view_office"):
        boards = election.boards.all()
        return render(request, "elections/poll/undeclared.html", {"election": election, "boards": boards})
    contests = [
        {
            "outcome": outcome,
            "picture": _picture(outcome),
            "count_again": count_again(outcome.contest) if outcome.is_ranked else "",
            **_as_declared(declared(outcome), outcome),
        }
        for outcome in outcomes(election)
    ]
    return render(request, "elections/poll/result.html", {"election": election, "contests": contests})


@require_safe
def ballots(request: HttpRequest, slug: str, contest: int, form: str) -> HttpResponse:
    """The rankings that counted in a declared contest, as BLT, which any counting program reads, or as our JSON."""
    found = get_object_or_404(
        Contest.objects.select_related("election", "board"),
        pk=contest,
        election__slug=slug,
        election__state=State.DECLARED,
        annulment=None,
    )
    read = opened_rankings(found)
    if read is None:
        raise Http404
    profile = replace(read.profile, seats=seats_of(found).fillable, title=found.title)
    if form == "json":  # BLT has no place for who belongs to a group
        profile = replace(profile, groups=tuple(answer.group for answer in answers(found)))
    kind, write = _FORMS[form]
    disposition = f'attachment; filename="{ballots_file(found, form)}"'
    return HttpResponse(write(profile), content_type=kind, headers={"Content-Disposition": disposition})


def _picture(outcome: Outcome) -> SafeString:
    return mark_safe(outcome_picture(outcome))  # noqa: S308  drawn by us, its texts escaped


def _as_declared(contest: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    """A contest of a declaration, with its count as a table if it has one."""
    return {
        "declared": retold(contest, outcome.count),
        "options": options_set(contest.get("rule", ""), contest.get("rule_options", {})),
        "table": stage_table(contest["count"]) if contest.get("count") else None,
    }


def _declaration(slug: str, number: int | None) -> Declaration:
    declarations = Declaration.objects.filter(election__slug=slug).select_related("election", "corrects")
    found = declarations.filter(number=number).first() if number else declarations.last()
    if found is None:
        raise Http404
    return found


@require_safe
def declaration(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A declaration (the latest if no number is given) as a page."""
    found = _declaration(slug, number)
    document = json.loads(found.document)
    return render(
        request,
        "elections/poll/declaration.html",
        {
            "declaration": found,
            "election": found.election,
            "document": document,
            "contests": [
                {**_as_declared(contest, outcome), "picture": _picture(outcome)}
                for contest, outcome in zip(document["contests"], outcomes(found.election), strict=True)
            ],
            "all": found.election.declarations.all(),
            "latest": found.election.declarations.last(),
        },
    )


@require_safe
def declaration_json(request: HttpRequest, slug: str, number: int | None = None) -> JsonResponse:
    """The signed file: `document` is the exact text that was hashed and signed."""
    found = _declaration(slug, number)
    response = JsonResponse(
        {
            "document": found.document,
            "sha256": found.hash,
            "signature": found.signature,
            "public_key": signing.public_keys()["declarations"]["public_key"],
        }
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-declaration-{found.number}.json"'
    return response


@require_safe
def declaration_file(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The declaration as PDF."""
    found = _declaration(slug, number)
    response = HttpResponse(declaration_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slug}-declaration-{found.number}.pdf"'
    return response


class SignedDeclarationForm(forms.Form):
    declaration = forms.CharField(
        label=gettext_lazy("The declaration"),
        help_text=gettext_lazy("Open the JSON file of the declaration, and paste all of it."),
        max_length=LONGEST_DECLARATION,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_declaration(self) -> dict[str, str]:
        sentence = _("This is not a declaration: paste the whole file, from the first { to the last }.")
        try:
            value = json.loads(self.cleaned_data["declaration"])
            if isinstance(value["document"], str) and isinstance(value["signature"], str):
                return {"document": value["document"], "signature": value["signature"]}
        except (ValueError, TypeError, KeyError, RecursionError):
            pass
        raise forms.ValidationError(sentence)


@get_or_post
def check_declaration(request: HttpRequest) -> HttpResponse:
    """Check the signature of a declaration's file, and whether a later one corrects it."""
    form = SignedDeclarationForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        text, signature = (form.cleaned_data["declaration"][name] for name in ("document", "signature"))
        context["checked"] = True
        context["signed"] = signing.is_signed("declarations", text, signature)
        context["declaration"] = found = Declaration.objects.filter(
            hash=hashlib.sha256(text.encode(errors="replace")).hexdigest()
        ).first()
        context["correction"] = found.corrected_by.first() if found else None
    return render(request, "elections/poll/check_declaration.html", context)
