from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.audit.models import AuditEvent
from hustings.register.actions import record_event
from hustings.register.models import EventKind, Member, StandingEvent
from hustings.register.queries import standing
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
