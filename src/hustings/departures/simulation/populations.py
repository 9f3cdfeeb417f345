"""The members of a model as terms go by: in cohorts (by chance, or as expected), or one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .cells import Cells, Floats, Ints

Numbers = Floats | Ints


class Population(Protocol):
    """What a term asks of the members; all numbers are arrays over the cells."""

    def members(self) -> Numbers:
        """How many there are."""

    def speaking(self) -> Numbers:
        """How many of them spoke in the term before."""

    def votes(self) -> Numbers:
        """How many of them vote."""

    def move(self, policy: float) -> tuple[Numbers, Numbers]:
        """The dissatisfied speak or leave, and others join: how many left, and how many joined."""


@dataclass(frozen=True)
class Chance:
    """How many of n do what each does with probability p, and how many come where `mean` are expected."""

    of: Callable[[Numbers, Floats], Numbers]
    come: Callable[[Floats], Numbers]


def by_chance(draw: np.random.Generator) -> Chance:
    """Whole numbers drawn: binomial and Poisson."""
    return Chance(lambda n, p: draw.binomial(n.astype(np.int64, copy=False), p), lambda mean: draw.poisson(mean))


EXPECTED = Chance(lambda n, p: n * p, lambda mean: mean)


class Cohorts:
    """Members counted by cell, apart those who spoke. Exact in distribution: within a cell all are alike."""

    def __init__(self, cells: Cells, chance: Chance) -> None:
        self._cells = cells
        self._chance = chance
        self._quiet: Numbers = cells.members
        self._speaking: Numbers = np.zeros_like(cells.members)

    def members(self) -> Numbers:
        return self._quiet + self._speaking

    def speaking(self) -> Numbers:
        return self._speaking

    def votes(self) -> Numbers:
        does = self._cells.behaviour
        return self._chance.of(self._quiet, does["turnout"]) + self._chance.of(self._speaking, does["turnout_speaking"])

    def move(self, policy: float) -> tuple[Numbers, Numbers]:
        before = self.members()
        dissatisfaction = self._cells.dissatisfaction(policy)
        left = self._chance.of(before, self._cells.hazard(dissatisfaction))
        joined = self._chance.come(self._cells.joiners)
        speak = np.where(dissatisfaction > 0, self._cells.behaviour["speak"], 0.0)
        self._speaking = self._chance.of(before - left, speak)
        self._quiet = before - left - self._speaking + joined
        return left, joined


class Agents:
    """Every member apart: slow, and obviously what the model says."""

    def __init__(self, cells: Cells, draw: np.random.Generator) -> None:
        self._cells = cells
        self._draw = draw
        self._cell = np.repeat(np.arange(len(cells.members)), cells.members)
        self._speaks = np.zeros(len(self._cell), np.bool_)

    def members(self) -> Ints:
        return self._by_cell(self._cell)

    def speaking(self) -> Ints:
        return self._by_cell(self._cell[self._speaks])

    def votes(self) -> Ints:
        does = self._cells.behaviour
        likely = np.where(self._speaks, does["turnout_speaking"][self._cell], does["turnout"][self._cell])
        return self._by_cell(self._cell[self._happens(likely)])

    def move(self, policy: float) -> tuple[Ints, Ints]:
        dissatisfaction = self._cells.dissatisfaction(policy)
        leaves = self._happens(self._cells.hazard(dissatisfaction)[self._cell])
        left, stay = self._by_cell(self._cell[leaves]), self._cell[~leaves]
        speak = np.where(dissatisfaction > 0, self._cells.behaviour["speak"], 0.0)
        joined = self._draw.poisson(self._cells.joiners)
        self._speaks = np.concatenate([self._happens(speak[stay]), np.zeros(joined.sum(), np.bool_)])
        self._cell = np.concatenate([stay, np.repeat(np.arange(len(joined)), joined)])
        return left, joined

    def _happens(self, likely: Floats) -> NDArray[np.bool_]:
        return self._draw.random(len(likely)) < likely

    def _by_cell(self, cells: Ints) -> Ints:
        return np.bincount(cells, minlength=len(self._cells.members))
