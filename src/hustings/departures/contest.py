"""One contest whose ballots can be counted again and again with some of them gone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from hustings.counting import RULES, ByRule, Count, Drawn, Profile, TiePolicy, UnbrokenTie, count
from hustings.counting.profile import NOBODY
from hustings.departures.errors import DepartureError

GREGORY = ("scottish-stv", "wig-stv")
MOST_LOTS = 200  # recounts of one set of ballots with lots that fall otherwise
LARGEST_PRODUCT = 2**62

Counts = NDArray[np.int64]
Winners = tuple[int, ...]


@dataclass(frozen=True)
class Contest:
    """Ballots, rule and seats. `ties` decides the count with nobody gone; see outcomes() for the recounts."""

    profile: Profile
    rule: str
    seats: int
    ties: TiePolicy = ByRule()  # noqa: RUF009  a frozen value
    options: Mapping[str, int | str] = field(default_factory=dict)

    @cached_property
    def before(self) -> Count:
        """The count with nobody gone. Raises what counting.count raises."""
        return self.count(self.profile.counts, self.ties)

    @cached_property
    def winners(self) -> Winners:
        """Who is elected with nobody gone, in order of their numbers; a list as often as it wins a seat."""
        return winners_of(self.before)

    @cached_property
    def standing(self) -> tuple[int, ...]:
        """The candidates who have not withdrawn."""
        return tuple(c for c in range(len(self.profile.candidates)) if c not in self.profile.withdrawn)

    def staying(self, counts: Counts) -> Profile:
        """The profile with so many ballots of each row."""
        return replace(self.profile, counts=counts, ballots=int(counts.sum()))

    def count(self, counts: Counts, ties: TiePolicy) -> Count:
        """The full count of so many ballots of each row."""
        profile = self.profile if counts is self.profile.counts else self.staying(counts)
        return count(profile, self.rule, self.seats, ties, options=self.options)

    def outcomes(self, counts: Counts) -> frozenset[Winners] | None:
        """Everybody who may be elected by so many ballots of each row, whichever way lots fall.

        Only a lot that the rule leaves open counts as one; looking back is part of the rule. None if there are too many
        lots to try, or no valid ballot is left to count.
        """
        fast = self._elected_fast(counts)
        if fast is not None:
            return frozenset([fast])
        if not self.staying(counts).valid:
            return None
        found = set()
        for recounts, after in enumerate(self.by_every_lot(counts)):
            found.add(winners_of(after))
            if recounts >= MOST_LOTS:
                return None
        return frozenset(found)

    def by_every_lot(self, counts: Counts) -> Iterator[Count]:
        """The count of so many ballots, once for every way in which its lots may fall."""
        policy = self.policy_without_lots
        todo: list[tuple[Drawn, ...]] = [()]
        while todo:
            drawn = todo.pop()
            try:
                yield self.count(counts, (*policy, *drawn))
            except UnbrokenTie as tie:
                if any(set(tie.candidates) <= set(lot.order) for lot in drawn):
                    raise
                todo += [(*drawn, Drawn(order)) for order in permutations(tie.candidates)]

    @cached_property
    def policy_without_lots(self) -> tuple[ByRule, ...]:
        """How ties are broken after departures before it comes to a lot."""
        return (ByRule(),)

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.uint8], NDArray[np.bool_], int, bool] | None:
        """What the compiled recounts read, if there is one for this rule and these ballots."""
        profile = self.profile
        if self.rule not in (*GREGORY, "irv") or profile.level is not None or profile.kind != "rankings":
            return None
        if self.rule == "irv" and self.seats != 1:
            return None
        standing = np.zeros(len(profile.candidates), np.bool_)
        standing[list(self.standing)] = True
        options = {option.name: option.default for option in RULES[self.rule].options} | dict(self.options)
        scale = 10 ** int(options.get("decimals", 5))
        if int(profile.counts.sum()) * scale * scale > LARGEST_PRODUCT:
            return None
        papers = profile.papers.copy()  # the loops are compiled for arrays that may be written to, as counts are
        if papers.shape[1] == 0:
            papers = np.full((len(papers), 1), NOBODY, np.uint8)
        return papers, standing, scale, options.get("quota", "whole") == "whole"

    def _elected_fast(self, counts: Counts) -> Winners | None:
        """Who is elected, by a compiled recount; None where there is none, or only a lot could decide."""
        if self._arrays is None:
            return None
        from hustings.departures import loops  # loads the compiler, only where it pays

        papers, standing, scale, whole_quota = self._arrays
        if not counts.flags.writeable:
            counts = counts.copy()
        elected = np.zeros(len(standing), np.bool_)
        if self.rule == "irv":
            said = loops.instant_runoff(papers, counts, standing, elected)
        else:
            said = loops.gregory(papers, counts, standing, self.seats, scale, whole_quota, elected)
        return None if said == loops.NEEDS_LOT else tuple(np.flatnonzero(elected).tolist())


def winners_of(result: Count) -> Winners:
    """The elected in order of their numbers."""
    return tuple(sorted(result.elected))


def contest_of(
    profile: Profile,
    rule: str,
    seats: int | None,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> Contest:
    """The contest, counted once with nobody gone. Raises DepartureError, and what counting.count raises."""
    seats = seats or profile.seats
    if seats is None:
        raise DepartureError("The file does not say how many are elected; give the number of seats.")
    contest = Contest(profile, rule, seats, ties, dict(options or {}))
    try:
        _ = contest.winners
    except UnbrokenTie as tie:
        raise DepartureError(f"The count before anybody leaves needs a lot: {tie}") from None
    return contest
