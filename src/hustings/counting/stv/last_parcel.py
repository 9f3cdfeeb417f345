"""Gregory with the last parcel only: a surplus moves on the papers that came last, in whole hundredths of a vote.

ers97: Newland and Britton, How to Conduct an Election by the Single Transferable Vote, 3rd edition, Electoral Reform
Society 1997 (ERS97), section 5. northern_ireland: The Electoral Law / Local Elections (Northern Ireland) Order 1985
(SI 1985/454), Schedule, rules 41 to 52.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import sub

from hustings.counting.profile import NOBODY
from hustings.counting.record import Count
from hustings.counting.said import Said, ngettext_lazy
from hustings.counting.sheet import Sheet
from hustings.counting.stv.piles import Papers, Parcel, Share
from hustings.counting.stv.standing import Standing
from hustings.counting.ties import UnbrokenTie


@dataclass(frozen=True)
class Ways:
    """In what the two rules differ, and where each says what.

    `scale`: units in a vote. `whole_quota`: the quota is a whole number; otherwise it has the decimals of the scale, is
    rounded up, and falls while papers become non-transferable before anybody is elected. `active_vote`: one is also
    elected on a share of the active vote. `level_enough`: figures may be level where candidates are excluded together
    or surpluses deferred. `first_apart`: first preferences are a batch of their own. `one_batch`: all papers of the
    excluded are one batch. `majority_by`: by how much one candidate must lead all the others together to take the last
    vacancy, if that is so. `single_waits`: a single seat is not filled before the first exclusion.
    """

    scale: int
    whole_quota: bool
    active_vote: bool
    level_enough: bool
    first_apart: bool
    one_batch: bool
    majority_by: int | None
    single_waits: bool
    first: str
    surplus: str
    exclusion: str
    last: str


ERS97 = Ways(
    scale=100,
    whole_quota=False,
    active_vote=True,
    level_enough=True,
    first_apart=False,
    one_batch=False,
    majority_by=None,
    single_waits=False,
    first="5.1",
    surplus="5.2 and 5.3",
    exclusion="5.2 and 5.4",
    last="5.5",
)
NORTHERN_IRELAND = Ways(
    scale=100,
    whole_quota=True,
    active_vote=False,
    level_enough=False,
    first_apart=True,
    one_batch=False,
    majority_by=0,
    single_waits=True,
    first="rules 47 and 48",
    surplus="rules 49 and 50",
    exclusion="rule 51",
    last="rule 52",
)


def ers97(sheet: Sheet) -> Count:
    """The rules of the Electoral Reform Society, 1997."""
    return LastParcel(sheet, ERS97, Papers(sheet.profile)).count()


def northern_ireland(sheet: Sheet) -> Count:
    """The rule of local elections in Northern Ireland."""
    return LastParcel(sheet, NORTHERN_IRELAND, Papers(sheet.profile)).count()


class LastParcel:
    """One count under way."""

    def __init__(self, sheet: Sheet, ways: Ways, papers: Papers) -> None:
        sheet.scale = ways.scale
        self.sheet = sheet
        self.ways = ways
        self.papers = papers
        self.standing = Standing(sheet)
        n = self.papers.candidates
        self.votes = [0] * n
        self.batches: list[list[list[Parcel]]] = [[] for _ in range(n)]  # by candidate: each batch received, in order
        self.surpluses: list[int] = []  # elected candidates whose surplus is not transferred
        self.unsorted = 0  # votes of an exclusion that is under way
        self.non_transferable = 0
        self.lost = 0
        self.newly: list[int] = []
        self._give(self.papers.share([self.papers.all(ways.scale)], self.standing.continuing), first=True)
        self.valid = sum(self.votes)
        self.quota = self._quota()

    def count(self) -> Count:
        """The whole count."""
        ways, sheet = self.ways, self.sheet
        said = sheet.papers_and_quota(self.valid // ways.scale, self.quota)
        if not self._waits():
            self._elect()
        self._fill_last()
        self._close(said, ways.first)
        while self.standing.vacancies and self.standing.continuing:
            together = self._batch(self._untransferred())
            if self.surpluses and not together:
                self._transfer_surplus()
            else:
                self._exclude(together or [self.standing.lowest(self.votes)])
        return sheet.close(valid=self.valid // self.ways.scale, quota=self.quota)

    def _quota(self) -> int:
        if self.ways.whole_quota:
            return (self.valid // self.ways.scale // (self.sheet.seats + 1) + 1) * self.ways.scale
        return -(-(self.valid - self.non_transferable - self.lost) // (self.sheet.seats + 1))

    def _give(self, shares: Sequence[Share], first: bool = False) -> int:
        """Adds a batch to the candidates; returns the value of the papers that go to nobody."""
        nowhere = 0
        received: dict[int, list[Parcel]] = {}
        for _, target, parcel in shares:
            if target == NOBODY:
                nowhere += parcel.papers * parcel.value
            else:
                self.votes[target] += parcel.papers * parcel.value
                received.setdefault(target, []).append(parcel)
        for target, parcels in received.items():
            self.batches[target].append(parcels)
        if first:
            for c, batches in enumerate(self.batches):
                if c not in received:
                    batches.append([])
        return nowhere

    def _untransferred(self) -> int:
        return sum(self.votes[c] - self.quota for c in self.surpluses)

    def _elect(self) -> None:
        """Deems elected, most votes first, whoever reaches the quota or the share of the active vote."""
        standing = self.standing
        while standing.vacancies:
            doomed = set(standing.doomed())
            active = sum(self.votes[c] for c in standing.continuing) + self._untransferred() + self.unsorted
            reaching = [
                c
                for c in standing.continuing
                if c not in doomed and (self.votes[c] >= self.quota or self._has_share(self.votes[c], active))
            ]
            if not reaching:
                return
            most = max(self.votes[c] for c in reaching)
            level = [c for c in reaching if self.votes[c] == most]
            if standing.has_room(level):
                c = level[0]
            elif self.ways.active_vote:
                try:  # ERS97 5.6.2: if looking forward does not help, none is deemed elected now
                    c = self.sheet.choose(level, 1, "election", lots=False)[0]
                except UnbrokenTie:
                    return
            else:
                c = self.sheet.one(level, "election")
            standing.elect(c)
            self.newly.append(c)
            if self.votes[c] > self.quota:
                self.surpluses.append(c)

    def _has_share(self, votes: int, active: int) -> bool:
        return self.ways.active_vote and votes > 0 and votes * (self.standing.vacancies + 1) >= active

    def _fill_last(self) -> None:
        """The remaining candidates, if no more are left than vacancies, or one who outvotes all the others."""
        standing, votes = self.standing, self.votes
        if standing.vacancies and standing.full():
            self.newly += standing.elect_rest(votes)
        elif self.ways.majority_by is not None and standing.vacancies == 1 and not self._waits():
            best = max(standing.continuing, key=lambda c: votes[c])
            others = sum(votes[c] for c in standing.continuing) - votes[best] + self._untransferred()
            level = [c for c in standing.continuing if votes[c] == votes[best]]
            if votes[best] >= others + self.ways.majority_by and len(level) == 1 and best not in standing.doomed():
                standing.elect(best)
                self.newly.append(best)

    def _waits(self) -> bool:
        """Whether a single seat must wait for the first exclusion (Northern Ireland, rule 48(3))."""
        return self.ways.single_waits and self.sheet.seats == 1 and not self.sheet.stages

    def _batch(self, surplus: int) -> list[int]:
        """As many of the lowest as can be excluded together, given the surpluses not transferred; none if that fails.

        A candidate outside the batch must stay ahead even if all these votes went to the highest of the batch.
        """
        standing, votes = self.standing, self.votes
        doomed = standing.doomed()
        if doomed:
            return [standing.lowest(votes)] if not self.surpluses else []
        guarded = standing.guarded()
        if guarded or any(reserve.at_least for reserve in self.sheet.reserves):
            return self._one_alone(surplus, guarded)
        ranked = sorted(standing.continuing, key=lambda c: votes[c])
        together, best = 0, 0
        for size in range(1, len(ranked) - standing.vacancies + 1):
            together += votes[ranked[size - 1]]
            above = votes[ranked[size]] if size < len(ranked) else None
            if above is not None and self._stays_ahead(together + surplus, above):
                best = size
        if not best:
            return []
        last = votes[ranked[best - 1]]
        surely = [c for c in ranked if votes[c] < last]
        level = [c for c in ranked if votes[c] == last]
        if len(surely) + len(level) > best:
            level = list(self.sheet.choose(level, best - len(surely), "exclusion"))
        return surely + level

    def _one_alone(self, surplus: int, guarded: set[int]) -> list[int]:
        """With reserved seats candidates are excluded one at a time, the guarded passed over."""
        open_ = sorted((c for c in self.standing.continuing if c not in guarded), key=lambda c: self.votes[c])
        if surplus and (len(open_) < 2 or not self._stays_ahead(self.votes[open_[0]] + surplus, self.votes[open_[1]])):
            return []
        return [self.standing.lowest(self.votes)]

    def _stays_ahead(self, below: int, above: int) -> bool:
        return below <= above if self.ways.level_enough else below < above

    def _transfer_surplus(self) -> None:
        sheet, votes = self.sheet, self.votes
        most = max(votes[c] for c in self.surpluses)
        source = sheet.one([c for c in self.surpluses if votes[c] == most], "surplus")
        surplus = votes[source] - self.quota
        self.surpluses.remove(source)
        shares = self.papers.share(self.batches[source][-1], self.standing.continuing)
        moving = [share for share in shares if share[1] != NOBODY]
        worth = sum(parcel.papers * parcel.value for _, _, parcel in moving)
        if worth > surplus:
            moving = self._reduced(moving, surplus)
            self.lost += surplus - sum(parcel.papers * parcel.value for _, _, parcel in moving)
        else:
            self.non_transferable += surplus - worth
        votes[source] = self.quota
        before = votes.copy()
        self._give(moving)
        said = sheet.surplus_moved(source, surplus, [*map(sub, votes, before)])
        self._elect()
        self._fill_last()
        self._close(said, self.ways.surplus, moved_from=[source])

    def _reduced(self, moving: list[Share], surplus: int) -> list[Share]:
        """The papers at the value at which together they carry the surplus, cut off to a whole unit."""
        value = surplus // sum(parcel.papers for _, _, parcel in moving)
        return [(number, target, replace(parcel, value=value)) for number, target, parcel in moving]

    def _exclude(self, gone: Sequence[int]) -> None:
        sheet, standing, votes = self.sheet, self.standing, self.votes
        together = sum(votes[c] for c in gone)
        standing.exclude(gone)
        if self.ways.active_vote and standing.full():  # ERS97 5.5.1: the rest are elected without a transfer
            self.newly += standing.elect_rest(votes)
            names, with_votes = sheet.names(gone), sheet.votes(together)
            said = ngettext_lazy(
                "{names} would be excluded with {votes}.",
                "{names} would be excluded together with {votes}.",
                len(gone),
                names=names,
                votes=with_votes,
            )
            self._close(said, self.ways.last, excluded=gone)
            return
        before = votes.copy()
        batches = self._batches_of(gone)
        self.unsorted = together
        for c in gone:
            votes[c] = 0
            self.batches[c] = []
        for number, parcels in enumerate(batches):
            self.unsorted -= sum(parcel.papers * parcel.value for parcel in parcels)
            nowhere = self._give(self.papers.share(parcels, standing.continuing))
            self.non_transferable += nowhere
            if nowhere and not standing.elected and not self.ways.whole_quota:
                self.quota = self._quota()
            self._elect()
            if number + 1 < len(batches):
                self.sheet.remember(votes)
            if not standing.vacancies:
                break
        self.non_transferable += self.unsorted
        self.unsorted = 0
        self._fill_last()
        said = sheet.excluded(gone, together, [*map(sub, votes, before)])
        self._close(said, self.ways.exclusion, moved_from=gone, excluded=gone)

    def _batches_of(self, gone: Sequence[int]) -> list[list[Parcel]]:
        """The papers of the excluded in batches of falling value; for Northern Ireland first preferences before."""
        held = [self.batches[c] for c in gone]
        if self.ways.one_batch:
            return [[parcel for received in held for batch in received for parcel in batch]]
        batches: list[list[Parcel]] = []
        if self.ways.first_apart:
            batches.append([parcel for received in held for parcel in received[0]])
            held = [received[1:] for received in held]
        by_value: dict[int, list[Parcel]] = {}
        for received in held:
            for batch in received:
                for parcel in batch:
                    by_value.setdefault(parcel.value, []).append(parcel)
        batches += [by_value[value] for value in sorted(by_value, reverse=True)]
        return [batch for batch in batches if batch]

    def _close(self, event: Said, clause: str, moved_from: Sequence[int] = (), excluded: Sequence[int] = ()) -> None:
        assert sum(self.votes) + self.non_transferable + self.lost == self.valid
        reached = [c for c in self.newly if self.votes[c] >= self.quota]
        others = [c for c in self.newly if self.votes[c] < self.quota]
        said = [event]
        if reached:
            said.append(self.sheet.reached(reached))
        if others:
            said.append(self.sheet.without_quota(others))
        self.sheet.close_stage(
            self.votes,
            said,
            clause,
            non_transferable=self.non_transferable,
            lost=self.lost,
            quota=self.quota,
            moved_from=moved_from,
            elected=self.newly,
            excluded=excluded,
        )
        self.newly = []
