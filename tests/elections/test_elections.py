"""Elections from their creation to their frozen rolls."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.audit.models import AuditEvent
from hustings.elections.actions.elections import announce, change_election, create_election, freeze_rolls
from hustings.elections.models import Election
from hustings.elections.queries.elections import public_elections
from hustings.franchise.models import Roll
from hustings.franchise.queries import electors
from hustings.register.models import EventKind, Member, StandingEvent

pytestmark = pytest.mark.django_db


def test_addresses_of_elections_with_one_name_differ(organisation: Organisation, returning_officer: User) -> None:
    names = ["Committee 2026", "Committee 2026", "New", "Ωμέγα", "!!!"]
    slugs = [create_election(name, returning_officer).slug for name in names]
    assert slugs == ["committee-2026", "committee-2026-2", "new-2", "election", "election-2"]


def test_credentials_of_an_authority_are_never_kept(organisation: Organisation, returning_officer: User) -> None:
    election = create_election("A", returning_officer, credential_mode="authority", keep_credentials=True)
    assert not Election.objects.get(pk=election.pk).keep_credentials


def test_unknown_detail_is_a_mistake_of_the_caller(organisation: Organisation, returning_officer: User) -> None:
    with pytest.raises(TypeError, match="state"):
        create_election("A", returning_officer, state="declared")


def test_name_is_fixed_once_the_poll_is_set_up_and_the_help_contact_is_not(
    organisation: Organisation, returning_officer: User
) -> None:
    election = drafts.make_draft(returning_officer)
    Election.objects.update(state="ready")
    with pytest.raises(ActionRefused, match="can no longer be changed") as refusal:
        change_election(election, returning_officer, name="Another", help_contact="a@b.example")
    assert refusal.value.field == "name"
    change_election(election, returning_officer, name=election.name, help_contact="a@b.example")
    assert Election.objects.get().help_contact == "a@b.example"


def test_announcing_needs_a_timetable_and_a_contest(organisation: Organisation, returning_officer: User) -> None:
    bare = create_election("Bare", returning_officer)
    with pytest.raises(ActionRefused, match="timetable"):
        announce(bare, returning_officer)
    draft = drafts.make_draft(returning_officer)
    with pytest.raises(ActionRefused, match="contest"):
        announce(draft, returning_officer)
    assert not public_elections().exists()
    drafts.make_seats(draft, returning_officer)
    announce(draft, returning_officer)
    assert list(public_elections()) == [draft]
    with pytest.raises(ActionRefused, match="already"):
        announce(draft, returning_officer)


def test_contests_with_one_rule_share_a_roll(organisation: Organisation, returning_officer: User) -> None:
    drafts.make_members(3)
    draft = drafts.make_draft(returning_officer)
    first = drafts.make_seats(draft, returning_officer)
    second = drafts.make_seats(draft, returning_officer, eligibility=first.eligibility, title="Auditors")
    third = drafts.make_seats(draft, returning_officer, title="Youth")
    frozen = freeze_rolls(draft, returning_officer)
    assert len(frozen) == 2
    for contest in (first, second, third):
        contest.refresh_from_db()
    assert first.roll == second.roll != third.roll
    assert electors(first.roll).count() == 3
    assert first.roll.as_at == draft.freeze_on
    late = drafts.make_seats(draft, returning_officer, eligibility=first.eligibility, title="Late")
    assert freeze_rolls(draft, returning_officer) == []
    late.refresh_from_db()
    assert late.roll == first.roll
    event = AuditEvent.objects.filter(verb="elections.rolls_frozen").first()
    assert event.facts["rolls"] == [str(roll.pk) for roll in frozen]


def test_freezing_before_its_day_is_refused_and_today_is_possible(
    organisation: Organisation, returning_officer: User
) -> None:
    drafts.make_members(1)
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    draft = drafts.make_draft(
        returning_officer,
        freeze_on=tomorrow,
        challenges_end_at=None,
        opens_at=timezone.now() + timedelta(days=3),
    )
    with pytest.raises(ActionRefused, match="Add a contest"):
        freeze_rolls(draft, returning_officer, on=tomorrow - timedelta(days=1))
    drafts.make_seats(draft, returning_officer)
    with pytest.raises(ActionRefused, match="has not come yet"):
        freeze_rolls(draft, returning_officer)
    assert not Roll.objects.exists()
    freeze_rolls(draft, returning_officer, on=tomorrow - timedelta(days=1))
    assert Election.objects.get().freeze_on == tomorrow - timedelta(days=1)


def test_member_who_joins_after_the_freeze_is_not_on_the_roll(
    organisation: Organisation, returning_officer: User
) -> None:
    drafts.make_members(2)
    draft = drafts.make_draft(returning_officer)
    contest = drafts.make_seats(draft, returning_officer)
    freeze_rolls(draft, returning_officer)
    contest.refresh_from_db()
    before = contest.roll.hash
    late = Member.objects.create(number="9999", name="Late")
    StandingEvent.objects.create(member=late, kind=EventKind.JOINED, effective_on=draft.freeze_on)
    contest.refresh_from_db()
    assert (electors(contest.roll).count(), contest.roll.hash) == (2, before)
