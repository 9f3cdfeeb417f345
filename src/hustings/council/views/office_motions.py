"""Motions, amendments and divisions as the council secretary records them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.council.actions import divisions, motions, pledges
from hustings.council.forms.meetings import (
    AmendmentForm,
    CloseDivisionForm,
    DivisionForm,
    OrderForm,
    PledgeTestForm,
    VotesForm,
)
from hustings.council.forms.people import ReasonForm
from hustings.council.models import Amendment, Division, Motion, MotionClause, PledgeTest
from hustings.council.queries.divisions import division_roll
from hustings.council.queries.meetings import quorum_at
from hustings.council.views.meetings import motion_facts
from hustings.council.views.office_bodies import TEMPLATE
from hustings.council.views.office_meetings import meeting_home
from hustings.elections.views.pages import form_page, press


def found_motion(pk: int) -> Motion:
    """Return a motion, or the page that says there is none."""
    motions = Motion.objects.select_related("body", "meeting__body", "mover", "seconder", "question")
    return get_object_or_404(motions, pk=pk)


def motion_home(motion: Motion) -> str:
    """Return the address of the motion's page in the office."""
    return reverse("council:office_motion", args=[motion.pk])


def _page(
    request: HttpRequest, motion: Motion, form: forms.BaseForm, save: Callable[[], Any], **words: Any
) -> HttpResponse:
    """A form about a motion, which leads back to it."""
    about = {"body": motion.body, "meeting": motion.meeting, "motion": motion}
    return form_page(request, form, save, **{"back": motion_home(motion), "template": TEMPLATE, **about, **words})


@requires("council.view_office")
@require_safe
def motion(request: HttpRequest, motion: int) -> HttpResponse:
    """A motion with everything that can be done to it."""
    shown = found_motion(motion)
    context = motion_facts(shown) | {
        "open_division": shown.divisions.filter(result=None).first(),
        "may_run": request.user.has_perm("council.run_meetings"),
    }
    return render(request, "council/office/motion.html", context)


@requires("council.run_meetings")
@require_POST
def withdraw(request: HttpRequest, motion: int) -> HttpResponse:
    """Take a motion back."""
    shown = found_motion(motion)
    return press(
        request,
        lambda: motions.withdraw_motion(shown, request.user),
        back=motion_home(shown),
        done=_("The motion has been withdrawn."),
    )


@requires("council.run_meetings")
@get_or_post
def amend(request: HttpRequest, motion: int) -> HttpResponse:
    """Move an amendment to a clause."""
    shown = found_motion(motion)
    form = AmendmentForm(shown, request.POST or None)

    @transaction.atomic
    def save() -> None:
        typed, clause = form.cleaned_data, form.chosen()
        motions.move_amendment(
            motions.clause_of_text(shown, clause) if isinstance(clause, str) else clause,
            typed["kind"],
            typed["text"],
            typed["mover"],
            request.user,
            seconder=typed["seconder"],
            at=form.moment(),
        )

    return _page(request, shown, form, save, heading=_("Move an amendment"), done=_("The amendment has been moved."))


@requires("council.run_meetings")
@get_or_post
def order(request: HttpRequest, motion: int, clause: int) -> HttpResponse:
    """Put the amendments to one clause in the order in which they are put."""
    shown = found_motion(motion)
    disputed = get_object_or_404(MotionClause.objects.select_related("motion"), pk=clause, motion=shown)
    form = OrderForm(disputed, request.POST or None)
    return _page(
        request,
        shown,
        form,
        lambda: motions.order_amendments(disputed, form.in_order(), request.user),
        heading=_("In which order are the amendments to {clause} put?").format(clause=disputed.name),
        done=_("The order has been saved."),
    )


@requires("council.run_meetings")
@require_POST
def settle(request: HttpRequest, motion: int, amendment: int, way: str) -> HttpResponse:
    """Say that an amendment was withdrawn, or falls."""
    shown = found_motion(motion)
    settled = get_object_or_404(Amendment.objects.select_related("motion", "clause"), pk=amendment, motion=shown)
    return press(
        request,
        lambda: motions.settle_amendment(settled, way, request.user),
        back=motion_home(shown),
        done=_("Amendment {number} is settled.").format(number=settled.number),
    )


