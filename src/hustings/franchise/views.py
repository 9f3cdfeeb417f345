"""The franchise's pages for officers: rules, rolls, challenges, the look-up. Rules are made in rule_views."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.permissions import check, requires
from hustings.audit.log import record
from hustings.franchise import actions, queries
from hustings.franchise.conditions import sentence
from hustings.franchise.forms import AsAtForm, DecisionForm, FreezeForm, LateForm, LookUpForm
from hustings.franchise.models import Challenge, EligibilityRule, Roll, RollEntry
from hustings.franchise.rolls import lines, merged_counts
from hustings.register.forms import today
from hustings.register.models import Unit

page = require_http_methods(["GET", "HEAD", "POST"])
SAMPLE = 10


@require_safe
@requires("franchise.view_rules")
def franchise(request: HttpRequest) -> HttpResponse:
    """The rules in use, the rolls, and the challenges to be decided."""
    rules = EligibilityRule.objects.filter(retired_at=None)
    context = {
        "rules": [(rule, sentence(rule.conditions)) for rule in rules],
        "rolls": Roll.objects.select_related("rule")[:50],
        "open_challenges": Challenge.objects.filter(decided_at=None).select_related("roll", "member"),
    }
    return render(request, "franchise/franchise.html", context)


@require_safe
@requires("franchise.view_rules")
def rule(request: HttpRequest, rule: int) -> HttpResponse:
    """A rule, and what it comes to on the register as it is now."""
    shown = get_object_or_404(EligibilityRule, pk=rule)
    form = AsAtForm(request.GET if "as_at" in request.GET else None)
    as_at = form.cleaned_data["as_at"] if form.is_valid() else today()
    context: dict[str, Any] = {
        "rule": shown,
        "sentence": sentence(shown.conditions),
        "form": form,
        "as_at": as_at,
        "rolls": shown.rolls.all(),
        "freeze_form": FreezeForm(initial={"as_at": as_at}),
    }
    if request.user.has_perm("franchise.look_up"):
        context |= preview_of(shown.conditions, as_at)
        record("franchise.rule_previewed", shown, by=request.user, as_at=as_at)
    return render(request, "franchise/rule.html", context)


def preview_of(conditions: object, as_at: date) -> dict[str, Any]:
    """What a rule comes to on the register as it is now: how many, by unit, and some whom it leaves out, with why."""
    by_unit = queries.eligible_by_unit(conditions, as_at)
    names = dict(Unit.objects.filter(pk__in=[unit for unit in by_unit if unit]).values_list("pk", "name"))
    excluded = list(queries.excluded(conditions, as_at).order_by("pk")[:SAMPLE])
    explained = queries.explain_all(conditions, excluded, as_at)
    return {
        "previewed": True,
        "count": sum(by_unit.values()),
        # As the roll will publish it: small units in one sum, so that nobody's standing follows from a figure.
        "by_unit": [
            (", ".join(names.get(unit, _("in no unit")) for unit in count.units), count.electors)
            for count in merged_counts(by_unit)
        ],
        "excluded": [
            (member, [reason.sentence for reason in explained[member.pk].reasons if not reason.met])
            for member in excluded
        ],
    }


@page
@requires("franchise.freeze_rolls")
def freeze(request: HttpRequest, rule: int) -> HttpResponse:
    """Freeze a roll by a rule."""
    frozen_by = get_object_or_404(EligibilityRule, pk=rule)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            roll = actions.freeze_roll(frozen_by, form.cleaned_data["as_at"], request.user, form.cleaned_data["name"])
            messages.success(request, _("The roll is frozen."))
            return redirect("franchise:roll", roll.pk)
    return render(request, "franchise/freeze.html", {"form": form, "rule": frozen_by})


@require_POST
@requires("franchise.change_rules")
def retire(request: HttpRequest, rule: int) -> HttpResponse:
    """Retire a rule."""
    actions.retire_rule(get_object_or_404(EligibilityRule, pk=rule), request.user)
    messages.success(request, _("The rule is retired. Rolls that were frozen by it stay."))
    return redirect("franchise:franchise")


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


@page
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


@page
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


@require_safe
@requires("franchise.look_up")
def can_vote(request: HttpRequest) -> HttpResponse:
    """May this member vote, and why (not)?"""
    form = LookUpForm(request.GET if "member" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        given = form.cleaned_data
        context |= given
        context["explained"] = queries.explain(given["rule"].conditions, given["member"], given["as_at"])
        record("franchise.member_looked_up", given["member"], by=request.user, rule=given["rule"].pk)
    return render(request, "franchise/can_vote.html", context)
