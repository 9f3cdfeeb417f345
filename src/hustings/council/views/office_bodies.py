"""Bodies, seats and terms as the council secretary keeps them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.council.actions import bodies as actions
from hustings.council.actions import decisions, motions, seats
from hustings.council.forms.bodies import (
    BodyForm,
    DayForm,
    ElectedSeatsForm,
    EndHoldingForm,
    FillSeatForm,
    NameElectedForm,
    SeatForm,
    TermForm,
    VacancyForm,
)
from hustings.council.forms.meetings import CorrectionForm
from hustings.council.forms.people import HoldersForm
from hustings.council.models import Body, Decision, Meeting, Seat, SeatHolding, Term
from hustings.council.moments import day_of
from hustings.council.queries.seats import members_on, no_longer_members, waiting
from hustings.council.views.bodies import public_facts
from hustings.elections.models import Candidate
from hustings.elections.views.pages import form_page, press

TEMPLATE = "council/form.html"


def found_body(slug: str) -> Body:
    """Return the body at that address, or the page that says there is none."""
    return get_object_or_404(Body, slug=slug)


def body_home(body: Body) -> str:
    """Return the address of the body's page in the office."""
    return reverse("council:office_body", args=[body.slug])


@requires("council.view_office")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All bodies, and the meetings that are to be held or in session."""
    ahead = Meeting.objects.filter(state__in=[Meeting.State.PLANNED, Meeting.State.CALLED, Meeting.State.OPEN])
    context = {
        "bodies": Body.objects.all(),
        "meetings": ahead.select_related("body").order_by("starts_at"),
        "may_manage": request.user.has_perm("council.manage_bodies"),
    }
    return render(request, "council/office/index.html", context)


@requires("council.view_office")
@require_safe
def body(request: HttpRequest, body: str) -> HttpResponse:
    """A body with everything that can be done to it."""
    shown = found_body(body)
    context = public_facts(shown, request.GET.get("page")) | {
        "waiting": [(term, candidate) for term in shown.terms.all() for candidate in waiting(term)],
        "gone": no_longer_members(shown, day_of(timezone.now())),
        "planned": shown.meetings.filter(state=Meeting.State.PLANNED),
        "may_manage": request.user.has_perm("council.manage_bodies"),
    }
    return render(request, "council/office/body.html", context)


@requires("council.manage_bodies")
@get_or_post
def create(request: HttpRequest) -> HttpResponse:
    """Add a body."""
    form = BodyForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: body_home(actions.save_body(form.instance, request.user)),
        heading=_("Add a body"),
        back=reverse("council:office"),
        done=_("The body has been added. Give it its seats."),
        template=TEMPLATE,
    )


@requires("council.manage_bodies")
@get_or_post
def change(request: HttpRequest, body: str) -> HttpResponse:
    """Change a body's standing orders."""
    shown = found_body(body)
    form = BodyForm(request.POST or None, instance=found_body(body))
    return form_page(
        request,
        form,
        lambda: actions.save_body(form.instance, request.user),
        heading=_("Standing orders"),
        back=body_home(shown),
        done=_("The standing orders have been saved. They hold from now on."),
        template=TEMPLATE,
        body=shown,
    )


@requires("council.manage_bodies")
@get_or_post
def add_seats(request: HttpRequest, body: str) -> HttpResponse:
    """Add seats that are elected."""
    shown = found_body(body)
    form = ElectedSeatsForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_elected_seats(shown, form.cleaned_data["count"], request.user),
        heading=_("Add elected seats"),
        back=body_home(shown),
        done=_("The seats have been added."),
        template=TEMPLATE,
        body=shown,
    )


@requires("council.manage_bodies")
@get_or_post
def add_seat(request: HttpRequest, body: str) -> HttpResponse:
    """Add a seat that is filled in another way."""
    shown = found_body(body)
    form = SeatForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_seat(shown, by=request.user, **form.cleaned_data),
        heading=_("Add a seat"),
        back=body_home(shown),
        done=_("The seat has been added."),
        template=TEMPLATE,
        body=shown,
    )


def _seat(pk: int) -> Seat:
    return get_object_or_404(Seat.objects.select_related("body", "unit", "follows"), pk=pk)


@requires("council.manage_bodies")
@get_or_post
def fill_seat(request: HttpRequest, seat: int) -> HttpResponse:
    """Fill a seat that no contest fills."""
    shown = _seat(seat)
    form = FillSeatForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: seats.fill_seat(shown, by=request.user, **form.cleaned_data),
        heading=_("Who takes the seat “{seat}”?").format(seat=shown.name),
        back=body_home(shown.body),
        done=_("The seat has been filled."),
        template=TEMPLATE,
        body=shown.body,
    )


@requires("council.manage_bodies")
@get_or_post
def abolish_seat(request: HttpRequest, seat: int) -> HttpResponse:
    """Abolish an empty seat."""
    shown = _seat(seat)
    form = DayForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.abolish_seat(shown, form.cleaned_data["on"], request.user),
        heading=_("Abolish the seat “{seat}”").format(seat=shown.name),
        back=body_home(shown.body),
        done=_("The seat has been abolished."),
        template=TEMPLATE,
        body=shown.body,
    )


