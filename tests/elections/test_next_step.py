"""Whoever follows the next step comes from a new election to an open poll."""

import pytest
from django.utils import timezone
from tests.elections import drafts

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.candidates import draw_order
from hustings.elections.actions.elections import create_election, freeze_rolls
from hustings.elections.actions.notices import write_notice
from hustings.elections.actions.preview import see_ballot
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import Delivery, Election, Notice
from hustings.elections.next_step import next_step

pytestmark = pytest.mark.django_db


def step(election: Election) -> str:
    return next_step(Election.objects.get(pk=election.pk)).do


def test_new_election_begins_with_its_timetable(organisation: Organisation, returning_officer: User) -> None:
    assert step(create_election("Auditors", returning_officer)) == "Set the timetable"


def test_steps_follow_one_another_to_the_set_up(organisation: Organisation, returning_officer: User) -> None:
    drafts.make_members(12)
    officer = returning_officer
    election = drafts.make_draft(officer)
    assert step(election) == "Add a contest"
    drafts.make_seats(election, officer, seats=1, names=("Ann", "Bob"))
    assert step(election) == "Draw the order of the candidates"
    draw_order(election, officer)
    assert step(election) == "Choose who holds the keys"
    add_trustee(election, "This server", officer)
    assert step(election) == "Freeze the roll"
    freeze_rolls(election, officer)
    assert step(election) == "Look at the ballot"
    see_ballot(election, officer)
    assert step(election) == "Set up the poll"


def test_open_poll_without_links_asks_for_them_first(organisation: Organisation, returning_officer: User) -> None:
    member, *_others = drafts.make_members(2)
    election = drafts.make_draft(returning_officer)
    write_notice(election, Notice.Kind.CREDENTIALS, "Vote", "{link}", returning_officer)
    Election.objects.update(state=Election.State.OPEN)
    assert step(election) == "Send the voting links"
    Delivery.objects.create(notice=election.notices.get(), member=member)
    assert step(election) == "See how the poll goes"


@pytest.mark.parametrize(
    ("state", "do"), [("closed", "Wait for the trustees"), ("tallied", "Declare the result"), ("declared", "Tell the")]
)
def test_every_later_state_has_its_step(
    organisation: Organisation, returning_officer: User, state: str, do: str
) -> None:
    election = drafts.make_draft(returning_officer)
    Election.objects.update(state=state)
    assert step(election).startswith(do)


def test_annulled_election_has_no_next_step(organisation: Organisation, returning_officer: User) -> None:
    election = drafts.make_draft(returning_officer)
    Election.objects.update(state="annulled", annulled_reason=f"Void since {timezone.now():%Y}.")
    assert next_step(Election.objects.get(pk=election.pk)).url == ""
