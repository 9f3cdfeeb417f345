"""Runs: reproducible on any number of cores, alike in every mode, and honest about lots, turnout and empty polls."""

from dataclasses import replace

import numpy as np
import pytest
from tests.departures.simulation.models import at, lively, two_blocs

from hustings.departures.simulation import (
    NEVER,
    Axis,
    Behaviour,
    Group,
    Model,
    ModelError,
    Spread,
    chain,
    runs,
    simulate,
    simulated_rules,
    sweep,
    workers,
)


def same(one: runs.Simulation, other: runs.Simulation) -> bool:
    names = ("members", "voters", "speaking", "left", "joined", "seats", "policy", "flips")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def test_same_seed_gives_the_same_result_on_one_core_and_on_many(monkeypatch: pytest.MonkeyPatch) -> None:
    model = replace(lively(), ties="lot", motion="member")
    alone = simulate(model, 6, 20, 5)
    monkeypatch.setattr(runs, "WORTH_SHARING", 0.0)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    seen: list[tuple[int, int]] = []
    shared = simulate(model, 6, 20, 5, progress=lambda done, of: seen.append((done, of)))
    assert same(alone, shared)
    assert seen[-1] == (20, 20)
    assert not same(alone, simulate(model, 6, 20, 6))


def test_a_replicate_does_not_depend_on_how_many_there_are() -> None:
    few, many = simulate(lively(), 5, 3, 11), simulate(lively(), 5, 9, 11)
    assert np.array_equal(few.members, many.members[:3])


def test_members_are_those_before_less_who_left_and_more_who_joined() -> None:
    for mode in ("cohorts", "agents", "mean-field"):
        found = simulate(lively(), 8, 2, 1, mode=mode)  # type: ignore[arg-type]
        after = found.members[:, :-1] - found.left[:, 1:] + found.joined[:, 1:]
        assert after == pytest.approx(found.members[:, 1:])
        assert (found.voters <= found.members).all()
        assert (found.seats.sum(axis=2) == 3).all()


def test_cohorts_and_agents_and_expected_numbers_agree() -> None:
    drawn, one_by_one = simulate(lively(), 6, 300, 1), simulate(lively(), 6, 300, 2, mode="agents")
    for name in ("members", "voters", "speaking"):
        first, second = (getattr(found, name) for found in (drawn, one_by_one))
        error = np.sqrt((first.var(axis=0) + second.var(axis=0)) / 300)
        assert np.all(np.abs(first.mean(axis=0) - second.mean(axis=0)) <= 4.5 * error + 1e-9), name


def test_speaking_raises_turnout_in_the_next_term() -> None:
    behaviour = Behaviour(tolerance=0.1, turnout=0.5, speak=1, turnout_speaking=1)
    model = Model(
        (Group("A", 60, at(0), (0.0,), behaviour=behaviour), Group("B", 40, at(1), (1.0,), behaviour=behaviour))
    )
    voters = simulate(model, 2, 1, 0, mode="mean-field").voters[0]
    assert voters.tolist() == [[30, 20], [30, 40], [60, 20]]  # B is heard, and quiet again; A speaks


def test_loyalty_keeps_members() -> None:
    behaviour = Behaviour(tolerance=0.1, leave=0.1, leave_dissatisfied=0.2, leave_slope=0.5)
    model = Model(
        (Group("A", 60, at(0), (0.0,)), Group("B", 40, at(0.5), (1.0,), (0.0, 0.5), behaviour=behaviour)), rule="fptp"
    )
    # B is 0.5 away: dissatisfied by 0.4, so half leave with 0.1 + 0.4 and half with 0.1 + 0.2.
    assert simulate(model, 1, 1, 0, mode="mean-field").left[0, 1, 1] == pytest.approx(20 * 0.5 + 20 * 0.3)


def test_committee_adopts_only_what_more_than_the_majority_prefers() -> None:
    groups = (Group("A", 30, at(0), (0.0, 0.0)), Group("B", 70, at(1), (1.0, 1.0, 1.0)))
    for majority, policy in ((0.5, 1.0), (0.6, 0.0)):
        model = Model(groups, seats=5, rule="block", majority=majority)
        assert simulate(model, 0, 1, 0).policy[0, 0] == policy  # 3 of 5 want 1


def test_tie_goes_to_the_first_named_or_by_lot() -> None:
    model = two_blocs(50, 50, 0, 0)
    assert simulate(model, 0, 20, 1).seats[:, 0, 0].sum() == 20
    assert 20 < simulate(replace(model, ties="lot"), 0, 60, 1).seats[:, 0, 0].sum() < 40


def test_committee_remains_where_nobody_votes() -> None:
    model = Model((Group("A", 5, at(0.2), (0.2,), behaviour=Behaviour(leave=1)),))
    found = simulate(model, 3, 1, 0)
    assert found.members[0, :, 0].tolist() == [5, 0, 0, 0]
    assert found.seats[0, :, 0].tolist() == [1, 1, 1, 1]
    assert found.flips.tolist() == [NEVER]


