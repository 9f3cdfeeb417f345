"""Notices sent by the calendar: planned relative to the timetable, and sent by the worker when they are due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import organisation
from hustings.audit.log import record
from hustings.elections import letters
from hustings.elections.actions.notices import SENT_WHILE, send_notice, write_notice
from hustings.elections.models import Election, Notice, NoticePlan
from hustings.elections.queries.notices import due_at

Anchor = NoticePlan.Anchor
Kind = Notice.Kind
State = Election.State
DAY = 24 * 60
MOST = 365 * DAY

# From which moments each kind of notice can be counted.
ANCHORS = {
    Kind.CREDENTIALS: (Anchor.OPENS,),
    Kind.REMINDER: (Anchor.OPENS, Anchor.CLOSES),
    Kind.CLOSING_SOON: (Anchor.CLOSES,),
    Kind.RESULT: (Anchor.DECLARED,),
}
_OVER = {State.CLOSED, State.TALLIED, State.DECLARED, State.ANNULLED}


@transaction.atomic
def plan_notice(notice: Notice, anchor: str, minutes: int, by: User) -> NoticePlan:
    """Let the worker send a notice so many minutes after a moment (before it if negative); replaces an earlier plan."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.deliveries.exists():
        raise ActionRefused(_("This notice has been sent already."))
    if anchor not in ANCHORS[Kind(notice.kind)]:
        raise ActionRefused(
            _("A notice of this kind is counted from when {anchors}.").format(
                anchors=_(" or ").join(str(possible.label) for possible in ANCHORS[Kind(notice.kind)])
            ),
            "anchor",
        )
    if abs(minutes) > MOST:
        raise ActionRefused(_("Choose a time within a year."), "number")
    if anchor == Anchor.CLOSES and minutes >= 0:
        raise ActionRefused(_("Choose a time before the poll closes."), "before")
    if anchor != Anchor.CLOSES and minutes < 0:
        raise ActionRefused(_("Nothing is sent before: choose a time at or after that moment."), "before")
    plan, _is_new = NoticePlan.objects.update_or_create(
        notice=notice,
        defaults={
            "anchor": anchor,
            "minutes": minutes,
            "planned_by": by,
            "started_at": None,
            "missed_at": None,
            "obstacle": "",
        },
    )
    record("elections.notice_planned", notice, by=by, anchor=anchor, minutes=minutes)
    return plan


@transaction.atomic
def unplan_notice(notice: Notice, by: User) -> None:
    """Take the sending of a notice back into the officer's hands."""
    deleted, _rows = NoticePlan.objects.filter(notice=notice, started_at=None).delete()
    if not deleted:
        raise ActionRefused(_("This notice is not waiting to be sent by itself."))
    record("elections.notice_unplanned", notice, by=by)


@dataclass(frozen=True)
class Usual:
    """A notice that polls usually have, and when it goes out."""

    kind: Kind
    anchor: Anchor
    minutes: int


def usual(election: Election) -> list[Usual]:
    """Return the usual notices of a poll: at its opening, half-way, a day before it closes, and at the declaration."""
    if election.opens_at is None or election.closes_at is None:
        raise ActionRefused(_("Set in the timetable when the poll opens and closes first."))
    length = int((election.closes_at - election.opens_at).total_seconds() // 60)
    return [
        Usual(Kind.CREDENTIALS, Anchor.OPENS, 0),
        Usual(Kind.REMINDER, Anchor.OPENS, length // 2),
        Usual(Kind.CLOSING_SOON, Anchor.CLOSES, -min(DAY, max(1, length // 4))),
        Usual(Kind.RESULT, Anchor.DECLARED, 0),
    ]


@transaction.atomic
def plan_usual(election: Election, by: User) -> list[NoticePlan]:
    """Draft and plan each of the usual notices of which there is none yet; each is still to be previewed."""
    if election.state in _OVER:
        raise ActionRefused(_("The poll is over."))
    there = set(election.notices.values_list("kind", flat=True))
    wanted = [each for each in usual(election) if each.kind not in there]
    if election.credential_mode != Election.CredentialMode.SERVER:
        wanted = [each for each in wanted if each.kind != Kind.CREDENTIALS]
    if not wanted:
        raise ActionRefused(_("There is a notice of each kind already. Plan them on their own pages."))
    plans = []
    for each in wanted:
        with translation.override(organisation().language):
            draft = letters.draft(each.kind)
        notice = write_notice(election, each.kind, draft.subject, draft.body, by)
        plans.append(plan_notice(notice, each.anchor, each.minutes, by))
    return plans


def send_due() -> None:
    """Send the planned notices that are due. The worker calls this all the time."""
    now = timezone.now()
    waiting = NoticePlan.objects.filter(started_at=None, missed_at=None)
    for plan in waiting.select_related("notice__election", "planned_by"):
        due = due_at(plan)
        if due is not None and due <= now:
            _send(plan, now)


def _send(plan: NoticePlan, now: datetime) -> None:
    election, kind = plan.notice.election, Kind(plan.notice.kind)
    if election.state not in SENT_WHILE[kind]:
        if election.state in _OVER:
            _miss(
                plan, now, _("The poll was {state} before it could be sent.").format(state=election.get_state_display())
            )
        else:
            _wait(plan, _("It waits: the election is {state}.").format(state=election.get_state_display()))
        return
    try:
        send_notice(plan.notice, plan.planned_by)
    except ActionRefused as refusal:
        _wait(plan, refusal.sentence)
        return
    NoticePlan.objects.filter(pk=plan.pk).update(started_at=now, obstacle="")


def _wait(plan: NoticePlan, obstacle: str) -> None:
    if plan.obstacle != obstacle[:300]:
        NoticePlan.objects.filter(pk=plan.pk).update(obstacle=obstacle[:300])


@transaction.atomic
def _miss(plan: NoticePlan, now: datetime, obstacle: str) -> None:
    NoticePlan.objects.filter(pk=plan.pk).update(missed_at=now, obstacle=obstacle[:300])
    record("elections.notice_missed", plan.notice, by="system", kind=plan.notice.kind)


def offset(number: int, unit: str, before: bool) -> int:
    """Return so many minutes, hours or days as minutes; negative if before."""
    minutes = int(timedelta(**{unit: number}).total_seconds() // 60)
    return -minutes if before else minutes