@requires("council.run_meetings")
@get_or_post
def divide(request: HttpRequest, motion: int, amendment: int | None = None) -> HttpResponse:
    """Call a division on a motion, or on one of its amendments."""
    shown = found_motion(motion)
    put = get_object_or_404(shown.amendments, pk=amendment) if amendment else None
    form = DivisionForm(shown, request.POST or None)

    def save() -> str:
        division = divisions.open_division(
            shown, request.user, amendment=put, by_name=form.is_by_name(), at=form.moment()
        )
        return reverse("council:office_division", args=[division.pk])

    heading = (
        _("Call a division on amendment {number}").format(number=put.number)
        if put
        else _("Call a division on the motion")
    )
    return _page(
        request, shown, form, save, heading=heading, button=_("Call the division"), done=_("The division is open.")
    )


@requires("council.run_meetings")
@get_or_post
def bind(request: HttpRequest, motion: int) -> HttpResponse:
    """Say which pledge this motion's division tests."""
    shown = found_motion(motion)
    form = PledgeTestForm(shown, request.POST or None)

    def save() -> None:
        typed = form.cleaned_data
        pledges.bind_pledge(typed["pledge"], shown, typed["promised"], request.user, amendment=typed["amendment"])

    return _page(
        request,
        shown,
        form,
        save,
        heading=_("Which pledge is tested?"),
        intro=_("The ledger of pledges fills itself from the division."),
        done=_("The pledge is bound to the division."),
    )


@requires("council.run_meetings")
@get_or_post
def unbind(request: HttpRequest, test: int) -> HttpResponse:
    """Take back that a division tests a pledge."""
    shown = get_object_or_404(PledgeTest.objects.select_related("motion__body", "motion__meeting", "pledge"), pk=test)
    form = ReasonForm(request.POST or None)
    return _page(
        request,
        shown.motion,
        form,
        lambda: pledges.unbind_pledge(shown, form.cleaned_data["reason"], request.user),
        heading=_("Take back that this motion tests a pledge"),
        intro=shown.pledge.text,
        done=_("That has been taken back; the page of the motion says so."),
    )


def _division(pk: int) -> Division:
    related = ("motion__body", "motion__meeting", "meeting__body", "meeting__chair", "amendment__clause")
    return get_object_or_404(Division.objects.select_related(*related), pk=pk)


@requires("council.run_meetings")
@get_or_post
def division(request: HttpRequest, division: int) -> HttpResponse:
    """Record votes in an open division; a closed one shows who voted how."""
    shown = _division(division)
    if hasattr(shown, "result"):
        return redirect("council:motion", shown.motion_id)
    form = VotesForm(shown, request.POST or None) if shown.by_name else None
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_on(form), transaction.atomic():
            for member, choice in form.changed_votes():
                divisions.cast_vote(shown, member, choice, request.user)
            messages.success(request, _("The votes have been recorded."))
            return redirect("council:office_division", shown.pk)
    context = {
        "division": shown,
        "motion": shown.motion,
        "meeting": shown.meeting,
        "body": shown.meeting.body,
        "form": form,
        "roll": division_roll(shown, timezone.now()),
        "quorum": quorum_at(shown.meeting, timezone.now()),
    }
    return render(request, "council/office/division.html", context)


@requires("council.run_meetings")
@get_or_post
def close(request: HttpRequest, division: int) -> HttpResponse:
    """Close a division."""
    shown = _division(division)
    form = CloseDivisionForm(shown, request.POST or None)
    return _page(
        request,
        shown.motion,
        form,
        lambda: divisions.close_division(shown, request.user, **form.details()),
        heading=_("Close the division"),
        button=_("Close the division"),
        back=reverse("council:office_motion", args=[shown.motion_id]),
        done=_("The division is closed, and its result is on record."),
    )


@requires("council.run_meetings")
@get_or_post
def abandon(request: HttpRequest, division: int) -> HttpResponse:
    """End a division without a result."""
    shown = _division(division)
    form = ReasonForm(request.POST or None)
    return _page(
        request,
        shown.motion,
        form,
        lambda: divisions.abandon_division(shown, form.cleaned_data["reason"], request.user),
        heading=_("Abandon the division"),
        button=_("Abandon the division"),
        back=meeting_home(shown.meeting),
        done=_("The division is abandoned; the motion is still before the meeting."),
    )
