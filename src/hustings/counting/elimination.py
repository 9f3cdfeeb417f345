"""One seat: the candidates fall one by one until somebody has more than half of the papers still in play."""

from collections.abc import Sequence
from fractions import Fraction
from operator import sub

from hustings.counting.profile import NOBODY
from hustings.counting.record import Count, decimal
from hustings.counting.said import Said, gettext_lazy, ngettext_lazy
from hustings.counting.sheet import Sheet
from hustings.counting.stv.piles import Papers, Parcel


def instant_runoff(sheet: Sheet) -> Count:
    """Excludes the candidate with the fewest papers, one per stage."""
    return _eliminate(sheet, coombs_way=False)


def coombs(sheet: Sheet) -> Count:
    """Excludes the candidate with the most last places, one per stage.

    The last place on a ballot that leaves several continuing candidates out is shared equally among these.
    """
    return _eliminate(sheet, coombs_way=True)


def _eliminate(sheet: Sheet, coombs_way: bool) -> Count:
    papers = Papers(sheet.profile)
    continuing = [c for c in range(papers.candidates) if c not in sheet.profile.withdrawn]
    votes = [0] * papers.candidates
    held: list[list[Parcel]] = [[] for _ in votes]
    moving, exhausted = [papers.all(1)], 0
    valid, moved_from = 0, list[int]()
    event: Said | None = None
    while True:
        before = votes.copy()
        for _, target, parcel in papers.share(moving, continuing):
            if target == NOBODY:
                exhausted += parcel.papers
            else:
                votes[target] += parcel.papers
                held[target].append(parcel)
        if not sheet.stages:
            valid, exhausted = sum(votes), 0
        said = [sheet.papers_go(event, [*map(sub, votes, before)]) if event else sheet.papers(valid)]
        assert sum(votes) + exhausted == valid
        winner = next((c for c in continuing if 2 * votes[c] > sum(votes)), None)
        if winner is None and len(continuing) == 1:
            winner = continuing[0]
        if winner is not None:
            said.append(
                ngettext_lazy(
                    "{names} has {votes} of {all} paper in play and is elected.",
                    "{names} has {votes} of {all} papers in play and is elected.",
                    sum(votes),
                    names=sheet.names([winner]),
                    votes=votes[winner],
                    all=sum(votes),
                )
            )
        sheet.close_stage(
            votes,
            said,
            "",
            non_transferable=exhausted,
            moved_from=moved_from,
            excluded=moved_from,
            elected=[] if winner is None else [winner],
        )
        if winner is not None or not continuing:
            return sheet.close(valid=valid)
        gone, event = _last(sheet, papers, continuing) if coombs_way else _fewest(sheet, votes, continuing)
        continuing.remove(gone)
        moving, held[gone], votes[gone] = held[gone], [], 0
        moved_from = [gone]


def _fewest(sheet: Sheet, votes: Sequence[int], continuing: Sequence[int]) -> tuple[int, Said]:
    fewest = min(votes[c] for c in continuing)
    gone = sheet.one([c for c in continuing if votes[c] == fewest], "exclusion")
    names = sheet.names([gone])
    return gone, gettext_lazy("{names} has the fewest votes, {fewest}, and is excluded", names=names, fewest=fewest)


def _last(sheet: Sheet, papers: Papers, continuing: Sequence[int]) -> tuple[int, Said]:
    lasts = dict.fromkeys(continuing, Fraction(0))
    for row, number in zip(papers.papers.tolist(), papers.counts.tolist(), strict=True):
        ranked = [c for c in row if c in lasts]
        if ranked:
            behind = [c for c in continuing if c not in ranked] or ranked[-1:]
            for c in behind:
                lasts[c] += Fraction(number, len(behind))
    most = max(lasts.values())
    gone = sheet.one([c for c in continuing if lasts[c] == most], "exclusion")
    names, share = sheet.names([gone]), decimal(most)
    return gone, gettext_lazy("{names} has the most last places, {most}, and is excluded", names=names, most=share)
