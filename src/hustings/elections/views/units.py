"""Where the officer of a unit nominates for it, within its limits."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import check, requires
from hustings.elections.actions import nominations as actions
from hustings.elections.forms.nominations import NominationForm
from hustings.elections.models import Nomination
from hustings.elections.queries import nominations as queries
from hustings.elections.views.nominating import announced_rules, nominating_page
from hustings.elections.views.pages import press


@requires("elections.act_for_unit")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The contests in which this officer's units can nominate now, and how many names each has given."""
    rows = [
        (rules, unit, queries.nominations_by(rules.contest, unit, None).count())
        for rules in queries.open_contests()
        if rules.by_units
        for unit in queries.units_of_officer(request.user, rules.unit_kind)  # type: ignore[arg-type]
    ]
    units = queries.units_of_officer(request.user)  # type: ignore[arg-type]  # @requires let only users in
    return render(request, "elections/office/unit_desk.html", {"rows": rows, "units": units})


@requires("elections.act_for_unit")
@get_or_post
def nominate(request: HttpRequest, contest: int) -> HttpResponse:
    """Nominate somebody for one's unit, and see whom it has nominated."""
    rules = announced_rules(contest)
    units = queries.units_of_officer(request.user, rules.unit_kind) if rules.by_units else []  # type: ignore[arg-type]
    if not units:
        raise Http404
    form = NominationForm(request.POST or None, units=units, as_member=False)

    def save() -> None:
        unit = form.unit()
        assert unit
        actions.nominate_for_unit(rules.contest, form.cleaned_data["member"], unit, request.user)  # type: ignore[arg-type]

    return nominating_page(
        request,
        rules,
        form,
        save,
        back=reverse("elections:unit_nominate", args=[contest]),
        can=queries.are_open(rules.contest.election),
        mine=[(unit, queries.nominations_by(rules.contest, unit, None)) for unit in units],
        for_unit=True,
    )


@requires("elections.act_for_unit")
@require_POST
def take_back(request: HttpRequest, contest: int, nomination: int) -> HttpResponse:
    """Take back a nomination of one's unit."""
    found = get_object_or_404(
        Nomination.objects.select_related("candidate__contest__election", "unit"),
        pk=nomination,
        unit__isnull=False,
        candidate__contest=contest,
    )
    check(request.user, "elections.act_for_unit", found.unit)
    return press(
        request,
        lambda: actions.take_back(found, request.user),
        back=reverse("elections:unit_nominate", args=[contest]),
        done=_("The nomination has been taken back."),
    )
