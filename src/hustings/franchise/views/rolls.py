"""Frozen rolls: what one holds, late registrations, and the challenges against it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import check, requires
from hustings.audit.log import record
from hustings.franchise import actions, queries
from hustings.franchise.conditions import sentence
from hustings.franchise.forms import DecisionForm, LateForm
from hustings.franchise.models import Challenge, Roll, RollEntry
from hustings.franchise.rolls import lines
from hustings.register.models import Unit


@require_safe
@requires("franchise.view_rolls")
def roll(request: HttpRequest, roll: str) -> HttpResponse:
    """A roll: its size, its hash, its counts per unit, its challenges; and whether a member is on it."""
    shown = get_object_or_404(Roll.objects.select_related("rule", "frozen_by"), pk=roll)
    units = dict(Unit.objects.values_list("pk", "name"))
    context: dict[str, Any] = {
        "roll": shown,
        "sentence": sentence(shown.conditions),
        "counts": [
            (", ".join(units.get(unit, _("in no unit")) for unit in count["units"]), count["electors"])
            for count in shown.unit_counts
        ],
        "electors": queries.electorate(shown),
        "challenges": shown.challenges.select_related("member"),
        "late": shown.changes.filter(challenge=None).count(),
    }
    if number := request.GET.get("number", "").strip():
        context["number"] = number
        context["elector"] = queries.electors(shown).filter(member__number=number).first()
        record("franchise.roll_looked_up", shown, by=request.user, found=context["elector"] is not None)
    return render(request, "franchise/roll.html", context)


@get_or_post
@requires("franchise.decide_challenges")
def late(request: HttpRequest, roll: str) -> HttpResponse:
    """Put members on a frozen roll who met its rule on its date and were entered in the register afterwards."""
    shown = get_object_or_404(Roll, pk=roll)
    members = queries.registered_late(shown).order_by("name", "pk")
    form = LateForm(members, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            chosen = list(form.cleaned_data["members"])
            actions.register_late(shown, chosen, form.cleaned_data["reason"], request.user)
            messages.success(request, _("They are on the roll."))
            return redirect("franchise:roll", shown.pk)
    count = members.count()
    record("franchise.late_looked_up", shown, by=request.user, found=count)
    return render(request, "franchise/late.html", {"roll": shown, "form": form, "count": count})


@require_safe
@requires("franchise.view_rolls")
def entries(request: HttpRequest, roll: str) -> StreamingHttpResponse:
    """The text whose SHA-256 is the roll's hash: keys and weights, no personal data."""
    shown = get_object_or_404(Roll, pk=roll)
    frozen = RollEntry.objects.filter(roll=shown, change=None).order_by("member_id")
    text = lines(shown.salt, shown.as_at, frozen.values_list("member_id", "unit_id", "weight").iterator(20_000))
    response = StreamingHttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roll-{shown.pk}.txt"'
    return response


@get_or_post
@requires("franchise.view_rolls")
def challenge(request: HttpRequest, challenge: int) -> HttpResponse:
    """A challenge: what is asked, what the rule says of the member, and the decision."""
    shown = get_object_or_404(Challenge.objects.select_related("roll", "member", "made_by"), pk=challenge)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        check(request.user, "franchise.decide_challenges")
        if form.is_valid():
            with refusals_on(form):
                actions.decide_challenge(shown, by=request.user, **form.cleaned_data)
                messages.success(request, _("The decision is recorded."))
                return redirect("franchise:roll", shown.roll_id)
    explained = queries.explain(shown.roll.conditions, shown.member, shown.roll.as_at)
    return render(request, "franchise/challenge.html", {"challenge": shown, "form": form, "explained": explained})
