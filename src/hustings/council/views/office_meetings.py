"""Meetings as the council secretary runs them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.council.actions import meetings as actions
from hustings.council.actions import motions
from hustings.council.forms.meetings import AgendaItemForm, MeetingForm, MinutesForm, MotionForm, OpenForm
from hustings.council.forms.people import HoldersForm, ReasonForm, WhenForm
from hustings.council.models import Meeting
from hustings.council.queries.meetings import meeting_members, present_at, quorum_at
from hustings.council.views.meetings import meeting_facts
from hustings.council.views.office_bodies import TEMPLATE, body_home, found_body
from hustings.elections.views.pages import form_page


def found_meeting(pk: int) -> Meeting:
    """Return a meeting, or the page that says there is none."""
    return get_object_or_404(Meeting.objects.select_related("body", "chair"), pk=pk)


def meeting_home(meeting: Meeting) -> str:
    """Return the address of the meeting's page in the office."""
    return reverse("council:office_meeting", args=[meeting.pk])


def _page(
    request: HttpRequest,
    meeting: Meeting,
    form: forms.BaseForm,
    save: Callable[[], Any],
    **words: Any,
) -> HttpResponse:
    """A form about a meeting, which leads back to it."""
    words = {"back": meeting_home(meeting), "template": TEMPLATE, "body": meeting.body, "meeting": meeting, **words}
    return form_page(request, form, save, **words)


@requires("council.view_office")
@require_safe
def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    """A meeting with everything that can be done in it, and the quorum now."""
    shown = found_meeting(meeting)
    context = meeting_facts(shown) | {
        "quorum": quorum_at(shown, shown.closed_at or timezone.now()),
        "open_division": shown.divisions.filter(result=None).select_related("motion", "amendment").first(),
        "may_run": request.user.has_perm("council.run_meetings"),
    }
    return render(request, "council/office/meeting.html", context)


@requires("council.run_meetings")
@get_or_post
def create(request: HttpRequest, body: str) -> HttpResponse:
    """Plan a meeting."""
    shown = found_body(body)
    form = MeetingForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: meeting_home(actions.plan_meeting(shown, by=request.user, **form.cleaned_data)),
        heading=_("Plan a meeting"),
        back=body_home(shown),
        done=_("The meeting has been planned. Nobody is told before you give notice."),
        template=TEMPLATE,
        body=shown,
    )


@requires("council.run_meetings")
@get_or_post
def change(request: HttpRequest, meeting: int) -> HttpResponse:
    """Change a meeting of which no notice was given."""
    shown = found_meeting(meeting)
    initial = {"title": shown.title, "starts_at": shown.starts_at, "place": shown.place}
    form = MeetingForm(request.POST or None, initial=initial)
    return _page(
        request,
        shown,
        form,
        lambda: actions.change_meeting(shown, by=request.user, **form.cleaned_data),
        heading=_("Change the meeting"),
        done=_("The meeting has been saved."),
    )


@requires("council.run_meetings")
@get_or_post
def agenda_item(request: HttpRequest, meeting: int, item: int | None = None) -> HttpResponse:
    """Add an item to the agenda, or reword one."""
    shown = found_meeting(meeting)
    existing = get_object_or_404(shown.agenda, pk=item) if item else None
    initial = {"title": existing.title, "text": existing.text} if existing else {}
    form = AgendaItemForm(request.POST or None, initial=initial)
    return _page(
        request,
        shown,
        form,
        lambda: actions.save_agenda_item(shown, by=request.user, item=existing, **form.cleaned_data),
        heading=_("Item of the agenda"),
        done=_("The item has been saved."),
    )


@requires("council.run_meetings")
@get_or_post
def call(request: HttpRequest, meeting: int) -> HttpResponse:
    """Give notice of a meeting."""
    shown = found_meeting(meeting)
    form = WhenForm(request.POST or None)
    return _page(
        request,
        shown,
        form,
        lambda: actions.call_meeting(shown, request.user, form.moment()),
        heading=_("Give notice of the meeting"),
        intro=_("From then on the meeting and its agenda are public. {days} days of notice are asked for.").format(
            days=shown.body.notice_days
        ),
        button=_("Give notice"),
        done=_("Notice has been given."),
    )


