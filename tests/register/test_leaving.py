"""Resigning, withdrawing that, joining again, and what is done when a membership has ended."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.elections.polls import browser

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.accounts.queries import local
from hustings.audit.models import AuditEvent
from hustings.register import leaving
from hustings.register.actions import record_event, rejoin, resign, withdraw_resignation
from hustings.register.actions.endings import carry_out_due_endings
from hustings.register.models import Ending, Member, RegisterRules
from hustings.register.queries import pending_resignation, standing
from hustings.register.standing import Word

pytestmark = pytest.mark.django_db
Make = Callable[..., Member]


def today() -> date:
    return local(timezone.now()).date()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, date]]:
    """The endings of which apps were told."""
    heard: list[tuple[int, date]] = []
    monkeypatch.setattr(leaving, "_listeners", [lambda member, on: heard.append((member.pk, on))])
    return heard


@pytest.fixture
def cooling_off(organisation: Organisation) -> RegisterRules:
    return RegisterRules.objects.create(pk=1, cooling_off_days=14, rejoin_alone=True)


def test_resignation_takes_effect_at_once_without_a_cooling_off_period(
    organisation: Organisation, make_member: Make, told: list[tuple[int, date]]
) -> None:
    member = make_member("1")
    resign(member)
    assert standing(member, today()).word == Word.RESIGNED
    assert told == [(member.pk, today())]
    event = AuditEvent.objects.get(verb="register.event_recorded")
    assert (event.actor_kind, event.actor) == ("member", member.pk)
    with pytest.raises(ActionRefused, match="no membership to resign"):
        resign(member)


def test_resignation_waits_for_the_end_of_the_cooling_off_period(
    cooling_off: RegisterRules, make_member: Make, told: list[tuple[int, date]], monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make_member("1")
    ends_on = today() + timedelta(days=14)
    resign(member)
    assert standing(member, today()).word == standing(member, ends_on - timedelta(days=1)).word == Word.GOOD
    assert standing(member, ends_on).word == Word.RESIGNED
    with pytest.raises(ActionRefused, match="resigned already"):
        resign(member)
    carry_out_due_endings()
    assert told == []
    later = timezone.now() + timedelta(days=14)
    monkeypatch.setattr(timezone, "now", lambda: later)
    carry_out_due_endings()
    carry_out_due_endings()
    assert told == [(member.pk, ends_on)]
    with pytest.raises(ActionRefused, match="no resignation that could be withdrawn"):
        withdraw_resignation(member)


def test_withdrawn_resignation_leaves_no_day_without_membership_and_ends_nothing(
    cooling_off: RegisterRules, make_member: Make, told: list[tuple[int, date]], monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make_member("1")
    resign(member)
    withdraw_resignation(member)
    assert pending_resignation(member, today()) is None
    for days in (0, 13, 14, 15):
        assert standing(member, today() + timedelta(days=days)).word == Word.GOOD
    later = timezone.now() + timedelta(days=14)
    monkeypatch.setattr(timezone, "now", lambda: later)
    carry_out_due_endings()
    assert told == [] and not Ending.objects.filter(done_at=None).exists()


def test_withdrawn_resignation_can_be_sent_again(cooling_off: RegisterRules, make_member: Make) -> None:
    member = make_member("1")
    resign(member)
    withdraw_resignation(member)
    resign(member)
    assert pending_resignation(member, today())


@pytest.mark.parametrize(("kind", "word"), [("excluded", Word.EXCLUDED), ("died", Word.DECEASED)])
def test_pending_resignation_does_not_stand_in_the_way_of(
    cooling_off: RegisterRules, make_member: Make, membership_secretary: User, kind: str, word: Word
) -> None:
    member = make_member("1")
    resign(member)
    record_event(member, kind, today(), membership_secretary)
    assert standing(member, today() + timedelta(days=30)).word == word


@pytest.mark.parametrize("kind", ["excluded", "died", "resigned"])
def test_ending_that_an_officer_records_is_followed_up(
    organisation: Organisation, make_member: Make, membership_secretary: User, told: list[tuple[int, date]], kind: str
) -> None:
    member = make_member("1")
    record_event(member, kind, date(2026, 1, 5), membership_secretary)
    assert told == [(member.pk, date(2026, 1, 5))]


def test_ending_that_a_file_tells_of_is_followed_up_by_the_worker(
    bring_in: Callable[[str], object], make_member: Make, told: list[tuple[int, date]]
) -> None:
    member = make_member("1", name="Ann")
    bring_in("number,name,standing\n1,Ann,resigned\n2,Bob,resigned")
    carry_out_due_endings()
    assert told == [(member.pk, date(2026, 9, 1))]


def test_lapse_is_not_followed_up(
    organisation: Organisation, make_member: Make, membership_secretary: User, told: list[tuple[int, date]]
) -> None:
    record_event(make_member("1"), "lapsed", date(2026, 1, 5), membership_secretary)
    assert told == []


def test_rejoining_begins_a_new_membership(cooling_off: RegisterRules, make_member: Make) -> None:
    member = make_member("1")
    with pytest.raises(ActionRefused, match="Only who resigned"):
        rejoin(member)
    record_event(member, "lapsed", date(2026, 1, 5), None)
    rejoin(member)
    assert standing(member, today()).joined_on == today()


def test_nobody_rejoins_alone_where_the_organisation_does_not_say_so(
    organisation: Organisation, make_member: Make
) -> None:
    member = make_member("1")
    record_event(member, "resigned", date(2026, 1, 5), None)
    with pytest.raises(ActionRefused, match="goes through the organisation"):
        rejoin(member)


@pytest.mark.parametrize("ending", ["excluded", "died"])
def test_excluded_person_cannot_rejoin_alone(cooling_off: RegisterRules, make_member: Make, ending: str) -> None:
    member = make_member("1")
    record_event(member, ending, date(2026, 1, 5), None)
    with pytest.raises(ActionRefused, match="Only who resigned"):
        rejoin(member)


def test_member_is_written_to_when_they_resign(
    cooling_off: RegisterRules, make_member: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    from threading import enumerate as threads

    with django_capture_on_commit_callbacks(execute=True):
        resign(make_member("1", email="ann@example.org"))
    for thread in threads():
        if thread.name == "letters of the register":
            thread.join()
    [letter] = mail.outbox
    assert letter.to == ["ann@example.org"] and "you can withdraw this" in letter.body


def test_member_leaves_and_comes_back_through_the_pages(cooling_off: RegisterRules, make_member: Make) -> None:
    member = make_member("1")
    client = browser(member)
    page = client.get("/me/leaving/").content.decode()
    assert "You could withdraw it for 14 days" in page and "If you stay, you need do nothing." in page
    assert standing(member, today() + timedelta(days=99)).is_member
    assert "Tick the box" in client.post("/me/leaving/").content.decode()
    page = client.post("/me/leaving/", {"sure": "on"}, follow=True).content.decode()
    assert "Withdraw my resignation" in page and "I resign my membership" not in page
    page = client.post("/me/leaving/withdraw/", follow=True).content.decode()
    assert "You are a member as before." in page
    record_event(member, "resigned", today(), None)
    page = client.get("/me/leaving/").content.decode()
    assert "Join again from today" in page and "I resign my membership" not in page
    assert "You are a member again." in client.post("/me/rejoin/", follow=True).content.decode()


def test_rules_of_the_register_are_set_on_their_page(
    organisation: Organisation, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    client_of(membership_secretary).post("/office/register/rules/", {"cooling_off_days": "7", "rejoin_alone": "on"})
    rules = RegisterRules.objects.get()
    assert (rules.cooling_off_days, rules.rejoin_alone, rules.erase_after_months) == (7, True, None)
    facts = AuditEvent.objects.get(verb="register.rules_changed").facts
    assert facts == {"changed": ["cooling_off_days", "rejoin_alone"]}
