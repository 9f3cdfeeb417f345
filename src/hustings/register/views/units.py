"""Units: the tree, one of them with its history, and the officers who see the members of one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.register import actions, queries
from hustings.register.forms import OnForm, UnitForm, UnitOfficerForm, today
from hustings.register.models import Unit, UnitOfficer
from hustings.register.unit_queries import tree_on, visible_units
from hustings.register.views.pages import form_page


@require_safe
@requires("register.view_units")
def units(request: HttpRequest) -> HttpResponse:
    """The tree of units, each with how many members belong to it, or to a unit below it, now."""
    belonging = queries.belonging(today())
    form = OnForm(request.GET if request.GET.get("on") else None)
    on = form.cleaned_data["on"] if form.is_valid() else None
    seen = visible_units(request.user)  # type: ignore[arg-type]  # @requires let only users in
    there = tree_on(seen, on) if on else seen
    tree = [(depth, unit, belonging[unit.pk]) for depth, unit in queries.as_tree(there)]
    return render(request, "register/units.html", {"units": tree, "form": form, "on": on})


@get_or_post
@requires("register.change_units")
def unit(request: HttpRequest, unit: int | None = None) -> HttpResponse:
    """Add a unit, or change one."""
    instance = get_object_or_404(Unit, pk=unit) if unit else None
    form = UnitForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.save_unit(form.instance, request.user, form.cleaned_data["effective_on"])
            messages.success(request, _("The unit is saved."))
            return redirect("register:units")
    return form_page(request, form, _("Change a unit") if unit else _("Add a unit"), _("Save"), "register:units")


@require_safe
@requires("register.view_units")
def history(request: HttpRequest, unit: int) -> HttpResponse:
    """What became of a unit: its names, and where it stood in the tree, from when on."""
    shown = visible_units(request.user).filter(pk=unit).first()  # type: ignore[arg-type]  # @requires let only users in
    if shown is None:
        raise Http404
    changes = shown.changes.select_related("parent", "recorded_by").order_by("-effective_on", "-pk")
    return render(request, "register/unit_history.html", {"unit": shown, "changes": changes})


@get_or_post
@requires("register.name_unit_officers")
def officers(request: HttpRequest) -> HttpResponse:
    """Who sees the members of which unit, and the form to name another."""
    form = UnitOfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.name_unit_officer(**form.cleaned_data, by=request.user)
            messages.success(request, _("It is recorded."))
            return redirect("register:unit_officers")
    named = UnitOfficer.objects.filter(ended_at=None).select_related("user", "unit")
    return render(request, "register/unit_officers.html", {"form": form, "named": named})


@require_POST
@requires("register.name_unit_officers")
def end_officer(request: HttpRequest, officer: int) -> HttpResponse:
    """Let somebody see the members of a unit no longer."""
    actions.end_unit_officer(get_object_or_404(UnitOfficer, pk=officer), request.user)
    messages.success(request, _("It has ended."))
    return redirect("register:unit_officers")
