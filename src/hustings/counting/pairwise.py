"""Pairwise rules: every candidate against every other, as if each pair stood alone."""

from collections.abc import Callable, Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from hustings.counting.profile import NOBODY, Profile
from hustings.counting.record import Count
from hustings.counting.said import Said, gettext_lazy
from hustings.counting.sheet import Sheet

Matrix = list[list[int]]
ROWS_AT_ONCE = 100_000


def ranks(profile: Profile, rows: slice) -> NDArray[np.int16]:
    """The rank of every candidate on these ballots, from 0; those not ranked share the last place."""
    papers = profile.papers[rows]
    table = np.full((len(papers), NOBODY + 1), NOBODY, np.int16)
    row = np.arange(len(papers))
    rank = np.zeros(len(papers), np.int16)
    for place in range(papers.shape[1]):
        if place:
            rank = rank + (1 if profile.level is None else ~profile.level[rows, place])
        table[row, papers[:, place]] = rank
    return table[:, : len(profile.candidates)]


def preferences(profile: Profile) -> Matrix:
    """matrix[a][b]: the ballots that rank a above b. A ranked candidate is above all who are not ranked."""
    n = len(profile.candidates)
    total = np.zeros((n, n), np.int64)
    for start in range(0, len(profile.counts), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        table, counts = ranks(profile, rows), profile.counts[rows]
        for a in range(n):
            total[a] += counts @ (table[:, a : a + 1] < table).astype(np.int64)
    matrix: Matrix = total.tolist()
    return matrix


def smith_set(matrix: Sequence[Sequence[int]], standing: Sequence[int]) -> list[int]:
    """The smallest set whose members all beat everybody outside it (Good 1971, Smith 1973)."""
    wins = {a: sum(matrix[a][b] > matrix[b][a] for b in standing) for a in standing}
    ranked = sorted(standing, key=lambda a: -wins[a])
    inside = ranked[:1]
    while any(matrix[a][b] <= matrix[b][a] for a in inside for b in standing if b not in inside):
        inside = ranked[: len(inside) + 1]
    return sorted(inside)


def condorcet_winner(matrix: Sequence[Sequence[int]], standing: Sequence[int]) -> int | None:
    """Who beats every other candidate, if anybody does."""
    return next((a for a in standing if all(matrix[a][b] > matrix[b][a] for b in standing if b != a)), None)


def condorcet(sheet: Sheet) -> Count:
    """Elects the candidate who beats every other, or nobody; says who is in the Smith set."""
    matrix, standing = _prepared(sheet)
    winner = condorcet_winner(matrix, standing)
    wins = [sum(matrix[a][b] > matrix[b][a] for b in standing) if a in standing else 0 for a in range(len(matrix))]
    if winner is None:
        names = sheet.names(smith_set(matrix, standing))
        said = gettext_lazy("Nobody beats every other candidate. The Smith set is {names}.", names=names)
    else:
        said = gettext_lazy("{names} beats every other candidate and is elected.", names=sheet.names([winner]))
    sheet.measure = gettext_lazy("wins")
    sheet.close_stage(wins, [said], "", elected=[] if winner is None else [winner])
    return sheet.close(matrix=matrix)


def copeland(sheet: Sheet) -> Count:
    """A point for every win and half a point for every tie; the most points win (Copeland 1951)."""
    matrix, standing = _prepared(sheet)
    sheet.scale, sheet.measure = 2, gettext_lazy("points")
    points = [0] * len(matrix)
    for a, b in permutations(standing, 2):
        points[a] += 2 if matrix[a][b] > matrix[b][a] else matrix[a][b] == matrix[b][a]
    return _elect_best(sheet, matrix, points, [points[a] for a in range(len(matrix))], gettext_lazy("the most points"))


def minimax(sheet: Sheet) -> Count:
    """Whose worst defeat is the smallest (Simpson 1969, Kramer 1977). Option `strength`: winning votes or margins."""
    matrix, standing = _prepared(sheet)
    sheet.measure = gettext_lazy("votes in the worst defeat")
    strength = _strength(sheet, matrix)
    worst = [
        max((strength(b, a) for b in standing if b != a), default=0) if a in standing else 0 for a in range(len(matrix))
    ]
    return _elect_best(sheet, matrix, worst, [-defeat for defeat in worst], gettext_lazy("the smallest worst defeat"))


def schulze(sheet: Sheet) -> Count:
    """Who is linked to every other by a path of majorities at least as strong as the path back.

    Schulze, ‘A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
    method’, Social Choice and Welfare 36 (2011), section 2. Option `strength`: winning votes or margins.
    """
    matrix, standing = _prepared(sheet)
    path = strongest_paths(_strength(sheet, matrix), standing)
    wins = [sum(path[a][b] > path[b][a] for b in standing) if a in standing else 0 for a in range(len(matrix))]
    sheet.measure = gettext_lazy("wins by the strongest path")
    what = gettext_lazy("nobody above by the strongest paths")
    return _elect_unbeaten(sheet, matrix, wins, standing, lambda a, b: path[a][b] > path[b][a], what)


def strongest_paths(strength: Callable[[int, int], int], standing: Sequence[int]) -> dict[int, dict[int, int]]:
    """The strength of the weakest link of the strongest path between every two candidates."""
    path = {a: {b: strength(a, b) if a != b else 0 for b in standing} for a in standing}
    for via in standing:
        for a in standing:
            for b in standing:
                if len({via, a, b}) == 3:
                    path[a][b] = max(path[a][b], min(path[a][via], path[via][b]))
    return path


def ranked_pairs(sheet: Sheet) -> Count:
    """Majorities are locked in, the strongest first, unless they contradict those locked before (Tideman 1987).

    Option `strength`: winning votes or margins. Where majorities of equal strength contradict each other, the tie
    policy puts the candidates in order, and this decides (Zavist and Tideman 1989).
    """
    matrix, standing = _prepared(sheet)
    strength = _strength(sheet, matrix)
    majorities = [(a, b) for a, b in permutations(standing, 2) if matrix[a][b] > matrix[b][a]]
    locked: set[tuple[int, int]] = set()
    for level in sorted({strength(a, b) for a, b in majorities}, reverse=True):
        pairs = [(a, b) for a, b in majorities if strength(a, b) == level and not _reaches(locked, b, a)]
        if _contradict(locked, pairs):
            order = sheet.order(sorted({c for pair in pairs for c in pair}))
            pairs.sort(key=lambda pair, order=order: (order.index(pair[0]), -order.index(pair[1])))  # type: ignore[misc]
        for a, b in pairs:
            if not _reaches(locked, b, a):
                locked.add((a, b))
    over = {a: {b for b in standing if b != a and _reaches(locked, a, b)} for a in standing}
    sheet.measure = gettext_lazy("candidates below in the locked order")
    wins = [len(over[a]) if a in standing else 0 for a in range(len(matrix))]
    what = gettext_lazy("nobody above by the locked majorities")
    return _elect_unbeaten(sheet, matrix, wins, standing, lambda a, b: b in over[a], what)


def _prepared(sheet: Sheet) -> tuple[Matrix, list[int]]:
    standing = [c for c in range(len(sheet.profile.candidates)) if c not in sheet.profile.withdrawn]
    return preferences(sheet.profile), standing


def _strength(sheet: Sheet, matrix: Matrix) -> Callable[[int, int], int]:
    """How strongly a beats b; 0 if not."""
    if sheet.options["strength"] == "margins":
        return lambda a, b: max(0, matrix[a][b] - matrix[b][a])
    return lambda a, b: matrix[a][b] if matrix[a][b] > matrix[b][a] else 0


def _reaches(locked: set[tuple[int, int]], start: int, goal: int) -> bool:
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        following = {b for a, b in locked if a == here} - seen
        seen |= following
        todo += following
    return False


def _contradict(locked: set[tuple[int, int]], pairs: Sequence[tuple[int, int]]) -> bool:
    together = locked | set(pairs)
    return any(_reaches(together, b, a) for a, b in pairs)


def _elect_best(sheet: Sheet, matrix: Matrix, figures: Sequence[int], rank: Sequence[int], what: Said) -> Count:
    """The candidates with the highest rank, as many as there are seats."""
    standing = [c for c in range(len(matrix)) if c not in sheet.profile.withdrawn]
    elected: list[int] = []
    while len(elected) < min(sheet.seats, len(standing)):
        left = [c for c in standing if c not in elected]
        best = max(rank[c] for c in left)
        elected += _as_many(sheet, [c for c in left if rank[c] == best], sheet.seats - len(elected))
    return _close(sheet, matrix, figures, elected, what)


def _elect_unbeaten(
    sheet: Sheet,
    matrix: Matrix,
    figures: Sequence[int],
    standing: Sequence[int],
    beats: Callable[[int, int], bool],
    what: Said,
) -> Count:
    """The candidates whom nobody left beats, round after round, as many as there are seats."""
    elected: list[int] = []
    while len(elected) < min(sheet.seats, len(standing)):
        left = [c for c in standing if c not in elected]
        unbeaten = [a for a in left if not any(beats(b, a) for b in left)]
        assert unbeaten
        elected += _as_many(sheet, unbeaten, sheet.seats - len(elected))
    return _close(sheet, matrix, figures, elected, what)


def _as_many(sheet: Sheet, level: list[int], places: int) -> list[int]:
    return level if len(level) <= places else list(sheet.choose(level, places, "election"))


def _close(sheet: Sheet, matrix: Matrix, figures: Sequence[int], elected: Sequence[int], what: Said) -> Count:
    winner = condorcet_winner(matrix, [c for c in range(len(matrix)) if c not in sheet.profile.withdrawn])
    said = [sheet.most(elected, what) if elected else gettext_lazy("Nobody stands.")]
    if winner is not None:
        said.append(gettext_lazy("{names} beats every other candidate.", names=sheet.names([winner])))
    sheet.close_stage(figures, said, "", elected=elected)
    return sheet.close(matrix=matrix)
