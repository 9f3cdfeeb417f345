"""Checking the proofs of a trustee piece by piece, so that it can be said how far the check is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hustings.voting import Group
from hustings.voting.groups import Element, Equation
from hustings.voting.proofs import Claim, OneProcess

# As many as a second or so checks; the long products of an equation gain nothing from more.
PIECE = 1000
T = TypeVar("T")


@dataclass
class MeasuredChecker:
    """Does the arithmetic in this process, and calls `report` with the number of group elements gone through."""

    group: Group
    report: Callable[[int], None]
    _done: int = field(default=0, init=False)

    def check_members(self, elements: Sequence[Element]) -> list[bool]:
        """For each element, whether it lies in the group."""
        found: list[bool] = []
        for piece in self._pieces(elements):
            found += OneProcess(self.group).check_members(piece)
            self._tell(len(piece))
        return found

    def check_equations(self, equations: Sequence[Equation]) -> bool:
        """Whether all of the equations between members hold."""
        for piece in self._pieces(equations):
            if not OneProcess(self.group).check_equations(piece):
                return False
            self._tell(sum(len(equation.bases) for equation in piece))
        return True

    def check_claims(self, claims: Sequence[Claim]) -> list[bool]:
        """For each claim about members, whether its proofs hold."""
        found: list[bool] = []
        for piece in self._pieces(claims):
            found += OneProcess(self.group).check_claims(piece)
            self._tell(sum(2 * len(branch) for claim in piece for branch in claim.branches))
        return found

    def _pieces(self, items: Sequence[T]) -> Iterator[Sequence[T]]:
        return (items[start : start + PIECE] for start in range(0, len(items), PIECE))

    def _tell(self, elements: int) -> None:
        self._done += elements
        self.report(self._done)
