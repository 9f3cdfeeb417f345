"""Members, as officers see them: the list, one of them with the history, and every change to it."""

from datetime import date, datetime, time
from itertools import chain
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.accounts.queries import zone
from hustings.audit.log import record
from hustings.register import actions, exports, queries
from hustings.register.addresses import Caution
from hustings.register.forms import (
    AddMemberForm,
    CorrectEventForm,
    DetailsForm,
    EventForm,
    JoinUnitForm,
    LeaveUnitForm,
    SearchForm,
    StandingOnForm,
    today,
)
from hustings.register.merged import kept_records
from hustings.register.models import AddressChange, Member, StandingEvent, UnitMembership
from hustings.register.paging import counted, page_of
from hustings.register.unit_queries import visible_to
from hustings.register.views.pages import form_page


@require_safe
@requires("register.view_members")
def members(request: HttpRequest) -> HttpResponse:
    """The list of members, searched, filtered and paged. Each look at it is logged."""
    form = SearchForm(request.GET, user=request.user)
    given = form.cleaned_data if form.is_valid() else {}
    found = _search(request, given)
    shown = page_of(found, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    count, at_least = counted(found)
    unit = given.get("unit")
    record(
        "register.members_listed",
        by=request.user,
        searched=bool(given.get("q")),
        standing=given.get("standing", ""),
        unit=unit.pk if unit else None,
        shown=len(shown.members),
    )
    rows = queries.with_today(shown.members, today())
    context = {"form": form, "rows": rows, "page": shown, "count": count, "at_least": at_least}
    return render(request, "register/members.html", context)


def _search(request: HttpRequest, given: dict[str, Any]) -> QuerySet[Member]:
    found = queries.search(given.get("q", ""), given.get("standing", ""), given.get("unit"), today())
    return visible_to(request.user, found, today())  # type: ignore[arg-type]  # @requires let only users in


@require_POST
@requires("register.export_members")
def export(request: HttpRequest) -> HttpResponseBase:
    """The members that a search finds, as a file that can be imported again. Each export is logged."""
    form = SearchForm(request.POST, user=request.user)
    given = form.cleaned_data if form.is_valid() else {}
    found, as_workbook = _search(request, given), request.POST.get("format") == "xlsx"
    try:
        made = exports.workbook(found, today()) if as_workbook else exports.csv_lines(found, today())
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("register:members")
    unit = given.get("unit")
    record(
        "register.members_exported",
        by=request.user,
        searched=bool(given.get("q")),
        standing=given.get("standing", ""),
        unit=unit.pk if unit else None,
        members=found.count(),
    )
    if as_workbook:
        return FileResponse(made, as_attachment=True, filename="members.xlsx")
    headers = {"Content-Disposition": 'attachment; filename="members.csv"'}
    return StreamingHttpResponse(chain("\ufeff", made), content_type="text/csv; charset=utf-8", headers=headers)


@get_or_post
@requires("register.change_members")
def add_member(request: HttpRequest) -> HttpResponse:
    """Put a person on the register."""
    form = AddMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            member = actions.add_member(
                form.instance, given["joined_on"], request.user, unit=given["unit"], paid_up_to=given["paid_up_to"]
            )
            messages.success(request, _("{name} is on the register.").format(name=member.name))
            return redirect("register:member", member.pk)
    return form_page(request, form, _("Add a member"), _("Add"), "register:members")


@require_safe
@requires("register.view_members")
def member(request: HttpRequest, member: int) -> HttpResponse:
    """One member: details, standing with its history, units."""
    person = get_object_or_404(Member, pk=member)
    if not request.user.has_perm("register.view_member", person):
        raise Http404  # as if nobody were here: who is a member of another unit is not this officer's to know
    kept = next((kept for kept in kept_records([person]) if kept.pk != person.pk), None)
    then_form = StandingOnForm(request.GET if "known_on" in request.GET else None)
    context = {
        "person": person,
        "standing": queries.standing(person, today()),
        "history": queries.record_of(person),
        "merged_into": kept,
        "may_change": request.user.has_perm("register.change_members") and not (kept or person.erased_at),
        "then_form": then_form,
        "then": queries.standing(person, then_form.cleaned_data["on"], _end_of(then_form.cleaned_data["known_on"]))
        if then_form.is_valid()
        else None,
        "memberships": person.unit_memberships.select_related("unit").order_by("-from_date", "-pk"),
    }
    return render(request, "register/member.html", context)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, zone())


