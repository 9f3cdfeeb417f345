"""The history of a unit, and the officers who see the members of one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hustings.accounts.errors import refusals_on
from hustings.accounts.permissions import requires
from hustings.register import actions
from hustings.register.forms import UnitOfficerForm
from hustings.register.models import UnitOfficer
from hustings.register.unit_queries import visible_units

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires("register.view_units")
def history(request: HttpRequest, unit: int) -> HttpResponse:
    """What became of a unit: its names, and where it stood in the tree, from when on."""
    shown = visible_units(request.user).filter(pk=unit).first()  # type: ignore[arg-type]  # @requires let only users in
    if shown is None:
        raise Http404
    changes = shown.changes.select_related("parent", "recorded_by").order_by("-effective_on", "-pk")
    return render(request, "register/unit_history.html", {"unit": shown, "changes": changes})


@page
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
