from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from tests.elections.polls import browser

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.audit.models import AuditEvent
from hustings.register.actions import correct_event, record_event
from hustings.register.models import EventKind, Member, StandingEvent
from hustings.register.queries import record_of, standing, with_standing
from hustings.register.standing import FOLLOWS, Word

Make = Callable[..., Member]
DAY = date(2026, 9, 1)
# Histories after joining that lead to each standing.
WAYS = {
    Word.GOOD: [],
    Word.ARREARS: [("renewed", date(2026, 1, 31))],
    Word.SUSPENDED: [("suspended", None)],
    Word.RESIGNED: [("resigned", None)],
    Word.LAPSED: [("lapsed", None)],
    Word.EXCLUDED: [("excluded", None)],
    Word.DECEASED: [("died", None)],
}


def member_in(make_member: Make, word: Word) -> Member:
    member = make_member("1")
    for kind, paid_up_to in WAYS[word]:
        StandingEvent.objects.create(member=member, kind=kind, effective_on=date(2026, 1, 1), paid_up_to=paid_up_to)
    return member


@pytest.mark.parametrize("word", WAYS)
@pytest.mark.parametrize("kind", EventKind.values)
def test_every_transition_is_allowed_or_refused_as_the_table_says(
    organisation: Organisation, membership_secretary: User, make_member: Make, word: Word, kind: str
) -> None:
    member = member_in(make_member, word)
    assert standing(member, DAY).word == word
    paid_up_to = date(2027, 1, 31) if kind == "renewed" else None
    if word in FOLLOWS[EventKind(kind)]:
        record_event(member, kind, DAY, membership_secretary, paid_up_to=paid_up_to)
        assert member.standing_events.filter(effective_on=DAY, kind=kind).exists()
    else:
        with pytest.raises(ActionRefused, match="cannot follow"):
            record_event(member, kind, DAY, membership_secretary, paid_up_to=paid_up_to)
        assert not member.standing_events.filter(effective_on=DAY).exists()


def test_event_dated_back_is_refused_if_a_later_one_could_not_follow_it(
    organisation: Organisation, membership_secretary: User, make_member: Make
) -> None:
    member = make_member("1")
    record_event(member, "resigned", date(2026, 5, 1), membership_secretary)
    with pytest.raises(ActionRefused, match="'resigned' on 1 May 2026 cannot follow"):
        record_event(member, "lapsed", date(2026, 4, 1), membership_secretary)


def test_standing_can_be_asked_as_it_was_known_at_a_moment(
    organisation: Organisation, membership_secretary: User, make_member: Make
) -> None:
    member = make_member("1")
    before = timezone.now()
    record_event(member, "resigned", date(2026, 3, 1), membership_secretary)
    assert standing(member, DAY).word == Word.RESIGNED
    assert standing(member, DAY, known_at=before).word == Word.GOOD


def test_arrears_begin_after_the_days_of_grace(organisation: Organisation, make_member: Make) -> None:
    Organisation.objects.update(grace_days=30)
    member = make_member("1", paid_up_to=date(2026, 8, 1))
    assert standing(member, date(2026, 8, 31)).word == Word.GOOD
    late = standing(member, date(2026, 9, 1))
    assert (late.word, late.since) == (Word.ARREARS, date(2026, 9, 1))


def test_suspension_with_a_last_day_ends_by_itself(
    organisation: Organisation, membership_secretary: User, make_member: Make
) -> None:
    member = make_member("1")
    record_event(member, "suspended", DAY, membership_secretary, until=date(2026, 9, 30))
    assert standing(member, date(2026, 9, 30)).word == Word.SUSPENDED
    assert standing(member, date(2026, 10, 1)).word == Word.GOOD


