"""What became of each clause of a source text: what the program finds, and what an officer ruled. Needs no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.texts import (
    Clause,
    Disposition,
    Manner,
    Outcome,
    ParseError,
    Segment,
    Text,
    clause_of,
    compare,
    counts_of,
    difference,
    full_wording,
    manner_of,
    parse,
)


@dataclass(frozen=True)
class Ruling:
    """What an officer says became of a source clause: in which adopted clauses it stands or is covered, and why."""

    disposition: Disposition
    adopted: tuple[str, ...]
    rationale: str
    by: int  # the user's key


@dataclass(frozen=True)
class Settled:
    """The outcome of a source clause, or an added clause, and the ruling it rests on; None if the program found it."""

    outcome: Outcome
    ruling: Ruling | None = None

    @property
    def is_open(self) -> bool:
        """Whether the outcome is only proposed by the program."""
        return self.ruling is None and self.outcome.disposition not in (Disposition.VERBATIM, Disposition.ADDED)

    @property
    def before(self) -> list[Segment]:
        """The source clause with what was taken out of it."""
        return self._segments(self.outcome.source, "added")

    @property
    def after(self) -> list[Segment]:
        """What stands instead, with what was put in."""
        if self.outcome.disposition == Disposition.COVERED:
            return [Segment("equal", " ".join(full_wording(clause) for clause in self.outcome.adopted))]
        return self._segments(self.outcome.adopted[0] if self.outcome.adopted else None, "removed")

    def _segments(self, clause: Clause | None, without: str) -> list[Segment]:
        if self.outcome.disposition == Disposition.VERBATIM and clause:
            return [Segment("equal", full_wording(clause))]
        return [segment for segment in self.outcome.diff if segment.kind != without]


def read_text(text: str, field: str = "text") -> Text:
    """The numbered clauses of a text that somebody typed. Refuses one that cannot be read, and says at which line."""
    try:
        return parse(text.replace("\r\n", "\n"))
    except ParseError as error:
        raise ActionRefused(
            _("The text cannot be read. Line {line}: {reason}.").format(line=error.line, reason=error.reason), field
        ) from None


def settled(source: Text, adopted: Text, rulings: Mapping[str, Ruling]) -> list[Settled]:
    """The outcome of every source clause in its order, then every added clause.

    Verbatim is found by the program alone, whatever was ruled; a ruling counts instead of what it proposes.
    """
    found = compare(source, adopted).outcomes
    rows = []
    for outcome in found:
        ruling = rulings.get(outcome.source.number) if outcome.source else None
        if outcome.disposition == Disposition.VERBATIM or ruling is None:
            rows.append(Settled(outcome))
        else:
            rows.append(Settled(_as_ruled(outcome, adopted, ruling), ruling))
    sourced = [row for row in rows if row.outcome.source]
    named = {clause.number for row in sourced for clause in row.outcome.adopted}
    added = [
        Settled(Outcome(None, Disposition.ADDED, (clause,), difference("", full_wording(clause))))
        for clause in adopted.clauses
        if clause.number not in named
    ]
    return [*sourced, *added]


def _as_ruled(outcome: Outcome, adopted: Text, ruling: Ruling) -> Outcome:
    assert outcome.source is not None
    clauses = tuple(clause for clause in adopted.clauses if clause.number in ruling.adopted)
    proposed = outcome.disposition == ruling.disposition and outcome.adopted == clauses
    if proposed:
        return outcome
    wording = "\n".join(full_wording(clause) for clause in clauses)
    instead = wording if ruling.disposition == Disposition.REWORDED else ""
    diff = difference(full_wording(outcome.source), instead)
    return Outcome(outcome.source, ruling.disposition, clauses, diff)


def check_ruling(source: Text, adopted: Text, clause: str, disposition: str, numbers: Sequence[str]) -> list[str]:
    """Refuse a ruling that cannot be; return the numbers of the adopted clauses as they are written in the text."""
    found = compare(source, adopted).outcomes
    outcome = next((o for o in found if o.source and o.source.number == clause), None)
    if outcome is None:
        raise ActionRefused(_("The source text has no clause {number}.").format(number=clause))
    if outcome.disposition == Disposition.VERBATIM:
        raise ActionRefused(
            _("Source clause {number} stands verbatim as clause {adopted}: nothing is to be ruled.").format(
                number=clause, adopted=outcome.adopted[0].number
            )
        )
    if disposition == Disposition.OMITTED:
        if numbers:
            raise ActionRefused(_("An omitted clause stands nowhere. Leave the clauses empty."), "adopted")
        return []
    if not numbers:
        raise ActionRefused(_("Name the adopted clauses in which it stands, or that cover it."), "adopted")
    verbatim = {
        o.adopted[0].number: o.source.number for o in found if o.source and o.disposition == Disposition.VERBATIM
    }
    named = []
    for number in numbers:
        there = clause_of(adopted, number)
        if there is None:
            raise ActionRefused(_("The adopted text has no clause {number}.").format(number=number), "adopted")
        if disposition == Disposition.REWORDED and there.number in verbatim:
            raise ActionRefused(
                _("Clause {number} is source clause {source} verbatim, so it is no rewording of another.").format(
                    number=there.number, source=verbatim[there.number]
                ),
                "adopted",
            )
        named.append(there.number)
    return named


def counts(rows: Sequence[Settled]) -> dict[Disposition, int]:
    """How many clauses have each disposition."""
    return counts_of(row.outcome.disposition for row in rows)


def summary(counted: Mapping[Disposition, int]) -> str:
    """How much was adopted, in the reader's language: 'in part: 7 of 11 verbatim, 3 reworded, 1 omitted'."""
    manner = manner_of(counted)
    told = {
        Manner.IN_FULL: _("in full"),
        Manner.WITH_ADDITIONS: _("in full with additions"),
        Manner.IN_PART: _("in part"),
        Manner.NOT_ADOPTED: _("not adopted"),
    }[manner]
    if manner in (Manner.IN_FULL, Manner.WITH_ADDITIONS):
        return told
    parts = {
        Disposition.REWORDED: _("{number} reworded"),
        Disposition.OMITTED: _("{number} omitted"),
        Disposition.COVERED: _("{number} covered"),
        Disposition.ADDED: _("{number} added"),
    }
    verbatim = _("{number} of {all} verbatim").format(
        number=counted[Disposition.VERBATIM], all=sum(counted.values()) - counted[Disposition.ADDED]
    )
    rest = [text.format(number=counted[kind]) for kind, text in parts.items() if counted[kind]]
    return f"{told}: {', '.join([verbatim, *rest])}"


