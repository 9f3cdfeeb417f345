"""Where the officer of a unit answers what it is asked before a decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import check, requires
from hustings.council.actions import consultations as actions
from hustings.council.forms.consultations import PositionForm
from hustings.council.models import ConsultedUnit
from hustings.council.queries import consultations as queries
from hustings.elections.views.pages import form_page


@requires("elections.act_for_unit")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What this officer's units are asked now."""
    asked = queries.asked_of(request.user)  # type: ignore[arg-type]  # @requires let only users in
    return render(request, "council/office/unit_desk.html", {"asked": asked})


@requires("elections.act_for_unit")
@get_or_post
def position(request: HttpRequest, consultation: int, unit: int) -> HttpResponse:
    """Answer for one's unit."""
    found = ConsultedUnit.objects.select_related("unit", "consultation__body")
    consulted = get_object_or_404(found, consultation=consultation, unit=unit)
    check(request.user, "elections.act_for_unit", consulted.unit)
    shown = consulted.consultation
    form = PositionForm(consulted, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.record_positions(consulted, form.given(), request.user) and None,  # type: ignore[arg-type]
        heading=shown.title,
        back=reverse("council:unit_position", args=[shown.pk, unit]),
        done=_("Your unit's answer has been recorded."),
        consultation=shown,
        decision=queries.decision_of(shown),
        is_open=queries.is_open(shown),
        standing=queries.answers_of(consulted),
        template="council/my_position.html",
    )
