"""The registry of rules, and what count() refuses."""

from collections.abc import Iterator

import pytest

from hustings.counting import RULES, Lot, OptionError, Profile, ProfileError, Reserve, count, formats

TOTALS = Profile.from_totals(["Ann", "Bob"], [4, 3], ballots=7)
RANKS = Profile.from_rankings(["Ann", "Bob", "Cy"], {(0, 1): 4, (1,): 3, (): 2})
ASKED_FOR = (
    "fptp block limited cumulative approval borda score star majority-judgment schulze ranked-pairs minimax irv "
    "scottish-stv wig-stv meek-stv nz-meek-stv warren-stv ers97-stv ni-stv irish-stv pav seq-pav phragmen mes "
    "dhondt sainte-lague hare-lr droop-lr"
)


def test_registry_holds_every_rule_with_its_function() -> None:
    assert set(ASKED_FOR.split()) <= set(RULES)
    for identifier, rule in RULES.items():
        assert rule.identifier == identifier
        assert rule.source
        assert rule.function().__doc__


@pytest.mark.parametrize(
    ("profile", "rule", "seats", "options", "said"),
    [
        (TOTALS, "nonsense", 1, {}, "There is no rule 'nonsense'"),
        (TOTALS, "fptp", 0, {}, "0 seats cannot be filled"),
        (RANKS, "wig-stv", 1, {"decimals": -1}, "whole number from 0"),
        (RANKS, "wig-stv", 1, {"decimals": "many"}, "whole number from 0"),
        (RANKS, "wig-stv", 1, {"quota": "hare"}, "one of whole, exact"),
        (RANKS, "scottish-stv", 1, {"decimals": 4}, "has no option 'decimals'; it has: none"),
        (TOTALS, "dhondt", 1, {"threshold": "many"}, "is a number such as 5"),
        (TOTALS, "dhondt", 1, {"threshold": "101"}, "between 0 and 100"),
        (TOTALS, "sainte-lague", 1, {"first": "0"}, "must be more than 0"),
        (RANKS, "coombs", 2, {}, "fills one seat, not 2"),
        (RANKS, "condorcet", 2, {}, "fills one seat, not 2"),
        (TOTALS, "fptp", 9, {}, "all of these are elected without a count"),
        (RANKS, "schulze", 9, {}, "all of these are elected without a count"),
    ],
)
def test_count_refuses_what_does_not_fit(
    profile: Profile, rule: str, seats: int, options: dict[str, int | str], said: str
) -> None:
    with pytest.raises(OptionError, match=said):
        count(profile, rule, seats, options=options)


def test_count_refuses_ballots_of_another_kind() -> None:
    with pytest.raises(ProfileError, match="Scottish STV needs rankings, but these ballots hold totals"):
        count(TOTALS, "scottish-stv", 1)


def test_cumulative_votes_are_scores_that_sum_to_the_votes_given() -> None:
    profile = Profile.from_scores(["Ann", "Bob"], [([3, 0], 4), ([1, 2], 3), ([2, 2], 5), ([None, None], 1)])
    result = count(profile, "cumulative", 1, options={"votes": 3})
    assert (result.stages[0].votes, result.valid, result.void) == ((15, 6), 7, 6)
    with pytest.raises(ProfileError, match="hold scores"):
        count(profile, "fptp", 1)


def test_count_refuses_reserves_where_the_rule_has_none() -> None:
    with pytest.raises(OptionError, match="cannot reserve seats"):
        count(RANKS, "schulze", 1, reserves=[Reserve("women", frozenset({0}), 1)])


@pytest.mark.parametrize("rule", ["scottish-stv", "meek-stv", "irv", "fptp"])
def test_ballots_with_equal_ranks_are_refused_by_rules_that_cannot_read_them(rule: str) -> None:
    profile = formats.read(b'2 1\n3 1=2 0\n0\n"Ann"\n"Bob"\n"T"\n')
    with pytest.raises(ProfileError, match="equally"):
        count(profile, rule, 1)


