"""What the protocol asks of a group. Operations take lists, so that a faster engine can stand behind them."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from .. import canonical
from ..errors import VotingError

# Opaque outside its group: 32 bytes in Ed25519, a gmpy2 integer in a finite field. Hashable, comparable, picklable.
Element = Any


class Equation(NamedTuple):
    """To be checked: `target` is the product of bases[i] ** exponents[i]."""

    target: Element
    bases: Sequence[Element]
    exponents: Sequence[int]


class Group(ABC):
    """A cyclic group of prime order, written multiplicatively."""

    name: str
    order: int
    generator: Element
    neutral: Element
    # How many bytes `embed` can hide in an element: one for each answer of a ranked question.
    embedded_bytes: int = 0

    @abstractmethod
    def parse(self, text: str) -> Element:
        """The element that a text writes canonically; membership is checked by `check_members`, not here.

        Raises ValueError if the text is not the one canonical form of a value in range.
        """

    def read(self, value: canonical.Json, what: str) -> Element:
        """The element of a JSON string, its membership still unchecked. Raises VotingError naming `what`."""
        try:
            return self.parse(canonical.string(value, what))
        except VotingError:
            raise
        except ValueError:
            raise VotingError(f"{what} is not an element of {self.name} in its canonical form.") from None

    def read_member(self, value: canonical.Json, what: str) -> Element:
        """A key: a member of the group other than the neutral element. Raises VotingError naming `what`."""
        element = self.read(value, what)
        if element == self.neutral or not self.check_members([element])[0]:
            raise VotingError(f"{what} is not a usable element of {self.name}: neutral, or outside the group.")
        return element

    @abstractmethod
    def text(self, element: Element) -> str:
        """The one text of an element, as in records and in hashes."""

    @abstractmethod
    def sort_key(self, element: Element) -> Any:
        """What credentials are sorted by."""

    @abstractmethod
    def check_members(self, elements: Sequence[Element]) -> list[bool]:
        """For each parsed element, whether it lies in the group (the neutral element does)."""

    @abstractmethod
    def multiply_many(self, left: Sequence[Element], right: Sequence[Element]) -> list[Element]:
        """The products left[i] * right[i]."""

    @abstractmethod
    def inverse(self, element: Element) -> Element:
        """The inverse of a member."""

    @abstractmethod
    def exp_many(self, bases: Sequence[Element], exponents: Sequence[int]) -> list[Element]:
        """The powers bases[i] ** exponents[i] of members."""

    @abstractmethod
    def embed(self, number: int) -> Element:
        """The element in which a number of at most `embedded_bytes` bytes is hidden (section 4.11.2).

        Raises ValueError if the number is too large.
        """

    @abstractmethod
    def extract(self, element: Element) -> int:
        """The number hidden in an element; of an element that `embed` did not make, some number."""

    @abstractmethod
    def independent(self, index: int) -> Element:
        """A generator whose logarithm nobody knows; one for each index from -1 (section 6, table 8)."""

    def prepare(self, base: Element) -> None:  # noqa: B027 - a group without tables has nothing to do
        """Prepare for many powers of the same base."""

    def product(self, elements: Iterable[Element]) -> Element:
        """The product of a list; the neutral element for an empty one."""
        rest = list(elements) or [self.neutral]
        while len(rest) > 1:
            half = len(rest) // 2
            rest = self.multiply_many(rest[:half], rest[half : 2 * half]) + rest[2 * half :]
        return rest[0]

    def multi_exp(self, bases: Sequence[Element], exponents: Sequence[int]) -> Element:
        """The product of bases[i] ** exponents[i]."""
        return self.product(self.exp_many(bases, exponents))

    def exp_pairs(
        self, bases: Sequence[Element], responses: Sequence[int], elements: Sequence[Element], challenges: Sequence[int]
    ) -> list[Element]:
        """The commitments bases[i] ** responses[i] * elements[i] ** challenges[i]."""
        return self.multiply_many(self.exp_many(bases, responses), self.exp_many(elements, challenges))

    def check_equations(self, equations: Sequence[Equation]) -> bool:
        """Whether all of the equations between members hold."""
        return all(target == self.multi_exp(bases, exponents) for target, bases, exponents in equations)

    def __reduce__(self) -> tuple[Any, ...]:
        from . import get_group

        return get_group, (self.name,)

    def random_scalar(self) -> int:
        """A uniformly random exponent."""
        return secrets.randbelow(self.order)
