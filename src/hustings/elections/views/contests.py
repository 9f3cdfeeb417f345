"""Contests, and the slates and pledges of their candidates."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.models import User
from hustings.accounts.permissions import requires
from hustings.elections import methods
from hustings.elections.actions import candidates
from hustings.elections.actions import contests as actions
from hustings.elections.forms.candidates import PledgeForm, SlateForm
from hustings.elections.forms.elections import CountingForm, QuestionForm, SeatsForm
from hustings.elections.models import Candidate, Contest, Election
from hustings.elections.queries.nominations import takes_nominations
from hustings.elections.views.office import found, home
from hustings.elections.views.pages import form_page, press
from hustings.franchise.conditions import sentence

Kind = Contest.Kind
_FORMS = {Kind.SEATS: SeatsForm, Kind.QUESTION: QuestionForm}


def found_contest(slug: str, contest: int) -> Contest:
    """Return a contest of the election of that address, or the page that says there is none."""
    return get_object_or_404(Contest.objects.select_related("election", "eligibility"), election__slug=slug, pk=contest)


def contest_home(contest: Contest) -> str:
    """Return the address of the contest's page in the office."""
    return reverse("elections:office_contest", args=[contest.election.slug, contest.pk])


@requires("elections.set_up")
@get_or_post
def create(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Add a contest that fills seats or asks a question."""
    election = found(slug)
    if kind not in Kind.values:
        raise Http404
    form = _FORMS[Kind(kind)](request.POST or None)

    def save() -> str:
        with transaction.atomic():
            contest = actions.add_contest(election, kind, request.user, **_details(form))
            if isinstance(form, QuestionForm):
                actions.set_options(contest, form.answer_lines(), request.user)
        return contest_home(contest)

    return form_page(
        request,
        form,
        save,
        heading=_("Seats to be filled") if kind == Kind.SEATS else _("Question to be asked"),
        back=home(election),
        done=_("The contest has been added."),
        election=election,
    )


def _details(form: Any) -> dict[str, Any]:
    return {field: value for field, value in form.cleaned_data.items() if field != "answers"}


def candidates_of(contest: Contest, user: User) -> QuerySet[Candidate]:
    """Return the candidates as this person may read them: who was nominated is for those who see to nominations."""
    found = contest.candidates.select_related("slate", "member")
    may_see_all = user.has_perm("elections.view_nominations") or not takes_nominations(contest)
    return found if may_see_all else found.exclude(accepted_at=None)


@requires("elections.view_office")
@require_safe
def contest(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """A contest with its candidates, slates and pledges, or its answers."""
    shown = found_contest(slug, contest)
    context = {
        "election": shown.election,
        "contest": shown,
        "candidates": candidates_of(shown, request.user),
        "options": methods.rule_options(shown),
        "franchise": sentence(shown.eligibility.conditions),
        "may_set_up": request.user.has_perm("elections.set_up"),
        "takes_nominations": takes_nominations(shown),
        "may_view_nominations": request.user.has_perm("elections.view_nominations"),
        "can_withdraw": shown.election.state in (Election.State.DRAFT, Election.State.READY, Election.State.OPEN),
        "is_draft": shown.election.state == Election.State.DRAFT,
    }
    return render(request, "elections/office/contest.html", context)


@requires("elections.set_up")
@get_or_post
def change(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Change a contest."""
    shown = found_contest(slug, contest)
    form = _FORMS[Kind(shown.kind)](request.POST or None, instance=found_contest(slug, contest))

    def save() -> None:
        with transaction.atomic():
            actions.change_contest(shown, request.user, **_details(form))
            if isinstance(form, QuestionForm):
                actions.set_options(shown, form.answer_lines(), request.user)

    return form_page(
        request,
        form,
        save,
        heading=_("Change the contest"),
        back=contest_home(shown),
        done=_("The contest has been saved."),
        election=shown.election,
    )


@requires("elections.set_up")
@get_or_post
def counting(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Set the options of the count, and how ties are broken."""
    shown = found_contest(slug, contest)
    if shown.kind != Kind.SEATS:
        raise Http404
    form = CountingForm(request.POST or None, instance=found_contest(slug, contest))
    return form_page(
        request,
        form,
        lambda: actions.change_contest(shown, request.user, **form.details()),
        heading=_("How “{contest}” is counted").format(contest=shown.title),
        intro=_("{rule}. Source: {source}.").format(
            rule=capfirst(methods.NAMES[shown.rule]), source=methods.rule_of(shown).source
        ),
        back=contest_home(shown),
        done=_("The contest has been saved."),
        election=shown.election,
    )


@requires("elections.set_up")
@require_POST
def remove(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Take a contest away."""
    shown = found_contest(slug, contest)
    return press(
        request,
        lambda: actions.remove_contest(shown, request.user),
        back=home(shown.election),
        done=_("The contest has been removed."),
    )


@requires("elections.set_up")
@get_or_post
def slate(request: HttpRequest, slug: str, contest: int, slate: int | None = None) -> HttpResponse:
    """Add or change a slate."""
    shown = found_contest(slug, contest)
    existing = get_object_or_404(shown.slates, pk=slate) if slate else None
    initial = {"name": existing.name, "statement": existing.statement} if existing else {}
    form = SlateForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: candidates.save_slate(shown, by=request.user, slate=existing, **form.cleaned_data),
        heading=_("Slate"),
        back=contest_home(shown),
        done=_("The slate has been saved."),
        election=shown.election,
    )


@requires("elections.set_up")
@get_or_post
def pledge(request: HttpRequest, slug: str, contest: int, pledge: int | None = None) -> HttpResponse:
    """Add or reword a pledge."""
    shown = found_contest(slug, contest)
    existing = get_object_or_404(shown.pledges, pk=pledge) if pledge else None
    initial = {"text": existing.text, "decision": existing.decision} if existing else {}
    form = PledgeForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: candidates.save_pledge(shown, by=request.user, pledge=existing, **form.cleaned_data),
        heading=_("Pledge"),
        intro=_("Every candidate of this contest is asked for it, and answers yes, no, or nothing."),
        back=contest_home(shown),
        done=_("The pledge has been saved."),
        election=shown.election,
    )
