"""Which voting methods a contest may have, in which group, and what is warned of."""

import pytest
from django.test import Client
from tests.elections import drafts, polls, ranked_polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections import checklist, methods
from hustings.elections.actions.candidates import add_candidate
from hustings.elections.actions.contests import change_contest
from hustings.elections.actions.elections import change_election
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import Contest, Election
from hustings.elections.setup_points import possible_rankings

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation, returning_officer: User) -> Election:
    return drafts.make_draft(returning_officer)


@pytest.fixture
def ranked(draft: Election, returning_officer: User) -> Contest:
    return drafts.make_seats(draft, returning_officer, seats=1, rule="irv", names=("Ann", "Bob"))


def test_every_method_has_a_name_and_a_family() -> None:
    assert set(methods.NAMES) == set(methods.METHODS)
    listed = [rule for _family, rules in methods.choices() for rule, _name in rules]
    assert sorted(listed) == sorted(methods.METHODS)


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"rule": "irv", "seats": 2}, "fills one seat"),
        ({"rule": "nonsense"}, "no voting method"),
        ({"rule": "meek-stv", "seats": 300}, "at most 30 candidates"),
        ({"rule": "fptp", "seats": 9, "max_choices": 9}, "each voter chooses one"),
        ({"rule": "dhondt"}, "no voting method"),
        ({"rule": "wig-stv", "rule_options": {"decimals": -1}}, "whole number"),
        ({"rule": "schulze", "rule_options": {"strength": "loud"}}, "one of winning, margins"),
    ],
)
def test_method_that_does_not_fit_is_refused(
    draft: Election, returning_officer: User, details: dict[str, object], said: str
) -> None:
    with pytest.raises(ActionRefused, match=said):
        drafts.make_seats(draft, returning_officer, **details)


def test_options_of_another_rule_are_dropped(ranked: Contest, returning_officer: User) -> None:
    changed = change_contest(ranked, returning_officer, rule="wig-stv", rule_options={"decimals": 3, "strength": "x"})
    assert changed.rule_options == {"decimals": 3}


def test_rankings_in_a_group_without_room_are_refused(ranked: Contest, returning_officer: User) -> None:
    with pytest.raises(ActionRefused, match="BELENIOS-2048 has no room"):
        change_election(ranked.election, returning_officer, group="BELENIOS-2048")
    assert change_election(ranked.election, returning_officer, group="RFC-3526-2048").group == "RFC-3526-2048"
    change_contest(ranked, returning_officer, rule="fptp")
    change_election(ranked.election, returning_officer, group="BELENIOS-2048")
    with pytest.raises(ActionRefused, match="Choose another group"):
        change_contest(ranked, returning_officer, rule="meek-stv")


def test_group_is_fixed_by_the_first_key(ranked: Contest, returning_officer: User) -> None:
    add_trustee(ranked.election, "Server", returning_officer)
    with pytest.raises(ActionRefused, match="begun to make their keys"):
        change_election(ranked.election, returning_officer, group="RFC-3526-2048")


def test_31st_candidate_to_rank_is_refused(ranked: Contest, returning_officer: User) -> None:
    for n in range(3, 31):
        add_candidate(ranked, f"Candidate {n}", returning_officer)
    with pytest.raises(ActionRefused, match="at most 30"):
        add_candidate(ranked, "Candidate 31", returning_officer)
    assert ranked.candidates.count() == 30


def warned(election: Election) -> str:
    return " ".join(point.name for point in checklist.points(election) if not point.done)


def test_more_possible_rankings_than_electors_are_warned_of(organisation: Organisation) -> None:
    assert possible_rankings(3) == 1 + 3 + 6 + 6
    election = ranked_polls.make_election(polls.make_roll(polls.make_members(12)))
    assert "has more possible rankings than electors" in warned(election)
    election.contests.update(rule="block")
    assert "rankings" not in warned(election)


def test_weights_are_warned_of_where_they_tell_and_refused_where_voters_rank(organisation: Organisation) -> None:
    election = ranked_polls.make_election(polls.make_roll(polls.make_members(12), [1] * 11 + [2]))
    assert any("weighs one" in point.name for point in checklist.unmet(election, "setup"))
    election.contests.update(rule="block")
    assert "stand out by their weight" in warned(election)


def test_seed_of_a_sample_is_set_and_published_before_the_poll(organisation: Organisation) -> None:
    election = ranked_polls.make_election(polls.make_roll(polls.make_members(12)), rule="irish-stv")
    assert any("papers of" in point.name for point in checklist.unmet(election, "setup"))
    change_contest(election.contests.get(), polls.officer(), rule_options={"seed": "4 8 15"})
    assert not any("papers of" in point.name for point in checklist.unmet(election, "setup"))
    assert "Seed: 4 8 15." in Client().get(f"/elections/{election.slug}/").content.decode()


def test_page_of_the_count_shows_the_options_of_the_rule(ranked: Contest, returning_officer: User) -> None:
    client = Client()
    client.force_login(returning_officer)
    change_contest(ranked, returning_officer, rule="wig-stv", seats=1)
    address = f"/office/elections/{ranked.election.slug}/contests/{ranked.pk}/"
    form = client.get(address + "counting/").context["form"]
    assert list(form.fields) == ["ties", "decimals", "quota"]
    saved = client.post(address + "counting/", {"ties": "back", "decimals": "7", "quota": "exact"}, follow=True)
    assert b"then by lot" in saved.content and b"exact" in saved.content
    ranked.refresh_from_db()
    assert (ranked.ties, ranked.rule_options) == ("back", {"decimals": 7, "quota": "exact"})
    page = client.get(address + "change/").content.decode()
    assert '<optgroup label="Ranking: single transferable vote">' in page
