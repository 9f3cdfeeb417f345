"""Discrete logarithms of tallied votes: baby steps and giant steps, bounded by the total weight."""

from math import isqrt

from .errors import VotingError
from .groups import Element, Group

# Bounds the table's memory; beyond it the giant steps grow in number instead.
MAX_TABLE = 2**20


class Logarithms:
    """A table for finding several n with 0 <= n <= `bound` from g ** n."""

    def __init__(self, group: Group, bound: int, count: int) -> None:
        """`count` is about how many logarithms will be asked for: with more of them a larger table pays."""
        self._group = group
        self._size = min(isqrt(bound * max(1, count)) + 1, bound + 1, MAX_TABLE)
        self._giant_steps = bound // self._size + 1
        self._bound = bound
        self._table: dict[Element, int] = {}
        power = group.neutral
        for n in range(self._size):
            self._table[power] = n
            (power,) = group.multiply_many([power], [group.generator])
        self._giant = group.inverse(power)

    def find(self, element: Element) -> int:
        """The n of g ** n. Raises VotingError if there is none within the bound."""
        for step in range(self._giant_steps):
            n = self._table.get(element)
            if n is not None and step * self._size + n <= self._bound:
                return step * self._size + n
            (element,) = self._group.multiply_many([element], [self._giant])
        raise VotingError("The partial decryptions do not open the tally: a count is larger than all votes together.")
