"""Minutes and decisions as PDF, to print and to sign."""

import html
from datetime import datetime
from typing import Any

import nh3
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hustings.accounts.queries import in_zone, local, organisation
from hustings.council.models import Amendment, Motion, Vote
from hustings.council.queries.motions import text_as_amended
from hustings.council.typesetting import LongPaper
from hustings.elections.markdown import to_html
from hustings.register.models import Member
from hustings.texts.reports import visible

FACTS = (1, 3)


def minutes_pdf(facts: dict[str, Any]) -> bytes:
    """The minutes of a meeting, from what its page shows: the record, and the text that the secretary added."""
    meeting, notice, minutes = facts["meeting"], facts["notice"], facts["minutes"]
    paper = LongPaper(_("Minutes: {meeting}").format(meeting=meeting.title), facts["body"].name)
    paper.line_of_text(f"{organisation().name} · {facts['body'].name}", 11)
    paper.heading(_("Minutes: {meeting}").format(meeting=meeting.title), 17)
    paper.rows(
        [
            (_("Begins"), in_zone(meeting.starts_at)),
            (_("Place"), meeting.place or "–"),
            (_("Notice given"), _moment(meeting.called_at)),
            (_("Opened"), _moment(meeting.opened_at)),
            (_("Closed"), _moment(meeting.closed_at)),
            (_("Chair"), meeting.chair.name if meeting.chair else "–"),
            *([(_("Short notice"), _names([c.member for c in facts["consents"]]))] if notice.is_short else []),
        ],
        FACTS,
    )
    paper.heading(_("Who was there"))
    paper.rows([(row.member.name, _times(row.times)) for row in facts["presences"]] or [("–", "–")], FACTS)
    paper.heading(_("Quorum"))
    quorums = [
        (f"{local(q.at):%H:%M}", str(q.present), str(q.needed), _("yes") if q.is_met else _("no"))
        for q in facts["quorums"]
    ]
    paper.rows([(_("From"), _("There"), _("Needed"), _("Quorum")), *quorums], (1, 1, 1, 1), headed=True)
    for number, (item, motions) in enumerate(facts["agenda"], start=1):
        paper.heading(f"{number}. {item.title}")
        if item.text:
            paper.passages(_plain(item.text))
        _motions(paper, motions, facts)
    if facts["other_motions"]:
        paper.heading(_("Other motions"))
        _motions(paper, facts["other_motions"], facts)
    if minutes:
        paper.heading(_("Minutes"))
        if minutes.correction:
            paper.line_of_text(
                _("Edition {number} corrects: {correction}").format(
                    number=minutes.number, correction=minutes.correction
                ),
                10,
                "B",
            )
        paper.passages(_plain(minutes.text))
    return bytes(paper.output())


def _motions(paper: LongPaper, motions: list[Motion], facts: dict[str, Any]) -> None:
    for motion in motions:
        paper.heading(_("Motion {number}: {title}").format(number=motion.number, title=motion.title), 11)
        moved = _("Moved by {name}.").format(name=motion.mover.name)
        if motion.seconder:
            moved += " " + _("Seconded by {name}.").format(name=motion.seconder.name)
        paper.line_of_text(moved)
        for clause in text_as_amended(motion):
            paper.flow([("B", clause.label), ("", visible(clause.text))])
        for shown in facts["divisions"]:
            if shown["division"].motion_id == motion.pk:
                paper.ln(2)
                _division(paper, shown)


def _division(paper: LongPaper, shown: dict[str, Any]) -> None:
    """One division: what was put, the figures, and who voted how."""
    division, result = shown["division"], shown["result"]
    put = _amendment(division.amendment) if division.amendment else _("The motion")
    rows = [
        (_("Put"), put),
        (_("When"), in_zone(result.closed_at)),
        (_("Needed"), capfirst(division.get_threshold_display())),
        (_("Outcome"), capfirst(result.get_outcome_display()) + (f": {result.reason}" if result.reason else "")),
        *_figures(shown),
    ]
    if result.casting_by:
        rows.append((_("Casting vote"), f"{result.casting_by.name}: {result.get_casting_vote_display()}"))
    paper.rows(rows, FACTS)


def _figures(shown: dict[str, Any]) -> list[tuple[str, str]]:
    """For, against, abstaining, absent: how many, and who where that is recorded."""
    result = shown["result"]
    numbers = (result.in_favour, result.against, result.abstaining, result.absent)
    names = dict(shown["choices"])
    return [
        (capfirst(choice.label), f"{number}: {_names(names[choice.label])}" if names.get(choice.label) else str(number))
        for choice, number in zip(Vote.Choice, numbers, strict=True)
    ]


def _amendment(amendment: Amendment) -> str:
    return _("Amendment {number} to {clause}: {text}").format(
        number=amendment.number,
        clause=amendment.clause.name,
        text=amendment.text or amendment.get_kind_display(),
    )


def decision_pdf(facts: dict[str, Any]) -> bytes:
    """One decision: what was decided, by which division, and its place in the chain."""
    decision = facts["decision"]
    paper = LongPaper(_("Decision {number}").format(number=decision.number), decision.hash)
    paper.line_of_text(f"{organisation().name} · {decision.body.name}", 11)
    paper.heading(_("Decision {number}: {title}").format(number=decision.number, title=decision.title), 17)
    rows = [
        (_("Outcome"), capfirst(decision.get_outcome_display())),
        (_("Decided"), in_zone(decision.decided_at)),
        (_("Meeting"), facts["division"].meeting.title),
        (_("Motion"), str(decision.motion.number)),
    ]
    if decision.corrects:
        rows.append((_("Corrects"), _("decision {number}").format(number=decision.corrects.number)))
    paper.rows(rows, FACTS)
    for correction in facts["corrections"]:
        paper.line_of_text(
            _("Corrected by decision {number}: {text}").format(number=correction.number, text=correction.text), 10, "B"
        )
    paper.heading(_("What was decided"))
    paper.passages(visible(decision.text))
    paper.heading(_("Division"))
    _division(paper, facts["shown"])
    paper.heading(_("In the chain of the register"))
    paper.line_of_text(_("SHA-256 of this entry: {hash}").format(hash=decision.hash), 8)
    paper.line_of_text(_("SHA-256 of the entry before: {hash}").format(hash=decision.previous_hash), 8)
    return bytes(paper.output())


def _plain(markdown: str) -> str:
    """What a reader of Markdown sees, without its marks."""
    return visible(html.unescape(nh3.clean(to_html(markdown), tags=set())).strip())


def _moment(moment: datetime | None) -> str:
    return in_zone(moment) if moment else "–"


def _names(members: list[Member]) -> str:
    return ", ".join(member.name for member in members) or "–"


def _times(times: list[tuple[datetime, datetime | None]]) -> str:
    spans = [f"{local(came):%H:%M}–{local(went):%H:%M}" if went else f"{local(came):%H:%M}–" for came, went in times]
    return ", ".join(spans) or _("absent")
