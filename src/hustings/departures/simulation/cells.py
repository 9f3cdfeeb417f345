"""The members of a model, binned: a cell is a place in a group, at a position, with a loyalty."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .model import Behaviour, Group, Model

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEARLY = 1e-9  # distances are sums of floats: what is nearer than this to the tolerance is within it


@dataclass(frozen=True, eq=False)
class Cells:
    """Arrays over the cells, but for `behaviour` (arrays over the cells by the name of a field of Behaviour).

    `share` is the cell's share of its group, `joiners` the mean number that join it in a term, `members` the number
    at the start.
    """

    group: Ints
    position: Floats
    loyalty: Floats
    share: Floats
    joiners: Floats
    members: Ints
    behaviour: dict[str, Floats]

    def by_group(self, numbers: Floats | Ints, groups: int) -> Floats:
        """The sums of an array over the cells, for each group."""
        return np.bincount(self.group, weights=numbers, minlength=groups).astype(np.float64)

    def dissatisfaction(self, policy: float) -> Floats:
        """How much farther the policy is than each cell tolerates; 0 where it is tolerated."""
        beyond = np.abs(self.position - policy) - self.behaviour["tolerance"]
        return np.where(beyond > NEARLY, beyond, 0.0)

    def hazard(self, dissatisfaction: Floats) -> Floats:
        """The probability that a member of each cell leaves in this term (see Behaviour)."""
        does = self.behaviour
        more = does["leave_dissatisfied"] + does["leave_slope"] * dissatisfaction
        return np.minimum(1.0, does["leave"] + np.where(dissatisfaction > 0, (1 - self.loyalty) * more, 0.0))


def cells_of(model: Model) -> Cells:
    """The cells of a model. A group's members are divided among its cells by largest remainders."""
    parts = [_cells_of_group(group, model.bins) for group in model.groups]
    index = np.concatenate([np.full(len(part[0]), g) for g, part in enumerate(parts)])
    position, loyalty, share = (np.concatenate([part[i] for part in parts]) for i in range(3))
    members = np.concatenate([apportioned(g.members, part[2]) for g, part in zip(model.groups, parts, strict=True)])
    joiners = np.array([group.joiners for group in model.groups])[index] * share
    behaviour = {
        name: np.array([getattr(group.behaviour, name) for group in model.groups], np.float64)[index]
        for name in Behaviour.__dataclass_fields__
    }
    return Cells(index, position, loyalty, share, joiners, members, behaviour)


def _cells_of_group(group: Group, bins: int) -> tuple[Floats, Floats, Floats]:
    low, high = group.position.ends
    if low == high:
        positions, weights = np.array([low]), np.ones(1)
    else:
        edges = np.linspace(low, high, bins + 1)
        positions, weights = (edges[:-1] + edges[1:]) / 2, np.diff(group.position.below(edges))
    levels = np.array(group.loyalty, np.float64)
    shares = np.repeat(weights, len(levels)) / (weights.sum() * len(levels))
    return np.repeat(positions, len(levels)), np.tile(levels, len(positions)), shares


def apportioned(whole: int, shares: Floats) -> Ints:
    """Whole numbers that add up to `whole`, as near to the shares of it as can be (largest remainders)."""
    exact = whole * shares
    parts = np.floor(exact).astype(np.int64)
    rest = int(whole - parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:rest]] += 1
    return parts
