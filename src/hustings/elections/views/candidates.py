"""Candidates as the returning officer enters them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.elections.actions import candidates as actions
from hustings.elections.actions.withdrawals import comes_off, withdraw_candidate
from hustings.elections.forms.candidates import AnswersForm, CandidateForm, PasteForm, WithdrawForm
from hustings.elections.models import Candidate
from hustings.elections.views.contests import contest_home, found_contest
from hustings.elections.views.pages import form_page


def _found(slug: str, contest: int, candidate: int) -> Candidate:
    candidates = Candidate.objects.select_related("contest__election", "member", "slate")
    return get_object_or_404(candidates, contest__election__slug=slug, contest=contest, pk=candidate)


@requires("elections.set_up")
@get_or_post
def create(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Add a candidate by hand."""
    shown = found_contest(slug, contest)
    form = CandidateForm(shown, data=request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_candidate(shown, by=request.user, **form.details()),
        heading=_("Add a candidate"),
        back=contest_home(shown),
        done=_("The candidate has been added."),
        election=shown.election,
    )


@requires("elections.set_up")
@get_or_post
def paste(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Add candidates from a pasted table."""
    shown = found_contest(slug, contest)
    form = PasteForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_candidates(shown, form.rows, request.user),
        heading=_("Paste candidates"),
        back=contest_home(shown),
        done=_("The candidates have been added."),
        button=_("Add all of them"),
        election=shown.election,
    )


@requires("elections.set_up")
@get_or_post
def change(request: HttpRequest, slug: str, contest: int, candidate: int) -> HttpResponse:
    """Change a candidate."""
    shown = _found(slug, contest, candidate)
    form = CandidateForm(shown.contest, shown, data=request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.change_candidate(shown, request.user, **form.details()),
        heading=shown.name,
        back=contest_home(shown.contest),
        done=_("The candidate has been saved."),
        election=shown.contest.election,
    )


@requires("elections.set_up")
@get_or_post
def withdraw(request: HttpRequest, slug: str, contest: int, candidate: int) -> HttpResponse:
    """Note that a candidate withdraws."""
    shown = _found(slug, contest, candidate)
    form = WithdrawForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: withdraw_candidate(shown, request.user, form.cleaned_data["reason"]),
        heading=_("{name} withdraws").format(name=shown.name),
        intro=_("The name stays on the public page as withdrawn, with the day and the reason. It cannot be undone.")
        if comes_off(shown, shown.contest.election)
        else _("The name stays on the ballot. The public pages say that the candidate withdrew, when and why."),
        back=contest_home(shown.contest),
        done=_("The withdrawal has been noted."),
        button=_("Withdraw"),
        election=shown.contest.election,
    )


@requires("elections.set_up")
@get_or_post
def answers(request: HttpRequest, slug: str, contest: int, candidate: int) -> HttpResponse:
    """Note a candidate's answers to the pledges."""
    shown = _found(slug, contest, candidate)
    form = AnswersForm(shown, data=request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.answer_pledges(shown, form.answers(), request.user),
        heading=_("What {name} pledges").format(name=shown.name),
        intro=_("A later answer counts instead of an earlier one; the earlier ones stay on record."),
        back=contest_home(shown.contest),
        done=_("The answers have been noted."),
        election=shown.contest.election,
    )
