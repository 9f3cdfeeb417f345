"""Motions, amendments to their clauses, and the bar on moving a decided question again."""

import pytest
from tests.council.bodies import days_ago, divide, in_session, make_body, make_members, move, seat, secretary

from hustings.accounts.errors import ActionRefused
from hustings.council.actions.divisions import cast_vote, close_division, open_division
from hustings.council.actions.motions import (
    move_amendment,
    order_amendments,
    settle_amendment,
    sign_reopening,
    withdraw_motion,
)
from hustings.council.clauses import parse
from hustings.council.models import Amendment, Body, Decision, Meeting, Motion, Question
from hustings.council.queries.motions import disputed_clauses, question_key, text_as_amended
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def members() -> list[Member]:
    return make_members(4)


@pytest.fixture
def body(members: list[Member]) -> Body:
    body = make_body(bar_months=3, reopening_signatures=2)
    seat(body, members[:3])
    return body


@pytest.fixture
def meeting(body: Body, members: list[Member]) -> Meeting:
    return in_session(body, members[:3])


@pytest.fixture
def motion(meeting: Meeting, members: list[Member]) -> Motion:
    return move(meeting, members)


def amend(motion: Motion, members: list[Member], text: str, clause: int = 1, kind: str = "replace") -> Amendment:
    return move_amendment(motion.clauses.get(position=clause), kind, text, members[1], secretary(), seconder=members[2])


def put(amendment: Amendment, members: list[Member], choice: str) -> None:
    division = open_division(amendment.motion, secretary(), amendment=amendment)
    for member in members[:3]:
        cast_vote(division, member, choice, secretary())
    close_division(division, secretary())


def test_clauses_keep_their_numbers_or_are_numbered() -> None:
    assert parse("1. Paths.\n\n2) Dogs\non a lead.\n\n(a) Gates.") == [
        ("1", "Paths."), ("2", "Dogs on a lead."), ("a", "Gates."),
    ]  # fmt: skip
    assert parse("Paths.\r\n\r\nDogs.") == [("1", "Paths."), ("2", "Dogs.")]
    assert parse("1.1 Paths.") == [("1", "1.1 Paths.")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The motion has no text"),
        (" \n\n \n", "The motion has no text"),
        ("1. Paths.\n\n1. Dogs.", "Two clauses have the number 1"),
        ("1.\n\n2. Dogs.", "Clause 1 has no text"),
    ],
)
def test_text_without_clear_clauses_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ActionRefused, match=sentence):
        parse(text)


def test_motion_needs_a_seconder_who_is_another_seat_holder(meeting: Meeting, members: list[Member]) -> None:
    with pytest.raises(ActionRefused, match="ask for a seconder"):
        move(meeting, members, seconder=None)
    with pytest.raises(ActionRefused, match="Nobody seconds what they move"):
        move(meeting, members, seconder=members[0])
    with pytest.raises(ActionRefused, match="Member 4 does not hold a seat"):
        move(meeting, members, seconder=members[3])
    Body.objects.update(seconder_required=False)
    assert move(meeting, members, seconder=None).number == 1


def test_two_amendments_to_a_clause_stand_side_by_side_in_order(motion: Motion, members: list[Member]) -> None:
    first = amend(motion, members, "Paths are for walkers.")
    second = amend(motion, members, "Paths are for riders.")
    clause = motion.clauses.get(position=1)
    assert disputed_clauses(motion) == [(clause, [first, second])]
    order_amendments(clause, [second, first], secretary())
    assert disputed_clauses(motion) == [(clause, [second, first])]
    with pytest.raises(ActionRefused, match="Amendment 2 to clause 1 is put before this one"):
        open_division(motion, secretary(), amendment=first)
    with pytest.raises(ActionRefused, match="Name each amendment to clause 1"):
        order_amendments(clause, [first, first], secretary())