def as_rows(rows: Sequence[Settled]) -> list[dict[str, Any]]:
    """Outcomes as they are kept with a version."""
    return [
        {
            "source": row.outcome.source.number if row.outcome.source else None,
            "disposition": str(row.outcome.disposition),
            "adopted": [clause.number for clause in row.outcome.adopted],
            "diff": [list(segment) for segment in row.outcome.diff],
            "moved": row.outcome.moved,
            "rationale": row.ruling.rationale if row.ruling else "",
            "ruled_by": row.ruling.by if row.ruling else None,
        }
        for row in rows
    ]


def from_rows(rows: Sequence[Mapping[str, Any]], source: Text, adopted: Text) -> list[Settled]:
    """Outcomes as they were kept, with the clauses of the two texts."""
    ours = {clause.number: clause for clause in source.clauses}
    theirs = {clause.number: clause for clause in adopted.clauses}
    return [
        Settled(
            Outcome(
                ours[row["source"]] if row["source"] else None,
                Disposition(row["disposition"]),
                tuple(theirs[number] for number in row["adopted"]),
                tuple(Segment(kind, text) for kind, text in row["diff"]),
                row["moved"],
            ),
            Ruling(Disposition(row["disposition"]), tuple(row["adopted"]), row["rationale"], row["ruled_by"])
            if row["rationale"]
            else None,
        )
        for row in rows
    ]
