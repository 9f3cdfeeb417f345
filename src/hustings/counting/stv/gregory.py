"""Weighted inclusive Gregory: every paper a candidate holds is transferred, at a fraction of its own value.

scottish: The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52; the same in the
Order of 2011 (SSI 2011/399). wig: the same steps with a number of decimals and a quota that the user chooses.
"""

from dataclasses import dataclass

from hustings.counting.profile import NOBODY
from hustings.counting.record import Count
from hustings.counting.sheet import Sheet
from hustings.counting.stv.piles import Papers, Parcel, merged
from hustings.counting.stv.standing import Standing


@dataclass(frozen=True)
class Clauses:
    """Where the rule says each thing."""

    first: str
    surplus: str
    exclusion: str
    last: str


SCOTTISH = Clauses("rules 45 to 47", "rules 48 and 49", "rules 50 and 51", "rule 52")
WEIGHTED = Clauses("first preferences", "surplus", "exclusion", "last vacancies")


def scottish(sheet: Sheet) -> Count:
    """The Scottish rule: five decimals, a whole quota."""
    sheet.scale = 10**5
    papers = Papers(sheet.profile)
    return _count(sheet, papers, SCOTTISH, whole_quota=True)


def wig(sheet: Sheet) -> Count:
    """Weighted inclusive Gregory with the options `decimals` and `quota` ("whole", or "exact" to those decimals)."""
    sheet.scale = int(10 ** sheet.whole("decimals"))
    papers = Papers(sheet.profile)
    return _count(sheet, papers, WEIGHTED, whole_quota=sheet.options["quota"] == "whole")


class Holdings:
    """Votes and parcels by candidate; what no candidate holds is non-transferable or lost to rounding."""

    def __init__(self, sheet: Sheet, papers: Papers, continuing: list[int]) -> None:
        self.sheet = sheet
        self.papers = papers
        self.votes = [0] * papers.candidates
        self.parcels: list[dict[int, list[Parcel]]] = [{} for _ in range(papers.candidates)]
        self.non_transferable = 0
        self.lost = 0
        for _, target, parcel in papers.share([papers.all(sheet.scale)], continuing):
            if target != NOBODY:
                self._give(target, parcel)
        self.valid = sum(self.votes)

    def _give(self, target: int, parcel: Parcel) -> None:
        self.votes[target] += parcel.papers * parcel.value
        self.parcels[target].setdefault(parcel.value, []).append(parcel)

    def transfer(self, source: int, kept: int, continuing: list[int]) -> list[tuple[int, int]]:
        """Moves the source's papers on; the source keeps `kept` votes (the quota, or 0). Returns the gains.

        A paper moves at surplus x value / votes, cut off to a whole unit; at its full value if nothing is kept.
        """
        moved = self.votes[source] - kept
        by_value: dict[int, list[Parcel]] = {}
        for value, of_value in self.parcels[source].items():
            now = moved * value // self.votes[source] if kept else value
            by_value.setdefault(now, []).extend(of_value)
        parcels = [merged(of_value, value) for value, of_value in by_value.items()]
        self.parcels[source] = {}
        self.votes[source] = kept
        gains: dict[int, int] = {}
        for _, target, parcel in self.papers.share(parcels, continuing):
            gains[target] = gains.get(target, 0) + parcel.papers * parcel.value
            if target != NOBODY:
                self._give(target, parcel)
        self.lost += moved - sum(gains.values())
        self.non_transferable += gains.pop(NOBODY, 0)
        assert sum(self.votes) + self.non_transferable + self.lost == self.valid
        return sorted(((c, gain) for c, gain in gains.items() if gain), key=lambda gained: gained[::-1], reverse=True)


def _count(sheet: Sheet, papers: Papers, clauses: Clauses, whole_quota: bool) -> Count:
    standing = Standing(sheet)
    held = Holdings(sheet, papers, standing.continuing)
    scale = sheet.scale
    if whole_quota:
        quota = (held.valid // scale // (sheet.seats + 1) + 1) * scale
    else:
        quota = held.valid // (sheet.seats + 1) + 1
    event, clause = f"{held.valid // scale} valid papers; the quota is {sheet.figure(quota)}.", clauses.first
    moved_from: list[int] = []
    excluded: list[int] = []
    waiting: list[int] = []
    while True:
        newly = standing.elect_reaching(held.votes, quota)
        waiting += [c for c in newly if held.votes[c] > quota]
        if newly:
            event += f" {sheet.reached(newly)}"
        if standing.vacancies and standing.full():
            rest = standing.elect_rest(held.votes)
            newly += rest
            if rest:
                event += f" {sheet.last_places(rest)}"
                clause += f"; {clauses.last}"
        sheet.close_stage(
            held.votes,
            event,
            clause,
            non_transferable=held.non_transferable,
            lost=held.lost,
            quota=quota,
            moved_from=moved_from,
            elected=newly,
            excluded=excluded,
        )
        if not standing.vacancies or not standing.continuing:
            return sheet.close(valid=held.valid // scale, quota=quota)
        excluded = []
        if waiting:
            most = max(held.votes[c] for c in waiting)
            source = sheet.one([c for c in waiting if held.votes[c] == most], "surplus")
            waiting.remove(source)
            surplus = held.votes[source] - quota
            gains = held.transfer(source, quota, standing.continuing)
            event, clause = sheet.surplus_moved(source, surplus, gains), clauses.surplus
        else:
            source = standing.lowest(held.votes)
            votes = held.votes[source]
            standing.exclude([source])
            excluded = [source]
            gains = held.transfer(source, 0, standing.continuing)
            event, clause = sheet.excluded([source], votes, gains), clauses.exclusion
        moved_from = [source]
