"""What the rehearsal plays: one elector for each ballot of a real election, and the totals that must come out."""

import random
from collections import Counter
from dataclasses import dataclass

from hustings.counting import Profile
from hustings.counting.profile import NOBODY


@dataclass(frozen=True)
class Part:
    """One elector of the rehearsal: the candidates (from 0) whom they mark, and those they marked before a revote."""

    number: str
    email: str
    marks: tuple[int, ...]
    first_marks: tuple[int, ...] | None


@dataclass(frozen=True)
class Script:
    candidates: tuple[str, ...]
    seats: int
    parts: tuple[Part, ...]

    @property
    def totals(self) -> list[int]:
        """The votes of each candidate, computed straight from the ballots and from nothing else."""
        votes = Counter(place for part in self.parts for place in part.marks)
        return [votes[place] for place in range(len(self.candidates))]


def write(profile: Profile, seats: int, most: int | None, revotes: float, seed: int) -> Script:
    """Turn each ballot's first `seats` preferences into the choices of a block vote.

    `most` ballots at most, drawn at random with `seed`; the share `revotes` of electors first vote otherwise.
    """
    draw = random.Random(seed)  # noqa: S311 - which ballots are played, not a secret
    rankings = [
        tuple(int(place) for place in paper[:seats] if place != NOBODY)
        for paper, count in zip(profile.papers, profile.counts, strict=True)
        for _ in range(int(count))
    ]
    if most is not None and most < len(rankings):
        rankings = draw.sample(rankings, most)
    draw.shuffle(rankings)
    everyone = range(len(profile.candidates))
    parts = tuple(
        Part(
            number=f"{n:06d}",
            email=f"elector.{n}@rehearsal.example",
            marks=marks,
            first_marks=tuple(draw.sample(everyone, draw.randint(1, seats))) if draw.random() < revotes else None,
        )
        for n, marks in enumerate(rankings, 1)
    )
    return Script(profile.candidates, seats, parts)
