"""A linear programme for the fewest departures under which votes compare as a given course of the count needs.

Variables: x, how many ballots leave of each class (ballots that lie in the same piles wherever votes are compared); the
quota; at each transfer the share of a pile that is surplus; and w, the votes that the rest of a class is worth after
transfers. w is a product, enclosed by McCormick's envelopes (McCormick 1976); what is cut off from papers is slack.
So every departure that takes this course satisfies the programme, and its least sum bounds the number from below.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from hustings.departures.contest import Counts
from hustings.departures.leavers import Eligible
from hustings.departures.paths import Floats, Paths, State

ROUNDING = 1e-4  # far above the solver's tolerances and far below one ballot
SLACK = 1e-6
ROW_WISE, MINIMISE, INTEGER = 2, 1, 1


@dataclass(frozen=True)
class Term:
    """The votes of a candidate in a state, with a sign."""

    state: State
    candidate: int
    sign: int


@dataclass(frozen=True)
class Comparison:
    """Terms and so many quotas together are at most `most`."""

    terms: tuple[Term, ...]
    quotas: int
    most: float


@dataclass(frozen=True)
class Transfer:
    """A surplus that moved: from whom, in which state, and between what bounds its share is taken to lie."""

    state: State
    source: int
    share: tuple[float, float]


@dataclass(frozen=True)
class Solution:
    """The least number of departures, and departures that reach it as far as whole ballots can; None if there are none.

    `shares`: the share of each transfer in the solution. `error`: how far the envelopes are from the products.
    """

    least: int
    removed: Counts | None
    shares: tuple[float, ...] = ()


@dataclass
class Programme:
    """Builds and solves the programmes of one contest."""

    paths: Paths
    eligible: Eligible
    solver: Any = field(default_factory=lambda: _solver())
    solved: int = 0

    def solve(
        self, comparisons: Sequence[Comparison], transfers: Sequence[Transfer], most: int, whole: float = 0
    ) -> Solution | None:
        """The solution, or None if no departure of at most `most` ballots can satisfy the comparisons.

        With `whole`, ballots leave whole, and the search for that takes at most so many seconds; what it has not
        finished still bounds from below.
        """
        terms = list({(id(term.state), term.candidate): term for row in comparisons for term in row.terms}.values())
        used = max((int(term.state.mask.max(initial=0)) for term in terms), default=0).bit_length()
        transfers = transfers[:used]
        terms += [Term(transfer.state, transfer.source, 1) for transfer in transfers]
        columns = {(id(term.state), term.candidate): k for k, term in enumerate(terms)}
        model = _Model(self.paths, self.eligible, terms, transfers, most)
        for comparison in comparisons:
            model.compare(comparison, [columns[id(t.state), t.candidate] for t in comparison.terms])
        self.solved += 1
        # The clock that the time limit is held against never goes back, so a limited run has a solver of its own.
        return model.solve(_solver() if whole else self.solver, whole)


class _Model:
    """One programme: its columns are x by class, the quota, the shares, and w by class and mask."""

    def __init__(
        self, paths: Paths, eligible: Eligible, terms: Sequence[Term], transfers: Sequence[Transfer], most: int
    ) -> None:
        self.paths, self.transfers, self.eligible = paths, transfers, eligible
        counts = paths.contest.profile.counts
        pattern = np.zeros((len(counts), len(terms)), np.int64)  # 0: not in the pile; 1 + mask otherwise
        for k, term in enumerate(terms):
            pattern[:, k] = np.where(term.state.holder == term.candidate, 1 + term.state.mask, 0)
        votes = paths.first(frozenset(paths.contest.standing)) != 255
        first, self.class_of = _classes(np.column_stack([pattern, votes]))
        self.pattern, self.valid = pattern[first], votes[first]
        n = len(first)
        self.ballots: Floats = np.bincount(self.class_of, counts, n).astype(np.float64)
        self.leave: Floats = np.minimum(np.bincount(self.class_of, eligible, n), most).astype(np.float64)
        self.quota = n
        self.share = n + 1
        self.columns = n + 1 + len(transfers)
        self.w: dict[int, NDArray[np.int64]] = {}
        self.low: list[Floats] = [np.zeros(n), np.array([0.0]), np.array([t.share[0] for t in transfers])]
        self.high: list[Floats] = [
            self.leave,
            np.array([float(paths.valid + 1)]),
            np.array([t.share[1] for t in transfers]),
        ]
        self.rows: list[tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64], Floats]] = []
        self._envelopes(len(terms) - len(transfers))
        self._quota_rows(most)

    def _row(self, low: float, high: float, columns: NDArray[np.int64], values: Floats) -> None:
        size = np.array([len(columns)])
        self.rows.append((np.array([low]), np.array([high]), size, columns, values))

    def _quota_rows(self, most: int) -> None:
        classes = np.arange(self.quota)
        ones = np.ones(self.quota)
        self._row(0, most, classes, ones)
        seats, valid = self.paths.contest.seats + 1, self.paths.valid
        low, high = (1, seats) if self.paths.whole_quota else (0, seats * self.paths.grain)
        self._row(
            valid + low - SLACK,
            valid + high + SLACK,
            np.append(classes[self.valid], self.quota),
            np.append(ones[self.valid], seats),
        )

    def _envelopes(self, piles_at: int) -> None:
        """Adds w for every class and mask that is needed, and the rows that tie it to x and the shares."""
        needed: dict[int, NDArray[np.bool_]] = {}
        for mask in np.unique(self.pattern).tolist():
            if mask > 1:
                needed[mask - 1] = (self.pattern == mask).any(axis=1)
        for i in range(len(self.transfers)):
            pile = self.pattern[:, piles_at + i]
            for mask in np.unique(pile[pile > 0]).tolist():
                after = (mask - 1) | 1 << i
                needed[after] = needed.get(after, np.zeros(len(pile), np.bool_)) | (pile == mask)
        for mask in sorted(needed, reverse=True):
            before = mask & ~(1 << mask.bit_length() - 1)
            if before:
                needed[before] = needed.get(before, np.zeros(self.quota, np.bool_)) | needed[mask]
        bounds: dict[int, tuple[Floats, Floats]] = {0: (self.ballots - self.leave, self.ballots)}
        for mask in sorted(needed):
            bounds[mask] = self._products(mask, needed[mask], bounds)
        for i, transfer in enumerate(self.transfers):
            self._surplus(i, transfer, self.pattern[:, piles_at + i])

    def _products(
        self, mask: int, needed: NDArray[np.bool_], bounds: dict[int, tuple[Floats, Floats]]
    ) -> tuple[Floats, Floats]:
        i = mask.bit_length() - 1
        before = mask & ~(1 << i)
        a, b = self.transfers[i].share
        low, high = bounds[before]
        cut = self.ballots * self.paths.grain
        classes = np.flatnonzero(needed)
        at = np.full(self.quota, -1)
        at[classes] = self.columns + np.arange(len(classes))
        self.w[mask] = at
        self.columns += len(classes)
        new_low, new_high = np.maximum(0, low * a - cut), high * b
        self.low.append(new_low[classes])
        self.high.append(new_high[classes])
        least, most, loss = low[classes], high[classes], cut[classes] + SLACK
        base = classes if not before else self.w[before][classes]
        # w = share x m with m from least to most; m is the ballots less x, or the votes before this transfer.
        for m_part, share_part, constant, upwards in (
            (a, least, -a * least, True),
            (b, most, -b * most, True),
            (b, least, -b * least, False),
            (a, most, -a * most, False),
        ):
            of_m = np.full(len(classes), -m_part if before else m_part)
            fixed = constant + (0 if before else m_part * self.ballots[classes])
            unbounded = np.full(len(classes), np.inf)
            self.rows.append(
                (
                    fixed - loss if upwards else -unbounded,
                    unbounded if upwards else fixed + SLACK,
                    np.full(len(classes), 3),
                    np.column_stack([at[classes], np.full(len(classes), self.share + i), base]).ravel(),
                    np.column_stack([np.ones(len(classes)), -np.broadcast_to(share_part, len(classes)), of_m]).ravel(),
                )
            )
        return new_low, new_high

    def _surplus(self, i: int, transfer: Transfer, pile: NDArray[np.int64]) -> None:
        """The papers that move are together worth the surplus, less what is cut off; its share lies in its bounds."""
        columns, values, constant = self._votes(pile, 1.0)
        classes = np.flatnonzero(pile)
        moved = np.array([self.w[(int(pile[j]) - 1) | 1 << i][j] for j in classes], np.int64)
        cut = float(self.ballots[classes].sum()) * self.paths.grain + SLACK
        # moved - votes + quota lies between -cut and 0
        self._row(
            constant - cut,
            constant + SLACK,
            np.concatenate([moved, columns, [self.quota]]),
            np.concatenate([np.ones(len(moved)), -values, [1.0]]),
        )
        a, b = transfer.share
        for part, low, high in ((1 - b, -np.inf, SLACK), (1 - a, -SLACK, np.inf)):
            at, of, fixed = self._votes(pile, part)
            self._row(low - fixed, high - fixed, np.append(at, self.quota), np.append(of, -1.0))

    def _votes(self, pile: NDArray[np.int64], sign: float) -> tuple[NDArray[np.int64], Floats, float]:
        """The columns, their values and the constant that make up the votes of a pile, times `sign`."""
        whole = np.flatnonzero(pile == 1)
        columns, values = [whole], [np.full(len(whole), -sign)]
        for mask, at in self.w.items():
            classes = np.flatnonzero(pile == mask + 1)
            if len(classes):
                columns.append(at[classes])
                values.append(np.full(len(classes), sign))
        return np.concatenate(columns), np.concatenate(values), sign * float(self.ballots[whole].sum())

    def compare(self, comparison: Comparison, at: Sequence[int]) -> None:
        """Adds the row of a comparison whose terms stand at these columns of the pattern."""
        sums = np.zeros(self.columns)
        most = comparison.most + SLACK
        for term, k in zip(comparison.terms, at, strict=True):
            columns, values, constant = self._votes(self.pattern[:, k], term.sign)
            sums[columns] += values
            most -= constant
        sums[self.quota] += comparison.quotas
        columns = np.flatnonzero(sums)
        self._row(-np.inf, most, columns, sums[columns])

    def solve(self, solver: Any, whole: float) -> Solution | None:
        """Solves the programme; whole ballots only if `whole` seconds are given for that."""
        low, high, size, index, value = (np.concatenate(part) for part in zip(*self.rows, strict=True))
        start = np.concatenate(([0], np.cumsum(size))).astype(np.int32)
        cost = np.zeros(self.columns)
        cost[: self.quota] = 1
        integral = np.zeros(self.columns, np.int32)
        if whole:
            integral[: self.quota] = INTEGER
            integral[self.quota] = INTEGER if self.paths.whole_quota else 0
        # The last entry of start is the number of values; HiGHS takes one start for each row.
        solver.clearModel()
        solver.setOptionValue("time_limit", whole or float("inf"))
        solver.passModel(
            self.columns,
            len(low),
            len(index),
            ROW_WISE,
            MINIMISE,
            0.0,
            cost,
            np.concatenate(self.low),
            np.concatenate(self.high),
            low,
            high,
            start[:-1],
            index.astype(np.int32),
            value,
            integral,
        )
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        info = solver.getInfo()
        if status == highspy.HighsModelStatus.kOptimal:
            bound = info.mip_dual_bound if whole else info.objective_function_value
        elif whole and np.isfinite(info.mip_dual_bound):
            bound = info.mip_dual_bound
        else:
            return Solution(0, None)
        if status != highspy.HighsModelStatus.kOptimal and not np.isfinite(info.objective_function_value):
            return Solution(max(0, int(np.ceil(bound - ROUNDING))), None)
        solution = np.array(solver.getSolution().col_value)
        if len(solution) != self.columns:
            return Solution(max(0, int(np.ceil(bound - ROUNDING))), None)
        shares = tuple(solution[self.share : self.share + len(self.transfers)].tolist())
        return Solution(max(0, int(np.ceil(bound - ROUNDING))), self._ballots(solution[: self.quota]), shares)

    def _ballots(self, x: Floats) -> Counts:
        """The departures of a solution in whole ballots, rounded up, taken from the largest rows of each class."""
        removed = np.zeros_like(self.eligible)
        for j in np.flatnonzero(x > SLACK * 10).tolist():
            left = int(np.ceil(x[j] - SLACK * 10))
            rows = np.flatnonzero(self.class_of == j)
            for row in rows[np.argsort(-self.eligible[rows], kind="stable")].tolist():
                removed[row] = min(left, int(self.eligible[row]))
                left -= int(removed[row])
                if not left:
                    break
        return removed


def _classes(pattern: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first row of every class of equal rows, and the class of every row."""
    code = np.zeros(len(pattern), np.int64)
    size = 1
    for column in pattern.T:
        wide = int(column.max(initial=0)) + 1
        if size * wide > 2**62:
            _, code = np.unique(code, return_inverse=True)
            size = len(code) + 1
        code = code * wide + column
        size *= wide
    _, first, class_of = np.unique(code, return_index=True, return_inverse=True)
    return first, class_of


def _solver() -> Any:
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("presolve", "off")
    return solver