@requires("council.run_meetings")
@get_or_post
def cancel(request: HttpRequest, meeting: int) -> HttpResponse:
    """Cancel a meeting that has not begun."""
    shown = found_meeting(meeting)
    form = ReasonForm(request.POST or None)
    return _page(
        request,
        shown,
        form,
        lambda: actions.cancel_meeting(shown, form.cleaned_data["reason"], request.user),
        heading=_("Cancel the meeting"),
        button=_("Cancel the meeting"),
        done=_("The meeting has been cancelled."),
    )


@requires("council.run_meetings")
@get_or_post
def consent(request: HttpRequest, meeting: int) -> HttpResponse:
    """Record who consents to a notice that was too short."""
    shown = found_meeting(meeting)
    form = HoldersForm(meeting_members(shown), _("Who has consented"), request.POST or None)
    return _page(
        request,
        shown,
        form,
        lambda: actions.consent_to_short_notice(shown, form.cleaned_data["members"], request.user, form.moment()),
        heading=_("Consent to a short notice"),
        intro=_("The standing orders ask for the consent of: {share}.").format(
            share=shown.body.get_short_notice_consent_display()
        ),
        done=_("The consent has been recorded."),
    )


@requires("council.run_meetings")
@get_or_post
def open_(request: HttpRequest, meeting: int) -> HttpResponse:
    """Open a meeting."""
    shown = found_meeting(meeting)
    form = OpenForm(shown, request.POST or None)
    return _page(
        request,
        shown,
        form,
        lambda: actions.open_meeting(shown, form.cleaned_data["chair"], request.user, form.moment()),
        heading=_("Open the meeting"),
        button=_("Open the meeting"),
        done=_("The meeting is open. Note who is there."),
    )


@requires("council.run_meetings")
@get_or_post
def attendance(request: HttpRequest, meeting: int, way: str) -> HttpResponse:
    """Note who came, or who went."""
    if way not in ("came", "went"):
        raise Http404
    shown = found_meeting(meeting)
    came = way == "came"
    there = present_at(shown, timezone.now())
    choosable = [member for member in meeting_members(shown) if (member.pk in there) != came]
    form = HoldersForm(choosable, _("Who came") if came else _("Who went"), request.POST or None)
    return _page(
        request,
        shown,
        form,
        lambda: actions.note_attendance(shown, form.cleaned_data["members"], came, request.user, form.moment()),
        heading=_("Who came?") if came else _("Who went?"),
        done=_("The attendance has been noted."),
    )


@requires("council.run_meetings")
@get_or_post
def close(request: HttpRequest, meeting: int) -> HttpResponse:
    """Close a meeting."""
    shown = found_meeting(meeting)
    form = WhenForm(request.POST or None)
    return _page(
        request,
        shown,
        form,
        lambda: actions.close_meeting(shown, request.user, form.moment()),
        heading=_("Close the meeting"),
        button=_("Close the meeting"),
        done=_("The meeting is closed."),
    )


@requires("council.run_meetings")
@get_or_post
def minutes(request: HttpRequest, meeting: int) -> HttpResponse:
    """Publish the minutes, or a corrected edition."""
    shown = found_meeting(meeting)
    form = MinutesForm(shown, request.POST or None)
    return _page(
        request,
        shown,
        form,
        lambda: actions.publish_minutes(shown, by=request.user, **form.cleaned_data),
        heading=_("Minutes"),
        button=_("Publish the minutes"),
        done=_("The minutes are published."),
    )


@requires("council.run_meetings")
@get_or_post
def move(request: HttpRequest, meeting: int) -> HttpResponse:
    """Move a motion."""
    shown = found_meeting(meeting)
    form = MotionForm(shown, request.POST or None)

    def save() -> str:
        typed = form.cleaned_data
        motion = motions.move_motion(
            shown,
            typed["title"],
            form.clauses(),
            typed["mover"],
            request.user,
            seconder=typed["seconder"],
            question=typed["question"],
            threshold=typed["threshold"],
            agenda_item=typed["agenda_item"],
            at=form.moment(),
        )
        return reverse("council:office_motion", args=[motion.pk])

    return _page(
        request,
        shown,
        form,
        save,
        heading=_("Move a motion"),
        done=_("The motion has been moved."),
    )
