"""Instruments: what is in force since when, how it compares with its source, and the history of every clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from django.db.models import QuerySet
from django.utils import timezone

from hustings.accounts.models import User
from hustings.council.dispositions import Ruling, Settled, counts, from_rows, read_text, settled, summary
from hustings.council.models import ClauseRuling, Instrument, InstrumentVersion, Proposal
from hustings.council.moments import day_of
from hustings.texts import Clause, Disposition, Segment, Text, difference, full_wording


def today() -> date:
    """The day it is where the organisation is."""
    return day_of(timezone.now())


def in_force(instrument: Instrument, on: date | None = None) -> InstrumentVersion | None:
    """The version in force on a day (today, if none is given); None before the first, and after a repeal."""
    day = on or today()
    versions = instrument.versions.filter(in_force_from__lte=day)
    last = versions.select_related("proposal__source", "decision__body", "instrument", "repeal").last()
    is_repealed = last is not None and hasattr(last, "repeal") and last.repeal.ends_on <= day
    return None if is_repealed else last


def ends_on(version: InstrumentVersion) -> date | None:
    """The day from which a version is in force no longer: it was repealed, or another one took its place."""
    if hasattr(version, "repeal"):
        return version.repeal.ends_on
    after = following(version)
    return after.in_force_from if after else None


def repealed(instrument: Instrument) -> InstrumentVersion | None:
    """The last version, if it was repealed, so that nothing is in force today and nothing will be."""
    last = instrument.versions.select_related("repeal__decision", "proposal__source", "decision__body").last()
    return last if last and hasattr(last, "repeal") and last.repeal.ends_on <= today() else None


def may_end(instrument: Instrument) -> bool:
    """Whether there is a version that could be repealed: in force or to be, and not repealed yet."""
    last = instrument.versions.select_related("repeal").last()
    return last is not None and not hasattr(last, "repeal")


def earliest_start(instrument: Instrument) -> date:
    """The first day on which a new version can be in force: none comes between two that are on record."""
    last = instrument.versions.select_related("repeal").last()
    if last is None:
        return date.min
    return last.repeal.ends_on if hasattr(last, "repeal") else last.in_force_from


def latest_rulings(proposal: Proposal) -> dict[str, Ruling]:
    """The ruling that counts for each source clause that has one."""
    return {ruling.clause: _ruling(ruling) for ruling in proposal.rulings.order_by("pk")}


def _ruling(ruling: ClauseRuling) -> Ruling:
    return Ruling(Disposition(ruling.disposition), tuple(ruling.adopted), ruling.rationale, ruling.ruled_by_id)


@dataclass(frozen=True)
class Comparison:
    """What became of each clause of a text in another; `names` are those of the officers who ruled.

    `outside` is the difference outside all clauses, in a preamble say, which does not count; () if there is none.
    """

    rows: list[Settled]
    names: dict[int, str]
    outside: tuple[Segment, ...]

    @property
    def summary(self) -> str:
        return summary(counts(self.rows))

    @property
    def sourced(self) -> list[Settled]:
        return [row for row in self.rows if row.outcome.source]

    @property
    def added(self) -> list[Settled]:
        return [row for row in self.rows if not row.outcome.source]

    @property
    def open(self) -> list[Settled]:
        """Those that nobody has confirmed yet."""
        return [row for row in self.rows if row.is_open]

    @cached_property
    def _sources(self) -> dict[str, list[str]]:
        """Numbers of adopted clauses -> of the source clauses that were reworded into each."""
        sources: dict[str, list[str]] = {}
        for row in self.sourced:
            if row.outcome.source and row.outcome.disposition == Disposition.REWORDED:
                for clause in row.outcome.adopted:
                    sources.setdefault(clause.number, []).append(row.outcome.source.number)
        return sources

    def merged_with(self, row: Settled) -> list[str]:
        """The numbers of the other source clauses that were made into one with this one."""
        if row.outcome.source is None or row.outcome.disposition != Disposition.REWORDED:
            return []
        ours = row.outcome.source.number
        shared = (number for clause in row.outcome.adopted for number in self._sources[clause.number])
        return [number for number in dict.fromkeys(shared) if number != ours]

    def name_of(self, row: Settled) -> str:
        return self.names.get(row.ruling.by, "") if row.ruling else ""


def proposal_comparison(proposal: Proposal) -> Comparison | None:
    """A proposal beside its source, as far as it has been ruled on; None for a text without a source."""
    if proposal.source is None:
        return None
    source, text = read_text(proposal.source.text), read_text(proposal.text)
    return _comparison(source, text, settled(source, text, latest_rulings(proposal)))


def version_comparison(version: InstrumentVersion) -> Comparison | None:
    """A version beside its source, as it was ruled when it was adopted; None for a text without a source."""
    source = version.proposal.source
    if source is None:
        return None
    theirs, ours = read_text(source.text), read_text(version.proposal.text)
    return _comparison(theirs, ours, from_rows(version.outcomes, theirs, ours))


def _comparison(before: Text, after: Text, rows: list[Settled]) -> Comparison:
    people = {row.ruling.by for row in rows if row.ruling}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    outside = difference(before.unnumbered, after.unnumbered)
    return Comparison(rows, names, outside if any(segment.kind != "equal" for segment in outside) else ())


def changes(version: InstrumentVersion) -> Comparison | None:
    """A version beside the one it replaced; None for the first."""
    before = previous(version)
    if before is None:
        return None
    then, now = read_text(before.proposal.text), read_text(version.proposal.text)
    return _comparison(then, now, settled(then, now, {}))


def previous(version: InstrumentVersion) -> InstrumentVersion | None:
    """The version that this one replaced."""
    return version.instrument.versions.filter(number__lt=version.number).select_related("proposal").last()


def following(version: InstrumentVersion) -> InstrumentVersion | None:
    """The version that replaced this one, or will."""
    return version.instrument.versions.filter(number__gt=version.number).first()


def version_summary(version: InstrumentVersion) -> str:
    """How much of its source a version adopts; '' for a text without a source."""
    if not version.outcomes:
        return ""
    found = [Disposition(row["disposition"]) for row in version.outcomes]
    return summary({kind: found.count(kind) for kind in Disposition})


@dataclass(frozen=True)
class Listed:
    """An instrument in a list: what is in force, or what was until it was repealed, or nothing yet."""

    instrument: Instrument
    version: InstrumentVersion | None
    repealed: InstrumentVersion | None
    summary: str


def listed(instruments: QuerySet[Instrument]) -> list[Listed]:
    """Instruments with what is in force of each."""
    rows = []
    for instrument in instruments.select_related("body"):
        version = in_force(instrument)
        rows.append(
            Listed(
                instrument,
                version,
                None if version else repealed(instrument),
                version_summary(version) if version else "",
            )
        )
    return rows


@dataclass(frozen=True)
class ClauseState:
    """A clause in one version: as it stands there, or None if it was left out, and what changed since the last."""

    version: InstrumentVersion
    clause: Clause | None
    diff: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        return any(segment.kind != "equal" for segment in self.diff)


def clause_history(instrument: Instrument, identifier: str) -> list[ClauseState]:
    """A clause in every version since it first stood in one, by the identifier that it has for good; [] if none has."""
    states: list[ClauseState] = []
    for version in instrument.versions.select_related("proposal__source", "decision__body"):
        clause = None
        if identifier in version.identifiers:
            place = version.identifiers.index(identifier)
            clause = read_text(version.proposal.text).clauses[place]
        if clause or states:
            states.append(ClauseState(version, clause, ()))
    return states[:1] + [
        ClauseState(here.version, here.clause, _difference(before.clause, here.clause))
        for before, here in pairwise(states)
    ]


def _difference(before: Clause | None, here: Clause | None) -> tuple[Segment, ...]:
    return difference(full_wording(before) if before else "", full_wording(here) if here else "")


@dataclass(frozen=True)
class NamedClause:
    """A clause of a version and the identifier that it keeps through all versions; `depth` from 0."""

    clause: Clause
    identifier: str
    depth: int


def named_clauses(text: Text, identifiers: Sequence[str]) -> list[NamedClause]:
    """The clauses of a text in their order."""
    depths: dict[str, int] = {}
    for clause in text.clauses:
        depths[clause.number] = depths.get(clause.parent, -1) + 1
    return [
        NamedClause(clause, identifier, depths[clause.number])
        for clause, identifier in zip(text.clauses, identifiers, strict=True)
    ]


def plain_clauses(text: Text) -> list[NamedClause]:
    """The clauses of a text that is no version: they have their numbers alone."""
    return named_clauses(text, [clause.number for clause in text.clauses])


def reservations(proposal: Proposal) -> list[str]:
    """What the body declares when it adopts the text, one by one."""
    return [" ".join(part.split()) for part in proposal.reservations.split("\n\n") if part.strip()]
