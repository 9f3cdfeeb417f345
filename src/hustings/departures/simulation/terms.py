"""The terms of one replicate, one after the other: elect, decide, and see who speaks, leaves and joins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .cells import Cells, Floats, Ints, cells_of
from .government import Government, decided, government_of, holder, median
from .model import Model, ModelError
from .populations import EXPECTED, Agents, Cohorts, Population, by_chance

Mode = Literal["cohorts", "agents", "mean-field"]
NEVER = -1
MOST_AGENTS = 20_000_000


@dataclass(frozen=True, eq=False)
class Path:
    """What happened in one replicate; row t is the election after t terms, row 0 the one at the start.

    `members`, `voters`, `speaking`, `seats` and, of the term before, `left` and `joined`: terms + 1 x groups.
    `policy`: what stood after the committee met. `flip`: the first term in which another group than at the start
    holds the most seats (of several, the one that held most before), NEVER if none did.
    """

    members: Floats
    voters: Floats
    speaking: Floats
    left: Floats
    joined: Floats
    seats: Ints
    policy: Floats
    flip: int


def check_mode(model: Model, mode: Mode, terms: int) -> None:
    """Raises ModelError where the mode cannot follow the model over so many terms."""
    if mode == "agents" and sum(group.members + terms * group.joiners for group in model.groups) > MOST_AGENTS:
        raise ModelError(
            "groups", f"agents follow at most {MOST_AGENTS} members and joiners one by one; use the mode cohorts."
        )
    if mode == "mean-field" and (model.motion != "median" or model.ties != "first"):
        raise ModelError("motion", 'a mean field draws no lots; it needs motion = "median" and ties = "first".')


def replicates(model: Model, terms: int, mode: Mode, seeds: Sequence[np.random.SeedSequence]) -> list[Path]:
    """One path per seed. The same seed gives the same path, wherever it is run."""
    cells = cells_of(model)
    government = government_of(model, cells.position)
    paths = []
    for seed in seeds:
        draw = np.random.default_rng(seed)
        people: Population
        if mode == "agents":
            people = Agents(cells, draw)
        else:
            people = Cohorts(cells, by_chance(draw) if mode == "cohorts" else EXPECTED)
        paths.append(_path(model, cells, government, people, terms, draw))
    return paths


def _path(
    model: Model, cells: Cells, government: Government, people: Population, terms: int, draw: np.random.Generator
) -> Path:
    groups = len(model.groups)
    series = {name: np.zeros((terms + 1, groups)) for name in ("members", "voters", "speaking", "left", "joined")}
    seats = np.zeros((terms + 1, groups), np.int64)
    policies = np.zeros(terms + 1)
    policy, flip, first, held = model.policy, NEVER, NEVER, NEVER
    committee = np.empty(0, np.int64)
    lots = draw if model.ties == "lot" else None
    for term in range(terms + 1):
        if term:
            left, joined = people.move(policy)
            series["left"][term] = cells.by_group(left, groups)
            series["joined"][term] = cells.by_group(joined, groups)
        votes = people.votes()
        for name, numbers in (("members", people.members()), ("voters", votes), ("speaking", people.speaking())):
            series[name][term] = cells.by_group(numbers, groups)
        if not model.seated:
            policy = median(cells.position, votes, policy)
        else:
            elected = government.elect(votes, lots)
            # Where nobody votes, or the rule elects nobody, those who sit remain.
            committee = elected if len(elected) else committee
            policy = decided(model, government.position[committee], policy, draw)
        seats[term] = government.seats_by_group(committee)
        policies[term] = policy
        held = holder(seats[term], held)
        first = held if first == NEVER else first
        if flip == NEVER and held != first:
            flip = term
    return Path(**series, seats=seats, policy=policies, flip=flip)
