"""How a tie is broken. A policy is always named; nothing is chosen at random in secret or by the order of a file.

A policy is one step, or a tuple of steps tried in turn until one separates the tied candidates:

    ByRule()               what the rule itself prescribes (looking back, for most rules of transferable votes)
    LookBack(narrow=...)   the most recent earlier stage at which the tied candidates differed
    LookForward(narrow=...) the earliest stage at which they differed
    Drawn(order)           a lot that people drew: candidates from 0, the one favoured first
    Lot(seed)              the pseudo-random order that a published seed gives: see lot_order

A lot given alone is the last resort: `Lot("x")` means `(ByRule(), Lot("x"))`. A tuple is taken exactly as it is.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal

from hustings.counting.said import Said, gettext_lazy

# What the tied are chosen for: a seat; exclusion; the first transfer of a surplus; a whole paper instead of a fraction;
# an earlier place, where a rule needs the candidates in order; the final.
Purpose = Literal["election", "exclusion", "surplus", "paper", "order", "final"]
WANTED: dict[Purpose, str] = {
    "election": "election",
    "exclusion": "exclusion",
    "surplus": "the transfer of a surplus",
    "paper": "a paper of a surplus",
    "order": "an earlier place",
    "final": "the final",
}


class UnbrokenTie(ValueError):  # noqa: N818  it reads as what it is
    """The policy cannot break a tie and no lot was given for it.

    `candidates` (from 0) are tied for `places` places: so many of them are to be chosen, for `purpose`.
    """

    def __init__(self, candidates: Sequence[int], places: int, purpose: Purpose, names: Sequence[str]) -> None:
        self.candidates = tuple(candidates)
        self.places = places
        self.purpose = purpose
        listed = ", ".join(names[c] for c in candidates)
        super().__init__(
            f"{listed} are tied and {places} of them must be chosen for {WANTED[purpose]}. "
            "Draw a lot and give the order drawn, or name a published seed."
        )


@dataclass(frozen=True)
class ByRule:
    """The steps that the rule of the count prescribes."""


@dataclass(frozen=True)
class LookBack:
    """The most recent earlier stage at which the tied differed decides.

    With `narrow`, a stage that separates only some of them leaves the others tied, and the search goes on among these.
    Without, a stage counts only if it separates those chosen from the others completely.
    """

    narrow: bool = True


@dataclass(frozen=True)
class LookForward:
    """The earliest stage at which the tied differed decides. `narrow` as in LookBack."""

    narrow: bool = True


@dataclass(frozen=True)
class Drawn:
    """A lot drawn by people: candidates from 0, most favoured first. It settles a tie if it names all the tied."""

    order: tuple[int, ...]


@dataclass(frozen=True)
class Lot:
    """The order that a published seed gives. See lot_order."""

    seed: str


Step = ByRule | LookBack | LookForward | Drawn | Lot
TiePolicy = Step | tuple[Step, ...]


def lot_order(seed: str, n: int) -> tuple[int, ...]:
    """The published pseudo-random order of n candidates (from 0), the most favoured first.

    Candidate number i (from 1) gets the SHA-256 of the UTF-8 text `seed/i`; the smallest digest comes first. Anyone
    can recompute it: `printf '%s' "seed/1" | sha256sum`.
    """
    return tuple(sorted(range(n), key=lambda c: hashlib.sha256(f"{seed}/{c + 1}".encode()).digest()))


@dataclass(frozen=True)
class Tie:
    """A tie that occurred: who tied (from 0), at which stage, for what, how many were chosen, who, and how."""

    stage: int
    purpose: Purpose
    candidates: tuple[int, ...]
    places: int
    chosen: tuple[int, ...]
    steps: Said

    @property
    def how(self) -> str:
        """By which steps of the policy, in English."""
        return str(self.steps)


@dataclass(frozen=True)
class TieBreaker:
    """A policy applied to one count. `by_rule` are the rule's own steps; `names` serve messages."""

    policy: TiePolicy
    by_rule: tuple[Step, ...]
    names: tuple[str, ...]
    record: list[Tie] = field(default_factory=list)

    def steps(self) -> tuple[Step, ...]:
        """The policy's steps with the rule's own put in their place."""
        policy = self.policy
        if isinstance(policy, (Lot, Drawn)):
            policy = (ByRule(), policy)
        elif not isinstance(policy, tuple):
            policy = (policy,)
        return tuple(step for part in policy for step in (self.by_rule if isinstance(part, ByRule) else (part,)))

    def choose(
        self,
        tied: Sequence[int],
        places: int,
        purpose: Purpose,
        stage: int,
        history: Sequence[tuple[int, Sequence[int]]] = (),
        lots: bool = True,
    ) -> tuple[int, ...]:
        """The `places` candidates chosen out of `tied`, in order; writes the tie into the record.

        `history` holds the number and the votes of each earlier stage (or point within a stage), oldest first. For
        exclusion the lower is chosen, else the higher. Without `lots` the policy's lots are passed
        over. Raises UnbrokenTie.
        """
        left, chosen, how = sorted(tied), list[int](), list[Said]()
        for step in self.steps():
            if isinstance(step, Lot | Drawn) and not lots:
                continue
            for figures, said in self._comparisons(step, left, history):
                wanted = places - len(chosen)
                ahead, level = _divide(left, figures, wanted, lowest=purpose == "exclusion")
                if len(level) == len(left) or (level and isinstance(step, LookBack | LookForward) and not step.narrow):
                    continue
                how.append(said)
                chosen += ahead
                left = level
                if not left:
                    self.record.append(
                        Tie(stage, purpose, tuple(sorted(tied)), places, tuple(chosen), reduce(_then, how))
                    )
                    return tuple(chosen)
        raise UnbrokenTie(left, places - len(chosen), purpose, self.names)

    def _comparisons(
        self,
        step: Step,
        tied: Sequence[int],
        history: Sequence[tuple[int, Sequence[int]]],
    ) -> list[tuple[dict[int, int], Said]]:
        """The comparisons a step makes, each as a figure per tied candidate and what is said of it."""
        n = len(self.names)
        if isinstance(step, LookBack | LookForward):
            stages = reversed(history) if isinstance(step, LookBack) else history
            return [
                ({c: votes[c] for c in tied}, gettext_lazy("by the votes at stage {number}", number=number))
                for number, votes in stages
            ]
        if isinstance(step, Lot):
            order = lot_order(step.seed, n)
            return [
                ({c: -order.index(c) for c in tied}, gettext_lazy("by the lot of the seed “{seed}”", seed=step.seed))
            ]
        if isinstance(step, Drawn) and set(tied) <= set(step.order):
            return [({c: -step.order.index(c) for c in tied}, gettext_lazy("by the lot that was drawn"))]
        return []


def _then(first: Said, then: Said) -> Said:
    return gettext_lazy("{first}; then {then}", first=first, then=then)


def _divide(tied: Sequence[int], figures: dict[int, int], wanted: int, lowest: bool) -> tuple[list[int], list[int]]:
    """Those surely among the wanted, and those level with each other across the line between wanted and not."""
    ranked = sorted(tied, key=lambda c: figures[c] if lowest else -figures[c])
    last, next_one = figures[ranked[wanted - 1]], figures[ranked[wanted]]
    if last != next_one:
        return ranked[:wanted], []
    return [c for c in ranked[:wanted] if figures[c] != last], [c for c in ranked if figures[c] == last]