def _holding(pk: int) -> SeatHolding:
    return get_object_or_404(SeatHolding.objects.select_related("seat__body", "member", "term__contest"), pk=pk)


@requires("council.manage_bodies")
@get_or_post
def end_holding(request: HttpRequest, holding: int) -> HttpResponse:
    """Let a seat become vacant."""
    shown = _holding(holding)
    form = EndHoldingForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: seats.end_holding(shown, by=request.user, **form.cleaned_data),
        heading=_("{name} leaves the seat “{seat}”").format(name=shown.member.name, seat=shown.seat.name),
        back=body_home(shown.seat.body),
        done=_("The end of the holding has been recorded."),
        template=TEMPLATE,
        body=shown.seat.body,
    )


@requires("council.manage_bodies")
@get_or_post
def fill_vacancy(request: HttpRequest, holding: int) -> HttpResponse:
    """Give a vacant elected seat to whoever is next by the body's rule."""
    shown = _holding(holding)
    if shown.term is None or shown.term.contest is None:
        raise Http404
    form = VacancyForm(shown.term.contest, request.POST or None, initial={"begins": shown.to_date})
    return form_page(
        request,
        form,
        lambda: seats.fill_vacancy(
            shown, form.cleaned_data["begins"], request.user, form.cleaned_data["seed"], form.passed_over()
        ),
        heading=_("Fill the vacant seat “{seat}”").format(seat=shown.seat.name),
        back=body_home(shown.seat.body),
        done=_("The seat has been filled."),
        button=_("Give it to whoever is next"),
        intro=_("By the standing orders: {rule}.").format(rule=shown.seat.body.get_vacancy_display()),
        template=TEMPLATE,
        body=shown.seat.body,
    )


@requires("council.manage_bodies")
@get_or_post
def plan_term(request: HttpRequest, body: str) -> HttpResponse:
    """Say which contest fills the seats, and from when to when."""
    shown = found_body(body)
    form = TermForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.plan_term(shown, by=request.user, **form.cleaned_data),
        heading=_("Plan a term"),
        intro=_("When the contest is declared, its winners take the elected seats by themselves."),
        back=body_home(shown),
        done=_("The term has been planned."),
        template=TEMPLATE,
        body=shown,
    )


@requires("council.manage_bodies")
@get_or_post
def name_elected(request: HttpRequest, term: int, candidate: int) -> HttpResponse:
    """Say which member an elected candidate is."""
    shown = get_object_or_404(Term.objects.select_related("body", "contest"), pk=term)
    elected = get_object_or_404(Candidate, pk=candidate, contest=shown.contest_id)
    form = NameElectedForm(request.POST or None, initial={"member": elected.member.number if elected.member else ""})
    return form_page(
        request,
        form,
        lambda: seats.name_elected(shown, elected, form.cleaned_data["member"], request.user),
        heading=_("Seat {name}").format(name=elected.name),
        intro=_("{name} was elected. Say which member of the register that is.").format(name=elected.name),
        back=body_home(shown.body),
        done=_("The seat has been filled."),
        template=TEMPLATE,
        body=shown.body,
    )


@requires("council.manage_bodies")
@require_POST
def seat_elected(request: HttpRequest, term: int) -> HttpResponse:
    """Seat those who were elected, where a declaration was made before the body had its seats."""
    shown = get_object_or_404(Term.objects.select_related("body", "contest"), pk=term)
    return press(
        request,
        lambda: seats.seat_elected(shown, request.user),
        back=body_home(shown.body),
        done=_("Those who were elected have been seated, as far as there are seats."),
    )


def _decision(number: int) -> Decision:
    return get_object_or_404(Decision.objects.select_related("body", "motion", "division"), pk=number)


@requires("council.run_meetings")
@get_or_post
def correct_decision(request: HttpRequest, number: int) -> HttpResponse:
    """Record what is wrong in an entry of the register."""
    shown = _decision(number)
    form = CorrectionForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: decisions.correct_decision(shown, form.cleaned_data["text"], request.user),
        heading=_("Correct decision {number}").format(number=shown.number),
        back=reverse("council:decision", args=[shown.number]),
        done=_("The correction is on the register."),
        template=TEMPLATE,
        body=shown.body,
    )


@requires("council.run_meetings")
@get_or_post
def reopen_question(request: HttpRequest, number: int) -> HttpResponse:
    """Record who asks to open a decided question again before its time."""
    shown = _decision(number)
    holders = members_on(shown.body, day_of(timezone.now()))
    form = HoldersForm(holders, _("Who has signed"), request.POST or None)
    return form_page(
        request,
        form,
        lambda: motions.sign_reopening(shown, form.cleaned_data["members"], request.user, form.moment()),
        heading=_("Open the question of decision {number} again").format(number=shown.number),
        back=reverse("council:decision", args=[shown.number]),
        done=_("The signatures have been recorded."),
        template=TEMPLATE,
        body=shown.body,
    )
