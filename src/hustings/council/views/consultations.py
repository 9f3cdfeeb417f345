"""Consultations: what the public reads, and what the council secretary records."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.accounts.throttle import attempt
from hustings.council.actions import consultations as actions
from hustings.council.forms.consultations import BindConsultationForm, ConsultationForm, PositionForm, ResponsesForm
from hustings.council.models import Consultation, ConsultedUnit, Decision, Motion
from hustings.council.queries import consultations as queries
from hustings.council.views.office_instruments import PER_PAGE, TEMPLATE
from hustings.elections.queries.nominations import units_of_secretary
from hustings.elections.views.pages import form_page
from hustings.register.decorators import member_required


def _found(pk: int) -> Consultation:
    consultations = Consultation.objects.select_related("body", "source", "proposal__instrument", "motion")
    return get_object_or_404(consultations, pk=pk)


def _home(consultation: Consultation) -> str:
    return reverse("council:office_consultation", args=[consultation.pk])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All consultations, those that end last first."""
    page = Paginator(Consultation.objects.select_related("body"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "council/public/consultations.html", {"page_obj": page})


@require_safe
def consultation(request: HttpRequest, consultation: int) -> HttpResponse:
    """Who is asked what until when; with the decision, what each answered and whether it was followed."""
    shown = _found(consultation)
    decision = queries.decision_of(shown)
    context = {"consultation": shown, "decision": decision, "is_open": queries.is_open(shown)}
    if decision:
        context["standings"] = queries.standings(shown, decision.outcome == Decision.Outcome.CARRIED)
    else:
        context["units"] = [consulted.unit for consulted in shown.consulted.select_related("unit")]
    return render(request, "council/public/consultation.html", context)


@never_cache
@get_or_post
@member_required
def my_position(request: HttpRequest, consultation: int, unit: int) -> HttpResponse:
    """A secretary of a unit answers for it."""
    shown = _found(consultation)
    member = request.member  # type: ignore[attr-defined]
    mine = ConsultedUnit.objects.filter(consultation=shown, unit__in=units_of_secretary(member))
    consulted = get_object_or_404(mine.select_related("unit", "consultation"), unit=unit)
    form = PositionForm(consulted, request.POST or None)

    def save() -> None:
        attempt("position", member.number, limit=100, minutes=60)
        actions.record_positions(consulted, form.given(), member)

    home = reverse("council:my_position", args=[shown.pk, unit])
    return form_page(
        request,
        form,
        save,
        heading=shown.title,
        back=home,
        done=_("Your unit's answer has been recorded."),
        consultation=shown,
        decision=queries.decision_of(shown),
        is_open=queries.is_open(shown),
        standing=queries.answers_of(consulted),
        template="council/my_position.html",
    )


@requires("council.view_office")
@require_safe
def office(request: HttpRequest, consultation: int) -> HttpResponse:
    """A consultation with every position so far, and what is still to be said before the decision."""
    shown = _found(consultation)
    context = {
        "consultation": shown,
        "is_open": queries.is_open(shown),
        "decision": queries.decision_of(shown),
        "if_carried": queries.standings(shown, True),
        "if_lost": queries.standings(shown, False),
        "undecided": shown.motion is not None and shown.motion.state == Motion.State.MOVED,
        "may_manage": request.user.has_perm("council.manage_instruments"),
    }
    return render(request, "council/office/consultation.html", context)


@requires("council.manage_instruments")
@get_or_post
def create(request: HttpRequest) -> HttpResponse:
    """Ask units about a text."""
    form = ConsultationForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: _home(actions.consult(by=request.user, **form.cleaned_data)),
        heading=_("Consult units"),
        back=reverse("council:office_instruments"),
        done=_("The consultation is open. Write to the units, and record here what they answer."),
        button=_("Open the consultation"),
        template=TEMPLATE,
    )


@requires("council.manage_instruments")
@get_or_post
def position(request: HttpRequest, consultation: int, unit: int) -> HttpResponse:
    """Record what a unit answers on the whole text, or on a clause."""
    shown = _found(consultation)
    consulted = get_object_or_404(ConsultedUnit.objects.select_related("unit"), consultation=shown, unit=unit)
    form = PositionForm(consulted, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.record_positions(consulted, form.given(), request.user),
        heading=_("The position of {unit}").format(unit=consulted.unit.name),
        intro=_("A later answer on the same clause counts instead of an earlier one; the earlier ones stay on record."),
        back=_home(shown),
        done=_("The position has been recorded."),
        consultation=shown,
        template=TEMPLATE,
    )


@requires("council.manage_instruments")
@get_or_post
def bind(request: HttpRequest, consultation: int) -> HttpResponse:
    """Name the motion that decides on what was asked."""
    shown = _found(consultation)
    form = BindConsultationForm(shown, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.bind_consultation(shown, form.cleaned_data["motion"], request.user),
        heading=_("The motion that decides"),
        intro=_("It cannot be decided before every unit could answer, and before each position has its answer."),
        back=_home(shown),
        done=_("The consultation belongs to this motion."),
        consultation=shown,
        template=TEMPLATE,
    )


@requires("council.manage_instruments")
@get_or_post
def respond(request: HttpRequest, consultation: int, outcome: str) -> HttpResponse:
    """Record what the body says to each position if the motion is carried, or if it is lost."""
    if outcome not in ("carried", "lost"):
        raise Http404
    shown = _found(consultation)
    carried = outcome == "carried"
    form = ResponsesForm(queries.standings(shown, carried), request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.respond(shown, carried, form.responses(), request.user),
        heading=_("If the motion is carried") if carried else _("If the motion is lost"),
        intro=_("A decision that departs from a position cannot be recorded without the body's reason."),
        back=_home(shown),
        done=_("What the body says to the units has been recorded."),
        consultation=shown,
        template=TEMPLATE,
    )
