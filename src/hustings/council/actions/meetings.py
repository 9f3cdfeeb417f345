"""Meetings: planned, called, opened with a quorum to be had, closed, and put on record in minutes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import in_zone
from hustings.audit.log import record
from hustings.council.models import AgendaItem, Attendance, Body, Meeting, Minutes, ShortNoticeConsent
from hustings.council.moments import happened
from hustings.council.queries.meetings import meeting_members, notice_of, present_at
from hustings.register.models import Member

State = Meeting.State
LONGEST_TEXT = 200_000


def check_length(text: str, field: str) -> None:
    """Refuse a text that nobody would read, and say how long it may be."""
    if len(text) > LONGEST_TEXT:
        raise ActionRefused(
            _("The text has {length:,} characters; {most:,} are allowed. Shorten it, or link to it.").format(
                length=len(text), most=LONGEST_TEXT
            ),
            field=field,
        )


def locked_meeting(meeting: Meeting, *states: str) -> Meeting:
    """Lock the meeting, and refuse unless it is in one of the states."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body", "chair").get(pk=meeting.pk)
    if meeting.state not in states:
        raise ActionRefused(
            _("“{meeting}” is {state}, so this cannot be done now.").format(
                meeting=meeting.title, state=meeting.get_state_display()
            )
        )
    return meeting


@transaction.atomic
def plan_meeting(body: Body, title: str, starts_at: datetime, by: User, place: str = "") -> Meeting:
    """Plan a meeting; only people who work here see it until notice is given."""
    meeting = Meeting.objects.create(body=body, title=title, starts_at=starts_at, place=place)
    record("council.meeting_planned", meeting, by=by, body=body.pk, starts_at=starts_at)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, title: str, starts_at: datetime, place: str, by: User) -> Meeting:
    """Change a meeting of which no notice was given."""
    meeting = locked_meeting(meeting, State.PLANNED)
    meeting.title, meeting.starts_at, meeting.place = title, starts_at, place
    meeting.save()
    record("council.meeting_changed", meeting, by=by, starts_at=starts_at)
    return meeting


@transaction.atomic
def save_agenda_item(
    meeting: Meeting, title: str, by: User, text: str = "", item: AgendaItem | None = None
) -> AgendaItem:
    """Add an item to the end of the agenda, or reword `item`."""
    locked_meeting(meeting, State.PLANNED, State.CALLED, State.OPEN)
    check_length(text, "text")
    if item is None:
        last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
        item = AgendaItem(meeting=meeting, position=last + 1)
    item.title, item.text = title, text
    item.save()
    record("council.agenda_item_saved", item, by=by, meeting=meeting.pk)
    return item


@transaction.atomic
def call_meeting(meeting: Meeting, by: User, at: datetime | None = None) -> Meeting:
    """Give notice: from now on the meeting and its agenda are public."""
    meeting = locked_meeting(meeting, State.PLANNED)
    meeting.called_at = happened(at)
    if meeting.called_at >= meeting.starts_at:
        raise ActionRefused(_("Notice cannot be given after the meeting begins. Change its day first."), field="at")
    meeting.state = State.CALLED
    meeting.save()
    record("council.meeting_called", meeting, by=by, called_at=meeting.called_at)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, reason: str, by: User) -> Meeting:
    """Cancel a meeting that has not begun; the reason is published if notice was given."""
    meeting = locked_meeting(meeting, State.PLANNED, State.CALLED)
    if not reason.strip():
        raise ActionRefused(_("Say why the meeting is cancelled; it is published."), field="reason")
    meeting.state, meeting.cancelled_reason = State.CANCELLED, reason.strip()
    meeting.save()
    record("council.meeting_cancelled", meeting, by=by)
    return meeting


@transaction.atomic
def consent_to_short_notice(
    meeting: Meeting, members: list[Member], by: User, at: datetime | None = None
) -> list[ShortNoticeConsent]:
    """Record that these seat-holders agree to meet although notice was short."""
    meeting = locked_meeting(meeting, State.CALLED)
    moment = happened(at, not_before=meeting.called_at)
    if not notice_of(meeting).is_short:
        raise ActionRefused(_("Notice of this meeting was given in time, so no consent is needed."))
    entitled = {member.pk for member in meeting_members(meeting)}
    for member in members:
        if member.pk not in entitled:
            raise ActionRefused(_("{name} does not hold a seat on that day.").format(name=member.name), field="members")
    already = set(meeting.consents.values_list("member_id", flat=True))
    new = [
        ShortNoticeConsent.objects.create(meeting=meeting, member=member, given_at=moment, recorded_by=by)
        for member in members
        if member.pk not in already
    ]
    record("council.short_notice_consented", meeting, by=by, members=[consent.member_id for consent in new])
    return new


