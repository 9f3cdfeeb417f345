"""What is published of cases: counts of those closed in a year that is over, small ones withheld.

Figures of a year never change once they are there, and no figure covers more than one year: comparing two editions,
or a sum with its parts, tells nothing of a single case.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from hustings.accounts.queries import local
from hustings.conduct.deadlines import today
from hustings.conduct.models import Appeal, Case
from hustings.conduct.queries.settings import conduct_rules
from hustings.conduct.suppression import LEAST, suppress
from hustings.council.dispositions import read_text
from hustings.council.models import InstrumentVersion
from hustings.council.queries.instruments import named_clauses

BANDS = (91, 182, 365)  # days


@dataclass(frozen=True)
class Row:
    """A line of a table; None where the count is withheld."""

    label: str
    count: int | None


@dataclass(frozen=True)
class Table:
    """Counts of cases by one thing; no rows where all of them are withheld."""

    name: str
    title: str
    rows: tuple[Row, ...]

    @property
    def shown(self) -> list[Row]:
        return [row for row in self.rows if row.count is not None]

    @property
    def withheld(self) -> list[Row]:
        return [row for row in self.rows if row.count is None]


@dataclass(frozen=True)
class Year:
    """The cases closed in a year; None where they are fewer than five, and then there are no tables."""

    year: int
    cases: int | None
    tables: tuple[Table, ...]


def years() -> list[int]:
    """The years that are over, the latest first, from that in which people could first complain.

    A year without a case is among them: that it is not would tell it from one with few.
    """
    moments = Case.objects.exclude(closed_at=None).values_list("closed_at", flat=True)
    instrument = conduct_rules().instrument
    began = instrument.versions.values_list("in_force_from", flat=True) if instrument else ()
    first = min([*(local(moment).year for moment in moments), *(day.year for day in began)], default=today().year)
    return list(range(today().year - 1, first - 1, -1))


def figures_of(year: int) -> Year:
    """All that is published of a year that is over."""
    around = Case.objects.filter(closed_at__year__gte=year - 1, closed_at__year__lte=year + 1)
    around = around.select_related("version__proposal").prefetch_related("allegations", "appeals")
    cases = [case for case in around if case.closed_at and local(case.closed_at).year == year]
    if len(cases) < LEAST:
        return Year(year, None, ())
    tables = (
        _table("outcome", _("How they ended"), cases, _outcome, _outcomes()),
        _by_clause(cases),
        _table("time", _("How long they took"), cases, _band, dict(enumerate(_bands()))),
        _table("appeal", _("What came of appeals"), cases, _appeal, _appeals()),
    )
    return Year(year, len(cases), tables)


def for_figures(case: Case) -> dict[str, object]:
    """What the figures need of a case beside its outcome, the year in which it ended, and how long it took."""
    return {"clauses": sorted(_about(case)), "appeal": _appeal(case)}


def coarse(case: Case) -> tuple[datetime, datetime]:
    """A beginning and an end of a case that give the same figures, and tell nothing else of when it was."""
    assert case.closed_at
    taken = case.closed_at - case.opened_at
    days = next((days for days in BANDS if taken <= timedelta(days=days)), BANDS[-1] + 1)
    end = local(case.closed_at).replace(month=7, day=1, hour=12, minute=0, second=0, microsecond=0)
    return end - timedelta(days=days), end


def _table(
    name: str, title: str, cases: Iterable[Case], group: Callable[[Case], Hashable], labels: dict[Hashable, str]
) -> Table:
    counts = Counter(group(case) for case in cases)
    return _published(name, title, [(label, counts[key]) for key, label in labels.items()])


def _published(name: str, title: str, counts: Sequence[tuple[str, int]]) -> Table:
    published = suppress([count for _label, count in counts])
    if published is None:
        return Table(name, title, ())
    return Table(name, title, tuple(Row(label, n) for (label, _count), n in zip(counts, published, strict=True)))


def _outcomes() -> dict[Hashable, str]:
    return {
        "not_taken_up": _("not taken up"),
        Case.Outcome.CONCILIATED: _("settled by conciliation"),
        Case.Outcome.NOT_UPHELD: _("not upheld"),
        Case.Outcome.UPHELD: _("upheld, in whole or part"),
    }


def _outcome(case: Case) -> str:
    """How a case ended before any appeal: appeals have a table of their own, and one count must not stand in two."""
    if case.outcome in (Case.Outcome.DISMISSED, Case.Outcome.RETALIATION):
        return "not_taken_up"
    return Case.Outcome.UPHELD if case.outcome == Case.Outcome.OVERTURNED else case.outcome


def _bands() -> list[str]:
    return [_("up to 3 months"), _("3 to 6 months"), _("6 to 12 months"), _("more than 12 months")]


def _band(case: Case) -> int:
    assert case.closed_at
    taken = case.closed_at - case.opened_at
    return sum(taken > timedelta(days=days) for days in BANDS)


def _appeals() -> dict[Hashable, str]:
    return {
        "": _("no appeal"),
        Appeal.Outcome.DISMISSED: _("dismissed"),
        Appeal.Outcome.OVERTURNED: _("upheld: overturned"),
        Appeal.Outcome.REHEARD: _("upheld: to be heard again"),
    }


def _appeal(case: Case) -> str:
    if case.kept:
        return str(case.kept["appeal"])
    decided = [appeal.outcome for appeal in case.appeals.all() if appeal.outcome]
    return decided[-1] if decided else ""


def _by_clause(cases: Sequence[Case]) -> Table:
    """Cases by clause: each counts once for every clause that it is about, however many acts were alleged."""
    counts = Counter((case.version.instrument_id, clause) for case in cases for clause in _about(case))
    labels = _clauses(cases)
    rows = [(label, counts[key]) for key, label in labels.items()]
    return _published("clause", _("Which clauses they were about"), rows)


def _about(case: Case) -> set[str]:
    return set(case.kept["clauses"]) if case.kept else {each.clause for each in case.allegations.all()}


def _clauses(cases: Sequence[Case]) -> dict[tuple[int, str], str]:
    """Every clause that the instruments ever had, as its latest version words it.

    Of all versions: those of the versions that a case is about would tell that there is one.
    """
    instruments = {case.version.instrument_id for case in cases}
    labels: dict[tuple[int, str], str] = {}
    versions = InstrumentVersion.objects.filter(instrument__in=instruments).select_related("proposal")
    for version in versions.order_by("number"):
        labels.update(_labels(version))
    return labels


def _labels(version: InstrumentVersion) -> dict[tuple[int, str], str]:
    clauses = named_clauses(read_text(version.proposal.text), version.identifiers)
    return {
        (
            version.instrument_id,
            clause.identifier,
        ): f"{clause.clause.number} {Truncator(clause.clause.whole.rstrip('.')).chars(60)}"
        for clause in clauses
    }
