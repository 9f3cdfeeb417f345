"""What is assumed: the groups of an organisation, how they are governed, and when a member speaks or leaves."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hustings.counting import RULES

MEDIAN = "median"  # instead of a committee, a meeting of those who vote decides
MOST_DISTANCES = 10_000_000  # from cells to candidates; as many as one machine holds
MOTIONS = ("median", "member", "random")
TIES = ("first", "lot")
SHAPES = {
    "point": "one position",
    "uniform": "[lowest, highest]",
    "triangular": "[lowest, most frequent, highest]",
    "normal": "[mean, standard deviation]",
}


class ModelError(ValueError):
    """A model that cannot be simulated. The message names the field, what was found, and what was expected."""

    def __init__(self, where: str, expected: str) -> None:
        self.where = where
        self.expected = expected
        super().__init__(f"{where}: {expected}")


def _expect(holds: bool, where: str, expected: str) -> None:
    if not holds:
        raise ModelError(where, expected)


@dataclass(frozen=True)
class Spread:
    """How a group's members are spread over the positions from 0 to 1: a shape of SHAPES and its numbers."""

    shape: str
    numbers: tuple[float, ...]

    def __post_init__(self) -> None:
        _expect(self.shape in SHAPES, "position", f"expected one of {', '.join(SHAPES)}, found {self.shape!r}.")
        wanted = {"point": 1, "triangular": 3}.get(self.shape, 2)
        right = len(self.numbers) == wanted and all(0 <= number <= 1 for number in self.numbers)
        if self.shape == "normal":
            right = right and self.numbers[1] > 0
        elif right:
            right = sorted(self.numbers) == list(self.numbers)
            right = right and (self.shape == "point" or self.numbers[0] < self.numbers[-1])
        _expect(right, "position", f"expected {self.shape} = {SHAPES[self.shape]} between 0 and 1 in rising order.")

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest position at which there can be members."""
        return (0.0, 1.0) if self.shape == "normal" else (self.numbers[0], self.numbers[-1])

    def below(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The share of the members at or below each position x; a normal shape is cut off at 0 and 1."""
        if self.shape == "normal":
            return self._normal(x)
        low, high = self.ends
        x = np.clip(x, low, high)
        if self.shape == "point":
            return np.ones_like(x)
        if self.shape == "uniform":
            return (x - low) / (high - low)
        peak = self.numbers[1]
        rising = (x - low) ** 2 / ((high - low) * (peak - low)) if peak > low else np.zeros_like(x)
        falling = 1 - (high - x) ** 2 / ((high - low) * (high - peak)) if high > peak else np.ones_like(x)
        return np.where(x < peak, rising, falling)

    def _normal(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        mean, deviation = self.numbers
        ends = np.array([0.0, 1.0])
        scaled = (np.concatenate([ends, np.clip(x, 0, 1)]) - mean) / (deviation * math.sqrt(2))
        share = np.array([(1 + math.erf(z)) / 2 for z in scaled])
        within: NDArray[np.float64] = (share[2:] - share[0]) / (share[1] - share[0])
        return within


@dataclass(frozen=True)
class Behaviour:
    """What a member does. Dissatisfaction is the distance from the member's position to the policy beyond `tolerance`.

    In a term a member leaves with probability `leave`, and a dissatisfied one with `leave` plus (1 - loyalty) times
    (`leave_dissatisfied` + `leave_slope` x dissatisfaction), at most 1. A dissatisfied member who stays speaks with
    probability `speak`. Members vote with probability `turnout`, those who spoke in the term before with
    `turnout_speaking`.
    """

    tolerance: float = 0.0
    leave: float = 0.0
    leave_dissatisfied: float = 0.0
    leave_slope: float = 0.0
    turnout: float = 1.0
    speak: float = 0.0
    turnout_speaking: float = 1.0

    def __post_init__(self) -> None:
        for name in ("tolerance", "leave", "leave_dissatisfied", "turnout", "speak", "turnout_speaking"):
            _expect(0 <= getattr(self, name) <= 1, name, f"expected a number from 0 to 1, found {getattr(self, name)}.")
        _expect(0 <= self.leave_slope <= 1e6, "leave_slope", f"expected 0 or more, found {self.leave_slope}.")


@dataclass(frozen=True)
class Group:
    """Members who are alike: how many at the start, where they stand, whom they put up, and how many join a term.

    `loyalty` holds levels from 0 to 1, each of an equal share of the group. `joiners` is the mean of a Poisson
    distribution; those who join are spread as the group was at the start.
    """

    name: str
    members: int
    position: Spread
    candidates: tuple[float, ...] = ()
    loyalty: tuple[float, ...] = (0.0,)
    joiners: float = 0.0
    behaviour: Behaviour = field(default_factory=Behaviour)

    def __post_init__(self) -> None:
        _expect(bool(self.name.strip()), "name", "expected a name.")
        _expect(0 <= self.members <= 10**9, "members", f"expected a number up to a thousand million: {self.members}.")
        _expect(0 <= self.joiners <= 10**8, "joiners", f"expected 0 or more, found {self.joiners}.")
        _expect(
            all(0 <= place <= 1 for place in self.candidates),
            "candidates",
            f"expected positions from 0 to 1, found {list(self.candidates)}.",
        )
        _expect(
            bool(self.loyalty) and all(0 <= level <= 1 for level in self.loyalty),
            "loyalty",
            f"expected levels from 0 to 1, found {list(self.loyalty)}.",
        )


@dataclass(frozen=True)
class Model:
    """An organisation and how it is governed.

    `rule`: a rule of `hustings.counting` by which the committee of `seats` is elected, or "median": a meeting
    decides, and the policy is the position of the median of those who vote. A ballot ranks the candidates by their
    distance; of equally near ones the first named comes first. `marks`: how many of them it names.
    `policy`: what stands at the start, from 0 to 1. `motion`: what the committee votes on each term: the position of
    its median member, of a member drawn by lot, or a random one; it is adopted if more than `majority` of the seats
    are nearer to it than to what stands. `ties`: broken for the candidate named first, or by lot.
    `bins`: into how many positions a group that is spread is divided.
    """

    groups: tuple[Group, ...]
    seats: int = 1
    rule: str = "block"
    policy: float = 0.0
    title: str = ""
    motion: str = "median"
    majority: float = 0.5
    ties: str = "first"
    marks: int | None = None
    bins: int = 40

    def __post_init__(self) -> None:
        names = [group.name for group in self.groups]
        _expect(bool(names), "groups", "expected at least one group.")
        _expect(len(set(names)) == len(names), "groups", f"expected names that differ, found {', '.join(names)}.")
        _expect(sum(group.members for group in self.groups) > 0, "groups", "expected members; nobody is in any group.")
        _expect(self.rule in simulated_rules(), "rule", f"expected one of {', '.join(simulated_rules())}.")
        _expect(0 <= self.policy <= 1, "policy", f"expected a number from 0 to 1, found {self.policy}.")
        _expect(self.motion in MOTIONS, "motion", f"expected one of {', '.join(MOTIONS)}, found {self.motion!r}.")
        _expect(self.ties in TIES, "ties", f"expected one of {', '.join(TIES)}, found {self.ties!r}.")
        _expect(0.5 <= self.majority < 1, "majority", f"expected a share from 0.5 to under 1, found {self.majority}.")
        _expect(1 <= self.bins <= 100_000, "bins", f"expected a number from 1 to 100000, found {self.bins}.")
        candidates = sum(len(group.candidates) for group in self.groups)
        distances = self.cells * max(1, candidates)
        _expect(
            distances <= MOST_DISTANCES,
            "bins",
            f"expected positions times levels of loyalty times candidates to be at most {MOST_DISTANCES:,}, found "
            f"{distances:,}; use fewer.",
        )
        if self.seated:
            _expect(
                1 <= self.seats <= candidates <= 254,
                "seats",
                f"expected from 1 to as many as there are candidates (at most 254), found {self.seats} seats and "
                f"{candidates} candidates.",
            )
            _expect(
                self.marks is None or 1 <= self.marks <= candidates,
                "marks",
                f"expected from 1 to {candidates}, the number of candidates, found {self.marks}.",
            )

    @property
    def cells(self) -> int:
        """Into how many positions and levels of loyalty all groups together are divided."""
        bins = [1 if len(set(group.position.ends)) == 1 else self.bins for group in self.groups]
        return sum(n * len(group.loyalty) for n, group in zip(bins, self.groups, strict=True))

    @property
    def seated(self) -> bool:
        """Whether there is a committee with seats."""
        return self.rule != MEDIAN


def simulated_rules() -> tuple[str, ...]:
    """The rules of `hustings.counting` whose ballots follow from distances alone, and MEDIAN.

    Not so: the rules that need scores or lists, those with votes to share out, and the Irish rule, which draws papers.
    """
    left_out = {"limited", "cumulative", "irish-stv"}
    wanted = {"totals", "rankings", "approvals"}
    return (*(name for name, rule in RULES.items() if rule.needs in wanted and name not in left_out), MEDIAN)