@transaction.atomic
def open_meeting(meeting: Meeting, chair: Member, by: User, at: datetime | None = None) -> Meeting:
    """Open a meeting with its chair, who holds a seat; with short notice only after the consent the rules ask for."""
    meeting = locked_meeting(meeting, State.CALLED)
    moment = happened(at, not_before=meeting.called_at)
    notice = notice_of(meeting)
    if not notice.is_settled:
        missing = notice.needed - notice.given
        raise ActionRefused(
            ngettext(
                "Notice was too short. Record the consent of {missing} more seat-holder, or cancel the meeting.",
                "Notice was too short. Record the consent of {missing} more seat-holders, or cancel the meeting.",
                missing,
            ).format(missing=missing)
        )
    if chair not in meeting_members(meeting):
        raise ActionRefused(_("{name} does not hold a seat on that day.").format(name=chair.name), field="chair")
    meeting.state, meeting.opened_at, meeting.chair = State.OPEN, moment, chair
    meeting.save()
    record("council.meeting_opened", meeting, by=by, opened_at=moment, chair=chair.pk)
    return meeting


@transaction.atomic
def note_attendance(
    meeting: Meeting, members: list[Member], present: bool, by: User, at: datetime | None = None
) -> list[Attendance]:
    """Note that these seat-holders came, or that they went."""
    meeting = locked_meeting(meeting, State.OPEN)
    moment = happened(at, not_before=meeting.opened_at)
    entitled, there = {member.pk for member in meeting_members(meeting)}, present_at(meeting, moment)
    for member in members:
        if member.pk not in entitled:
            raise ActionRefused(_("{name} does not hold a seat on that day.").format(name=member.name), field="members")
        if (member.pk in there) == present:
            sentence = _("{name} is there already.") if present else _("{name} is not there.")
            raise ActionRefused(sentence.format(name=member.name), field="members")
        later = meeting.attendance.filter(member=member, at__gt=moment).first()
        if later:
            raise ActionRefused(
                _("Something later is on record for {name}: {moment}.").format(
                    name=member.name, moment=in_zone(later.at)
                ),
                field="at",
            )
    new = [
        Attendance.objects.create(meeting=meeting, member=member, present=present, at=moment, recorded_by=by)
        for member in members
    ]
    record("council.attendance_noted", meeting, by=by, members=[m.pk for m in members], present=present, at=moment)
    return new


@transaction.atomic
def close_meeting(meeting: Meeting, by: User, at: datetime | None = None) -> Meeting:
    """Close a meeting in which no division is open."""
    meeting = locked_meeting(meeting, State.OPEN)
    latest = meeting.attendance.aggregate(latest=Max("at"))["latest"]
    moment = happened(at, not_before=max(filter(None, (meeting.opened_at, latest))))
    if meeting.divisions.filter(result=None).exists():
        raise ActionRefused(_("A division is open. Close or abandon it first."))
    meeting.state, meeting.closed_at = State.CLOSED, moment
    meeting.save()
    record("council.meeting_closed", meeting, by=by, closed_at=moment)
    return meeting


@transaction.atomic
def publish_minutes(meeting: Meeting, text: str, by: User, correction: str = "") -> Minutes:
    """Publish what the minutes add to the record; a later edition says what it corrects, and the earlier ones stay."""
    meeting = locked_meeting(meeting, State.CLOSED)
    check_length(text, "text")
    last = meeting.minutes.last()
    if last and not correction.strip():
        raise ActionRefused(_("Minutes have been published. Say what this edition corrects."), field="correction")
    minutes = Minutes.objects.create(
        meeting=meeting,
        number=last.number + 1 if last else 1,
        text=text,
        correction=correction.strip(),
        published_by=by,
    )
    record("council.minutes_published", minutes, by=by, meeting=meeting.pk, number=minutes.number)
    return minutes
