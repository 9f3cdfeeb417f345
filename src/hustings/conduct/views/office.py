"""What conduct officers keep: the list of cases, the pool from which people are drawn, the organisation's rules."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.accounts.throttle import attempt
from hustings.conduct.actions import settings as actions
from hustings.conduct.actions.lookups import looked_up
from hustings.conduct.forms.settings import InterestForm, RulesForm, pool_form
from hustings.conduct.models import PoolMember, Stage
from hustings.conduct.panels import pool as pool_today
from hustings.conduct.queries.cases import cases_of_officer, listed
from hustings.conduct.queries.settings import conduct_rules
from hustings.elections.views.pages import form_page, press
from hustings.register.decorators import member_required

INTERESTS_PER_HOUR = 20
TEMPLATE = "conduct/form.html"
PER_PAGE = 50


@requires("conduct.view_cases")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Every case from which this officer has not stepped aside; those that are overdue first."""
    mine = cases_of_officer(request.user).select_related("respondent")  # type: ignore[arg-type]
    closed = Paginator(mine.filter(stage=Stage.CLOSED).order_by("-closed_at"), PER_PAGE)
    context = {
        "running": listed(mine.exclude(stage=Stage.CLOSED)),
        "page_obj": closed.get_page(request.GET.get("page")),
        "pool": pool_today().count(),
    }
    return render(request, "conduct/office_cases.html", context)


@requires("conduct.manage_pool")
@get_or_post
def pool(request: HttpRequest) -> HttpResponse:
    """Who may be drawn; put a member among them."""
    if request.method == "POST":
        looked_up(request.user, request.POST)  # type: ignore[arg-type]
    form = pool_form(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_to_pool(form.cleaned_data["member"], request.user),  # type: ignore[arg-type, func-returns-value]
        heading=_("The pool"),
        back=reverse("conduct:pool"),
        done=_("The member is in the pool."),
        button=_("Find") if form.is_looking else _("Add to the pool"),
        template="conduct/office_pool.html",
        pool=pool_today().select_related("member").order_by("member__name"),
    )


@requires("conduct.manage_pool")
@require_POST
def pool_end(request: HttpRequest, place: int) -> HttpResponse:
    """Take a member out of the pool."""
    found = get_object_or_404(PoolMember, pk=place)
    back = reverse("conduct:pool")
    return press(
        request,
        lambda: actions.end_pool(found, request.user),  # type: ignore[arg-type]
        back=back,
        done=_("The member has left the pool."),
    )


@requires("conduct.manage_rules")
@get_or_post
def rules(request: HttpRequest) -> HttpResponse:
    """How long steps take, how large panels are, which sanctions there are."""
    form = RulesForm(request.POST or None, instance=conduct_rules())
    return form_page(
        request,
        form,
        lambda: actions.save_rules(form.save(commit=False), request.user),  # type: ignore[arg-type, func-returns-value]
        heading=_("Rules of conduct"),
        back=reverse("conduct:rules"),
        done=_("The rules have been saved. Deadlines that run already stay as they are."),
        template=TEMPLATE,
    )


@member_required
@get_or_post
def interest(request: HttpRequest) -> HttpResponse:
    """A member says where they have an interest, so that they are not drawn there."""
    if request.method == "POST":  # the answer tells which numbers there are
        attempt("conduct.interest", str(request.member.pk), limit=INTERESTS_PER_HOUR, minutes=60)  # type: ignore[attr-defined]
    form = InterestForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.declare_interest(request.member, form.cleaned_data["member"]) and None,  # type: ignore[attr-defined, func-returns-value]
        heading=_("Declare an interest"),
        intro=_("You will not be drawn for a case in which this member is a party. You need not say why."),
        back=reverse("register:me"),
        done=_("It has been recorded. You will not be drawn where this member is a party."),
        button=_("Declare it"),
        template=TEMPLATE,
    )
