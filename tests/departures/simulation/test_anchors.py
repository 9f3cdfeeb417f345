"""What can be reckoned exactly on paper, the simulator must hit."""

import math

import numpy as np
import pytest
from tests.departures.simulation.models import DENSITY_2X, at, two_blocs

from hustings.departures.simulation import Behaviour, Game, Group, Model, Play, chain, simulate, solve


def binomial_below(n: int, p: float, limit: int) -> float:
    return sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(limit))


def test_mean_field_of_two_blocs_flips_at_the_smallest_term_that_satisfies_the_formula() -> None:
    for leave in (0.01, 0.03, 0.05, 0.2):
        smallest = next(t for t in range(1000) if 520 * (1 - leave) ** t < 480)
        assert simulate(two_blocs(520, 480, leave, 0), 20, 1, 0, mode="mean-field").median_flip == smallest
    assert simulate(two_blocs(520, 480, 0.05, 0), 20, 1, 0, mode="mean-field").median_flip == 2


def test_chain_of_one_bloc_leaving() -> None:
    found = chain(two_blocs(520, 480, 0.05, 0), 3)
    exact = [binomial_below(520, 0.95**t, 480) for t in range(4)]
    assert found.flipped_by == pytest.approx(exact, abs=1e-12)
    assert found.flipped_by[1:] == pytest.approx([0.0031, 0.9378, 0.999997], abs=5e-5)
    assert found.left_out < 1e-12
    assert found.members[3] == pytest.approx([520 * 0.95**3, 480])


def test_chain_of_both_blocs_leaving() -> None:
    found = chain(two_blocs(520, 480, 0.05, 0.02), 2)
    assert found.flipped_by[2] == pytest.approx(0.13549, abs=5e-6)


@pytest.mark.parametrize("mode", ["cohorts", "agents"])
def test_replicates_follow_the_chain(mode: str) -> None:
    replicates = 400
    exact = chain(two_blocs(520, 480, 0.05, 0), 3).flipped_by
    found = simulate(two_blocs(520, 480, 0.05, 0), 3, replicates, 7, mode=mode).flipped_by  # type: ignore[arg-type]
    # Four standard errors, and one replicate for the continuity of a small share.
    assert np.all(np.abs(found - exact) <= 4 * np.sqrt(exact * (1 - exact) / replicates) + 1 / replicates)


def test_joiners_balance_exits_at_j_over_e() -> None:
    model = Model((Group("A", 100, at(0), (0.0,), joiners=30, behaviour=Behaviour(leave=0.04)),))
    assert simulate(model, 600, 1, 0, mode="mean-field").members[0, -1, 0] == pytest.approx(30 / 0.04, rel=1e-9)
    drawn = simulate(model, 400, 10, 3).members[:, 200:, 0]
    # Poisson in equilibrium, so its variance is its mean; terms further apart than 1/e are nearly independent.
    assert drawn.mean() == pytest.approx(750, abs=4 * math.sqrt(750 / (10 * 200 * 0.04 / 2)))


def test_losers_who_leave_faster_change_the_odds_geometrically() -> None:
    behaviour = Behaviour(leave=0.02, leave_dissatisfied=0.05)
    winners = Group("W", 600, at(0), (0.0,), behaviour=behaviour)
    losers = Group("L", 400, at(1), (1.0,), behaviour=behaviour)
    members = simulate(Model((winners, losers)), 30, 1, 0, mode="mean-field").members[0]
    exact = [600 / 400 * ((1 - 0.02) / (1 - 0.07)) ** t for t in range(31)]
    assert members[:, 0] / members[:, 1] == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("tolerance", [0.3, 0.35, 0.4])
@pytest.mark.parametrize("mode", ["mean-field", "cohorts"])
def test_median_of_those_who_stay_settles_at_its_fixed_point(tolerance: float, mode: str) -> None:
    behaviour = Behaviour(tolerance=tolerance, leave_dissatisfied=1)
    bins = 4000
    model = Model((Group("all", 1_000_000, DENSITY_2X, behaviour=behaviour),), rule="median", policy=0.7, bins=bins)
    found = simulate(model, 60, 1, 0, mode=mode)  # type: ignore[arg-type]
    # The formula holds while nobody at the upper end leaves: from the first median, 0.7071, for 0.293 or more.
    settled = -tolerance + math.sqrt(1 + 2 * tolerance**2)
    survivors = 1 - (settled - tolerance) ** 2
    assert found.policy[0, -1] == pytest.approx(settled, abs=2 / bins)
    assert found.members[0, -1, 0] / 1_000_000 == pytest.approx(survivors, abs=4 / bins)
    if tolerance == 0.3:
        assert (settled, survivors) == pytest.approx((0.786278, 0.763534), abs=5e-7)


@pytest.mark.parametrize(
    ("outside", "cost", "dependence", "play"),
    [
        (-0.5, 0.2, 2, "loyalty"),  # no credible threat: nobody is heard, so nobody speaks
        (0.0, 0.2, 0.5, "loyalty"),
        (0.5, 0.2, 2, "voice, response"),  # a credible threat to a committee that depends on the member
        (0.5, 0.6, 2, "exit"),  # the same, but speaking costs more than it gains
        (0.5, 0.2, 0.5, "exit"),  # a committee that does not depend on the member
    ],
)
def test_game_is_played_as_backward_induction_says(outside: float, cost: float, dependence: float, play: Play) -> None:
    assert solve(Game(outside, cost, dependence)).play == play


def test_game_without_a_cost_of_speaking_is_refused() -> None:
    with pytest.raises(ValueError, match="must cost"):
        solve(Game(0.5, 0, 1))
