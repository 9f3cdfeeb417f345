"""The identifier of a clause, which it keeps through every version of a text, whatever number it has there."""

from collections.abc import Sequence

from hustings.texts.alignment import align
from hustings.texts.parsing import Text


def identifiers(versions: Sequence[Text]) -> list[tuple[str, ...]]:
    """For each version, oldest first, the identifier of each of its clauses.

    A clause that is carried over, verbatim or reworded, keeps its identifier; one that is taken up again word for
    word after it was left out gets its old one back. A new clause is identified by its number and, if another was so
    before, by the version too: '7@3' is the clause that came as 7 in the third version. What a version's clauses are
    called never depends on later versions.
    """
    found: list[tuple[str, ...]] = []
    last_of: dict[str, str] = {}  # wording -> identifier of the clause that had it last
    used: set[str] = set()
    for place, version in enumerate(versions):
        here = _carried(versions[place - 1], version, found[-1]) if place else {}
        kept = set(here.values())
        for j, clause in enumerate(version.clauses):
            if j in here:
                continue
            old = last_of.get(clause.whole)
            new = clause.number if clause.number not in used else f"{clause.number}@{place + 1}"
            here[j] = new if old is None or old in kept else old
            kept.add(here[j])
        used |= kept
        found.append(tuple(here[j] for j in range(len(version.clauses))))
        last_of.update({clause.whole: here[j] for j, clause in enumerate(version.clauses)})
    return found


def _carried(before: Text, after: Text, names: Sequence[str]) -> dict[int, str]:
    """Places in `after` -> identifiers of the clauses that stand there; of several merged, the first's."""
    aligned = align(before.clauses, after.clauses)
    pairs = aligned.verbatim | {i: places[0] for i, places in aligned.reworded.items()}
    return {j: names[i] for i, j in sorted(pairs.items(), reverse=True)}
