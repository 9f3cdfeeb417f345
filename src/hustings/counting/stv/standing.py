"""Who is still in the count, and whom reserved seats protect or rule out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hustings.counting.reserve import fit
from hustings.counting.said import gettext_lazy
from hustings.counting.sheet import Sheet


@dataclass
class Standing:
    """The continuing candidates, and those deemed elected in order, during one STV count.

    Reserved seats follow the practice of guarding and dooming: a group's candidates are guarded while no more of
    them are left than it still needs; the others are doomed once every vacancy is needed for some group.
    """

    sheet: Sheet
    continuing: list[int] = field(init=False)
    elected: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        gone = self.sheet.profile.withdrawn
        self.continuing = [c for c in range(len(self.sheet.profile.candidates)) if c not in gone]

    @property
    def vacancies(self) -> int:
        """The places not yet filled."""
        return self.sheet.seats - len(self.elected)

    def elect(self, c: int) -> None:
        """Deems a continuing candidate elected."""
        self.continuing.remove(c)
        self.elected.append(c)

    def exclude(self, candidates: Sequence[int]) -> None:
        """Excludes continuing candidates."""
        for c in candidates:
            self.continuing.remove(c)

    def guarded(self) -> set[int]:
        """Continuing candidates who cannot be excluded because their group needs every one of them."""
        guarded: set[int] = set()
        for members, missing in self._needs():
            left = members & set(self.continuing)
            if 0 < missing >= len(left):
                guarded |= left
        return guarded

    def doomed(self) -> list[int]:
        """Continuing candidates who cannot be elected because every vacancy is reserved for groups they are not of."""
        if not self.sheet.reserves:
            return []
        needs = [(members, missing) for members, missing in self._needs() if missing > 0]
        if not needs or sum(missing for _, missing in needs) < self.vacancies:
            return []
        wanted = set().union(*(members for members, _ in needs))
        return [c for c in self.continuing if c not in wanted]

    def full(self) -> bool:
        """Whether no more candidates continue than there are vacancies, or none is vacant."""
        return not self.vacancies or len(self.continuing) <= self.vacancies

    def elect_reaching(self, votes: Sequence[int], threshold: int) -> list[int]:
        """Deems elected all who reach the threshold, most votes first, as far as vacancies and reserves allow.

        Where those who are level cannot all be elected, the tie is broken by the policy.
        """
        newly: list[int] = []
        reaching = [c for c in self.continuing if votes[c] >= threshold]
        while reaching and self.vacancies:
            doomed = self.doomed()
            able = [c for c in reaching if c not in doomed]
            if not able:
                break
            most = max(votes[c] for c in able)
            level = [c for c in able if votes[c] == most]
            c = level[0] if self.has_room(level) else self.sheet.one(level, "election")
            self.elect(c)
            newly.append(c)
            reaching.remove(c)
        return newly

    def has_room(self, level: Sequence[int]) -> bool:
        """Whether all of these can be elected, so that none of them is elected for standing before another."""
        return fit([*self.elected, *level], self.sheet.seats, self.sheet.reserves)

    def elect_rest(self, votes: Sequence[int]) -> list[int]:
        """Deems all continuing candidates elected, most votes first."""
        rest = sorted(self.continuing, key=lambda c: -votes[c])
        for c in rest:
            self.elect(c)
        return rest

    def lowest(self, votes: Sequence[int], slack: int = 0) -> int:
        """The candidate to exclude: the lowest of the doomed or, if none is, of those not guarded.

        Those within `slack` votes of the lowest count as level with it.
        """
        guarded: set[int] = set()
        choice = self.doomed()
        if choice:
            self.sheet.remarks.append(gettext_lazy("Every seat still to be filled was reserved for others."))
        else:
            guarded = self.guarded()
            choice = [c for c in self.continuing if c not in guarded]
        fewest = min(votes[c] for c in choice)
        if passed := [c for c in sorted(guarded) if votes[c] <= fewest]:
            names = self.sheet.names(passed)
            self.sheet.remarks.append(gettext_lazy("Not excluded, for reserved seats need them: {names}.", names=names))
        return self.sheet.one([c for c in choice if votes[c] <= fewest + slack], "exclusion")

    def _needs(self) -> list[tuple[frozenset[int], int]]:
        return [
            (reserve.members, reserve.at_least - len(reserve.members & set(self.elected)))
            for reserve in self.sheet.reserves
        ]
