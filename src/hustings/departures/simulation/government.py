"""How an organisation is governed in a term: the committee that its members elect, and the motion it adopts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hustings.counting import RULES, Drawn, OptionError, Profile, ProfileError, count

from .cells import NEARLY, Floats, Ints
from .model import Model, ModelError

# Expected votes are fractions, ballots are whole numbers: a mean field is elected with up to so many ballots to a vote,
# and with no more in all than every rule can count.
BALLOTS_PER_VOTE, MOST_BALLOTS = 1000, 10**9


@dataclass(frozen=True, eq=False)
class Government:
    """The candidates of a model and the ballot that each of its cells casts.

    `papers` (different ballots x places, uint8) as in a Profile; `ballot`, over the cells: the row each casts.
    """

    model: Model
    position: Floats
    group: Ints
    papers: NDArray[np.uint8]
    ballot: Ints

    def elect(self, votes: Floats | Ints, draw: np.random.Generator | None) -> Ints:
        """The candidates whom these votes of the cells elect; nobody if nobody votes."""
        ballots = np.bincount(self.ballot, weights=votes, minlength=len(self.papers))
        if not (ballots == np.rint(ballots)).all():
            ballots = ballots * max(1, min(BALLOTS_PER_VOTE, MOST_BALLOTS // int(ballots.sum() + 1)))
        counts = np.rint(ballots).astype(np.int64)
        cast = counts > 0
        if not cast.any():
            return np.empty(0, np.int64)
        order = np.arange(len(self.position)) if draw is None else draw.permutation(len(self.position))
        profile = Profile(
            tuple(str(c + 1) for c in range(len(self.position))),
            "rankings" if RULES[self.model.rule].needs == "rankings" else "approvals",
            self.papers[cast],
            counts[cast],
            ballots=int(counts.sum()),
        )
        elected = count(profile, self.model.rule, self.model.seats, Drawn(tuple(order.tolist()))).elected
        return np.array(elected, np.int64)

    def seats_by_group(self, committee: Ints) -> Ints:
        """How many of the committee each group put up."""
        return np.bincount(self.group[committee], minlength=len(self.model.groups))


def government_of(model: Model, position: Floats) -> Government:
    """Who stands in a model, and how voters at these positions rank them: the nearest first.

    Raises ModelError where the rule cannot fill the seats of this model.
    """
    places = np.array([place for group in model.groups for place in group.candidates], np.float64)
    groups = np.array([g for g, group in enumerate(model.groups) for _ in group.candidates], np.int64)
    if not model.seated:
        empty = np.empty((1, 0), np.uint8)
        return Government(model, places, groups, empty, np.zeros(len(position), np.int64))
    marks = _marks(model, len(places))
    # Rounded, so that a voter half-way between two candidates is so in spite of floating point.
    distance = np.round(np.abs(position[:, None] - places[None, :]), 9)
    ranked = np.argsort(distance, axis=1, kind="stable")[:, :marks].astype(np.uint8)
    if RULES[model.rule].needs != "rankings":
        ranked.sort(axis=1)
    papers, ballot = np.unique(ranked, axis=0, return_inverse=True)
    made = Government(model, places, groups, papers, ballot.reshape(-1))
    try:
        made.elect(np.ones(len(position)), None)
    except (OptionError, ProfileError) as error:
        raise ModelError("rule", f"{model.rule} cannot elect this committee: {error}") from None
    return made


def _marks(model: Model, candidates: int) -> int:
    if model.rule == "fptp":
        return 1
    if model.rule == "block":
        return min(model.marks or model.seats, model.seats)
    default = candidates if RULES[model.rule].needs == "rankings" else model.seats
    return model.marks or default


def median(position: Floats, votes: Floats | Ints, standing: float) -> float:
    """The position of the median voter; of two middle ones, the one nearer to what stands. No votes: what stands."""
    order = np.argsort(position, kind="stable")
    held = np.cumsum(votes[order])
    if not len(held) or held[-1] <= 0:
        return standing
    half = held[-1] / 2
    low = position[order[np.searchsorted(held, half - NEARLY)]]
    high = position[order[min(np.searchsorted(held, half + NEARLY), len(order) - 1)]]
    return float(low if abs(low - standing) <= abs(high - standing) else high)


def decided(model: Model, seated: Floats, standing: float, draw: np.random.Generator | None) -> float:
    """The policy after a committee whose members hold the positions `seated` voted on this term's motion.

    `draw` is needed where the motion is a member's or random.
    """
    if not len(seated):
        return standing
    if model.motion == "median" or draw is None:
        motion = median(seated, np.ones(len(seated)), standing)
    elif model.motion == "member":
        motion = float(seated[draw.integers(len(seated))])
    else:
        motion = float(draw.random())
    nearer = int((np.abs(seated - motion) < np.abs(seated - standing) - NEARLY).sum())
    return motion if nearer > model.majority * model.seats else standing


def holder(seats: Ints, before: int) -> int:
    """The group with the most seats; of several, the one that held most before, if it is among them."""
    most = np.flatnonzero(seats == seats.max(initial=0))
    if not seats.any() or before in most:
        return before
    return int(most[0])
