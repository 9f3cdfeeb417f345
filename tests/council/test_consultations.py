"""Units asked before a decision, and decisions that cannot be recorded before their positions are answered."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.council import bodies
from tests.council.test_instruments import IN_FULL, IN_PART, SOURCE

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Role, User
from hustings.council.actions.consultations import bind_consultation, consult, record_positions, respond
from hustings.council.actions.divisions import cast_vote, close_division, open_division
from hustings.council.actions.instruments import (
    add_source,
    adopt,
    bind_proposal,
    create_instrument,
    propose,
    rule_on_clause,
)
from hustings.council.actions.motions import withdraw_motion
from hustings.council.models import Body, Consultation, ConsultedUnit, Decision, Motion, Proposal, Response, SourceText
from hustings.council.queries.consultations import decision_of, is_open, latest_positions, standings
from hustings.register.models import Member, Unit, UnitOfficer

pytestmark = pytest.mark.django_db


@pytest.fixture
def members() -> list[Member]:
    return bodies.make_members(3)


@pytest.fixture
def body(members: list[Member]) -> Body:
    body = bodies.make_body()
    bodies.seat(body, members)
    return body


@pytest.fixture
def source() -> SourceText:
    return add_source("Fair meetings", "Meeting Watch", SOURCE, bodies.secretary())


@pytest.fixture
def consultation(body: Body, source: SourceText) -> Consultation:
    """Three societies were asked until yesterday: one wants the whole, one clause 3 changed, one is silent."""
    units = [Unit.objects.create(name=name, kind="society", code=name[0]) for name in ("East", "North", "West")]
    consultation = consult(
        body,
        "Fair meetings",
        source,
        units,
        timezone.now() + timedelta(days=1),
        bodies.secretary(),
        at=bodies.days_ago(20),
    )
    positions = {"East": {"": ("adopt", "All of it, please.")}, "North": {"3": ("change", "Hear them always.")}}
    for name, answers in positions.items():
        record_positions(asked(consultation, name), answers, bodies.secretary(), bodies.days_ago(10))
    Consultation.objects.update(closes_at=bodies.days_ago(1))
    consultation.refresh_from_db()
    return consultation


def asked(consultation: Consultation, name: str) -> ConsultedUnit:
    return consultation.consulted.get(unit__name=name)


def moved(consultation: Consultation, members: list[Member], text: str) -> Motion:
    """A motion to adopt this text, bound to the consultation, put to the vote, and everybody has voted for it."""
    instrument = create_instrument("Code of meetings", consultation.body, bodies.secretary())
    proposal: Proposal = propose(instrument, text, bodies.secretary(), consultation.source)
    if text == IN_PART:
        rule_on_clause(proposal, "2", "reworded", ["2"], "Shorter.", bodies.secretary())
        rule_on_clause(proposal, "3", "omitted", [], "Other.", bodies.secretary())
    motion = bodies.move(bodies.in_session(consultation.body, members), members)
    bind_proposal(motion, proposal, bodies.secretary())
    bind_consultation(consultation, motion, bodies.secretary())
    consultation.refresh_from_db()
    division = open_division(motion, bodies.secretary())
    for member in members:
        cast_vote(division, member, "for", bodies.secretary())
    return motion


def close(motion: Motion) -> None:
    close_division(motion.divisions.get(), bodies.secretary())


def test_decision_that_departs_is_not_recorded_without_a_reason(
    consultation: Consultation, members: list[Member]
) -> None:
    motion = moved(consultation, members, IN_PART)
    with pytest.raises(ActionRefused, match="for East, North"), transaction.atomic():
        close(motion)
    motion.refresh_from_db()
    assert motion.state == "moved"
    assert not Decision.objects.exists()
    assert motion.divisions.get().votes.count() == 3  # nothing is lost
    with pytest.raises(ActionRefused, match=r"The position of East is not followed\. It asked to adopt the text"):
        respond(consultation, True, {asked(consultation, "East"): ("followed", "")}, bodies.secretary())
    with pytest.raises(ActionRefused, match="Give the body's reason for departing from the position of East"):
        respond(consultation, True, {asked(consultation, "East"): ("departed", " ")}, bodies.secretary())
    respond(
        consultation,
        True,
        {
            asked(consultation, "East"): ("departed", "The clerk cannot do more."),
            asked(consultation, "North"): ("followed", ""),
        },
        bodies.secretary(),
    )
    close(motion)
    assert decision_of(consultation) == Decision.objects.get()
    east, north, west = standings(consultation, True)
    assert (east.kind, east.reason) == ("departed", "The clerk cannot do more.")
    assert east.departures == [
        "It asked to adopt the text as it stands; the motion adopts it in part: 2 of 4 verbatim, 1 reworded, 1 omitted."
    ]
    assert (north.kind, north.departures, west.kind) == ("followed", [], "")
    with pytest.raises(ActionRefused, match="The motion is decided"):
        respond(consultation, True, {asked(consultation, "North"): ("departed", "No.")}, bodies.secretary())


def test_position_that_is_followed_needs_no_word(consultation: Consultation, members: list[Member]) -> None:
    motion = moved(consultation, members, IN_FULL)
    respond(consultation, True, {asked(consultation, "North"): ("departed", "As the others wish.")}, bodies.secretary())
    close(motion)
    assert [standing.kind for standing in standings(consultation, True)] == ["followed", "departed", ""]


def test_lost_motion_departs_from_those_who_asked_for_it(consultation: Consultation, members: list[Member]) -> None:
    moved(consultation, members, IN_FULL)
    east, north, _west = standings(consultation, False)
    assert east.departures == ["It asked to adopt the text; the motion was lost."]
    assert east.lacks and north.lacks


@pytest.mark.parametrize(
    ("clause", "answer", "departure"),
    [
        ("1", "adopt", []),
        ("2", "adopt", ["It asked to adopt clause 2 as it stands; the motion rewords it."]),
        ("3", "adopt", ["It asked to adopt clause 3 as it stands; the motion leaves it out."]),
        ("3", "refuse", []),
        ("1", "refuse", ["It asked not to adopt clause 1."]),
    ],
)
def test_departure_from_a_position_on_a_clause_is_found(
    consultation: Consultation, members: list[Member], clause: str, answer: str, departure: list[str]
) -> None:
    Consultation.objects.update(closes_at=timezone.now() + timedelta(days=1))
    record_positions(asked(consultation, "West"), {clause: (answer, "")}, bodies.secretary())
    Consultation.objects.update(closes_at=bodies.days_ago(1))
    moved(consultation, members, IN_PART)
    assert standings(consultation, True)[2].departures == departure


def test_nothing_is_decided_while_units_may_answer(consultation: Consultation, members: list[Member]) -> None:
    motion = moved(consultation, members, IN_FULL)
    Consultation.objects.update(closes_at=timezone.now() + timedelta(days=1))
    with pytest.raises(ActionRefused, match="Decide after that, so that every unit is heard"), transaction.atomic():
        close(motion)


def test_motion_that_adopts_the_text_is_bound_to_what_was_asked(
    consultation: Consultation, members: list[Member]
) -> None:
    instrument = create_instrument("Code of meetings", consultation.body, bodies.secretary())
    proposal = propose(instrument, IN_FULL, bodies.secretary(), consultation.source)
    meeting = bodies.in_session(consultation.body, members)
    first, second = (bodies.move(meeting, members, title=title) for title in ("First", "Second"))
    for motion, bound_to in ((first, first), (second, first)):
        bind_proposal(motion, proposal, bodies.secretary())
        consultation.refresh_from_db()
        assert consultation.motion == bound_to
    withdraw_motion(first, bodies.secretary())
    bind_proposal(second, proposal, bodies.secretary())
    consultation.refresh_from_db()
    assert consultation.motion == second


def test_text_that_units_were_asked_about_is_not_put_in_force_past_them(
    consultation: Consultation, members: list[Member]
) -> None:
    instrument = create_instrument("Code of meetings", consultation.body, bodies.secretary())
    proposal = propose(instrument, SOURCE, bodies.secretary(), consultation.source)
    motion = bodies.move(bodies.in_session(consultation.body, members), members)
    bodies.divide(motion, dict.fromkeys(members, "for"))
    with pytest.raises(ActionRefused, match="no decision answers them"):
        adopt(proposal, motion.decisions.get(), bodies.secretary())


def test_latest_position_counts_and_can_be_taken_back(consultation: Consultation) -> None:
    Consultation.objects.update(closes_at=timezone.now() + timedelta(days=1))
    east = asked(consultation, "East")
    assert record_positions(east, {"": ("adopt", "All of it, please.")}, bodies.secretary()) == []
    record_positions(east, {"": ("none", ""), "1": ("refuse", "")}, bodies.secretary())
    assert {clause: position.answer for clause, position in latest_positions(east).items()} == {"1": "refuse"}
    assert east.positions.count() == 3


def test_position_is_given_in_time_and_on_a_clause_that_there_is(consultation: Consultation) -> None:
    east = asked(consultation, "East")
    assert not is_open(consultation)
    with pytest.raises(ActionRefused, match="Positions could be given until"):
        record_positions(east, {"1": ("adopt", "")}, bodies.secretary())
    Consultation.objects.update(closes_at=timezone.now() + timedelta(days=1))
    with pytest.raises(ActionRefused, match="The text has no clause 9"):
        record_positions(east, {"9": ("adopt", "")}, bodies.secretary())
    with pytest.raises(ActionRefused, match="20,000 characters at most"):
        record_positions(east, {"1": ("adopt", "a" * 20_001)}, bodies.secretary())


def test_consultation_names_units_and_gives_them_time(body: Body, source: SourceText) -> None:
    unit = Unit.objects.create(name="East", kind="society", code="E")
    with pytest.raises(ActionRefused, match="Name at least one unit"):
        consult(body, "Fair meetings", source, [], timezone.now() + timedelta(days=1), bodies.secretary())
    with pytest.raises(ActionRefused, match="need time to answer"):
        consult(body, "Fair meetings", source, [unit], bodies.days_ago(1), bodies.secretary())


def test_database_keeps_no_departure_without_a_reason(consultation: Consultation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(
            consulted=asked(consultation, "East"), if_carried=True, kind="departed", recorded_by=bodies.secretary()
        )


def test_officer_of_a_unit_answers_for_it_and_for_no_other(
    consultation: Consultation, make_user: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    Consultation.objects.update(closes_at=timezone.now() + timedelta(days=1))
    officer, stranger = (make_user(Role.UNIT_OFFICER, name=name) for name in ("Una", "Otto"))
    north, west = Unit.objects.get(name="North"), Unit.objects.get(name="West")
    UnitOfficer.objects.create(user=officer, unit=west, granted_by=bodies.secretary())
    for unit, by in ((north, officer), (west, stranger)):
        with pytest.raises(ActionRefused, match="You do not act for"):
            record_positions(consultation.consulted.get(unit=unit), {"": ("adopt", "")}, by)
    desk, browser = "/office/for-unit/consultations/", client_of(officer)
    address = f"{desk}{consultation.pk}/units/{west.pk}/"
    assert "Fair meetings: West" in browser.get(desk).content.decode()
    assert browser.get(address).status_code == 200
    assert client_of(stranger).get(address).status_code == 403
    record_positions(consultation.consulted.get(unit=west), {"": ("refuse", "Not yet.")}, officer)
    given = latest_positions(consultation.consulted.get(unit=west))[""]
    assert (given.answer, given.recorded_by, given.given_by) == ("refuse", officer, None)