def test_blank_ballots_are_not_valid() -> None:
    for rule in ("fptp", "scottish-stv", "irish-stv", "meek-stv", "irv", "borda"):
        result = count(RANKS, rule, 1)
        assert (result.valid, result.void) == (7, 2), rule


def test_ballots_for_withdrawn_candidates_only_are_not_valid() -> None:
    profile = formats.read(b'3 1\n-2\n3 2 0\n2 2 1 0\n1 3 0\n0\n"Ann"\n"Bob"\n"Cy"\n"T"\n')
    for rule in ("scottish-stv", "ers97-stv", "irish-stv", "meek-stv", "irv"):
        result = count(profile, rule, 1)
        assert (result.elected, result.valid, result.void) == ((0,), 3, 3), rule


def no_valid_ballots() -> Iterator[tuple[str, Profile]]:
    for rule in RULES.values():
        if rule.needs == "rankings" and rule.family != "lists":
            yield rule.identifier, Profile.from_rankings(["Ann", "Bob"], {})
            yield rule.identifier, Profile.from_rankings(["Ann", "Bob"], {(): 3})
        elif rule.needs == "approvals":
            yield rule.identifier, Profile.from_approvals(["Ann", "Bob"], {})
            yield rule.identifier, Profile.from_approvals(["Ann", "Bob"], {(): 3})
        elif rule.needs == "scores":
            yield rule.identifier, Profile.from_scores(["Ann", "Bob"], [])
            yield rule.identifier, Profile.from_scores(["Ann", "Bob"], [((None, None), 3)])


@pytest.mark.parametrize(("rule", "profile"), [*no_valid_ballots()])
def test_no_valid_ballot_is_no_accident(rule: str, profile: Profile) -> None:
    result = count(profile, rule, 1, Lot("x"))
    assert result.valid == 0
    assert len(result.elected) <= 1


@pytest.mark.parametrize(
    ("candidates", "totals", "ballots", "said"),
    [
        (["Ann"], [1, 2], 3, "1 candidates but 2 totals"),
        (["Ann"], [-1], 3, "cannot be negative"),
        (["Ann"], [1], -3, "cannot be negative"),
    ],
)
def test_totals_that_cannot_be_are_refused(candidates: list[str], totals: list[int], ballots: int, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        Profile.from_totals(candidates, totals, ballots)


def test_more_ballots_than_a_rule_can_look_at_one_by_one_are_refused() -> None:
    with pytest.raises(ProfileError, match="at most 10,000,000, not 999,999,999,999"):
        count(Profile.from_rankings(["Ann", "Bob"], {(0, 1): 999_999_999_999}), "irish-stv", 1)
    with pytest.raises(ProfileError, match="at most 10,000,000"):
        count(Profile.from_scores(["Ann", "Bob"], [([1, 2], 300_000_000)]), "majority-judgment", 1)


def test_number_that_would_take_hours_to_write_out_is_refused() -> None:
    with pytest.raises(OptionError, match="a number such as 5"):
        count(Profile.from_totals(["A", "B"], [2, 1], 3), "dhondt", 1, options={"threshold": "1e99999999"})


def test_ballots_that_cannot_be_are_refused() -> None:
    with pytest.raises(ProfileError, match="twice"):
        Profile.from_rankings(["Ann", "Bob"], {(0, 0): 1})
    with pytest.raises(ProfileError, match="negative number of times"):
        Profile.from_rankings(["Ann", "Bob"], {(0,): -1})
    with pytest.raises(ProfileError, match="at most 254"):
        Profile.from_rankings([str(c) for c in range(255)], {})
    with pytest.raises(ProfileError, match="1 scores for 2 candidates"):
        Profile.from_scores(["Ann", "Bob"], [([1], 1)])
    with pytest.raises(ProfileError, match="under 0"):
        Profile.from_scores(["Ann"], [([-2], 1)])


def test_arrays_of_a_profile_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        RANKS.counts[0] = 9
