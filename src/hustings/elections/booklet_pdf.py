"""The booklet of statements as a PDF to print or to send."""

import json
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.accounts.queries import in_zone
from hustings.elections import methods
from hustings.elections.declaration_pdf import Paper
from hustings.elections.markdown import paragraphs
from hustings.elections.models import Booklet, PledgeAnswer


def booklet_pdf(booklet: Booklet) -> bytes:
    """The PDF of an issued booklet, from its document alone."""
    document = json.loads(booklet.document)
    paper = Paper(_("Candidates: {election}").format(**document), booklet.hash)
    paper.line_of_text(document["organisation"], 11)
    paper.heading(_("Candidates: {election}").format(**document), 17)
    issued = parse_datetime(document["issued_at"])
    paper.line_of_text(
        _("Booklet number {number}, issued on {moment}.").format(
            number=document["number"], moment=in_zone(issued) if issued else ""
        )
    )
    if document["draw_seed"]:
        paper.line_of_text(
            _("The candidates stand in an order drawn by lot from the seed “{draw_seed}”.").format(**document)
        )
    for contest in document["contests"]:
        _contest(paper, contest)
    paper.ln(4)
    paper.line_of_text(_("SHA-256 of this booklet’s document: {hash}").format(hash=booklet.hash), 7)
    return bytes(paper.output())


def _contest(paper: Paper, contest: dict[str, Any]) -> None:
    paper.heading(contest["title"], 15)
    _markdown(paper, contest["text"])
    candidates, seats = len(contest["candidates"]), contest["seats"]
    paper.line_of_text(
        " ".join(
            (
                ngettext("%(n)d candidate", "%(n)d candidates", candidates) % {"n": candidates},
                ngettext("for %(n)d seat.", "for %(n)d seats.", seats) % {"n": seats},
                f"{contest['method'][:1].upper()}{contest['method'][1:]}.",
                contest.get("reserved", ""),
                methods.vacant_told(contest.get("vacant", 0)),
            )
        )
    )
    if contest["pledges"]:
        _pledges(paper, contest)
    for slate in contest["slates"]:
        paper.heading(_("Slate: {name}").format(**slate), 12)
        _markdown(paper, slate["statement"])
    for candidate in contest["candidates"]:
        paper.heading(candidate["name"], 12)
        if candidate["slate"]:
            paper.line_of_text(_("Slate: {name}").format(name=candidate["slate"]), 9)
        if candidate.get("group"):
            paper.line_of_text(_("Group: {name}").format(name=candidate["group"]), 9)
        _markdown(paper, candidate["statement"] or _("No statement was handed in."))


def _pledges(paper: Paper, contest: dict[str, Any]) -> None:
    paper.heading(_("What each candidate pledges"), 12)
    for number, pledge in enumerate(contest["pledges"], 1):
        paper.line_of_text(f"{number}. {pledge['text']} ({pledge['decision']})", 9)
        paper.rows(
            [
                (candidate["name"], str(PledgeAnswer.Answer(candidate["answers"][number - 1]).label))
                for candidate in contest["candidates"]
            ],
            (3, 1),
        )
        paper.ln(2)


def _markdown(paper: Paper, text: str) -> None:
    for paragraph in paragraphs(text):
        paper.line_of_text(paragraph.text, 10, "B" if paragraph.is_heading else "")
        paper.ln(1)
