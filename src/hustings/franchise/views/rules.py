"""The rules in use: what one comes to on the register, freezing by it, and whether a member may vote by it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import check, requires
from hustings.audit.log import record
from hustings.franchise import actions, queries
from hustings.franchise.conditions import sentence
from hustings.franchise.forms import AsAtForm, FreezeForm, LookUpForm
from hustings.franchise.models import Challenge, EligibilityRule, Roll
from hustings.franchise.rolls import merged_counts
from hustings.register.models import Unit

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


@get_or_post
@requires("franchise.view_rules")
def rule(request: HttpRequest, rule: int) -> HttpResponse:
    """A rule; and, when somebody asks to have the register counted, what it comes to as the register is now."""
    shown = get_object_or_404(EligibilityRule, pk=rule)
    form = AsAtForm(request.POST or None)
    context: dict[str, Any] = {
        "rule": shown,
        "sentence": sentence(shown.conditions),
        "form": form,
        "rolls": shown.rolls.all(),
    }
    if request.method == "POST":
        check(request.user, "franchise.look_up")
        if form.is_valid():
            context |= preview_of(shown.conditions, form.cleaned_data["as_at"])
            record("franchise.rule_previewed", shown, by=request.user, as_at=context["as_at"])
    return render(request, "franchise/rule.html", context)


def preview_of(conditions: object, as_at: date) -> dict[str, Any]:
    """What a rule comes to on the register as it is now: how many, by unit, and some whom it leaves out, with why."""
    by_unit = queries.eligible_by_unit(conditions, as_at)
    names = dict(Unit.objects.filter(pk__in=[unit for unit in by_unit if unit]).values_list("pk", "name"))
    excluded = list(queries.excluded(conditions, as_at).order_by("pk")[:SAMPLE])
    explained = queries.explain_all(conditions, excluded, as_at)
    return {
        "previewed": True,
        "as_at": as_at,
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


@get_or_post
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
