"""What was adopted of a source text, clause by clause, and the one line that sums it up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from hustings.texts.alignment import align, moved
from hustings.texts.differences import Segment, difference, differences
from hustings.texts.errors import ClaimError
from hustings.texts.numbers import parts_of, written
from hustings.texts.parsing import Clause, Text


class Disposition(StrEnum):
    """What became of a source clause; an adopted clause that stems from none is added."""

    VERBATIM = "verbatim"
    REWORDED = "reworded"
    OMITTED = "omitted"
    COVERED = "covered"
    ADDED = "added"


class Manner(StrEnum):
    """How much of a source text was adopted."""

    IN_FULL = "in full"
    WITH_ADDITIONS = "in full with additions"
    IN_PART = "in part"
    NOT_ADOPTED = "not adopted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source clause, or (without a source) an added clause.

    `adopted` holds the adopted clauses it stands in: none if omitted, several if it was split; the same clause is
    there for several sources that were merged. `moved`: it stands in another order, or under another clause.
    """

    source: Clause | None
    disposition: Disposition
    adopted: tuple[Clause, ...]
    diff: tuple[Segment, ...]
    moved: bool = False


@dataclass(frozen=True)
class Comparison:
    """The outcome of every source clause in its order, then of every added clause."""

    outcomes: tuple[Outcome, ...]
    unnumbered: tuple[Segment, ...]  # the difference outside all clauses; it does not count; () if there is none

    @cached_property
    def counts(self) -> dict[Disposition, int]:
        """How many clauses have each disposition."""
        return counts_of(outcome.disposition for outcome in self.outcomes)

    @property
    def summary(self) -> str:
        """The line of summary_of."""
        return summary_of(self.counts)

    @cached_property
    def merged(self) -> dict[str, tuple[str, ...]]:
        """Numbers of the adopted clauses that were made of several source clauses -> the numbers of those."""
        sources: dict[str, list[str]] = {}
        for outcome in self.outcomes:
            if outcome.source and outcome.disposition == Disposition.REWORDED:
                for clause in outcome.adopted:
                    sources.setdefault(clause.number, []).append(outcome.source.number)
        return {number: tuple(numbers) for number, numbers in sources.items() if len(numbers) > 1}


def counts_of(dispositions: Iterable[Disposition]) -> dict[Disposition, int]:
    """How many there are of each disposition, in the order of Disposition."""
    counts = dict.fromkeys(Disposition, 0)
    for disposition in dispositions:
        counts[disposition] += 1
    return counts


def manner_of(counts: Mapping[Disposition, int]) -> Manner:
    """How much was adopted. In full: every source clause stands verbatim; one that is covered by another does not."""
    of_source = sum(counts.values()) - counts[Disposition.ADDED]
    if counts[Disposition.VERBATIM] == of_source:
        return Manner.WITH_ADDITIONS if counts[Disposition.ADDED] else Manner.IN_FULL
    return Manner.NOT_ADOPTED if counts[Disposition.OMITTED] == of_source else Manner.IN_PART


def summary_of(counts: Mapping[Disposition, int]) -> str:
    """How much was adopted, in one line: 'in full', or 'in part: 7 of 11 verbatim, 3 reworded, 1 omitted'."""
    manner = manner_of(counts)
    if manner in (Manner.IN_FULL, Manner.WITH_ADDITIONS):
        return str(manner)
    of_source = sum(counts.values()) - counts[Disposition.ADDED]
    others = (Disposition.REWORDED, Disposition.OMITTED, Disposition.COVERED, Disposition.ADDED)
    rest = "".join(f", {counts[other]} {other}" for other in others if counts[other])
    return f"{manner}: {counts[Disposition.VERBATIM]} of {of_source} verbatim{rest}"


