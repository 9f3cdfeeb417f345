"""What the rehearsal plays: one elector for each ballot of a real election, and what must come out."""

import random
from collections import Counter
from dataclasses import dataclass

from hustings.counting import Profile
from hustings.counting.profile import NOBODY


@dataclass(frozen=True)
class Part:
    """One elector of the rehearsal: the candidates (from 0) whom they mark or rank, in order of preference.

    `first_marks` are those of a ballot cast before, which the later one replaces.
    """

    number: str
    email: str
    marks: tuple[int, ...]
    first_marks: tuple[int, ...] | None


@dataclass(frozen=True)
class Script:
    candidates: tuple[str, ...]
    seats: int
    parts: tuple[Part, ...]
    ranked: bool = False

    @property
    def totals(self) -> list[int]:
        """The votes, or first preferences, of each candidate, straight from the ballots and from nothing else."""
        votes = Counter(place for part in self.parts for place in part.marks[: 1 if self.ranked else None])
        return [votes[place] for place in range(len(self.candidates))]


def write(profile: Profile, seats: int, most: int | None, revotes: float, seed: int, *, ranked: bool = False) -> Script:
    """Turn each ballot's first `seats` preferences into the choices of a block vote; or all into a ranking.

    `most` ballots at most, drawn at random with `seed`; the share `revotes` of electors first vote otherwise.
    """
    draw = random.Random(seed)  # noqa: S311 - which ballots are played, not a secret
    longest = len(profile.candidates) if ranked else seats
    rankings = [
        tuple(int(place) for place in paper[:longest] if place != NOBODY)
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
            first_marks=tuple(draw.sample(everyone, draw.randint(1, longest))) if draw.random() < revotes else None,
        )
        for n, marks in enumerate(rankings, 1)
    )
    # As the register of candidates writes names.
    names = tuple(" ".join(name.split()) for name in profile.candidates)
    return Script(names, seats, parts, ranked)
