"""Which clause of an adopted text each clause of its source has become.

Equal wordings are found first. What is left is matched by what it has in common: words, weighed by how rare they are
in the texts, with a little for the same number and the same heading. Candidates come from rare words and pairs of
words, so that two texts of thousands of clauses are not compared clause by clause with each other.
"""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hustings.texts.differences import longest_increasing
from hustings.texts.parsing import Clause
from hustings.texts.wording import stems

_RARE = 30  # clauses of one side that hold a feature which still helps to find candidates
_FEATURES = 16  # of a clause, the rarest
_CANDIDATES = 6  # of a clause
_ENOUGH = 0.45  # similarity from which a clause is a rewording of another
_SAME_NUMBER = 0.12
_SAME_HEADING = 0.12
_PART = 0.6  # share of a clause that another must hold for it to be a part of that other


@dataclass(frozen=True, slots=True)
class Alignment:
    """Places of clauses in the source text -> places in the adopted text, in the order of that text."""

    verbatim: dict[int, int]
    reworded: dict[int, tuple[int, ...]]


def align(source: Sequence[Clause], adopted: Sequence[Clause], claimed: frozenset[int] = frozenset()) -> Alignment:
    """Finds what became of each source clause; those `claimed` as covered are matched with nothing but equals."""
    verbatim = _verbatim(source, adopted)
    taken = set(verbatim.values())
    left = [i for i in range(len(source)) if i not in verbatim and i not in claimed]
    free = [j for j in range(len(adopted)) if j not in taken]
    if not left or not free:
        return Alignment(verbatim, {})
    words = _Words([clause.whole for clause in source], [clause.whole for clause in adopted], left, free)
    best = _best_pairs(source, adopted, words)
    return Alignment(verbatim, _with_parts(best, words))


def moved(pairs: dict[int, int]) -> frozenset[int]:
    """The fewest source clauses that, taken out, leave all others of `pairs` in the order of the adopted text."""
    places = sorted(pairs)
    stayed = {places[place] for place in longest_increasing([pairs[i] for i in places])}
    return frozenset(places) - stayed


def _verbatim(source: Sequence[Clause], adopted: Sequence[Clause]) -> dict[int, int]:
    """Equal clauses, each with one: of several the one of the same number, then in order."""
    same_number = {(clause.whole, clause.number): j for j, clause in enumerate(adopted)}
    numbered = {i: same_number.get((clause.whole, clause.number)) for i, clause in enumerate(source)}
    found = {i: j for i, j in numbered.items() if j is not None}
    taken = set(found.values())
    others: dict[str, deque[int]] = defaultdict(deque)
    for j, clause in enumerate(adopted):
        if j not in taken:
            others[clause.whole].append(j)
    for i, clause in enumerate(source):
        if i not in found and others[clause.whole]:
            found[i] = others[clause.whole].popleft()
    return found


class _Words:
    """The words of the clauses that are to be matched, with weights, and their features that help to find the like."""

    def __init__(self, source: Sequence[str], adopted: Sequence[str], left: list[int], free: list[int]) -> None:
        stems_of_source, stems_of_adopted = [stems(text) for text in source], [stems(text) for text in adopted]
        spread = Counter(word for text in stems_of_source for word in set(text))
        spread |= Counter(word for text in stems_of_adopted for word in set(text))
        most = max(len(source), len(adopted))
        self.weights = {word: math.log1p(most / clauses) for word, clauses in spread.items()}
        self.left = {i: Counter(stems_of_source[i]) for i in left}
        self.free = {j: Counter(stems_of_adopted[j]) for j in free}
        self.weight_of_left = {i: self.weight(words) for i, words in self.left.items()}
        self.weight_of_free = {j: self.weight(words) for j, words in self.free.items()}
        self.features_of_left = {i: _features(stems_of_source[i]) for i in left}
        self.features_of_free = {j: _features(stems_of_adopted[j]) for j in free}

    def weight(self, words: Counter[str]) -> float:
        return sum(self.weights[word] * times for word, times in words.items())

    def shared(self, one: Counter[str], other: Counter[str]) -> float:
        """The weight of what both hold."""
        return sum(self.weights[word] * min(one[word], other[word]) for word in one.keys() & other.keys())

    def similarity(self, i: int, j: int) -> float:
        """Twice what both hold, of what they hold together (Dice 1945), by weight: 0 to 1."""
        together = self.weight_of_left[i] + self.weight_of_free[j]
        return 2 * self.shared(self.left[i], self.free[j]) / together if together else 0.0

    def share(self, part: Counter[str], whole: Counter[str]) -> float:
        """How much of `part` is in `whole`, by weight: 0 to 1."""
        weight = self.weight(part)
        return self.shared(part, whole) / weight if weight else 0.0