def test_carried_amendments_change_the_text_and_the_others_fall(motion: Motion, members: list[Member]) -> None:
    first = amend(motion, members, "Paths are for walkers.")
    second = amend(motion, members, "Paths are for riders.")
    left_out = amend(motion, members, "ignored", 2, "delete")
    added = amend(motion, members, "Stiles are mended.", 3, "add")
    with pytest.raises(ActionRefused, match="put before the motion: 1, 2, 3, 4"):
        open_division(motion, secretary())
    with pytest.raises(ActionRefused, match="No other amendment to clause 1 was carried"):
        settle_amendment(second, "fallen", secretary())
    put(first, members, "for")
    settle_amendment(second, "fallen", secretary())
    put(left_out, members, "for")
    put(added, members, "for")
    assert [(part.label, part.text) for part in text_as_amended(motion)] == [
        ("1", "Paths are for walkers."), ("3", "Gates are closed."), ("3A", "Stiles are mended."),
    ]  # fmt: skip
    divide(motion, dict.fromkeys(members[:3], "for"))
    assert Decision.objects.get().text == "1. Paths are for walkers.\n\n3. Gates are closed.\n\n3A. Stiles are mended."


def test_lost_amendment_leaves_the_text(motion: Motion, members: list[Member]) -> None:
    put(amend(motion, members, "Paths are for walkers."), members, "against")
    assert text_as_amended(motion)[0].text == "Paths are for everybody."
    assert not Decision.objects.exists()


def test_empty_and_idle_amendments_are_refused(motion: Motion, members: list[Member]) -> None:
    with pytest.raises(ActionRefused, match="Write the words of the amendment"):
        amend(motion, members, "  ")
    with pytest.raises(ActionRefused, match="words of clause 1 already"):
        amend(motion, members, "Paths  are for everybody.")


def test_decided_motion_takes_no_amendments_and_is_not_withdrawn(motion: Motion, members: list[Member]) -> None:
    divide(motion, dict.fromkeys(members[:3], "for"))
    with pytest.raises(ActionRefused, match="Motion 1 is carried"):
        amend(motion, members, "Paths are for walkers.")
    with pytest.raises(ActionRefused, match="Motion 1 is carried"):
        withdraw_motion(motion, secretary())


def test_question_is_the_same_however_it_is_written() -> None:
    assert question_key("Adopt the Path-Code!") == question_key("adopt  the path code")
    assert question_key("Adopt the path code") != question_key("Repeal the path code")


def test_decided_question_cannot_be_moved_again_for_months(body: Body, members: list[Member]) -> None:
    divide(move(in_session(body, members[:3], 40), members), dict.fromkeys(members[:3], "against"))
    later = in_session(body, members[:3], 2)
    with pytest.raises(ActionRefused, match=r"decision 1, “Adopt the path code”\) and cannot be moved again before"):
        move(later, members, "ADOPT the path code.")
    assert move(later, members, "Adopt the whole code").number == 2
    with pytest.raises(ActionRefused, match="decision 1"):
        move(later, members, "In other words", question="Adopt the path code")


def test_exception_of_the_standing_orders_opens_the_question_again(body: Body, members: list[Member]) -> None:
    divide(move(in_session(body, members[:3], 40), members), dict.fromkeys(members[:3], "against"))
    decision, later = Decision.objects.get(), in_session(body, members[:3], 2)
    sign_reopening(decision, members[:1], secretary())
    with pytest.raises(ActionRefused, match="2 seat-holders ask to open again; 1 have signed"):
        move(later, members)
    with pytest.raises(ActionRefused, match="Member 4 does not hold a seat"):
        sign_reopening(decision, members[3:], secretary())
    sign_reopening(decision, members[:2], secretary())
    assert move(later, members).question == decision.motion.question
    assert Question.objects.count() == 1


def test_exception_that_the_standing_orders_do_not_know_is_refused(body: Body, members: list[Member]) -> None:
    Body.objects.update(reopening_signatures=None)
    divide(move(in_session(body, members[:3]), members), dict.fromkeys(members[:3], "for"))
    with pytest.raises(ActionRefused, match="know no exception"):
        sign_reopening(Decision.objects.get(), members[:2], secretary())


def test_question_rests_no_longer_than_the_months(body: Body, members: list[Member]) -> None:
    divide_at = in_session(body, members[:3], 120)
    division = open_division(move(divide_at, members), secretary(), at=days_ago(120))
    for member in members[:3]:
        cast_vote(division, member, "against", secretary())
    close_division(division, secretary(), at=days_ago(120))
    assert move(in_session(body, members[:3], 2), members).number == 2
