"""Motions and amendments: moved, put in order, withdrawn; and the signatures that open a question again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.council.actions.meetings import check_length, locked_meeting
from hustings.council.clauses import Clause
from hustings.council.models import (
    AgendaItem,
    Amendment,
    Body,
    Decision,
    Meeting,
    Motion,
    MotionClause,
    Question,
    ReopeningSignature,
)
from hustings.council.moments import day_of, happened
from hustings.council.queries.meetings import meeting_members
from hustings.council.queries.motions import Bar, as_change, bar_on, question_key
from hustings.council.queries.seats import voters_on
from hustings.register.models import Member
from hustings.texts import AmendError, amended, clause_of, full_wording, parse

BEFORE_CLOSING = (Meeting.State.PLANNED, Meeting.State.CALLED, Meeting.State.OPEN)


@transaction.atomic
def move_motion(
    meeting: Meeting,
    title: str,
    clauses: list[Clause],
    mover: Member,
    by: User,
    *,
    seconder: Member | None = None,
    question: str = "",
    threshold: str = "",
    agenda_item: AgendaItem | None = None,
    at: datetime | None = None,
) -> Motion:
    """Move a motion at a meeting, or for one that is to come.

    `question` says what it decides, if not its own title: motions on one question share the bar on moving it again.
    """
    meeting = locked_meeting(meeting, *BEFORE_CLOSING)
    Body.objects.select_for_update().get(pk=meeting.body_id)
    moment = happened(at)
    _check_movers(meeting, mover, seconder)
    if not clauses:
        raise ActionRefused(_("The motion has no text. Write at least one clause."), field="text")
    check_length("".join(words for _number, words in clauses), "text")
    asked = _question(meeting.body, question.strip() or title)
    refuse_barred(asked, meeting.body, day_of(meeting.starts_at))
    last = meeting.body.motions.aggregate(last=Max("number"))["last"] or 0
    motion = Motion.objects.create(
        body=meeting.body,
        meeting=meeting,
        agenda_item=agenda_item,
        question=asked,
        number=last + 1,
        title=title,
        threshold=threshold or meeting.body.threshold,
        mover=mover,
        seconder=seconder,
        moved_at=moment,
    )
    MotionClause.objects.bulk_create(
        MotionClause(motion=motion, position=position, label=label, text=text)
        for position, (label, text) in enumerate(clauses, start=1)
    )
    record("council.motion_moved", motion, by=by, meeting=meeting.pk, mover=mover.pk)
    return motion


def _question(body: Body, title: str) -> Question:
    key = question_key(title)
    if not key:
        raise ActionRefused(_("The title has no words. Say what is to be decided."), field="title")
    return Question.objects.get_or_create(body=body, key=key, defaults={"title": title})[0]


def _check_movers(meeting: Meeting, mover: Member, seconder: Member | None) -> None:
    holders = meeting_members(meeting)
    for field, member in (("mover", mover), ("seconder", seconder)):
        if member and member not in holders:
            raise ActionRefused(_("{name} does not hold a seat on that day.").format(name=member.name), field=field)
    if seconder == mover:
        raise ActionRefused(_("Nobody seconds what they move themselves. Name another seat-holder."), field="seconder")
    if seconder is None and meeting.body.seconder_required:
        raise ActionRefused(_("The standing orders ask for a seconder. Name one."), field="seconder")


def refuse_barred(question: Question, body: Body, on: date) -> None:
    """Refuse a question that was decided too short a time before that day, and name the decision."""
    if (bar := bar_on(question, body, on)) and not bar.is_lifted:
        raise ActionRefused(_barred(bar), field="title")


def _barred(bar: Bar) -> str:
    told = _(
        "This question was decided on {day} (decision {number}, “{title}”) and cannot be moved again before {until}."
    ).format(
        day=date_format(day_of(bar.decision.decided_at), "j F Y", use_l10n=False),
        number=bar.decision.number,
        title=bar.decision.title,
        until=date_format(bar.until, "j F Y", use_l10n=False),
    )
    if bar.needed is None:
        return told
    return f"{told} " + _(
        "The standing orders except a question that {needed} seat-holders ask to open again; {given} have signed."
    ).format(needed=bar.needed, given=bar.given)


@transaction.atomic
def sign_reopening(
    decision: Decision, members: list[Member], by: User, at: datetime | None = None
) -> list[ReopeningSignature]:
    """Record that these seat-holders ask to open a decided question again before its time."""
    if decision.body.reopening_signatures is None:
        raise ActionRefused(
            _("The standing orders of {body} know no exception from the bar.").format(body=decision.body.name)
        )
    Body.objects.select_for_update().get(pk=decision.body_id)
    moment = happened(at, not_before=decision.decided_at)
    holders = voters_on(decision.body, day_of(moment))
    signed = set(decision.reopening_signatures.values_list("member_id", flat=True))
    for member in members:
        if member not in holders:
            raise ActionRefused(_("{name} does not hold a seat on that day.").format(name=member.name), field="members")
    new = [
        ReopeningSignature.objects.create(
            question=decision.motion.question, decision=decision, member=member, signed_at=moment
        )
        for member in members
        if member.pk not in signed
    ]
    record("council.reopening_signed", decision, by=by, members=[signature.member_id for signature in new])
    return new


def locked_motion(motion: Motion) -> Motion:
    """Lock the motion, and refuse if it is no longer before the meeting."""
    motion = (
        Motion.objects.select_for_update(of=("self",)).select_related("body", "meeting", "question").get(pk=motion.pk)
    )
    if motion.state != Motion.State.MOVED:
        raise ActionRefused(
            _("Motion {number} is {state}: it can no longer be changed.").format(
                number=motion.number, state=motion.get_state_display()
            )
        )
    return motion


@transaction.atomic
def withdraw_motion(motion: Motion, by: User) -> Motion:
    """Take a motion back before it is put; nothing is decided by that."""
    motion = locked_motion(motion)
    _refuse_open_division(motion)
    motion.state = Motion.State.WITHDRAWN
    motion.save(update_fields=["state"])
    motion.amendments.filter(state=Amendment.State.MOVED).update(state=Amendment.State.FALLEN)
    record("council.motion_withdrawn", motion, by=by)
    return motion


def _refuse_open_division(motion: Motion) -> None:
    if motion.divisions.filter(result=None).exists():
        raise ActionRefused(_("A division on this motion is open. Close or abandon it first."))


@transaction.atomic
def move_amendment(
    clause: MotionClause,
    kind: str,
    text: str,
    mover: Member,
    by: User,
    seconder: Member | None = None,
    at: datetime | None = None,
) -> Amendment:
    """Move that a clause be replaced, left out, or followed by another; it is put after those moved before it."""
    locked_meeting(clause.motion.meeting, *BEFORE_CLOSING)
    motion = locked_motion(clause.motion)
    moment = happened(at, not_before=motion.moved_at)
    _refuse_open_division(motion)
    _check_movers(motion.meeting, mover, seconder)
    text = text.strip()
    check_length(text, "text")
    if kind == Amendment.Kind.DELETE:
        text = ""
    elif not text:
        raise ActionRefused(_("Write the words of the amendment."), field="text")
    elif kind == Amendment.Kind.REPLACE and " ".join(text.split()) == clause.text:
        raise ActionRefused(_("These are the words of {clause} already.").format(clause=clause.name), "text")
    if clause.in_text:
        _check_can_be_worked_in(motion, clause, kind, text)
    number = motion.amendments.aggregate(last=Max("number"))["last"] or 0
    order = clause.amendments.aggregate(last=Max("order"))["last"] or 0
    amendment = Amendment.objects.create(
        motion=motion,
        number=number + 1,
        clause=clause,
        kind=kind,
        text=text,
        mover=mover,
        seconder=seconder,
        order=order + 1,
        moved_at=moment,
    )
    record("council.amendment_moved", amendment, by=by, motion=motion.pk, clause=clause.label, mover=mover.pk)
    return amendment


@transaction.atomic
def clause_of_text(motion: Motion, number: str) -> MotionClause:
    """The clause of that number of the text which the motion adopts, so that an amendment to it can be moved."""
    motion = locked_motion(motion)
    adopts = getattr(motion, "adopts", None)
    text = parse(adopts.proposal.text) if adopts else None
    clause = clause_of(text, number) if text else None
    if text is None or clause is None:
        raise ActionRefused(_("The motion adopts no text that has a clause {number}.").format(number=number), "clause")
    place = text.clauses.index(clause) + 1
    words = full_wording(clause)
    return motion.clauses.get_or_create(in_text=True, label=clause.number, defaults={"position": place, "text": words})[
        0
    ]


def _check_can_be_worked_in(motion: Motion, clause: MotionClause, kind: str, text: str) -> None:
    """Refuse words that could not be carried over into the text by themselves, while there is time to find others."""
    try:
        amended(motion.adopts.proposal.text, [as_change(clause.label, kind, text)])
    except AmendError as error:
        raise ActionRefused(
            _("This cannot be worked into the text: {reason}.").format(reason=error), field="text"
        ) from None


@transaction.atomic
def order_amendments(clause: MotionClause, order: list[Amendment], by: User) -> list[Amendment]:
    """Put the amendments to a clause that are still to be put in the order in which they will be."""
    motion = locked_motion(clause.motion)
    _refuse_open_division(motion)
    waiting = list(clause.amendments.filter(state=Amendment.State.MOVED))
    if sorted(a.pk for a in order) != sorted(a.pk for a in waiting):
        raise ActionRefused(
            _("Name each amendment to {clause} that is still to be put, once.").format(clause=clause.name)
        )
    first = (clause.amendments.exclude(state=Amendment.State.MOVED).aggregate(last=Max("order"))["last"] or 0) + 1
    for place, amendment in enumerate(order, start=first):
        amendment.order = place
        amendment.save(update_fields=["order"])
    record("council.amendments_ordered", motion, by=by, clause=clause.label, order=[a.number for a in order])
    return order


@transaction.atomic
def settle_amendment(amendment: Amendment, state: str, by: User) -> Amendment:
    """Say that an amendment was withdrawn, or that it falls because another one was carried."""
    motion = locked_motion(amendment.motion)
    _refuse_open_division(motion)
    amendment.refresh_from_db()
    if amendment.state != Amendment.State.MOVED or state not in (Amendment.State.WITHDRAWN, Amendment.State.FALLEN):
        raise ActionRefused(
            _("Amendment {number} is {state}.").format(number=amendment.number, state=amendment.get_state_display())
        )
    carried = motion.amendments.filter(clause=amendment.clause, state=Amendment.State.CARRIED)
    if state == Amendment.State.FALLEN and not carried.exists():
        raise ActionRefused(
            _("No other amendment to {clause} was carried, so this one does not fall: put it.").format(
                clause=amendment.clause.name
            )
        )
    amendment.state = state
    amendment.save(update_fields=["state"])
    record("council.amendment_settled", amendment, by=by, motion=motion.pk, state=state)
    return amendment
