"""Duties that should be apart: refused where they cannot be held together, said aloud where they are."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.elections import polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, Role, RoleGrant, User
from hustings.audit.models import AuditEvent
from hustings.elections import checklist
from hustings.elections.actions.credentials import accept_public_credentials
from hustings.elections.actions.polls import open_poll
from hustings.elections.actions.setup import prepare_boards
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import Election
from hustings.elections.queries.duties import held_together


@pytest.fixture
def election(organisation: Organisation) -> Election:
    return polls.make_election(polls.make_roll(polls.make_members(2)))


def page(election: Election) -> str:
    return Client().get(f"/elections/{election.slug}/trust/").content.decode()


def test_different_people_are_not_named(election: Election, trustee: User, scrutineer: User) -> None:
    add_trustee(election, trustee.name, polls.officer(), user=trustee)
    assert held_together(election) == []
    assert "Nobody: the returning officers hold no key" in page(election)


def test_officer_with_a_key_is_on_the_check_list_and_the_trust_page(election: Election) -> None:
    RoleGrant.objects.create(user=polls.officer(), role=Role.TRUSTEE)
    add_trustee(election, "Olga", polls.officer(), user=polls.officer())
    sentence = "Olga Officer is returning officer and trustee of this election at once."
    assert sentence in page(election)
    (point,) = [point for point in checklist.points(election) if sentence in point.explanation]
    assert point.warning and not point.done


def test_duties_held_together_are_on_the_record_of_the_opening(organisation: Organisation) -> None:
    board = polls.ready_poll(polls.make_members(2))
    RoleGrant.objects.create(user=polls.officer(), role=Role.SCRUTINEER)
    open_poll(board.election, polls.officer())
    event = AuditEvent.objects.get(verb="elections.poll_opened")
    assert event.facts["duties_held_together"] == {str(polls.officer().pk): ["returning_officer", "scrutineer"]}


def test_officer_cannot_hand_in_the_credentials(organisation: Organisation, make_user: Callable[..., User]) -> None:
    election = polls.make_election(
        polls.make_roll(polls.make_members(2)), credential_mode=Election.CredentialMode.AUTHORITY
    )
    prepare_boards(election, polls.officer())
    both = make_user(Role.CREDENTIAL_AUTHORITY, Role.RETURNING_OFFICER)
    with pytest.raises(ActionRefused, match="somebody who does not run the poll"):
        accept_public_credentials(election, {}, {}, both)
