"""Meek's method and its kin: an elected candidate keeps the part of every ballot that holds them at the quota.

meek: Hill, Wichmann and Woodall, ‘Algorithm 123: Single Transferable Vote by Meek's Method’, The Computer Journal 30
(1987), in the nine-digit form of the Proportional Representation Foundation's Reference Meek Rule, whose steps
are cited. new_zealand: Local Electoral Regulations 2001 (SR 2001/145), Schedule 1A. warren: Warren, ‘Counting in STV
Elections’, Voting matters 1 (1994), with the arithmetic of the reference rule.
"""

from dataclasses import dataclass

from hustings.counting.record import Count
from hustings.counting.said import gettext_lazy
from hustings.counting.sheet import Sheet
from hustings.counting.stv.keeping import ONE, Keeping, Way
from hustings.counting.stv.piles import Papers
from hustings.counting.stv.standing import Standing


@dataclass(frozen=True)
class Method:
    """What differs between the methods, and where each says what.

    `enough`: a total surplus under this ends the iteration. `surely`: a candidate who cannot catch up is excluded at
    once. `slack`: candidates within the total surplus of the lowest count as level with them.
    """

    way: Way
    enough: int
    surely: bool
    slack: bool
    elect: str
    exclude: str
    last: str


MEEK = Method("meek", ONE // 10**6, False, True, "B.2.c", "B.3", "C")
NEW_ZEALAND = Method("nz", ONE // 10**4, True, False, "clauses 5 to 12", "clauses 13 to 18", "clause 3")
WARREN = Method("warren", ONE // 10**6, False, True, "quota", "exclusion", "last vacancies")


def meek(sheet: Sheet) -> Count:
    """The reference rule."""
    return _count(sheet, MEEK)


def new_zealand(sheet: Sheet) -> Count:
    """The New Zealand rule."""
    return _count(sheet, NEW_ZEALAND)


def warren(sheet: Sheet) -> Count:
    """Warren's method."""
    return _count(sheet, WARREN)


def _count(sheet: Sheet, method: Method) -> Count:
    sheet.scale = ONE
    papers = Papers(sheet.profile)
    standing = Standing(sheet)
    keeping = Keeping(papers, method.way)
    keep = [ONE if c in standing.continuing else 0 for c in range(papers.candidates)]
    votes, blank = keeping.distribute(keep)
    valid = sum(votes)
    said = [sheet.papers(valid // ONE)]
    excluded: list[int] = []
    quota = 0
    while True:
        newly, votes, rest, quota, surplus = _iterate(sheet, method, standing, keeping, keep)
        clause = method.elect
        said.append(gettext_lazy("The quota is {quota}.", quota=sheet.figure(quota)))
        if newly:
            said.append(sheet.reached(newly))
        if standing.vacancies and standing.full():
            last = standing.elect_rest(votes)
            newly += last
            if last:
                said.append(sheet.last_places(last))
                clause += f"; {method.last}"
        out = []
        if standing.vacancies and not newly:
            out = [standing.lowest(votes, surplus if method.slack else 0)]
            names, fewest = sheet.names(out), sheet.figure(votes[out[0]])
            said.append(
                gettext_lazy("{names} has the fewest votes, {fewest}, and is excluded.", names=names, fewest=fewest)
            )
            clause = method.exclude
        non_transferable = rest - blank
        lost = valid - sum(votes) - non_transferable
        sheet.close_stage(
            votes,
            said,
            clause,
            non_transferable=non_transferable,
            lost=lost,
            quota=quota,
            moved_from=excluded,
            elected=newly,
            excluded=out,
        )
        if not standing.vacancies or not standing.continuing:
            return sheet.close(valid=valid // ONE, quota=quota)
        standing.exclude(out)
        for c in out:
            keep[c] = 0
        excluded = out
        said = [gettext_lazy("The votes are shared out again.")]


def _iterate(
    sheet: Sheet, method: Method, standing: Standing, keeping: Keeping, keep: list[int]
) -> tuple[list[int], list[int], int, int, int]:
    """Adjusts the keep factors until somebody is elected or the surplus no longer matters (step B.2).

    Returns the newly elected, the votes, what nobody keeps, the quota and the total surplus.
    """
    before: int | None = None
    while True:
        votes, rest = keeping.distribute(keep)
        quota = sum(votes) // (sheet.seats + 1) + 1
        newly = standing.elect_reaching(votes, quota)
        surplus = max(0, sum(votes[c] - quota for c in standing.elected))
        if newly or not standing.vacancies or standing.full():
            return newly, votes, rest, quota, surplus
        if surplus < method.enough or (before is not None and surplus >= before):
            return newly, votes, rest, quota, surplus
        if method.surely and not sheet.reserves and _cannot_catch_up(votes, standing.continuing, surplus):
            return newly, votes, rest, quota, surplus
        before = surplus
        for c in standing.elected:
            raised = keep[c] * quota
            if method.way != "warren":
                raised = -(-raised // ONE) * ONE  # rounded up before the division as after it
            keep[c] = -(-raised // votes[c])


def _cannot_catch_up(votes: list[int], continuing: list[int], surplus: int) -> bool:
    lowest, above = sorted(votes[c] for c in continuing)[:2]
    return lowest + surplus < above
