"""Weighted inclusive Gregory: every paper a candidate holds is transferred, at a fraction of its own value.

scottish: The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52; the same in the
Order of 2011 (SSI 2011/399). wig: the same steps with a number of decimals and a quota that the user chooses.
"""

from dataclasses import dataclass
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hustings.counting.profile import NOBODY
from hustings.counting.record import Count
from hustings.counting.sheet import Sheet
from hustings.counting.stv.piles import Papers, next_standing
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
    """Who holds each paper and what it is worth; the votes, of candidates and of nobody, that follow from it.

    `holder` (groups, uint8): a candidate or NOBODY. `value` (groups): units of a vote that each paper of a group is
    worth, in 64 bits where every product of the count fits them and otherwise as Python's integers.
    """

    def __init__(self, sheet: Sheet, papers: Papers, continuing: list[int]) -> None:
        largest = int(papers.counts.sum()) * sheet.scale**2
        self.papers = papers
        self.holder = np.full(len(papers.counts), NOBODY, np.uint8)
        self.value = np.full(len(papers.counts), sheet.scale, np.int64 if largest < 2**63 else object)
        self.move = move
        if papers.compiled and self.value.dtype != object:
            from hustings.counting.stv import loops  # loads the compiler, only where it pays

            self.move = loops.move
        self.votes = self._pass_on(NOBODY, 1, 1, continuing)[:-1]
        self.valid = sum(self.votes)
        self.non_transferable = 0
        self.lost = 0

    def transfer(self, source: int, kept: int, continuing: list[int]) -> list[int]:
        """Moves the source's papers on; the source keeps `kept` votes (the quota, or 0). Returns what each one gains.

        A paper moves at surplus x value / votes, cut off to a whole unit; at its full value if nothing is kept.
        """
        votes = self.votes[source]
        times, over = (votes - kept, votes) if kept else (1, 1)
        *gains, nobody = self._pass_on(source, times, over, continuing)
        self.votes[source] = kept
        self.votes = [*map(add, self.votes, gains)]
        self.non_transferable += nobody
        self.lost += votes - kept - sum(gains) - nobody
        assert sum(self.votes) + self.non_transferable + self.lost == self.valid
        return gains

    def _pass_on(self, source: int, times: int, over: int, continuing: list[int]) -> list[int]:
        """See move(). Returns what each candidate gains and, last, what goes to nobody."""
        papers, standing = self.papers, self.papers.standing(continuing)
        gains = np.zeros(papers.candidates + 1, self.value.dtype)
        self.move(papers.papers, papers.counts, standing, source, times, over, self.holder, self.value, gains)
        passed: list[int] = gains.tolist()
        return passed


def move(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    standing: NDArray[np.bool_],
    source: int,
    times: int,
    over: int,
    holder: NDArray[np.uint8],
    value: NDArray[Any],
    gains: NDArray[Any],
) -> None:
    """Every paper of the source goes to its next candidate who stands, at times/over of its value, cut off to a unit.

    Changes `holder` and `value` (see Holdings) and adds to `gains`: of each candidate and, last, of nobody.
    """
    moving = np.flatnonzero(holder == source)
    target = next_standing(papers[moving], standing)
    holder[moving] = target
    value[moving] = value[moving] * times // over
    np.add.at(gains, np.minimum(target, len(gains) - 1), value[moving] * counts[moving])


def _count(sheet: Sheet, papers: Papers, clauses: Clauses, whole_quota: bool) -> Count:
    standing = Standing(sheet)
    held = Holdings(sheet, papers, standing.continuing)
    scale = sheet.scale
    if whole_quota:
        quota = (held.valid // scale // (sheet.seats + 1) + 1) * scale
    else:
        quota = held.valid // (sheet.seats + 1) + 1
    said, clause = [sheet.papers_and_quota(held.valid // scale, quota)], clauses.first
    moved_from: list[int] = []
    excluded: list[int] = []
    waiting: list[int] = []
    while True:
        newly = standing.elect_reaching(held.votes, quota)
        waiting += [c for c in newly if held.votes[c] > quota]
        if newly:
            said.append(sheet.reached(newly))
        if standing.vacancies and standing.full():
            rest = standing.elect_rest(held.votes)
            newly += rest
            if rest:
                said.append(sheet.last_places(rest))
                clause += f"; {clauses.last}"
        sheet.close_stage(
            held.votes,
            said,
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
            said, clause = [sheet.surplus_moved(source, surplus, gains)], clauses.surplus
        else:
            source = standing.lowest(held.votes)
            votes = held.votes[source]
            standing.exclude([source])
            excluded = [source]
            gains = held.transfer(source, 0, standing.continuing)
            said, clause = [sheet.excluded([source], votes, gains)], clauses.exclusion
        moved_from = [source]