@pytest.mark.parametrize(
    ("spans", "over"),
    [
        (((1, 20), (5, 9)), (1, 20)),  # one within another
        (((1, 9), (5, 20)), (1, 20)),  # one after the other has begun
        (((1, 9), (1, 20)), (1, 20)),  # the same first day
        (((1, 20), (1, 20)), (1, 20)),  # the same days
        (((1, 9), (10, 20)), (1, 20)),  # without a gap
        (((1, None), (5, 9)), (1, None)),  # until further notice
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_suspensions_that_overlap_hold_until_the_last_of_them_ends(
    organisation: Organisation,
    membership_secretary: User,
    make_member: Make,
    spans: tuple[tuple[int, int | None], ...],
    over: tuple[int, int | None],
    turned: bool,
) -> None:
    member, day = make_member("1"), lambda place: date(2026, 9, place) if place else None
    for begins, ends in reversed(spans) if turned else spans:
        record_event(member, "suspended", day(begins), membership_secretary, until=day(ends))
    for place in range(1, 30):
        now = standing(member, date(2026, 9, place))
        held = place <= (over[1] or 30)
        assert now.word == (Word.SUSPENDED if held else Word.GOOD), place
        assert with_standing(Member.objects.all(), date(2026, 9, place)).get().word == now.word
        if held and place >= max(begins for begins, _ends in spans):
            assert (now.since, now.suspended_until) == (day(over[0]), day(over[1]))
    record_event(member, "reinstated", date(2026, 9, 8), membership_secretary)
    assert standing(member, date(2026, 9, 8)).word == Word.GOOD, "of all that have begun"


def test_suspension_is_not_shed_by_resigning_and_joining_again(
    organisation: Organisation, membership_secretary: User, make_member: Make
) -> None:
    member = make_member("1")
    for days, kind in enumerate(("suspended", "resigned", "rejoined")):
        record_event(member, kind, DAY + timedelta(days=days), membership_secretary)
    assert standing(member, DAY + timedelta(days=9)).word == Word.SUSPENDED


def test_withdrawn_resignation_keeps_the_joining_date(
    organisation: Organisation, membership_secretary: User, make_member: Make
) -> None:
    member = make_member("1", joined=date(2019, 1, 1))
    record_event(member, "resigned", DAY, membership_secretary)
    record_event(member, "resignation_withdrawn", DAY, membership_secretary)
    now = standing(member, DAY)
    assert (now.word, now.joined_on) == (Word.GOOD, date(2019, 1, 1))


def test_recorded_event_is_logged_by_keys_only(
    organisation: Organisation, membership_secretary: User, make_member: Make
) -> None:
    member = make_member("M-9")
    record_event(member, "resigned", DAY, membership_secretary)
    event = AuditEvent.objects.get(verb="register.event_recorded")
    assert event.facts == {"member": member.pk, "kind": "resigned", "on": "2026-09-01"}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE register_standingevent SET kind = 'died'", "DELETE FROM register_standingevent"],
)
def test_database_refuses_to_change_what_happened(make_member: Make, statement: str) -> None:
    make_member("1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert StandingEvent.objects.get().kind == "joined"


def test_event_of_a_wrong_day_is_replaced_and_both_stay_on_record(
    organisation: Organisation, membership_secretary: User, make_member: Make
) -> None:
    member = make_member("1", joined=date(2020, 1, 1))
    before = timezone.now()
    wrong = member.standing_events.get()
    correct_event(wrong, membership_secretary, effective_on=date(2019, 1, 1))
    assert standing(member, date(2019, 6, 1)).joined_on == date(2019, 1, 1)
    assert standing(member, date(2019, 6, 1), known_at=before).word == Word.NONE
    assert [event.corrects_id for event in record_of(member)] == [None, wrong.pk]
    assert with_standing(Member.objects.all(), date(2019, 6, 1)).get().word == Word.GOOD
    with pytest.raises(ActionRefused, match="corrected already"):
        correct_event(wrong, membership_secretary)


@pytest.mark.parametrize("kind", ["lapsed", "resigned", "suspended", "excluded", "died"])
def test_event_that_did_not_happen_is_taken_back(
    organisation: Organisation, membership_secretary: User, make_member: Make, kind: str
) -> None:
    member = make_member("1")
    wrong = record_event(member, kind, date(2026, 3, 1), membership_secretary)
    correct_event(wrong, membership_secretary)
    assert standing(member, DAY).word == Word.GOOD
    assert with_standing(Member.objects.all(), DAY).get().word == Word.GOOD
    record_event(member, "excluded", date(2026, 2, 1), membership_secretary)


def test_correction_that_breaks_the_history_is_refused(
    organisation: Organisation, membership_secretary: User, make_member: Make
) -> None:
    member = make_member("1")
    resigned = record_event(member, "resigned", date(2026, 3, 1), membership_secretary)
    record_event(member, "rejoined", date(2026, 4, 1), membership_secretary)
    with pytest.raises(ActionRefused, match="'rejoined' on 1 April 2026 cannot follow"):
        correct_event(resigned, membership_secretary)
    with pytest.raises(ActionRefused, match="'resigned' on 1 March 2026 cannot follow"):
        correct_event(member.standing_events.get(kind="joined"), membership_secretary, effective_on=date(2026, 5, 1))
    assert member.standing_events.count() == 3


def test_officer_corrects_an_event_on_its_page_and_looks_at_a_day_as_it_was_known(
    organisation: Organisation, membership_secretary: User, make_member: Make, client_of: Callable[[User], Client]
) -> None:
    member = make_member("1", name="Ann")
    event = record_event(member, "suspended", date(2026, 3, 1), membership_secretary)
    office, page = client_of(membership_secretary), f"/office/members/{member.pk}/"
    refused = office.post(f"{page}event/{event.pk}/correct/", {"way": "dates", "effective_on": ""})
    assert "Give the day on which it took effect." in refused.content.decode()
    given = {"way": "dates", "effective_on": "2026-02-01", "until": "2026-02-28"}
    shown = office.post(f"{page}event/{event.pk}/correct/", given, follow=True).content.decode()
    assert "In place of: suspended, 1 March 2026" in shown and "until the end of 28 February 2026" in shown
    today = timezone.now().date().isoformat()
    then = office.get(page, {"on": "2026-02-10", "known_on": today}).content.decode()
    assert "Suspended since 1 February 2026, until the end of 28 February 2026." in then
    before = office.get(page, {"on": "2026-02-10", "known_on": "2026-01-01"}).content.decode()
    assert "Not yet a member." in before
    mine = browser(member).get("/me/").content.decode()
    assert "In place of: suspended" in mine and "Mona Secretary" not in mine
    other = make_member("2")
    assert office.get(f"/office/members/{other.pk}/event/{event.pk}/correct/").status_code == 404
