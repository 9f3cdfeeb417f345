"""Pairwise rules: what is proved of a candidate who beats every other.

All of these rules elect such a candidate to a single seat. So the result stays while that candidate beats every other;
a departure closes each lead by at most one; and the smallest lead bounds the margin from below. For the rule that
elects nobody where nobody beats every other, a level pair is a change, so the smallest lead is the margin. Whoever is
made to beat every other is elected by each of the rules, which bounds it from above.
"""

from time import perf_counter

import numpy as np

from hustings.departures.additive import turn_round
from hustings.departures.covering import preferred, to_win_every_pair
from hustings.departures.search import Search

PAIRWISE = ("condorcet", "copeland", "minimax", "ranked-pairs", "schulze")


def bound(search: Search) -> int:
    """A lower bound for one seat; offers the search what makes a level pair, or another beat every other."""
    contest, counts = search.contest, search.contest.profile.counts
    rest = [c for c in contest.standing if c not in contest.winners]
    beaten = [(c, other) for c in contest.winners for other in rest if int(counts @ preferred(contest, c, other)) <= 0]
    lower = 1
    if contest.winners and not beaten:
        (winner,) = contest.winners
        leads = []
        for other in rest:
            gains = preferred(contest, winner, other)
            lead = int(counts @ gains)
            removed = turn_round(gains, search.eligible, lead)
            if removed is not None:
                leads.append(lead)
                search.offer(removed)
        lower = min(leads, default=int(search.eligible.sum()) + 1)
    targets = search.goal.candidates if search.goal.kind == "elect" else rest
    covers = []
    for c in targets:
        cover = to_win_every_pair(contest, search.eligible, c, max(0.01, (search.deadline - perf_counter()) / 4))
        covers.append(cover.least if cover.possible else int(search.eligible.sum()) + 1)
        if cover.removed is not None:
            search.offer(cover.removed)
    if contest.rule == "condorcet" and covers and (search.goal.kind == "elect" or not contest.winners):
        lower = max(lower, min(covers))
    return max(1, lower)


def applies(search: Search) -> bool:
    """Whether what is proved here holds: a pairwise rule and a single seat."""
    return search.contest.rule in PAIRWISE and search.contest.seats == 1 and bool(np.any(search.eligible))
