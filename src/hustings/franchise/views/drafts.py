"""A rule is put together, condition by condition and group by group, looked at on the live register, and saved."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import check, requires
from hustings.audit.log import record
from hustings.franchise import actions
from hustings.franchise.conditions import KINDS
from hustings.franchise.drafts import Draft, Json, Part
from hustings.franchise.forms import CHOICES, AsAtForm, ConditionForm, RuleForm
from hustings.franchise.views.rules import preview_of


@get_or_post
@requires("franchise.change_rules")
def new_rule(request: HttpRequest) -> HttpResponse:
    """The rule so far, part by part and as a sentence; what is done with a part, and its name."""
    draft = Draft.of(request.session)
    for verb in ("remove", "turn", "switch", "wrap", "group"):
        if verb in request.POST:
            return _rearranged(request, draft, verb, request.POST[verb])
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            rule = actions.create_rule(form.cleaned_data["name"], draft.conditions, request.user)
            Draft().save(request.session)
            messages.success(request, _("The rule is saved. It is not edited later: make another instead."))
            return redirect("franchise:rule", rule.pk)
    context = {"form": form, "root": draft.outline, "sentence": draft.sentence, "choices": CHOICES.items()}
    return render(request, "franchise/new_rule.html", context)


def _rearranged(request: HttpRequest, draft: Draft, verb: str, place: str) -> HttpResponse:
    """Do what a part's button says; where a new group is to be filled, go on to what can be put into it."""
    if draft.find(place) is None:
        return redirect("franchise:new_rule")
    added = ""
    try:
        if verb == "group":
            added = draft.add(place, {"any": []})
        elif verb == "wrap":
            draft.wrap(place)
            added = place
        else:
            getattr(draft, verb)(place)
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("franchise:new_rule")
    draft.save(request.session)
    if added:
        return redirect(f"{reverse('franchise:choose_condition')}?to={added}")
    return redirect(f"{reverse('franchise:new_rule')}#part{place}")


def _group(request: HttpRequest, draft: Draft) -> Part:
    """The group that the address names."""
    found = draft.find(request.GET.get("to", ""))
    if found is None or not found.group:
        raise Http404
    return found


@require_safe
@requires("franchise.change_rules")
def choose_condition(request: HttpRequest) -> HttpResponse:
    """What can be put into a group."""
    group = _group(request, Draft.of(request.session))
    return render(request, "franchise/choose_condition.html", {"group": group, "choices": CHOICES.items()})


@get_or_post
@requires("franchise.change_rules")
def add_condition(request: HttpRequest, kind: str) -> HttpResponse:
    """Add one condition to the rule that is being put together, or to a group in it."""
    if kind not in KINDS:
        raise Http404
    draft = Draft.of(request.session)
    group = _group(request, draft)
    form = ConditionForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            place = draft.add(group.place, form.condition())
            draft.save(request.session)
            return redirect(f"{reverse('franchise:new_rule')}#part{place}")
    context = {"form": form, "heading": CHOICES[kind], "group": group, "button": _("Add")}
    return render(request, "franchise/condition.html", context)


@get_or_post
@requires("franchise.change_rules")
def change_condition(request: HttpRequest) -> HttpResponse:
    """Change what one condition asks for."""
    draft = Draft.of(request.session)
    part = draft.find(request.GET.get("at", ""))
    if part is None or part.group:
        raise Http404
    condition: Json = part.node["not"] if part.is_turned else part.node
    initial = {name: _typed(value) for name, value in condition.items()}
    form = ConditionForm(
        request.POST if request.method == "POST" else None,
        kind=condition["is"],
        initial={**initial, "negated": part.is_turned},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            draft.replace(part.place, form.condition())
            draft.save(request.session)
            return redirect(f"{reverse('franchise:new_rule')}#part{part.place}")
    context = {"form": form, "heading": CHOICES[condition["is"]], "button": _("Change")}
    return render(request, "franchise/condition.html", context)


def _typed(value: Any) -> Any:
    """A value of a condition as its form shows it: days are kept as text in JSON."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


@get_or_post
@requires("franchise.change_rules")
def preview(request: HttpRequest) -> HttpResponse:
    """What the rule as it stands comes to on the live register, before it is saved; counted when that is asked for."""
    check(request.user, "franchise.look_up")
    draft = Draft.of(request.session)
    try:
        conditions = draft.conditions
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("franchise:new_rule")
    form = AsAtForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "sentence": draft.sentence}
    if request.method == "POST" and form.is_valid():
        context |= preview_of(conditions, form.cleaned_data["as_at"])
        record("franchise.rule_previewed", by=request.user, as_at=context["as_at"])
    return render(request, "franchise/draft_preview.html", context)