def _features(words: list[str]) -> set[str]:
    """Words and pairs of neighbours: where every word is common, pairs are rare."""
    return {*words, *(f"{one} {two}" for one, two in pairwise(words))}


def _sharing(clauses: dict[int, set[str]], others: dict[int, set[str]]) -> dict[int, list[int]]:
    """For each clause the few of the others that share most of its rare features."""
    wanted = {feature for features in clauses.values() for feature in features}
    holders: dict[str, list[int]] = defaultdict(list)
    for j, features in others.items():
        for feature in features & wanted:
            holders[feature].append(j)
    spread = {feature: len(places) for feature, places in holders.items() if len(places) <= _RARE}
    found = {}
    for i, features in clauses.items():
        rarest = sorted((spread[feature], feature) for feature in features & spread.keys())[:_FEATURES]
        votes = Counter(j for _, feature in rarest for j in holders[feature])
        found[i] = [j for j, _ in votes.most_common(_CANDIDATES)]
    return found


def _best_pairs(source: Sequence[Clause], adopted: Sequence[Clause], words: _Words) -> dict[int, int]:
    """Each clause with one other, the most similar pairs first."""
    by_number = {adopted[j].number: j for j in words.free}
    by_heading = {adopted[j].heading: j for j in words.free if adopted[j].heading}
    like = _sharing(words.features_of_left, words.features_of_free)
    pairs = []
    for i in words.left:
        clause = source[i]
        beside = {by_number.get(clause.number), by_heading.get(clause.heading)} - {None}
        for j in {*like[i], *beside}:
            assert j is not None
            score = words.similarity(i, j)
            score += _SAME_NUMBER * (clause.number == adopted[j].number)
            score += _SAME_HEADING * (clause.heading == adopted[j].heading != "")
            if score >= _ENOUGH:
                pairs.append((-score, abs(i - j), i, j))
    best: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(pairs):
        if i not in best and j not in taken:
            best[i] = j
            taken.add(j)
    return best


def _with_parts(best: dict[int, int], words: _Words) -> dict[int, tuple[int, ...]]:
    """Adds clauses that were split off, and clauses that were merged into one that has another source."""
    reworded = {i: [j] for i, j in best.items()}
    unsaid = {i: words.left[i] - words.free[j] for i, j in best.items()}
    unasked = {j: words.free[j] - words.left[i] for i, j in best.items()}
    like = _sharing(_without(words.features_of_free, unasked), words.features_of_left)
    for j in sorted(like):
        shares = [(words.share(words.free[j], unsaid[i]), -i) for i in like[j] if i in unsaid]
        share, place = max(shares, default=(0.0, 0))
        if share >= _PART:
            reworded[-place].append(j)
            unsaid[-place] -= words.free[j]
    like = _sharing(_without(words.features_of_left, unsaid), words.features_of_free)
    for i in sorted(like):
        shares = [(words.share(words.left[i], unasked[j]), -j) for j in like[i] if j in unasked]
        share, place = max(shares, default=(0.0, 0))
        if share >= _PART:
            reworded[i] = [-place]
            unasked[-place] -= words.left[i]
    return {i: tuple(sorted(places)) for i, places in reworded.items()}


def _without(features: dict[int, set[str]], places: Container[int]) -> dict[int, set[str]]:
    return {place: held for place, held in features.items() if place not in places}
