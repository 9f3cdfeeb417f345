"""The fewest departures that change who is elected, and those that elect or unseat somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from hustings.counting import ByRule, Profile, TiePolicy
from hustings.departures import pairwise
from hustings.departures.additive import ADDITIVE, cheapest_pair, margin_of_totals, points_of
from hustings.departures.contest import GREGORY, Contest, Counts, contest_of
from hustings.departures.errors import DepartureError
from hustings.departures.goals import ANY_CHANGE, Goal, check_goal, elect
from hustings.departures.leavers import ANYONE, Eligible, Who, eligible_ballots
from hustings.departures.result import Change, Leaving, Margin, change_by, quota_of
from hustings.departures.search import Search, guess, try_all

TOTALS_RULES = ("fptp", "block", "approval")


@dataclass(frozen=True)
class Bounds:
    """What a method found: a proved lower bound, departures that work if any were found, and how it was done."""

    lower: int
    removed: Counts | None
    method: str


def what_if(
    profile: Profile,
    rule: str,
    seats: int | None,
    remove: Mapping[tuple[int, ...], int],
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> Change:
    """Recounts without the ballots that leave, given by content: candidates (from 0) as marked, or all scores.

    Raises DepartureError where there are not so many such ballots, or nobody would stay.
    """
    began = perf_counter()
    contest = contest_of(profile, rule, seats, ties, options)
    removed = rows_with(profile, remove)
    if not contest.staying(profile.counts - removed).valid:
        raise DepartureError("Nobody would stay: without a valid ballot there is no election to recount.")
    return change_by(contest, removed, "recount", perf_counter() - began)


def margin(
    profile: Profile,
    rule: str,
    seats: int | None = None,
    who: Who = ANYONE,
    goal: Goal = ANY_CHANGE,
    time_limit: float = 5,
    *,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> Margin:
    """The fewest departures that bring the goal about, whichever way lots fall after them, with proved bounds.

    `seats`: by default those of the profile. `time_limit` in seconds; where it ends the search, the bounds stand apart.
    `ties` decides the count with nobody gone. Raises DepartureError for a question
    without an answer, and what counting.count raises.
    """
    began = perf_counter()
    if not time_limit > 0:
        raise DepartureError(f"The time limit is {time_limit} seconds; give more than 0.")
    contest = contest_of(profile, rule, seats, ties, options)
    check_goal(contest, goal)
    if goal.reached(contest.winners, contest.winners):
        return margin_from(contest, goal, who, Bounds(0, np.zeros_like(profile.counts), "nothing to change"), began)
    if profile.kind == "totals":
        return _of_totals(contest, goal, who, began)
    eligible = eligible_ballots(profile, who)
    contest.outcomes(profile.counts)  # a first recount, so that loading what is compiled takes no time from searching
    began = perf_counter()
    search = Search(contest, goal, eligible, began + time_limit)
    return margin_from(contest, goal, who, bounds_of(search), began)


def cost_to_elect(
    profile: Profile,
    rule: str,
    seats: int | None,
    candidates: Sequence[int],
    who: Who = ANYONE,
    time_limit: float = 5,
    *,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> Margin:
    """The fewest departures after which these candidates (from 0) are all elected. As margin() otherwise."""
    return margin(profile, rule, seats, who, elect(candidates), time_limit, ties=ties, options=options)


def rows_with(profile: Profile, remove: Mapping[tuple[int, ...], int]) -> Counts:
    """How many ballots leave of each row, for ballots given by content. Raises DepartureError."""
    if profile.kind == "totals":
        raise DepartureError("Totals hold no single ballots, so none can be taken out; use margin or tip with them.")
    wanted: dict[tuple[int, ...], int] = {}
    for ballot, number in remove.items():
        key = tuple(sorted(ballot)) if profile.kind == "approvals" else ballot
        wanted[key] = wanted.get(key, 0) + number
    removed = np.zeros_like(profile.counts)
    for ballot, number in wanted.items():
        said = ">".join(str(c + 1) for c in ballot) or "a blank ballot"
        if number < 0:
            raise DepartureError(f"{number} ballots {said} cannot leave; give 0 or more.")
        left = number
        for row in _rows_of(profile, ballot):
            taken = min(left, int(profile.counts[row]))
            removed[row] = taken
            left -= taken
        if left:
            raise DepartureError(f"{number} ballots {said} would leave, but there are only {number - left} of them.")
    return removed


def _rows_of(profile: Profile, ballot: tuple[int, ...]) -> list[int]:
    if profile.scores is not None:
        given = np.maximum(profile.scores, 0)
        if len(ballot) != given.shape[1]:
            return []
        return np.flatnonzero((given == np.array(ballot)).all(axis=1)).tolist()
    width = profile.papers.shape[1]
    if len(ballot) > width or any(not 0 <= c < len(profile.candidates) for c in ballot):
        return []
    row = np.full(width, 255, np.uint8)
    row[: len(ballot)] = ballot
    same: list[int] = np.flatnonzero((profile.papers == row).all(axis=1)).tolist()
    return same


def bounds_of(search: Search) -> Bounds:
    """Bounds by whatever is proved for the rule; where they stand apart, every departure of few ballots is tried."""
    contest, goal = search.contest, search.goal
    rankings = contest.profile.kind == "rankings" and contest.profile.level is None
    if contest.rule in ADDITIVE and goal.kind == "any":
        return _of_sums(contest, search.eligible)
    if contest.rule in ADDITIVE and goal.kind != "swap":
        lower, method = _of_target(search), "covering programme"
    elif pairwise.applies(search):
        lower, method = pairwise.bound(search), "the leads of who beats every other, and guesses"
        guess(search)
    elif rankings and (contest.rule in GREGORY or (contest.rule == "irv" and contest.seats == 1)):
        guess(search)
        lower, method = _of_courses(search)
    else:
        guess(search)
        lower, method = 1, "guesses and local search, nothing proved from below"
    tried = try_all(search, lower)
    if tried > lower or (tried == search.upper != lower):
        method += f"; every departure of fewer than {tried} was tried"
    if search.best is None and search.cap is None and tried > search.most:
        raise DepartureError(f"The goal {goal.said} cannot be reached, however many of those who may leave do.")
    return Bounds(tried, search.best, method)


def _of_courses(search: Search) -> tuple[int, str]:
    """The lower bound for transferable votes, and how it was found; improves the search's best on the way."""
    if search.can_try_all:
        return 1, "guesses"
    from hustings.departures.bounds import bound  # loads the solver, only where it is used

    return bound(search), "branch and bound over the courses of the count"