@get_or_post
@requires("register.change_members")
def correct(request: HttpRequest, member: int) -> HttpResponse:
    """Correct what is known of a member."""
    person = get_object_or_404(Member, pk=member)
    form = DetailsForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            caution = actions.correct_details(form.instance, request.user)
            messages.success(request, _("The details are saved.") if caution is None else _told(caution))
            return redirect("register:member", person.pk)
    return form_page(request, form, _("Correct the details"), _("Save"), "register:member", person.pk)


def _told(caution: Caution) -> str:
    if caution.needs_two:
        return _("{reason} The new address waits until a second officer agrees to it.").format(reason=caution.reason)
    return _(
        "The details are saved. {reason} The old e-mail address is told; if there was none, write to the old postal "
        "address."
    ).format(reason=caution.reason)


@require_POST
@requires("register.agree_to_addresses")
def decide_address(request: HttpRequest, member: int, decision: str) -> HttpResponse:
    """Agree to a change of address that another officer asked for, or refuse it."""
    change = get_object_or_404(AddressChange, member=get_object_or_404(Member, pk=member))
    decide = {"agree": actions.agree_to_address, "refuse": actions.refuse_address}.get(decision)
    if decide is None:
        raise Http404
    try:
        decide(change, request.user)
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The address is changed.") if decision == "agree" else _("It stays as it was."))
    return redirect("register:member", member)


@get_or_post
@requires("register.change_members")
def event(request: HttpRequest, member: int) -> HttpResponse:
    """Record what happened to a member."""
    person = get_object_or_404(Member, pk=member)
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.record_event(person, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("It is recorded. What is recorded stays: a mistake is put right by a later event.")
            )
            return redirect("register:member", person.pk)
    title = _("Record what happened to {name}").format(name=person.name)
    return form_page(request, form, title, _("Record"), "register:member", person.pk)


@get_or_post
@requires("register.change_members")
def correct_event(request: HttpRequest, member: int, event: int) -> HttpResponse:
    """Correct what was recorded by mistake: by other dates, or by taking it back."""
    wrong = get_object_or_404(StandingEvent.objects.select_related("member"), pk=event, member=member)
    form = CorrectEventForm(request.POST or None, event=wrong)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.correct_event(wrong, request.user, **form.dates)  # type: ignore[arg-type]
            messages.success(request, _("It is corrected. What was recorded first stays in the history."))
            return redirect("register:member", member)
    title = _("Correct ‘{kind}’ of {name}").format(kind=wrong.get_kind_display(), name=wrong.member.name)
    return form_page(request, form, title, _("Correct"), "register:member", member)


@get_or_post
@requires("register.change_members")
def join_unit(request: HttpRequest, member: int) -> HttpResponse:
    """Make a member belong to a unit."""
    person = get_object_or_404(Member, pk=member)
    form = JoinUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.add_to_unit(person, by=request.user, **form.cleaned_data)
            return redirect("register:member", person.pk)
    return form_page(
        request, form, _("Add {name} to a unit").format(name=person.name), _("Add"), "register:member", person.pk
    )


@get_or_post
@requires("register.change_members")
def leave_unit(request: HttpRequest, member: int, membership: int) -> HttpResponse:
    """End a member's belonging to a unit."""
    ending = get_object_or_404(UnitMembership.objects.select_related("unit"), pk=membership, member=member)
    form = LeaveUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.end_unit_membership(ending, by=request.user, **form.cleaned_data)
            return redirect("register:member", member)
    title = _("End belonging to {unit}").format(unit=ending.unit.name)
    return form_page(request, form, title, _("End"), "register:member", member)
