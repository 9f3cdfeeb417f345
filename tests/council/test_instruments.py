"""Instruments: proposed, ruled on clause by clause, put in force by decisions, followed through versions."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.council import bodies

from hustings.accounts.errors import ActionRefused
from hustings.council.actions.instruments import (
    add_source,
    adopt,
    bind_proposal,
    create_instrument,
    propose,
    repeal,
    rule_on_clause,
)
from hustings.council.actions.motions import clause_of_text, move_amendment
from hustings.council.models import Amendment, Body, Decision, Instrument, Meeting, Motion, Proposal, Repeal, SourceText
from hustings.council.models.instruments import LONGEST_TEXT
from hustings.council.queries.instruments import (
    clause_history,
    in_force,
    listed,
    proposal_comparison,
    version_comparison,
    version_summary,
)
from hustings.register.models import Member

pytestmark = pytest.mark.django_db

SOURCE = """# Fair meetings

1. Every member may speak once before any member speaks twice.
2. The clerk keeps minutes and publishes them within fourteen days.
3. Visitors are heard with the consent of the meeting.
4. Nobody is refused the floor for what they have said before.
"""
IN_PART = """1. Every member may speak once before any member speaks twice.
2. The clerk keeps minutes and publishes them within thirty days.
3. Nobody is refused the floor for what they have said before.
"""
IN_FULL = SOURCE + "5. The code is read out at the first meeting of each year.\n"


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
def instrument(body: Body) -> Instrument:
    return create_instrument("Code of meetings", body, bodies.secretary())


def in_part(instrument: Instrument, source: SourceText, *, ruled: bool = True) -> Proposal:
    proposal = propose(instrument, IN_PART, bodies.secretary(), source, "We read clause 1 as allowing a reply.")
    if ruled:
        rule_on_clause(proposal, "2", "reworded", ["2"], "The clerk works one day a week.", bodies.secretary())
        rule_on_clause(proposal, "3", "omitted", [], "Visitors have a meeting of their own.", bodies.secretary())
    return proposal


def decided(
    body: Body, members: list[Member], proposal: Proposal | None = None, *, carried: bool = True, days: float = 1
) -> Decision:
    """A motion on a question of its own, decided now; if carried, the proposal is in force since so many days."""
    meeting = bodies.in_session(body, members, days=days)
    motion = bodies.move(meeting, members, title=f"Adopt the code, {days} days ago")
    if proposal:
        bind_proposal(motion, proposal, bodies.secretary(), bodies.days_ago(days).date())
    bodies.divide(motion, dict.fromkeys(members, "for" if carried else "against"))
    return Decision.objects.get(motion=motion)


def test_decision_puts_the_text_in_force_that_its_motion_adopts(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    assert in_force(instrument) is None
    decision = decided(body, members, in_part(instrument, source))
    version = in_force(instrument)
    assert version is not None
    assert (version.number, version.decision, version.identifiers) == (1, decision, ["1", "2", "3"])
    assert version_summary(version) == "in part: 2 of 4 verbatim, 1 reworded, 1 omitted"
    comparison = version_comparison(version)
    assert comparison is not None
    assert [str(row.outcome.disposition) for row in comparison.rows] == ["verbatim", "reworded", "omitted", "verbatim"]
    assert comparison.name_of(comparison.rows[1]) == "Sela Secretary"
    assert comparison.rows[2].ruling and comparison.rows[2].ruling.rationale == "Visitors have a meeting of their own."


def test_lost_motion_puts_nothing_in_force(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    proposal = in_part(instrument, source)
    decision = decided(body, members, proposal, carried=False)
    assert in_force(instrument) is None
    with pytest.raises(ActionRefused, match="did not carry its motion"):
        adopt(proposal, decision, bodies.secretary())


def test_text_with_open_proposals_of_the_program_waits_for_an_officer(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    proposal = in_part(instrument, source, ruled=False)
    decision = decided(body, members, proposal)
    assert in_force(instrument) is None
    with pytest.raises(ActionRefused, match=r"what became of these source clauses: 2, 3\."):
        adopt(proposal, decision, bodies.secretary())
    rule_on_clause(proposal, "2", "reworded", ["2"], "Shorter.", bodies.secretary())
    rule_on_clause(proposal, "3", "covered", ["1"], "Visitors are members elsewhere.", bodies.secretary())
    version = adopt(proposal, decision, bodies.secretary())
    assert version_summary(version) == "in part: 2 of 4 verbatim, 1 reworded, 1 covered"


def moved(body: Body, members: list[Member], proposal: Proposal) -> Motion:
    """A motion that adopts a text."""
    motion = bodies.move(bodies.in_session(body, members), members)
    bind_proposal(motion, proposal, bodies.secretary())
    return motion


def test_motion_of_which_a_clause_of_its_own_was_amended_is_left_to_the_secretary(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    motion = moved(body, members, in_part(instrument, source))
    amendment = move_amendment(
        motion.clauses.get(label="1"), "replace", "Paths are for members.", members[0], bodies.secretary(), members[1]
    )
    Amendment.objects.filter(pk=amendment.pk).update(state="carried")
    bodies.divide(motion, dict.fromkeys(members, "for"))
    assert in_force(instrument) is None


def test_amendments_to_the_text_are_carried_over_into_what_is_in_force(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    motion = moved(body, members, propose(instrument, SOURCE, bodies.secretary(), source))
    for number, kind, words in (("4", "add", "The code is read out."), ("4", "add", "Twice."), ("4", "replace", "No.")):
        clause = clause_of_text(motion, number)
        amendment = move_amendment(clause, kind, words, members[0], bodies.secretary(), members[1])
        Amendment.objects.filter(pk=amendment.pk).update(state="lost" if words == "No." else "carried")
    decision = bodies.divide(motion, dict.fromkeys(members, "for")).division.decisions.get()
    version = in_force(instrument)
    assert version is not None
    assert version.proposal.text == f"{SOURCE}\n4A. The code is read out.\n\n5. Twice.\n"
    assert version_summary(version) == "in full with additions"
    assert version.proposal.carried_by.motion == motion
    digest = hashlib.sha256(version.proposal.text.encode()).hexdigest()
    assert json.loads(decision.document)["adopts"] == {"instrument": "Code of meetings", "sha256": digest}


def test_text_as_amended_waits_only_for_rulings_on_the_clauses_that_were_amended(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    motion = moved(body, members, in_part(instrument, source))
    amendment = move_amendment(clause_of_text(motion, "1"), "delete", "", members[0], bodies.secretary(), members[1])
    Amendment.objects.filter(pk=amendment.pk).update(state="carried")
    bodies.divide(motion, dict.fromkeys(members, "for"))
    assert in_force(instrument) is None
    carried = motion.adopts.as_amended
    comparison = proposal_comparison(carried)
    assert carried.text.startswith("2. The clerk") and comparison is not None
    assert [row.outcome.source.number for row in comparison.open if row.outcome.source] == ["1"]
    rule_on_clause(carried, "1", "omitted", [], "It was carried.", bodies.secretary())
    assert adopt(carried, motion.decisions.get(), bodies.secretary()) == in_force(instrument)


def test_amendment_that_cannot_be_worked_into_the_text_is_refused_while_there_is_time(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    motion = moved(body, members, propose(instrument, SOURCE, bodies.secretary(), source))
    clause = clause_of_text(motion, "2")
    with pytest.raises(ActionRefused, match="would change other clauses too"):
        move_amendment(clause, "replace", "The clerk:\n\n9. writes", members[0], bodies.secretary(), members[1])
    with pytest.raises(ActionRefused, match="adopts no text that has a clause 77"):
        clause_of_text(motion, "77")
    move_amendment(clause, "replace", "The clerk writes.", members[0], bodies.secretary(), members[1])
    with pytest.raises(ActionRefused, match="so it stays with that text"):
        bind_proposal(motion, in_part(instrument, source), bodies.secretary())


def test_repealed_instrument_is_in_force_no_longer_until_another_text_is_adopted(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    with pytest.raises(ActionRefused, match="Nothing of “Code of meetings” is in force"):
        repeal(instrument, decided(body, members, days=310), bodies.secretary())
    decided(body, members, in_part(instrument, source), days=300)
    lost = decided(body, members, carried=False, days=200)
    with pytest.raises(ActionRefused, match="it changes nothing that is in force"):
        repeal(instrument, lost, bodies.secretary())
    decision = decided(body, members, days=100)
    with pytest.raises(ActionRefused, match="it cannot end before that"):
        repeal(instrument, decision, bodies.secretary(), bodies.days_ago(400).date())
    day = bodies.days_ago(100).date()
    found = repeal(instrument, decision, bodies.secretary(), day)
    assert in_force(instrument) is None and in_force(instrument, day - timedelta(days=1)) == found.version
    assert listed(Instrument.objects.all())[0].repealed == found.version
    with pytest.raises(ActionRefused, match="so nothing can end"):
        repeal(instrument, decision, bodies.secretary())
    with pytest.raises(DatabaseError), transaction.atomic():
        Repeal.objects.update(ends_on=day)
    later = propose(instrument, IN_FULL, bodies.secretary(), source)
    with pytest.raises(ActionRefused, match="this one cannot be earlier"):
        adopt(later, decision, bodies.secretary(), day - timedelta(days=1))
    assert in_force(instrument) is None
    assert adopt(later, decision, bodies.secretary(), day) == in_force(instrument)
    assert listed(Instrument.objects.all())[0].repealed is None


def test_later_version_replaces_the_earlier_and_clauses_keep_their_identifiers(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    decided(body, members, in_part(instrument, source), days=300)
    first = in_force(instrument)
    decided(body, members, propose(instrument, IN_FULL, bodies.secretary(), source))
    second = in_force(instrument)
    assert first and second and second.number == 2
    assert version_summary(second) == "in full with additions"
    assert second.identifiers == ["1", "2", "3@2", "3", "5"]
    assert in_force(instrument, first.in_force_from) == first
    assert in_force(instrument, first.in_force_from - timedelta(days=1)) is None
    history = clause_history(instrument, "3")
    assert [state.clause.number for state in history if state.clause] == ["3", "4"]
    assert not history[1].changed
    assert [state.changed for state in clause_history(instrument, "2")] == [False, True]
    assert clause_history(instrument, "99") == []


def test_version_is_not_in_force_before_the_one_it_replaces(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    decision = decided(body, members, in_part(instrument, source))
    proposal = propose(instrument, IN_FULL, bodies.secretary(), source)
    with pytest.raises(ActionRefused, match="this one cannot be earlier"):
        adopt(proposal, decision, bodies.secretary(), bodies.days_ago(100).date())


def test_decision_of_another_body_puts_nothing_in_force(
    members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    other = bodies.make_body("Board")
    bodies.seat(other, members)
    decision = decided(other, members)
    with pytest.raises(ActionRefused, match="Committee adopts this instrument"):
        adopt(in_part(instrument, source), decision, bodies.secretary())


@pytest.mark.parametrize(
    ("ruling", "message"),
    [
        (("9", "omitted", []), "The source text has no clause 9."),
        (("1", "omitted", []), "Source clause 1 stands verbatim as clause 1"),
        (("3", "omitted", ["1"]), "An omitted clause stands nowhere."),
        (("3", "covered", []), "Name the adopted clauses"),
        (("3", "covered", ["8"]), "The adopted text has no clause 8."),
        (("3", "reworded", ["3"]), "Clause 3 is source clause 4 verbatim"),
    ],
)
def test_ruling_that_cannot_be_is_refused(
    instrument: Instrument, source: SourceText, ruling: tuple[str, str, list[str]], message: str
) -> None:
    proposal = in_part(instrument, source, ruled=False)
    with pytest.raises(ActionRefused, match=message):
        rule_on_clause(proposal, *ruling, "Because.", bodies.secretary())


def test_ruling_needs_a_rationale_and_an_adopted_text_is_ruled_on_no_more(
    body: Body, members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    proposal = in_part(instrument, source)
    with pytest.raises(ActionRefused, match="Say why"):
        rule_on_clause(proposal, "2", "reworded", ["2"], "  ", bodies.secretary())
    decided(body, members, proposal)
    with pytest.raises(ActionRefused, match="This text is adopted"):
        rule_on_clause(Proposal.objects.get(), "2", "reworded", ["2"], "Other.", bodies.secretary())


def test_rulings_are_taken_over_where_nothing_has_changed(instrument: Instrument, source: SourceText) -> None:
    in_part(instrument, source)
    other = propose(instrument, IN_PART.replace("thirty", "forty"), bodies.secretary(), source)
    comparison = proposal_comparison(other)
    assert comparison is not None
    assert [row.outcome.source.number for row in comparison.open if row.outcome.source] == ["2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"Line 1: the text is empty\."),
        ("1. One.\n1. Two.", "Line 2: there is a clause 1 on line 1 already"),
        ("1. One.\n2. \x07", "Line 2: the control character"),
        ("1. " + "a" * LONGEST_TEXT, "at most 1,000,000 can be kept"),
    ],
)
def test_text_that_cannot_be_kept_is_refused(instrument: Instrument, text: str, message: str) -> None:
    with pytest.raises(ActionRefused, match=message):
        propose(instrument, text, bodies.secretary())
    assert not instrument.proposals.exists()


def test_instrument_has_its_name_alone(instrument: Instrument, body: Body) -> None:
    with pytest.raises(ActionRefused, match="of this name already"):
        create_instrument("CODE of Meetings", body, bodies.secretary())


def test_what_was_proposed_cannot_be_rewritten(instrument: Instrument, source: SourceText) -> None:
    in_part(instrument, source)
    for rows in (SourceText.objects, Proposal.objects, Proposal.objects.get().rulings):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.all()._raw_delete("default")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Proposal.objects.update(text="1. Other.")


def test_motion_of_another_body_adopts_nothing(
    members: list[Member], instrument: Instrument, source: SourceText
) -> None:
    other = bodies.make_body("Board")
    bodies.seat(other, members)
    meeting: Meeting = bodies.in_session(other, members)
    with pytest.raises(ActionRefused, match="the motion is before another body"):
        bind_proposal(bodies.move(meeting, members), in_part(instrument, source), bodies.secretary())


def test_clauses_made_into_one_name_each_other(instrument: Instrument) -> None:
    apart = "1. Dogs stay outside the hall.\n2. Cats stay outside the kitchen.\n3. Birds may sing."
    source = add_source("Animals", "Animal Watch", apart, bodies.secretary())
    one = "1. Dogs stay outside the hall and cats stay outside the kitchen.\n2. Birds may sing."
    comparison = proposal_comparison(propose(instrument, one, bodies.secretary(), source))
    assert comparison is not None
    assert [comparison.merged_with(row) for row in comparison.rows] == [["2"], ["1"], []]
