"""The order of a timetable, and what is too late."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections import timetable
from hustings.elections.actions.elections import announce, create_election, freeze_rolls, set_timetable
from hustings.elections.models import Election, TimetableChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation, returning_officer: User) -> Election:
    return drafts.make_draft(returning_officer)


def fields_of(problems: list[tuple[str, str]]) -> list[str]:
    return [field for field, _sentence in problems]


def test_poll_and_freeze_date_are_needed(organisation: Organisation, returning_officer: User) -> None:
    election = create_election("Bare", returning_officer)
    assert fields_of(timetable.problems(election, {})) == ["freeze_on", "opens_at", "closes_at"]


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("nominations_close_at", "nominations_open_at"),
        ("opens_at", "nominations_close_at"),
        ("opens_at", "challenges_end_at"),
        ("closes_at", "opens_at"),
        ("declare_by", "closes_at"),
    ],
)
def test_moment_before_the_one_it_follows_is_refused(draft: Election, later: str, earlier: str) -> None:
    wanted = timetable.moments(draft)
    wanted[later] = wanted[earlier] - timedelta(minutes=1)
    found = [sentence for field, sentence in timetable.problems(draft, wanted) if field == later]
    pair = f"‘{timetable.label(later)}’", f"‘{timetable.label(earlier)}’"
    assert any(pair[0] in sentence and pair[1] in sentence and "(Europe/London)" in sentence for sentence in found)


def test_poll_that_opens_and_closes_at_once_is_refused(draft: Election) -> None:
    wanted = timetable.moments(draft)
    wanted["closes_at"] = wanted["opens_at"]
    assert "closes_at" in fields_of(timetable.problems(draft, wanted))


def test_poll_may_open_when_the_challenges_end(draft: Election) -> None:
    wanted = timetable.moments(draft)
    wanted["challenges_end_at"] = wanted["opens_at"]
    assert timetable.problems(draft, wanted) == []


def test_freeze_after_the_opening_is_refused_by_the_day_in_the_zone(draft: Election) -> None:
    # 23:30 UTC on 9 June is 00:30 on 10 June in London.
    wanted = drafts.timetable(
        challenges_end_at=None,
        opens_at=datetime(2030, 6, 9, 23, 30, tzinfo=UTC),
        closes_at=datetime(2030, 6, 20, tzinfo=UTC),
        declare_by=None,
    )
    wanted["freeze_on"] = datetime(2030, 6, 10).date()
    assert timetable.problems(draft, wanted) == []
    wanted["freeze_on"] = datetime(2030, 6, 11).date()
    assert fields_of(timetable.problems(draft, wanted)) == ["opens_at"]


def test_poll_that_would_close_before_now_is_refused(draft: Election) -> None:
    now = timezone.now()
    wanted = drafts.timetable(opens_at=now - timedelta(minutes=4), closes_at=now - timedelta(minutes=2))
    assert fields_of(timetable.problems(draft, wanted)) == ["closes_at"]


def test_refused_timetable_leaves_the_old_one(draft: Election, returning_officer: User) -> None:
    before = timetable.moments(draft)
    with pytest.raises(ActionRefused) as refusal:
        set_timetable(draft, {"closes_at": before["opens_at"]}, returning_officer)
    assert refusal.value.field == "closes_at"
    assert timetable.moments(Election.objects.get()) == before


def test_change_before_the_announcement_needs_no_reason(draft: Election, returning_officer: User) -> None:
    later = draft.closes_at + timedelta(hours=3)
    set_timetable(draft, {"closes_at": later, "declare_by": None}, returning_officer)
    assert Election.objects.get().closes_at == later
    assert not TimetableChange.objects.exists()


def test_change_after_the_announcement_needs_a_reason_and_is_kept(draft: Election, returning_officer: User) -> None:
    drafts.make_seats(draft, returning_officer)
    announce(draft, returning_officer)
    later = draft.closes_at + timedelta(hours=3)
    with pytest.raises(ActionRefused) as refusal:
        set_timetable(draft, {"closes_at": later}, returning_officer, reason="  ")
    assert refusal.value.field == "reason"
    set_timetable(draft, {"closes_at": later}, returning_officer, reason="The hall is taken.")
    change = TimetableChange.objects.get()
    assert (change.field, change.before, change.after, change.reason) == (
        "closes_at", draft.closes_at, later, "The hall is taken.",
    )  # fmt: skip


def test_announced_moment_that_has_passed_is_not_moved(draft: Election, returning_officer: User) -> None:
    drafts.make_seats(draft, returning_officer)
    draft = announce(draft, returning_officer)
    reason = timetable.too_late(draft, "nominations_close_at")
    assert "has passed" in reason
    with pytest.raises(ActionRefused, match="has passed"):
        set_timetable(draft, {"nominations_close_at": timezone.now()}, returning_officer, reason="Late papers")


def test_freeze_date_of_a_frozen_roll_is_not_moved(draft: Election, returning_officer: User) -> None:
    drafts.make_members(2)
    drafts.make_seats(draft, returning_officer, names=("Ann", "Bob", "Cleo"))
    freeze_rolls(draft, returning_officer)
    assert "has been frozen" in timetable.too_late(draft, "freeze_on")
    assert timetable.too_late(draft, "opens_at") == ""


@pytest.mark.parametrize(
    ("state", "field", "why"),
    [
        ("open", "closes_at", "Extend the poll"),
        ("open", "opens_at", "The poll opened on"),
        ("closed", "closes_at", "The poll opened on"),
        ("declared", "declare_by", "is over"),
        ("annulled", "opens_at", "is over"),
    ],
)
def test_moments_of_a_poll_under_way_are_not_moved(draft: Election, state: str, field: str, why: str) -> None:
    draft.state = state
    assert why in timetable.too_late(draft, field)


def test_declaration_can_be_put_off_while_the_poll_is_counted(draft: Election) -> None:
    draft.state = Election.State.TALLIED
    assert timetable.too_late(draft, "declare_by") == ""