def compare(source: Text, adopted: Text, covered: Mapping[str, str] | None = None) -> Comparison:
    """Says what became of every clause of `source` in `adopted`, and what was added.

    `covered` claims that source clauses, by number, are covered by adopted clauses, by number. Verbatim is a fact:
    equal words but for white space and typographic quotes. Reworded and omitted are the program's proposal. Raises
    ClaimError for a claim that names no clause, or a clause that stands verbatim.
    """
    claims = _claims(source, adopted, covered or {})
    found = align(source.clauses, adopted.clauses, frozenset(claims))
    for i, j in claims.items():
        if i in found.verbatim:
            raise ClaimError(
                f"source clause {source.clauses[i].number} is not covered by {adopted.clauses[j].number}: "
                f"it stands verbatim as clause {adopted.clauses[found.verbatim[i]].number}"
            )
    diffs = _diffs(source, adopted, found.reworded)
    elsewhere = _elsewhere(source, adopted, found.verbatim | {i: places[0] for i, places in found.reworded.items()})
    outcomes = []
    for i, clause in enumerate(source.clauses):
        if i in found.verbatim:
            here = (adopted.clauses[found.verbatim[i]],)
            outcomes.append(Outcome(clause, Disposition.VERBATIM, here, (), i in elsewhere))
        elif i in found.reworded:
            parts = tuple(adopted.clauses[j] for j in found.reworded[i])
            outcomes.append(Outcome(clause, Disposition.REWORDED, parts, diffs[i], i in elsewhere))
        elif i in claims:
            outcomes.append(Outcome(clause, Disposition.COVERED, (adopted.clauses[claims[i]],), _removed(clause)))
        else:
            outcomes.append(Outcome(clause, Disposition.OMITTED, (), _removed(clause)))
    named = {*found.verbatim.values(), *claims.values(), *(j for places in found.reworded.values() for j in places)}
    outcomes += [
        Outcome(None, Disposition.ADDED, (clause,), difference("", full_wording(clause)))
        for j, clause in enumerate(adopted.clauses)
        if j not in named
    ]
    outside = difference(source.unnumbered, adopted.unnumbered)
    changed = any(segment.kind != "equal" for segment in outside)
    return Comparison(tuple(outcomes), outside if changed else ())


def full_wording(clause: Clause) -> str:
    """Heading and wording of a clause, as written."""
    return f"{clause.heading}\n{clause.wording}".strip()


def _removed(clause: Clause) -> tuple[Segment, ...]:
    return difference(full_wording(clause), "")


def clause_of(text: Text, number: str) -> Clause | None:
    """The clause of that number, however it is written: '3.2(a)', '3.2.a', '3.2 (a)'."""
    place = _place_of(text, number)
    return None if place is None else text.clauses[place]


def _place_of(text: Text, number: str) -> int | None:
    parts = parts_of(number)
    shown = written(parts) if parts else ""
    return next((place for place, clause in enumerate(text.clauses) if clause.number == shown), None)


def _claims(source: Text, adopted: Text, covered: Mapping[str, str]) -> dict[int, int]:
    claims = {}
    for ours, theirs in covered.items():
        i, j = _place_of(source, ours), _place_of(adopted, theirs)
        if i is None:
            raise ClaimError(f"the source text has no clause {ours}")
        if j is None:
            raise ClaimError(f"the adopted text has no clause {theirs} that could cover source clause {ours}")
        claims[i] = j
    return claims


def _diffs(source: Text, adopted: Text, reworded: Mapping[int, tuple[int, ...]]) -> dict[int, tuple[Segment, ...]]:
    """The differences of reworded clauses, those merged into one clause compared with it together."""
    groups: dict[int, list[int]] = {}
    for i, places in reworded.items():
        groups.setdefault(places[0], []).append(i)
    diffs: dict[int, tuple[Segment, ...]] = {}
    for members in groups.values():
        members.sort()
        ours = [full_wording(source.clauses[i]) for i in members]
        theirs = [full_wording(adopted.clauses[j]) for j in sorted({j for i in members for j in reworded[i]})]
        diffs.update(zip(members, differences(ours, theirs), strict=True))
    return diffs


def _elsewhere(source: Text, adopted: Text, pairs: dict[int, int]) -> frozenset[int]:
    """Source clauses that stand in another order, or under a clause that is not what theirs has become."""
    became = {source.clauses[i].number: adopted.clauses[j].number for i, j in pairs.items()}
    reparented = {
        i
        for i, j in pairs.items()
        if adopted.clauses[j].parent
        and became.get(source.clauses[i].parent, adopted.clauses[j].parent) != adopted.clauses[j].parent
    }
    return moved(pairs) | reparented
