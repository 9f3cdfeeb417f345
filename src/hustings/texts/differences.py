"""Word-level differences of two wordings, short enough for a reader and bounded in time for any text.

Words that stand once on both sides anchor the comparison, as in Bram Cohen's patience diff (2008): they are the
words a reader would hold on to. Between anchors difflib takes over. A few words in common in the middle of a longer
change are shown as changed with it, which reads better than a change in shreds.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from hustings.texts.wording import compared, words

_SMALL = 2_500  # words of one side times words of the other: what difflib takes at once
_DEEPEST = 8  # rounds of looking for anchors between anchors


class Segment(NamedTuple):
    """Words that are in both wordings ('equal'), only in the source ('removed'), or only in the adopted ('added')."""

    kind: Literal["equal", "removed", "added"]
    text: str


class _Change(NamedTuple):
    """Words `a_from` to `a_to` of the source against `b_from` to `b_to` of the adopted wording."""

    equal: bool
    a_from: int
    a_to: int
    b_from: int
    b_to: int


def difference(source: str, adopted: str) -> tuple[Segment, ...]:
    """What `adopted` changes in `source`: equal and removed words make up the one, equal and added words the other.

    Words in both are shown as in the source; quotes that differ only in their typographic form are equal.
    """
    return differences([source], [adopted])[0]


def differences(sources: Sequence[str], adopted: Sequence[str]) -> list[tuple[Segment, ...]]:
    """For each of the sources its part of the difference between all sources and all adopted wordings, in order."""
    ours = [words(text) for text in sources]
    a = [word for text in ours for word in text]
    b = [word for text in adopted for word in words(text)]
    changes = _changes(compared(" ".join(a)).split(), compared(" ".join(b)).split())
    ends = list(accumulate(len(text) for text in ours))
    parts: list[list[Segment]] = [[] for _ in ours]
    for change in _without_shreds(changes):
        first = change.a_from if change.a_to > change.a_from else change.a_from - 1
        owner = min(bisect_right(ends, max(first, 0)), len(ours) - 1)
        start = change.a_from
        for index in range(owner, len(ours)):
            if start >= change.a_to:
                break
            end = min(change.a_to, ends[index])
            if end > start:
                parts[index].append(Segment("equal" if change.equal else "removed", " ".join(a[start:end])))
            start = max(start, end)
        # Added words belong to the source clause in which, or right after which, they stand.
        if not change.equal and change.b_to > change.b_from:
            parts[owner].append(Segment("added", " ".join(b[change.b_from : change.b_to])))
    return [tuple(part) for part in parts]


def _changes(a: Sequence[str], b: Sequence[str]) -> list[_Change]:
    """Equal and changed words by turns."""
    changes = []
    a_done = b_done = 0
    for a_from, b_from, size in [*_runs(_pairs(a, b)), (len(a), len(b), 0)]:
        if a_from > a_done or b_from > b_done:
            changes.append(_Change(False, a_done, a_from, b_done, b_from))
        a_done, b_done = a_from + size, b_from + size
        if size:
            changes.append(_Change(True, a_from, a_done, b_from, b_done))
    return changes


def _runs(pairs: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Equal words that follow each other on both sides, as the first pair and how many."""
    runs: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if runs and (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]) == (i, j):
            runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def _pairs(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The places of equal words, increasing on both sides."""
    pairs: list[tuple[int, int]] = []
    ranges = [(0, len(a), 0, len(b), 0)]
    while ranges:
        a_from, a_to, b_from, b_to, round_ = ranges.pop()
        while a_from < a_to and b_from < b_to and a[a_from] == b[b_from]:
            pairs.append((a_from, b_from))
            a_from, b_from = a_from + 1, b_from + 1
        while a_from < a_to and b_from < b_to and a[a_to - 1] == b[b_to - 1]:
            a_to, b_to = a_to - 1, b_to - 1
            pairs.append((a_to, b_to))
        if a_from == a_to or b_from == b_to:
            continue
        if (a_to - a_from) * (b_to - b_from) <= _SMALL:
            small = SequenceMatcher(None, a[a_from:a_to], b[b_from:b_to], autojunk=False)
            for i, j, size in small.get_matching_blocks():
                pairs += [(a_from + i + k, b_from + j + k) for k in range(size)]
        elif round_ < _DEEPEST and (anchors := _anchors(a, b, range(a_from, a_to), range(b_from, b_to))):
            bounds = [(a_from - 1, b_from - 1), *anchors, (a_to, b_to)]
            pairs += anchors
            ranges += [(i + 1, next_i, j + 1, next_j, round_ + 1) for (i, j), (next_i, next_j) in pairwise(bounds)]
    return sorted(pairs)


def _anchors(a: Sequence[str], b: Sequence[str], in_a: range, in_b: range) -> list[tuple[int, int]]:
    """The longest row of words that stand once in either range, in the same order."""
    times_in_a, times_in_b = Counter(a[i] for i in in_a), Counter(b[j] for j in in_b)
    place_in_b = {b[j]: j for j in in_b if times_in_b[b[j]] == 1}
    shared = [(i, place_in_b[a[i]]) for i in in_a if times_in_a[a[i]] == 1 and a[i] in place_in_b]
    return [shared[place] for place in longest_increasing([j for _, j in shared])]


def longest_increasing(values: Sequence[int]) -> list[int]:
    """The places of one longest increasing row among different `values` (Fredman 1975: by binary search)."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(tails, value)
        before.append(places[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        places[length : length + 1] = [place]
    row = []
    place = places[-1] if places else -1
    while place >= 0:
        row.append(place)
        place = before[place]
    return row[::-1]


def _without_shreds(changes: list[_Change]) -> list[_Change]:
    """A word or two in common between longer changes is made part of the change."""
    joined: list[_Change] = []
    for place, change in enumerate(changes):
        longer = change.equal and joined and place + 1 < len(changes)
        if longer and change.a_to - change.a_from <= min(2, _size(joined[-1]), _size(changes[place + 1])):
            change = change._replace(equal=False)
        if joined and not joined[-1].equal and not change.equal:
            change = _Change(False, joined[-1].a_from, change.a_to, joined[-1].b_from, change.b_to)
            joined.pop()
        joined.append(change)
    return joined


def _size(change: _Change) -> int:
    return max(change.a_to - change.a_from, change.b_to - change.b_from)
