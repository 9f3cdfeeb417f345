"""Meetings and motions as anybody sees them, once notice was given."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hustings.council.models import Amendment, Division, Meeting, Motion
from hustings.council.papers import minutes_pdf
from hustings.council.queries.divisions import votes_by_choice
from hustings.council.queries.meetings import notice_of, presences, quorum_over_time
from hustings.council.queries.motions import disputed_clauses, own_clauses, text_as_amended

PLANNED = Meeting.State.PLANNED


def found_meeting(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of which notice was given; people who work here see it before that."""
    meeting = get_object_or_404(Meeting.objects.select_related("body", "chair"), pk=pk)
    if meeting.state == PLANNED and not request.user.has_perm("council.view_office"):
        raise Http404
    return meeting


@require_safe
def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    """A meeting: notice, agenda, who was there when, what was moved and decided, minutes."""
    shown = found_meeting(request, meeting)
    return render(request, "council/public/meeting.html", meeting_facts(shown))


def meeting_facts(meeting: Meeting) -> dict[str, Any]:
    """What the pages and the paper of a meeting show."""
    motions = list(meeting.motions.select_related("mover", "seconder", "agenda_item"))
    return {
        "meeting": meeting,
        "body": meeting.body,
        "notice": notice_of(meeting),
        "consents": meeting.consents.select_related("member"),
        "agenda": [(item, [m for m in motions if m.agenda_item_id == item.pk]) for item in meeting.agenda.all()],
        "other_motions": [motion for motion in motions if motion.agenda_item_id is None],
        "presences": presences(meeting),
        "quorums": quorum_over_time(meeting),
        "divisions": [division_facts(d) for d in closed_divisions(meeting.divisions.all())],
        "minutes": meeting.minutes.last(),
        "editions": meeting.minutes.count(),
    }


def closed_divisions(divisions: Any) -> Any:
    """Those that have a result."""
    return divisions.exclude(result=None).select_related(
        "result__casting_by", "motion__body", "motion__meeting", "amendment__clause", "meeting__body"
    )


def division_facts(division: Division) -> dict[str, Any]:
    """A division with who voted how."""
    return {
        "division": division,
        "result": division.result,
        "choices": votes_by_choice(division) if division.by_name else [],
        "decision": division.decisions.filter(corrects=None).first(),
    }


@require_safe
def minutes_file(request: HttpRequest, meeting: int) -> HttpResponse:
    """The minutes of a meeting as PDF, as far as it has come."""
    shown = found_meeting(request, meeting)
    response = HttpResponse(minutes_pdf(meeting_facts(shown)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{shown.body.slug}-minutes-{shown.pk}.pdf"'
    return response


@require_safe
def motion(request: HttpRequest, motion: int) -> HttpResponse:
    """A motion: its clauses, the amendments to each side by side, its text as amended, and its divisions."""
    shown = get_object_or_404(
        Motion.objects.select_related("body", "meeting", "mover", "seconder", "question"), pk=motion
    )
    if shown.meeting.state == PLANNED and not request.user.has_perm("council.view_office"):
        raise Http404
    return render(request, "council/public/motion.html", motion_facts(shown))


def motion_facts(motion: Motion) -> dict[str, Any]:
    """What the pages of a motion show."""
    others = motion.question.motions.exclude(pk=motion.pk).exclude(meeting__state=PLANNED)
    return {
        "motion": motion,
        "body": motion.body,
        "meeting": motion.meeting,
        "clauses": own_clauses(motion),
        "disputed": disputed_clauses(motion),
        "amended": text_as_amended(motion),
        "is_amended": motion.amendments.filter(state=Amendment.State.CARRIED).exists(),
        "divisions": [division_facts(d) for d in closed_divisions(motion.divisions.all())],
        "decision": motion.decisions.filter(corrects=None).first(),
        "others": others.select_related("meeting"),
        "tests": motion.pledge_tests.select_related("pledge__contest__election", "amendment"),
    }
