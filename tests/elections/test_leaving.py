"""Every kind of fact that elections state to whoever thinks of leaving, and what ends with a membership."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.elections.drafts import make_draft, make_members, make_rule, make_seats
from tests.elections.polls import make_election, make_roll

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.candidates import add_candidate
from hustings.elections.leaving import end_parts, follows
from hustings.elections.models import Candidate, Election, Nomination, NominationRules, UnitSecretary
from hustings.register.leaving import About
from hustings.register.models import Member, Unit

pytestmark = pytest.mark.django_db


def told(member: Member, leaves_on: date) -> list[tuple[str, str]]:
    return [(fact.about.value, fact.sentence) for fact in follows(member, leaves_on)]


@pytest.fixture
def today(organisation: Organisation) -> date:
    return timezone.now().date()


@pytest.fixture
def called(today: date, returning_officer: User) -> Election:
    """An announced election whose roll is frozen in five days."""
    election = make_draft(returning_officer)
    make_seats(election, returning_officer)
    Election.objects.filter(pk=election.pk).update(
        announced_at=timezone.now(), freeze_on=today + timedelta(days=5), closes_at=timezone.now() + timedelta(days=9)
    )
    return Election.objects.get(pk=election.pk)


def test_vote_is_lost_where_the_roll_is_frozen_after_the_membership_ends(today: date, called: Election) -> None:
    [member] = make_members(1)
    found = told(member, today)
    assert [about for about, _sentence in found] == ["staying", "vote_lost"]
    assert "when you would be no member" in found[1][1]
    [kept] = told(member, today + timedelta(days=6))
    assert kept[0] == "vote_kept" and "when you would still be a member" in kept[1]


def test_vote_is_lost_where_no_freeze_date_is_set(today: date, called: Election) -> None:
    Election.objects.update(freeze_on=None)
    [(about, sentence)] = told(make_members(1)[0], today)
    assert about == "vote_lost" and "is not frozen yet" in sentence


def test_nothing_is_said_of_polls_that_are_over_unannounced_or_not_the_members(today: date, called: Election) -> None:
    [member] = make_members(1)
    outsider = Member.objects.create(number="X", name="Never joined")
    assert told(outsider, today) == []
    Election.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    assert told(member, today) == []
    Election.objects.update(closes_at=None, announced_at=None)
    assert told(member, today) == []


def test_vote_is_kept_on_a_frozen_roll_and_only_by_those_on_it(today: date) -> None:
    on_roll, stranger = make_members(2)
    election = make_election(make_roll([on_roll]))
    Election.objects.filter(pk=election.pk).update(state="open", closes_at=timezone.now() + timedelta(days=2))
    found = told(on_roll, today)
    assert {about for about, _sentence in found} == {"vote_kept"} and len(found) == election.contests.count()
    assert "the roll is frozen, you are on it" in found[0][1]
    assert told(stranger, today) == []


def test_candidacy_ends_and_comes_off_the_ballot_while_that_is_not_fixed(
    today: date, called: Election, returning_officer: User
) -> None:
    [member] = make_members(1)
    contest = called.contests.get()
    candidate = add_candidate(contest, member.name, returning_officer, member=member, state="accepted")
    assert (About.ENDS.value, "your name comes off the ballot.") in [
        (a, s.split(": ")[-1]) for a, s in told(member, today)
    ]
    end_parts(member, today)
    end_parts(member, today)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.withdrawn_reason) == (Candidate.State.WITHDRAWN, "No longer a member.")


def test_candidacy_stays_on_a_fixed_ballot_with_a_note(today: date, called: Election, returning_officer: User) -> None:
    [member] = make_members(1)
    candidate = add_candidate(called.contests.get(), member.name, returning_officer, member=member, state="accepted")
    Election.objects.update(state="ready")
    assert any("stays on the ballot, with a note" in sentence for _about, sentence in told(member, today))
    end_parts(member, today)
    candidate.refresh_from_db()
    assert candidate.state == Candidate.State.ACCEPTED and candidate.withdrawn_at


def test_nominations_and_secretaryships_end(today: date, called: Election, returning_officer: User) -> None:
    member, other = make_members(2)
    contest, rule = called.contests.get(), make_rule("Standing")
    NominationRules.objects.create(contest=contest, may_stand=rule, may_nominate=rule, names_per_member=1)
    candidate = Candidate.objects.create(contest=contest, name="Other", member=other)
    mine = Nomination.objects.create(candidate=candidate, nominator=member)
    unit = Unit.objects.create(name="North", kind="branch", code="N")
    secretary = UnitSecretary.objects.create(unit=unit, member=member, named_by=returning_officer)
    ends = [sentence for about, sentence in told(member, today) if about == "ends"]
    assert [sentence.split(" ")[1] for sentence in ends] == ["nomination", "would"] and "North" in ends[1]
    end_parts(member, today)
    mine.refresh_from_db()
    secretary.refresh_from_db()
    assert mine.ending == Nomination.Ending.TAKEN_BACK and secretary.ended_at
