"""What each rule promises, on elections made up by Hypothesis."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hustings.counting import RULES, Count, Drawn, Profile, count
from hustings.counting.pairwise import condorcet_winner, preferences, smith_set

STV = [rule.identifier for rule in RULES.values() if rule.family == "single transferable vote"]
SINGLE = {identifier for identifier, rule in RULES.items() if rule.one_seat}
RANKED = [rule.identifier for rule in RULES.values() if rule.needs == "rankings"]
SCORED = [rule.identifier for rule in RULES.values() if rule.needs == "scores"]
APPROVED = [rule.identifier for rule in RULES.values() if rule.needs == "approvals"]
TOTALS = [rule.identifier for rule in RULES.values() if rule.needs in ("totals", "lists")]
NAMES = "ABCDEF"


@st.composite
def elections(draw: st.DrawFn, rule: str) -> tuple[Profile, int]:
    """A small election for the rule, and a number of seats."""
    n = draw(st.integers(2, 6))
    number = st.integers(1, 40)
    needs = RULES[rule].needs
    seats = 1 if rule in SINGLE else draw(st.integers(1, n))
    orders = st.lists(st.sampled_from(range(n)), unique=True, min_size=1).map(tuple)
    if needs == "rankings":
        return Profile.from_rankings(NAMES[:n], draw(st.dictionaries(orders, number, min_size=1, max_size=10))), seats
    if needs == "approvals":
        return Profile.from_approvals(NAMES[:n], draw(st.dictionaries(orders, number, min_size=1, max_size=8))), seats
    if needs == "scores":
        row = st.lists(st.none() | st.integers(0, 5), min_size=n, max_size=n)
        return Profile.from_scores(NAMES[:n], draw(st.lists(st.tuples(row, number), min_size=1, max_size=8))), seats
    totals = draw(st.lists(st.integers(0, 99), min_size=n, max_size=n))
    return Profile.from_totals(NAMES[:n], totals, sum(totals)), seats


def by_lot(profile: Profile, rule: str, seats: int, order: list[int] | None = None) -> Count:
    lot = Drawn(tuple(order if order is not None else range(len(profile.candidates))))
    return count(profile, rule, seats, lot)


def result_of(result: Count) -> tuple[object, ...]:
    return result.elected, result.allocation, tuple(stage.votes for stage in result.stages), result.quota


@pytest.mark.parametrize("rule", [*RANKED, *SCORED, *APPROVED])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_order_and_grouping_of_ballots_change_nothing(rule: str, data: st.DataObject) -> None:
    profile, seats = data.draw(elections(rule))
    rows = np.repeat(np.arange(len(profile.counts)), 2)
    dice = np.random.default_rng(len(rows))
    dice.shuffle(rows)
    halves = profile.counts // 2
    first_seen: set[int] = set()
    counts = []
    for row in rows.tolist():
        counts.append(int(halves[row] if row in first_seen else profile.counts[row] - halves[row]))
        first_seen.add(row)
    split = replace(
        profile,
        papers=profile.papers[rows] if len(profile.papers) else profile.papers,
        scores=None if profile.scores is None else profile.scores[rows],
        counts=np.array(counts, np.int64),
    )
    assert result_of(by_lot(split, rule, seats)) == result_of(by_lot(profile, rule, seats))


# The Irish sample follows the order of the papers, and this the numbers of the candidates.
@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "irish-stv"])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_names_of_candidates_change_nothing(rule: str, data: st.DataObject) -> None:
    profile, seats = data.draw(elections(rule))
    n = len(profile.candidates)
    new = data.draw(st.permutations(range(n)))  # candidate c becomes new[c]
    old = [new.index(c) for c in range(n)]
    table = np.array([*new, *range(n, 256)], np.uint8)
    renamed = replace(
        profile,
        papers=table[profile.papers],
        scores=None if profile.scores is None else profile.scores[:, old],
        totals=None if profile.totals is None else tuple(profile.totals[c] for c in old),
    )
    mine, theirs = by_lot(profile, rule, seats), by_lot(renamed, rule, seats, new)
    assert {new[c] for c in mine.elected} == set(theirs.elected)
    if mine.allocation is not None and theirs.allocation is not None:
        assert [mine.allocation[c] for c in old] == list(theirs.allocation)


SCALE_FREE = [*SCORED, *APPROVED, *TOTALS, *(rule for rule in RANKED if rule not in STV)]
SCALE_FREE.remove("droop-lr")  # its quota is a whole number


@pytest.mark.parametrize("rule", SCALE_FREE)
@settings(max_examples=12, deadline=None)
@given(data=st.data(), factor=st.integers(2, 7))
def test_many_times_the_same_ballots_give_the_same_result(rule: str, data: st.DataObject, factor: int) -> None:
    profile, seats = data.draw(elections(rule))
    many = replace(
        profile,
        counts=profile.counts * factor,
        totals=None if profile.totals is None else tuple(votes * factor for votes in profile.totals),
        ballots=profile.ballots * factor,
    )
    mine, theirs = by_lot(profile, rule, seats), by_lot(many, rule, seats)
    assert (mine.elected, mine.allocation) == (theirs.elected, theirs.allocation)


@pytest.mark.parametrize("rule", STV)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_votes_are_conserved_and_the_quota_is_a_droop_quota(rule: str, data: st.DataObject) -> None:
    profile, seats = data.draw(elections(rule))
    result = by_lot(profile, rule, seats)
    assert len(result.elected) == seats
    assert len(set(result.elected)) == seats
    for stage in result.stages:
        held = sum(stage.votes) + stage.non_transferable + stage.lost_to_rounding
        assert held == profile.valid * result.scale
        assert stage.quota is not None and stage.quota > 0
        assert stage.quota <= (profile.valid // (seats + 1) + 1) * result.scale
    assert sorted(c for stage in result.stages for c in stage.elected) == sorted(result.elected)


@pytest.mark.parametrize("rule", STV)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_solid_coalition_of_k_quotas_wins_k_seats(rule: str, data: st.DataObject) -> None:
    # Woodall's Droop proportionality. Ten per cent more than k quotas, for the rules that cut off hundredths per paper.
    n = data.draw(st.integers(3, 6))
    seats = data.draw(st.integers(1, n - 1))
    k = data.draw(st.integers(1, seats))
    inside = data.draw(st.permutations(range(n)))[: data.draw(st.integers(k, n))]
    outside = [c for c in range(n) if c not in inside]
    share = -(-1000 * k * 11 // (10 * (seats + 1)))
    assume(share <= 1000)
    ballots: dict[tuple[int, ...], int] = {}
    weights = data.draw(st.lists(st.integers(1, 9), min_size=4, max_size=4))
    for i, weight in enumerate(weights[:3]):
        order = (*data.draw(st.permutations(inside)), *data.draw(st.permutations(outside)))
        last = share - sum(ballots.values()) if i == 2 else share * weight // 30
        ballots[order] = ballots.get(order, 0) + last
    if share < 1000:
        others = tuple(data.draw(st.permutations(range(n))))
        ballots[others] = ballots.get(others, 0) + 1000 - share
    result = by_lot(Profile.from_rankings(NAMES[:n], ballots), rule, seats)
    assert len(set(result.elected) & set(inside)) >= k


@pytest.mark.parametrize("rule", ["schulze", "ranked-pairs", "minimax", "copeland", "condorcet"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_condorcet_rules_elect_the_condorcet_winner(rule: str, data: st.DataObject) -> None:
    profile, _ = data.draw(elections(rule))
    matrix = preferences(profile)
    everybody = list(range(len(profile.candidates)))
    winner = condorcet_winner(matrix, everybody)
    result = by_lot(profile, rule, 1)
    if winner is not None:
        assert result.elected == (winner,)
    elif rule in ("schulze", "ranked-pairs", "copeland"):
        assert result.elected[0] in smith_set(matrix, everybody)


MONOTONE = ["fptp", "approval", "borda", "score", "schulze", "ranked-pairs", "minimax", "copeland"]


@pytest.mark.parametrize("rule", MONOTONE)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_more_support_never_unseats_the_winner(rule: str, data: st.DataObject) -> None:
    profile, _ = data.draw(elections(rule))
    before = by_lot(profile, rule, 1)
    winner = before.elected[0]
    row = data.draw(st.integers(0, max(0, len(profile.counts) - 1)))
    if profile.totals is not None:
        more = replace(profile, totals=tuple(v + (c == winner) for c, v in enumerate(profile.totals)))
    elif profile.scores is not None:
        scores = profile.scores.copy()
        scores[row, winner] = max(0, scores[row, winner]) + 1
        more = replace(profile, scores=scores)
    else:
        papers = profile.papers.copy()
        order = papers[row].tolist()
        if winner in order and order.index(winner) > 0:
            place = order.index(winner)
            papers[row, place - 1], papers[row, place] = order[place], order[place - 1]
        more = replace(profile, papers=papers)
    after = by_lot(more, rule, 1)
    assume(not before.ties and not after.ties)  # a lot may fall otherwise among others
    assert after.elected == (winner,)


@pytest.mark.parametrize("rule", ["dhondt", "sainte-lague"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_divisor_methods_take_no_seat_away_when_there_is_one_more(rule: str, data: st.DataObject) -> None:
    profile, seats = data.draw(elections(rule))
    fewer, more = by_lot(profile, rule, seats).allocation, by_lot(profile, rule, seats + 1).allocation
    assert fewer is not None and more is not None
    assert all(a <= b for a, b in zip(fewer, more, strict=True))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_hare_gives_every_list_its_quota_rounded_up_or_down(data: st.DataObject) -> None:
    profile, seats = data.draw(elections("hare-lr"))
    assert profile.totals is not None
    total = sum(profile.totals)
    assume(total)
    won = by_lot(profile, "hare-lr", seats).allocation
    assert won is not None and sum(won) == seats
    for votes, got in zip(profile.totals, won, strict=True):
        assert votes * seats // total <= got <= -(-votes * seats // total)
