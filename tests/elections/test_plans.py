"""Notices by the calendar: sent by the worker when due, moved along with the timetable, missed in the open."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from tests.elections import drafts, polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.notices import write_notice
from hustings.elections.actions.plans import plan_notice, plan_usual, send_due, unplan_notice
from hustings.elections.models import Election, Notice, NoticePlan
from hustings.elections.queries.notices import calendar, due_at
from hustings.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def reminder(organisation: Organisation) -> Notice:
    """A reminder of an open poll that closes in an hour, in which nobody of three has voted."""
    board = polls.open_board(polls.make_members(3))
    notice = write_notice(board.election, "reminder", "Vote", "{link}", polls.officer())
    Notice.objects.filter(pk=notice.pk).update(previewed_at=timezone.now())
    mail.outbox.clear()
    return Notice.objects.get(pk=notice.pk)


def test_reminder_is_sent_when_due_and_only_once(reminder: Notice) -> None:
    plan_notice(reminder, "closes", -30, polls.officer())
    send_due()
    assert not reminder.deliveries.exists()
    assert calendar(reminder).startswith("To be sent ")
    Election.objects.update(closes_at=timezone.now() + timedelta(minutes=29))
    send_due()
    send_due()
    run_pending()
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"m{n}@pilots.example" for n in (1, 2, 3)]
    assert calendar(reminder).startswith("Sent by itself on ")


def test_extension_moves_the_notice_along(reminder: Notice) -> None:
    plan = plan_notice(reminder, "closes", -30, polls.officer())
    later = timezone.now() + timedelta(days=2)
    Election.objects.update(closes_at=later)
    assert due_at(NoticePlan.objects.get(pk=plan.pk)) == later - timedelta(minutes=30)


def test_notice_that_nobody_previewed_waits_and_is_missed_when_the_poll_is_over(reminder: Notice) -> None:
    Notice.objects.update(previewed_at=None)
    plan_notice(reminder, "opens", 0, polls.officer())
    send_due()
    plan = NoticePlan.objects.get()
    assert plan.started_at is None and "to yourself first" in plan.obstacle
    assert "if you have sent it to yourself" in calendar(Notice.objects.get(pk=reminder.pk))
    Election.objects.update(state="closed")
    send_due()
    plan.refresh_from_db()
    assert plan.missed_at
    assert calendar(reminder) == "Not sent. The poll was closed, not yet counted before it could be sent."


def test_usual_notices_are_drafted_with_their_times(organisation: Organisation, returning_officer: User) -> None:
    election = drafts.make_draft(returning_officer)
    plans = {plan.notice.kind: plan for plan in plan_usual(election, returning_officer)}
    assert election.opens_at and election.closes_at
    assert {kind: due_at(plan) for kind, plan in plans.items()} == {
        "credentials": election.opens_at,
        "reminder": election.opens_at + (election.closes_at - election.opens_at) / 2,
        "closing_soon": election.closes_at - timedelta(days=1),
        "result": None,
    }
    assert calendar(plans["result"].notice).startswith("To be sent once the result is declared")
    with pytest.raises(ActionRefused, match="of each kind already"):
        plan_usual(election, returning_officer)
    send_due()
    assert not NoticePlan.objects.exclude(started_at=None).exists()
    unplan_notice(plans["result"].notice, returning_officer)
    with pytest.raises(ActionRefused, match="not waiting"):
        unplan_notice(plans["result"].notice, returning_officer)


@pytest.mark.parametrize(
    ("kind", "anchor", "minutes", "sentence"),
    [
        ("result", "opens", 0, "counted from when the result is declared"),
        ("closing_soon", "closes", 5, "before the poll closes"),
        ("reminder", "opens", -5, "at or after"),
        ("reminder", "opens", 10**7, "within a year"),
    ],
)
def test_plan_that_cannot_be_is_refused(
    kind: str, anchor: str, minutes: int, sentence: str, organisation: Organisation, returning_officer: User
) -> None:
    election = drafts.make_draft(returning_officer)
    notice = write_notice(election, kind, "Vote", "{link}", returning_officer)
    with pytest.raises(ActionRefused, match=sentence):
        plan_notice(notice, anchor, minutes, returning_officer)
