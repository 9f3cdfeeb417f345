"""Notices by the calendar, and what could not be delivered."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.elections.actions import plans as actions
from hustings.elections.bounces import what_to_do
from hustings.elections.forms.notices import PlanForm
from hustings.elections.models import Notice
from hustings.elections.queries import notices as queries
from hustings.elections.views.office import found
from hustings.elections.views.pages import form_page, press

PER_PAGE = 100


def _found(slug: str, notice: int) -> Notice:
    return get_object_or_404(Notice.objects.select_related("election"), election__slug=slug, pk=notice)


@requires("elections.send_notices")
@get_or_post
def plan(request: HttpRequest, slug: str, notice: int) -> HttpResponse:
    """Let the worker send a notice, so long before or after a moment of the timetable."""
    shown = _found(slug, notice)
    anchors = [(str(anchor.value), anchor.label) for anchor in actions.ANCHORS[Notice.Kind(shown.kind)]]
    form = PlanForm(anchors, data=request.POST or None)

    def save() -> None:
        typed = form.cleaned_data
        minutes = actions.offset(typed["number"], typed["unit"], bool(typed["before"]))
        actions.plan_notice(shown, typed["anchor"], minutes, request.user)

    return form_page(
        request,
        form,
        save,
        heading=_("When it is sent by itself"),
        intro=_("If the timetable changes or the poll is extended, it moves along. Reminders go to those who have not "
                "voted by then. Nothing is sent that you have not sent to yourself first."),
        back=reverse("elections:notice", args=[slug, notice]),
        done=_("The notice will be sent by itself."),
        election=shown.election,
    )  # fmt: skip


@requires("elections.send_notices")
@require_POST
def unplan(request: HttpRequest, slug: str, notice: int) -> HttpResponse:
    """Take the sending back into the officer's hands."""
    shown = _found(slug, notice)
    return press(
        request,
        lambda: actions.unplan_notice(shown, request.user),
        back=reverse("elections:notice", args=[slug, notice]),
        done=_("The notice is sent only when you send it."),
    )


@requires("elections.send_notices")
@require_POST
def usual(request: HttpRequest, slug: str) -> HttpResponse:
    """Draft and plan the notices that polls usually have."""
    election = found(slug)
    return press(
        request,
        lambda: actions.plan_usual(election, request.user),
        back=reverse("elections:notices", args=[slug]),
        done=_("The usual notices are drafted and planned. Read each, and send it to yourself."),
    )


@requires("elections.help_voters")
@require_safe
@never_cache
def undelivered(request: HttpRequest, slug: str) -> HttpResponse:
    """Every letter that was refused or came back, and what to do about it."""
    election = found(slug)
    page = Paginator(queries.undelivered(election), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "election": election,
        "page_obj": page,
        "rows": [(delivery, what_to_do(delivery.status or "")) for delivery in page],
        "without_email": queries.without_email(election, Notice.Kind.CREDENTIALS).count(),
    }
    return render(request, "elections/office/undelivered.html", context)
