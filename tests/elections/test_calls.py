"""Trustees are written to when a step waits for them, and not when nothing does."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from tests.elections import desks, polls, ranked_polls

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.calls import call_trustees
from hustings.elections.actions.trustees import add_trustee, remove_trustee, submit_public_key
from hustings.elections.models import Election
from hustings.jobs.worker import run_pending
from hustings.voting import new_trustee_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation) -> Election:
    return ranked_polls.make_election(polls.make_roll(polls.make_members(2)))


@pytest.fixture
def users(make_user: Callable[..., User]) -> list[User]:
    return [make_user("trustee", name=name) for name in ("Tess", "Tim", "Tom")]


def called() -> dict[str, str]:
    """What was written, by the name that the letter begins with, since this was asked last."""
    run_pending()
    found = {letter.body.partition(",")[0].removeprefix("Dear "): letter.body for letter in mail.outbox}
    assert len(found) == len(mail.outbox)  # nobody is written to twice
    mail.outbox.clear()
    return found


def test_members_of_a_group_are_called_to_each_step_when_it_waits_for_them(
    draft: Election, users: list[User], client_of: Callable[[User], Client]
) -> None:
    members = desks.group(draft, users, 2)
    assert b"the first of three steps" in client_of(users[0]).get("/office/desks/").content
    assert all("Make your seed" in text for text in called().values())
    first, second, third = members
    for step, next_step in (("certificate", "the second of three steps"), ("polynomial", "the last of three steps")):
        first.do(step)
        second.do(step)
        assert not called()
        third.do(step)
        letters = called()
        assert set(letters) == {"Tess", "Tim"} and all(next_step in text for text in letters.values())
    for member in members:
        member.do("share")
    letters = called()
    assert set(letters) == {"Tess", "Tim"} and "Open the test ballot" in letters["Tess"]
    desks.rehearse(*members)

    board = polls.opened(draft)
    ranked_polls.vote(board, board.marked_register.first().entry.member, (1, 2, 3, 0))
    mail.outbox.clear()
    polls.close(board)
    assert f"/trustee/{first.trustee.pk}/" in called()["Tess"]
    first.do("shuffle")
    assert "your turn to shuffle" in called()["Tim"]
    second.do("shuffle")
    third.do("shuffle")
    letters = called()
    assert set(letters) == {"Tess", "Tim", "Tom"} and "open the result with your key" in letters["Tom"]


def test_who_has_done_it_meanwhile_or_is_no_trustee_any_more_is_not_bothered(
    draft: Election, users: list[User]
) -> None:
    tess, tim, tom = (add_trustee(draft, user.name, polls.officer(), user) for user in users)
    submit_public_key(tess, new_trustee_key(draft.group).public)
    remove_trustee(tim, polls.officer())
    call_trustees([tom])  # who is called already
    assert set(called()) == {"Tom"}