@pytest.mark.parametrize("rule", simulated_rules())
def test_every_rule_elects(rule: str) -> None:
    seats = 1 if rule in ("fptp", "irv", "coombs", "condorcet", "copeland", "minimax", "ranked-pairs", "schulze") else 3
    found = simulate(replace(lively(60), rule=rule, seats=seats), 3, 2, 1)
    assert (found.seats.sum(axis=2) == (0 if rule == "median" else seats)).all()


def test_rule_that_cannot_fill_the_seats_is_refused() -> None:
    with pytest.raises(ModelError, match="rule: irv cannot elect this committee"):
        simulate(replace(lively(), rule="irv"), 1, 1, 1)


@pytest.mark.parametrize(
    ("model", "said"),
    [(lively(), "one position"), (replace(two_blocs(5, 4, 0, 0), motion="random"), "draws no lots")],
)
def test_chain_refuses_what_it_cannot_follow(model: Model, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        chain(model, 2)


def test_chain_refuses_too_many_states() -> None:
    with pytest.raises(ModelError, match="use the mode cohorts"):
        chain(two_blocs(2000, 2000, 0.1, 0.1), 1)
    with pytest.raises(ModelError, match="under 3,000 members"):
        chain(two_blocs(3000, 1, 0.1, 0.1), 1)


def test_mean_field_refuses_lots() -> None:
    with pytest.raises(ModelError, match="draws no lots"):
        simulate(replace(lively(), ties="lot"), 1, 1, 1, mode="mean-field")


def test_agents_refuse_more_members_than_they_can_hold() -> None:
    with pytest.raises(ModelError, match="use the mode cohorts"):
        simulate(two_blocs(20_000_000, 1, 0, 0), 1, 1, 1, mode="agents")


def test_mean_field_elects_as_many_as_a_rule_can_count() -> None:
    model = replace(lively(400_000_000), rule="meek-stv")
    assert simulate(model, 1, 1, 1, mode="mean-field").seats[0].sum(axis=1).tolist() == [3, 3]


@pytest.mark.parametrize(("terms", "replicates", "seed"), [(-1, 1, 1), (1, 0, 1), (1, 1, -1), (10_001, 1, 1)])
def test_numbers_out_of_range_are_refused(terms: int, replicates: int, seed: int) -> None:
    with pytest.raises(ValueError, match="found"):
        simulate(lively(), terms, replicates, seed)


def test_chain_with_joiners_keeps_all_probability_and_the_expected_numbers() -> None:
    model = two_blocs(12, 9, 0.3, 0.1)
    joined = replace(model, groups=(replace(model.groups[0], joiners=2.5), model.groups[1]))
    found, mean = chain(joined, 4), simulate(joined, 4, 1, 0, mode="mean-field")
    assert found.members == pytest.approx(mean.members[0], rel=1e-9)
    drawn = simulate(joined, 4, 500, 4)
    assert np.all(np.abs(drawn.flipped_by - found.flipped_by) < 4 * np.sqrt(0.25 / 500))
    assert np.abs(drawn.seats.mean(axis=0) - found.seats).max() < 4 * np.sqrt(0.25 / 500)


def test_sweep_finds_at_each_point_what_simulate_finds_there() -> None:
    model = two_blocs(52, 48, 0.05, 0)
    axes = (Axis("leave", "A", (0.0, 0.1)), Axis("leave", "B", (0.0, 0.1)))
    found = sweep(model, axes, 4, 5, 3)
    assert [point.values for point in found.points] == [(0.0, 0.0), (0.0, 0.1), (0.1, 0.0), (0.1, 0.1)]
    alone = simulate(two_blocs(52, 48, 0.1, 0.0), 4, 5, 3)
    assert found.points[2].median_flip == alone.median_flip == 1
    assert found.points[2].flipped == alone.flipped_by[-1]
    assert found.points[0].median_flip is None


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        (Axis("leave", "Z", (0.1,)), "there is no group 'Z'; there are A, B"),
        (Axis("rule", "", (1.0,)), "cannot be varied"),
        (Axis("seats", "A", (1.0,)), "cannot be varied"),
        (Axis("members", "A", (1.5,)), "whole number"),
        (Axis("leave", "A", (1.5,)), "from 0 to 1"),
    ],
)
def test_sweep_refuses_what_the_model_does_not_have(axis: Axis, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        sweep(two_blocs(5, 4, 0, 0), (axis,), 1, 1, 1)


def test_members_are_binned_by_the_shape_of_their_spread() -> None:
    from hustings.departures.simulation.cells import cells_of

    for shape, mean in ((Spread("uniform", (0.2, 0.6)), 0.4), (Spread("triangular", (0, 1, 1)), 2 / 3)):
        cells = cells_of(Model((Group("all", 100_003, shape),), rule="median", bins=500))
        assert cells.members.sum() == 100_003
        assert (cells.members * cells.position).sum() / 100_003 == pytest.approx(mean, abs=1e-4)
    cells = cells_of(Model((Group("all", 10**6, Spread("normal", (0.5, 0.1))),), rule="median", bins=500))
    assert np.sqrt((cells.members * (cells.position - 0.5) ** 2).sum() / 10**6) == pytest.approx(0.1, abs=1e-4)
