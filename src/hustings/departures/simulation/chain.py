"""Small organisations exactly: the Markov chain of how many members each group has, what stands and who holds it."""

import math
from dataclasses import dataclass

import numpy as np

from .cells import Cells, Floats, Ints, cells_of
from .government import Government, decided, government_of, holder, median
from .model import Model, ModelError
from .terms import NEVER

MOST_STATES = 2_000_000
MOST_OF_A_GROUP = 3_000  # a table of so many by so many says how many stay
NEGLIGIBLE = 1e-17  # states less probable than this are left out, and what was left out is summed


@dataclass(frozen=True, eq=False)
class Chain:
    """Probabilities without chance; row t is the election after t terms.

    `flipped_by` (terms + 1): the probability that by then another group than at the start held the most seats.
    `members`, `seats` (terms + 1 x groups): expected numbers. `left_out`: the probability of all that was left out,
    which bounds the error of `flipped_by`.
    """

    model: Model
    flipped_by: Floats
    members: Floats
    seats: Floats
    left_out: float


@dataclass(frozen=True)
class Standing:
    """What the next term depends on besides the numbers of members."""

    policy: float
    held: int
    flipped: bool


def chain(model: Model, terms: int) -> Chain:
    """The exact distribution over `terms` terms.

    Raises ModelError where the model has more than these states: each group at one position with one loyalty, all
    members voting, no lots drawn, at most MOST_STATES combinations of numbers of members.
    """
    _check(model)
    cells = cells_of(model)
    government = government_of(model, cells.position)
    shape = tuple(int(n) + 1 for n in cells.members)
    _expect_few(shape)
    start = np.zeros(shape)
    start[tuple(cells.members)] = 1.0
    states = {Standing(model.policy, NEVER, False): start}
    flipped_by, left_out, first = np.zeros(terms + 1), 0.0, NEVER
    members, seats = (np.zeros((terms + 1, len(model.groups))) for _ in range(2))
    committees: dict[tuple[int, ...], Ints] = {}
    for term in range(terms + 1):
        if term:
            states = {standing: _moved(cells, standing.policy, tensor) for standing, tensor in states.items()}
        after: dict[Standing, Floats] = {}
        for standing, tensor in states.items():
            likely = np.argwhere(tensor > NEGLIGIBLE)
            left_out += float(tensor.sum() - tensor[tuple(likely.T)].sum())
            for state in map(tuple, likely.tolist()):
                committee = committees.get(state)
                if committee is None:
                    committee = committees.setdefault(state, _elected(government, np.array(state)))
                filled = government.seats_by_group(committee)
                held = holder(filled, standing.held)
                first = held if term == 0 else first
                policy = _policy(model, cells, government, committee, state, standing.policy)
                then = Standing(policy, held, standing.flipped or held != first)
                probability = tensor[state]
                after.setdefault(then, np.zeros(tensor.shape))[state] += probability
                members[term] += probability * np.array(state)
                seats[term] += probability * filled
        states = after
        flipped_by[term] = sum(float(tensor.sum()) for standing, tensor in states.items() if standing.flipped)
    return Chain(model, flipped_by, members, seats, left_out)


def _check(model: Model) -> None:
    for number, group in enumerate(model.groups, 1):
        does = group.behaviour
        low, high = group.position.ends
        if low != high or len(group.loyalty) > 1 or does.turnout < 1 or does.turnout_speaking < 1:
            raise ModelError(
                f"groups[{number}]", "the exact chain needs one position, one loyalty and a turnout of 1 in each group."
            )
    if model.motion != "median" or model.ties != "first":
        raise ModelError("motion", 'the exact chain draws no lots; it needs motion = "median" and ties = "first".')


def _expect_few(shape: tuple[int, ...]) -> None:
    if max(shape) > MOST_OF_A_GROUP or math.prod(shape) > MOST_STATES:
        raise ModelError(
            "groups",
            f"the exact chain follows groups of under {MOST_OF_A_GROUP:,} members and at most {MOST_STATES:,} states; "
            "use the mode cohorts.",
        )


def _elected(government: Government, state: Ints) -> Ints:
    return np.empty(0, np.int64) if not government.model.seated else government.elect(state, None)


def _policy(
    model: Model, cells: Cells, government: Government, committee: Ints, state: tuple[int, ...], standing: float
) -> float:
    if not model.seated:
        return median(cells.position, np.array(state), standing)
    return decided(model, government.position[committee], standing, None)


def _moved(cells: Cells, policy: float, tensor: Floats) -> Floats:
    """The distribution after each group's members left or stayed independently, and others joined."""
    hazards = cells.hazard(cells.dissatisfaction(policy))
    for axis, (hazard, mean) in enumerate(zip(hazards.tolist(), cells.joiners.tolist(), strict=True)):
        if hazard == 0 and mean == 0:
            continue
        arrivals = _poisson(mean)
        size = tensor.shape[axis] + len(arrivals) - 1
        _expect_few((*tensor.shape[:axis], size, *tensor.shape[axis + 1 :]))
        stay = _binomials(tensor.shape[axis] - 1, 1 - hazard)
        matrix = np.zeros((tensor.shape[axis], size))
        for extra, share in enumerate(arrivals):
            matrix[:, extra : extra + stay.shape[1]] += share * stay
        tensor = np.moveaxis(np.tensordot(tensor, matrix, axes=(axis, 0)), -1, axis)
    return tensor


def _binomials(most: int, p: float) -> Floats:
    """Row n: the probabilities that k of n stay, each with probability p."""
    if p in (0.0, 1.0):
        table = np.zeros((most + 1, most + 1))
        table[np.arange(most + 1), np.arange(most + 1) if p == 1.0 else 0] = 1.0
        return table
    logs = np.array([math.lgamma(i + 1) for i in range(most + 1)])
    n, k = np.ogrid[: most + 1, : most + 1]
    with np.errstate(under="ignore"):
        table = np.exp(logs[n] - logs[k] - logs[np.maximum(n - k, 0)] + k * math.log(p) + (n - k) * math.log1p(-p))
    return np.where(k <= n, table, 0.0)


def _poisson(mean: float) -> Floats:
    """The probabilities that 0, 1, ... join, as far as they are not negligible, scaled to add up to 1."""
    if mean == 0:
        return np.ones(1)
    k = np.arange(int(mean + 12 * math.sqrt(mean) + 30))
    shares = np.exp(k * math.log(mean) - mean - np.array([math.lgamma(i + 1) for i in k]))
    return np.asarray(shares / shares.sum())
