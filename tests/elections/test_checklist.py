"""What is left before the poll is set up and opened, and who must sign."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections import checklist
from hustings.elections.actions.approvals import (
    ask_second_person,
    give_second_signature,
    needs_second_person,
    use_second_signature,
)
from hustings.elections.actions.candidates import add_candidate, change_candidate, draw_order
from hustings.elections.actions.contests import add_contest, set_options
from hustings.elections.actions.elections import announce, create_election, freeze_rolls
from hustings.elections.actions.notices import write_notice
from hustings.elections.actions.preview import see_ballot
from hustings.elections.models import Approval, Election, Notice
from hustings.franchise.actions import make_challenge
from hustings.franchise.models import Challenge

pytestmark = pytest.mark.django_db


def setup_names(election: Election) -> list[str]:
    """The set-up points left, without those about keys and credentials."""
    left = checklist.unmet(Election.objects.get(pk=election.pk), "setup")
    return [point.name for point in left if "key" not in point.name and "credential" not in point.name]


def warnings(election: Election) -> list[str]:
    found = checklist.points(Election.objects.get(pk=election.pk))
    told = [point for point in found if point.warning and not point.done and "booklet" not in point.name]
    return [f"{point.name}. {point.explanation}" for point in told]


def test_points_vanish_one_by_one(organisation: Organisation, returning_officer: User) -> None:
    drafts.make_members(12)
    officer = returning_officer
    election = drafts.make_draft(officer)
    assert setup_names(election) == ["The election has a contest", "The ballot has been looked at as voters see it"]
    contest = drafts.make_seats(election, officer, seats=1)
    assert "‘Committee’ has candidates" in setup_names(election)
    ann = add_candidate(contest, "Ann", officer)
    add_candidate(contest, "Bob", officer, state="accepted")
    assert setup_names(election) == [
        "All candidates of ‘Committee’ have accepted",
        "The order of the candidates has been drawn by lot",
        "The roll of ‘Committee’ is frozen",
        "The ballot has been looked at as voters see it",
    ]
    change_candidate(ann, officer, state="accepted")
    draw_order(election, officer)
    freeze_rolls(election, officer)
    see_ballot(election, officer)
    assert setup_names(election) == []
    assert warnings(election) == [
        "The election has been announced. Until then only people who work here can see its pages."
    ]
    announce(election, officer)
    assert warnings(election) == []
    notice_point = "The notice with the voting link has been previewed"
    assert notice_point in [point.name for point in checklist.unmet(election)]
    write_notice(election, "credentials", "Vote", "{link}", officer)
    assert notice_point in [point.name for point in checklist.unmet(election)]
    Notice.objects.update(previewed_at=timezone.now())
    assert notice_point not in [point.name for point in checklist.unmet(election)]


def test_every_point_left_says_where_it_is_mended(organisation: Organisation, returning_officer: User) -> None:
    election = drafts.make_draft(returning_officer)
    drafts.make_seats(election, returning_officer, seats=1, names=("Ann", "Bob"))
    assert all(point.url for point in checklist.points(election) if not point.done)


def test_all_missing_times_are_named_and_what_is_left_is_a_lower_bound_until_there_is_a_poll(
    organisation: Organisation, returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    election = create_election("Committee 2026", returning_officer)
    told = [point.explanation for point in checklist.points(election) if point.name == "The timetable is set"]
    assert told == ["Say when: freeze date, poll opens, poll closes."]
    contest = drafts.make_seats(election, returning_officer, seats=1)
    client, pages = client_of(returning_officer), (f"/office/elections/{election.slug}/{end}" for end in ("", "poll/"))
    home, poll = pages
    for page in (home, poll):
        assert "At least 5 points are left before the poll can open." in client.get(page).content.decode()
    for name in ("Ann", "Bob"):
        add_candidate(contest, name, returning_officer, state="accepted")
    left = len(checklist.unmet(election))
    assert left > 5
    for page in (home, poll):
        shown = client.get(page).content.decode()
        assert f"{left} points are left before the poll can open." in shown and "At least" not in shown


def test_few_electors_and_no_contest_are_warned_of(organisation: Organisation, returning_officer: User) -> None:
    drafts.make_members(9)
    election = drafts.make_draft(returning_officer)
    drafts.make_seats(election, returning_officer, seats=2, names=("Ann", "Bob"), title="Council")
    question = add_contest(election, "question", returning_officer, title="Adopt?", eligibility=drafts.make_rule())
    set_options(question, ["Yes", "No"], returning_officer)
    freeze_rolls(election, returning_officer)
    said = " ".join(warnings(election))
    assert "2 candidates for 2 seats" in said
    assert "It has only 9: the result itself may reveal how somebody voted." in said
    assert "‘Council’ has at least" not in said


def test_times_of_nominations_without_anybody_who_can_nominate_are_warned_of(
    organisation: Organisation, returning_officer: User
) -> None:
    now = timezone.now()
    election = drafts.make_draft(
        returning_officer, nominations_open_at=now, nominations_close_at=now + timedelta(hours=1)
    )
    assert "in no contest are candidates nominated" not in " ".join(warnings(election))
    drafts.make_seats(election, returning_officer, seats=1)
    assert "in no contest are candidates nominated" in " ".join(warnings(election))


def test_open_challenge_stands_in_the_way(organisation: Organisation, returning_officer: User) -> None:
    member, *_others = drafts.make_members(12)
    election = drafts.make_draft(returning_officer)
    contest = drafts.make_seats(election, returning_officer, seats=1, names=("Ann", "Bob"))
    freeze_rolls(election, returning_officer)
    contest.refresh_from_db()
    assert "No challenge to the roll is open" not in setup_names(election)
    make_challenge(contest.roll, member, Challenge.Kind.REMOVE, "He moved away.", member)
    assert "No challenge to the roll is open" in setup_names(election)


def test_time_for_challenges_stands_in_the_way(organisation: Organisation, returning_officer: User) -> None:
    drafts.make_members(12)
    election = drafts.make_draft(returning_officer, challenges_end_at=timezone.now() + timedelta(hours=1))
    drafts.make_seats(election, returning_officer, seats=1, names=("Ann", "Bob"))
    freeze_rolls(election, returning_officer)
    assert "No challenge to the roll is open" in setup_names(election)


def test_roll_of_a_poll_that_is_set_up_takes_no_challenge(organisation: Organisation, returning_officer: User) -> None:
    member, *_others = drafts.make_members(2)
    election = drafts.make_draft(returning_officer)
    contest = drafts.make_seats(election, returning_officer, seats=1, names=("Ann", "Bob"))
    freeze_rolls(election, returning_officer)
    contest.refresh_from_db()
    Election.objects.update(state="ready")
    with pytest.raises(ActionRefused, match="has been set up with this roll"):
        make_challenge(contest.roll, member, Challenge.Kind.REMOVE, "He moved away.", member)


def test_one_person_is_enough_where_the_organisation_says_so(
    organisation: Organisation, returning_officer: User
) -> None:
    election = drafts.make_draft(returning_officer)
    assert not needs_second_person(election, "open", returning_officer)
    with pytest.raises(ActionRefused, match="go on alone"):
        ask_second_person(election, "open", returning_officer)
    use_second_signature(election, "open", returning_officer)


def test_two_people_sign_and_the_signature_is_used_once(
    organisation: Organisation, returning_officer: User, make_user: Callable[..., User]
) -> None:
    Organisation.objects.update(two_people=True)
    second, third = make_user("returning_officer"), make_user("returning_officer")
    election = drafts.make_draft(returning_officer)
    with pytest.raises(ActionRefused, match="too early"):  # nobody signs for a result that is not there yet
        ask_second_person(election, "declare", returning_officer)
    Election.objects.update(state="tallied")
    with pytest.raises(ActionRefused, match="Two people are needed to declare the result"):
        use_second_signature(election, "declare", returning_officer)
    approval = ask_second_person(election, "declare", returning_officer)
    with pytest.raises(ActionRefused, match="already been asked"):
        ask_second_person(election, "declare", second)
    with pytest.raises(ActionRefused, match="Somebody else"):
        give_second_signature(approval, returning_officer)
    assert needs_second_person(election, "declare", returning_officer)
    give_second_signature(approval, second)
    with pytest.raises(ActionRefused, match="second signature already"):
        give_second_signature(approval, third)
    assert needs_second_person(election, "open", second)
    assert needs_second_person(election, "declare", third)
    use_second_signature(election, "declare", second)
    assert needs_second_person(election, "declare", returning_officer)
    ask_second_person(election, "declare", returning_officer)
    assert Approval.objects.count() == 2
