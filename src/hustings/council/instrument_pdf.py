"""A version of an instrument as PDF: the text, the reservations, and the comparison with its source."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hustings.accounts.queries import in_zone, organisation
from hustings.council.dispositions import Settled
from hustings.council.queries.instruments import Comparison, NamedClause
from hustings.council.typesetting import LongPaper
from hustings.texts import Disposition, Segment
from hustings.texts.reports import visible

_STYLES = {"equal": "", "removed": "S", "added": "U"}


def instrument_pdf(facts: dict[str, Any]) -> bytes:
    """The PDF of a version, from what its page shows."""
    version, comparison = facts["version"], facts["comparison"]
    instrument, decision = version.instrument, version.decision
    paper = LongPaper(instrument.title, instrument.body.name)
    paper.line_of_text(f"{organisation().name} · {instrument.body.name}", 11)
    paper.heading(instrument.title, 17)
    rows = [
        (_("In force from"), _day(version.in_force_from)),
        (_("In force until"), _day(facts["ends_on"]) if facts["ends_on"] else "–"),
        (_("Version"), str(version.number)),
        (_("Decision"), f"{decision.number}: {decision.title}, {in_zone(decision.decided_at)}"),
    ]
    if facts["repeal"]:
        repealing = facts["repeal"].decision
        rows.append((_("Repealed by"), f"{repealing.number}: {repealing.title}, {in_zone(repealing.decided_at)}"))
    if comparison:
        rows += [(_("Source text"), str(version.proposal.source)), (_("Adopted"), comparison.summary)]
    paper.rows(rows, (1, 3))
    paper.heading(_("The text"))
    paper.passages(visible(facts["text"].unnumbered))
    for named in facts["clauses"]:
        _clause(paper, named)
    if facts["reservations"]:
        paper.heading(_("Reservations"))
        for number, reservation in enumerate(facts["reservations"], start=1):
            paper.flow([("", f"{number}. {visible(reservation)}")])
    if comparison:
        _compared(paper, comparison)
    return bytes(paper.output())


def _day(day: Any) -> str:
    return date_format(day, "j F Y", use_l10n=False)


def _clause(paper: LongPaper, named: NamedClause) -> None:
    clause = named.clause
    paper.ln(1)
    paper.set_left_margin(paper.l_margin + 6 * named.depth)
    paper.flow([("B", visible(f"{clause.number} {clause.heading}"))] if clause.heading else [])
    if clause.wording:
        paper.flow([("B", "" if clause.heading else clause.number), ("", visible(clause.wording))])
    paper.set_left_margin(paper.l_margin - 6 * named.depth)


def _compared(paper: LongPaper, comparison: Comparison) -> None:
    paper.heading(_("Compared with the source text"))
    paper.line_of_text(_("Removed words are struck through, added words are underlined."), 9)
    for row in comparison.sourced:
        _outcome(paper, row, comparison.name_of(row))
    if comparison.added:
        paper.heading(_("Added clauses"), 11)
        for row in comparison.added:
            _segments(paper, row.outcome.adopted[0].number, row.outcome.diff)
    if comparison.outside:
        paper.heading(_("Outside the numbered clauses"), 11)
        _segments(paper, "", comparison.outside)


def _outcome(paper: LongPaper, row: Settled, officer: str) -> None:
    outcome = row.outcome
    assert outcome.source
    numbers = ", ".join(clause.number for clause in outcome.adopted)
    told = {
        Disposition.VERBATIM: _("verbatim, as clause {numbers}"),
        Disposition.REWORDED: _("reworded, as clause {numbers}"),
        Disposition.OMITTED: _("omitted"),
        Disposition.COVERED: _("covered by clause {numbers}"),
    }[outcome.disposition].format(numbers=numbers)
    paper.ln(2)
    paper.line_of_text(
        _("Source clause {number}: {told}").format(number=outcome.source.number, told=told)
        + (f" ({_('moved')})" if outcome.moved else ""),
        10,
        "B",
    )
    if outcome.diff:
        _segments(paper, "", outcome.diff)
    if row.ruling:
        told = capfirst(visible(row.ruling.rationale))
        paper.flow([("", f"{told} ({officer})" if officer else told)], 9)


def _segments(paper: LongPaper, number: str, segments: Iterable[Segment]) -> None:
    """Words in one paragraph, each with its style."""
    paper.flow([("B", number), *((_STYLES[segment.kind], visible(segment.text)) for segment in segments)])