def _of_target(search: Search) -> int:
    """The lower bound of a target under an additive rule; offers the search what the programme proposes."""
    from hustings.departures.covering import to_elect, to_unseat  # loads the solver, only where it is used

    contest, goal = search.contest, search.goal
    points = points_of(contest)
    seconds = max(0.01, search.deadline - perf_counter())
    if goal.kind == "elect":
        cover = to_elect(contest, points, search.eligible, goal.candidates, seconds)
    else:
        cover = to_unseat(contest, points, search.eligible, goal.candidates[0], seconds)
    if not cover.possible:
        raise DepartureError(f"The goal {goal.said} cannot be reached, however many of those who may leave do.")
    if cover.removed is not None:
        search.offer(cover.removed)
    return max(1, cover.least)


def _of_sums(contest: Contest, eligible: Eligible) -> Bounds:
    pair = cheapest_pair(contest, eligible, points_of(contest))
    if pair is None:
        raise DepartureError("No departure of those who may leave changes who is elected, however many of them leave.")
    method = f"exact: the fewest departures that put {pair.loser + 1} ahead of {pair.winner + 1}"
    return Bounds(pair.number, pair.removed, method)


def margin_from(contest: Contest, goal: Goal, who: Who, bounds: Bounds, began: float) -> Margin:
    """The answer that the bounds make, recounted."""
    removed = np.zeros_like(contest.profile.counts) if bounds.removed is None else bounds.removed
    change = change_by(contest, removed, bounds.method, perf_counter() - began)
    found = Margin(
        **{name: getattr(change, name) for name in change.__dataclass_fields__},
        goal=goal,
        who=who.said,
        lower=bounds.lower,
        upper=None if bounds.removed is None else int(removed.sum()),
    )
    assert found.verify(), "an upper bound that a recount does not bear out"
    return found


def _of_totals(contest: Contest, goal: Goal, who: Who, began: float) -> Margin:
    if contest.rule not in TOTALS_RULES:
        raise DepartureError(
            f"Totals alone cannot answer for {contest.before.name}; only {', '.join(TOTALS_RULES)} can be answered so."
        )
    if goal.kind != "any" or who is not ANYONE:
        raise DepartureError("Totals alone answer only what changes the result if anyone may leave; give the ballots.")
    assert contest.profile.totals is not None
    found = margin_of_totals(contest.profile.totals, contest.seats, contest.standing)
    assert found is not None
    number, last, first = found
    if not contest.profile.totals[first]:
        raise DepartureError("Nobody who is not elected has a vote, so no departure puts one of them ahead.")
    after = tuple(sorted({*contest.winners, first} - {last}))
    return Margin(
        contest=contest,
        certificate=(Leaving((last,), number, -1),),
        before=contest.winners,
        after=after,
        quota_before=quota_of(contest.before),
        quota_after=None,
        tie_used=False,
        method=f"exact from totals, provided that some ballot holds candidate {first + 1} and not {last + 1}",
        seconds=perf_counter() - began,
        goal=goal,
        who=who.said,
        lower=number,
        upper=number,
    )
