"""From which day a rule lets a member vote if they stay, and if they leave and join again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.franchise.conftest import add_member

from hustings.accounts.models import Organisation
from hustings.franchise.leaving import first_day, follows
from hustings.franchise.models import EligibilityRule
from hustings.register.leaving import About
from hustings.register.models import EventKind, Member, StandingEvent, Unit
from hustings.register.queries import standing, supposing

NOW = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _on_that_day(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    noon = timezone.now().replace(year=2026, month=6, day=15, hour=12)
    monkeypatch.setattr(timezone, "now", lambda: noon)


def rule(**condition: object) -> EligibilityRule:
    return EligibilityRule.objects.create(name="The rule", conditions={"all": [condition]})


def told(member: Member, leaves_on: date = NOW) -> dict[str, tuple[date | None, str]]:
    return {fact.about.value: (fact.on, fact.sentence) for fact in follows(member, leaves_on)}


def test_months_of_membership_are_counted_from_the_day_of_rejoining() -> None:
    rule(**{"is": "member_for", "months": 6})
    found = told(add_member("1"), leaves_on=date(2026, 6, 29))
    assert found == {"again": (date(2026, 12, 30), "By the rule ‘The rule’: from 30 December 2026.")}


def test_new_member_would_get_their_vote_by_staying() -> None:
    rule(**{"is": "member_for", "months": 6})
    found = told(add_member("1", (EventKind.JOINED, date(2026, 2, 1))))
    assert found["staying"][0] == date(2026, 8, 1)
    assert found["again"][0] == date(2026, 12, 16)


def test_end_of_a_shorter_month_gives_nobody_a_day() -> None:
    rule(**{"is": "member_for", "months": 6})
    assert told(add_member("1", (EventKind.JOINED, date(2025, 12, 31))))["staying"][0] == date(2026, 7, 1)


def test_member_who_joined_in_time_could_never_vote_again_by_such_a_rule() -> None:
    rule(**{"is": "joined_by", "date": "2026-01-31"})
    on, sentence = told(add_member("1"))["again"]
    assert on is None and "never. Joined on or before 31 January 2026: joined on 16 June 2026." in sentence


def test_rule_that_asks_for_nothing_more_lets_them_vote_at_once() -> None:
    rule(**{"is": "good_standing"})
    assert told(add_member("1"))["again"][0] == NOW + timedelta(days=1)


def test_arrears_do_not_count_for_who_pays_but_a_suspension_stays() -> None:
    rule(**{"is": "good_standing"})
    member = add_member("1", paid_up_to=date(2026, 1, 31))
    assert told(member)["again"][0] == NOW + timedelta(days=1)
    StandingEvent.objects.create(
        member=member, kind=EventKind.SUSPENDED, effective_on=date(2026, 6, 1), until=date(2026, 9, 30)
    )
    found = told(member)
    assert found["staying"][0] == found["again"][0] == date(2026, 10, 1)


def test_age_is_reached_on_the_birthday() -> None:
    rule(**{"is": "age", "at_least": 18})
    found = told(add_member("1", date_of_birth=date(2008, 11, 3)))
    assert found["staying"][0] == found["again"][0] == date(2026, 11, 3)


def test_nothing_is_said_of_a_rule_for_others_or_out_of_use(north: Unit) -> None:
    rule(**{"is": "unit", "unit": north.pk})
    EligibilityRule.objects.create(name="Old", conditions={"is": "good_standing"}, retired_at=timezone.now())
    assert told(add_member("1")) == {}
    assert told(add_member("2", unit=north))["again"][0] == NOW + timedelta(days=1)


def test_former_member_is_told_from_when_they_could_vote_if_they_joined_now() -> None:
    rule(**{"is": "member_for", "months": 3})
    member = add_member("1", (EventKind.JOINED, date(2020, 1, 1)), (EventKind.RESIGNED, date(2026, 1, 1)))
    assert told(member, leaves_on=NOW - timedelta(days=1)) == {
        About.AGAIN.value: (date(2026, 9, 15), "By the rule ‘The rule’: from 15 September 2026.")
    }


def test_supposing_writes_nothing_and_ends_with_its_block() -> None:
    made = rule(**{"is": "good_standing"})
    member = add_member("1")
    then = standing(member, NOW)
    with supposing(member, StandingEvent(kind=EventKind.EXCLUDED, effective_on=NOW)):
        assert first_day(made.conditions, member, NOW, then) is None
    assert first_day(made.conditions, member, NOW, then) == NOW
    assert member.standing_events.count() == 1
