"""The returning officer's pages of a poll: trustees, setting up, opening, closing, lots, declaration."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.models import User
from hustings.accounts.permissions import requires
from hustings.accounts.queries import scrutineers
from hustings.audit.log import record
from hustings.elections import checklist
from hustings.elections.actions import declarations, polls, setup, tally, trustees
from hustings.elections.forms.polls import AnnulForm, CorrectForm, DeclareForm, ExtendForm, LotForm, TrusteeForm
from hustings.elections.models import Board, Contest, Election, MarkedRegister, Trustee
from hustings.elections.queries.boards import credentials_are_here
from hustings.elections.queries.ceremonies import group_of
from hustings.elections.queries.contests import has_poll
from hustings.elections.queries.results import Outcome, outcomes
from hustings.elections.queries.shuffles import whose_turn
from hustings.franchise.models import RollEntry
from hustings.jobs.models import Job
from hustings.register.models import Member
from hustings.register.paging import page_of

State = Election.State


@requires("elections.view_office")
@require_safe
def poll(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the poll stands, and what can be done now."""
    election = get_object_or_404(Election, slug=slug)
    counted = election.state in (State.TALLIED, State.DECLARED)
    undone = checklist.unmet(election) if election.state in (State.DRAFT, State.READY) else []
    return render(
        request,
        "elections/poll/office.html",
        {
            "election": election,
            "undone": undone,
            "has_poll": has_poll(election),
            "may_be_set_up": not any(point.stage == "setup" for point in undone),
            "is_over": election.closes_at is not None and election.closes_at <= timezone.now(),
            "trustees": election.trustees.select_related("user"),
            "group": group_of(election),
            "trustee_form": TrusteeForm(),
            "boards": _boards(election),
            "has_credentials": credentials_are_here(election),
            "is_armed": hasattr(election, "armed"),
            "job": _job(election),
            "outcomes": outcomes(election) if counted else [],
            "may_run": request.user.has_perm("elections.run_poll"),
            "may_see_register": request.user.has_perm("elections.view_marked_register"),
        },
    )


def _boards(election: Election) -> list[dict[str, Any]]:
    return [
        {
            "board": board,
            "turn": whose_turn(board),
            "waiting_for": [trustee.name for trustee in election.trustees.exclude(partial_decryptions__board=board)]
            if board.state == Board.State.TALLIED
            else [],
        }
        for board in election.boards.select_related("roll")
    ]


def _job(election: Election) -> Job | None:
    return Job.objects.filter(
        task__in=("elections.set_up_poll", "elections.tally"), arguments__election=election.pk
    ).last()


Act = Callable[[Election, User], object]
ACTS: dict[str, tuple[Act, Any]] = {
    "prepare": (setup.prepare_boards, gettext_lazy("The lists are prepared for the credential authority.")),
    "set-up": (setup.set_up_poll, gettext_lazy("The poll is being set up.")),
    "arm": (polls.arm_poll, gettext_lazy("The poll will open and close by itself.")),
    "disarm": (polls.disarm_poll, gettext_lazy("The poll no longer opens and closes by itself.")),
    "open": (polls.open_poll, gettext_lazy("The poll is open.")),
    "close": (polls.close_poll, gettext_lazy("The poll is closed; the ballots are being added up.")),
    "forget-register": (polls.delete_marked_register, gettext_lazy("The marked register is deleted.")),
}


@requires("elections.run_poll")
@require_POST
def act(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Do one of ACTS, which need nothing but a decision."""
    election = get_object_or_404(Election, slug=slug)
    if verb not in ACTS:
        raise Http404
    action, done = ACTS[verb]
    _do(request, lambda: action(election, request.user), done)
    return redirect("elections:poll", slug)


def _do(request: HttpRequest, action: Callable[[], object], done: Any) -> None:
    try:
        action()
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)


@requires("elections.run_poll")
@require_POST
def add_trustee(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a trustee."""
    election = get_object_or_404(Election, slug=slug)
    form = TrusteeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who holds the key."))
        return redirect("elections:poll", slug)
    user = form.user()
    name = user.name if user else _("This server")
    _do(request, lambda: trustees.add_trustee(election, name, request.user, user), _("The trustee is named."))
    return redirect("elections:poll", slug)


@requires("elections.run_poll")
@require_POST
def remove_trustee(request: HttpRequest, slug: str, trustee: int) -> HttpResponse:
    """Take a trustee off the list."""
    found = get_object_or_404(Trustee, pk=trustee, election__slug=slug)
    _do(request, lambda: trustees.remove_trustee(found, request.user), _("The trustee is off the list."))
    return redirect("elections:poll", slug)


def _form_page(
    request: HttpRequest,
    election: Election,
    form: forms.Form,
    heading: str,
    button: str,
    save: Callable[[], object],
    facts: Sequence[str] = (),
    lots: Sequence[Contest] = (),
) -> HttpResponse:
    """A page with one form under the `facts` it rests on; `save` is called with what was typed.

    While `lots` are to be drawn, links to them stand in place of the form.
    """
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            save()
        if form.is_valid():
            return redirect("elections:poll", election.slug)
    context = {"election": election, "form": form, "heading": heading, "button": button, "facts": facts, "lots": lots}
    return render(request, "elections/poll/form.html", context)


@requires("elections.run_poll")
@get_or_post
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the end of the poll off."""
    election = get_object_or_404(Election, slug=slug)
    form = ExtendForm(request.POST or None, initial={"closes_at": election.closes_at})
    return _form_page(
        request, election, form, _("Extend the poll"), _("Extend"),
        lambda: polls.extend_poll(election, form.cleaned_data["closes_at"], form.cleaned_data["reason"], request.user),
    )  # fmt: skip


@requires("elections.run_poll")
@get_or_post
def annul(request: HttpRequest, slug: str) -> HttpResponse:
    """Annul the poll."""
    election = get_object_or_404(Election, slug=slug)
    form = AnnulForm(request.POST or None)
    return _form_page(
        request, election, form, _("Annul the poll"), _("Annul"),
        lambda: polls.annul_poll(election, form.cleaned_data["reason"], request.user),
    )  # fmt: skip


@requires("elections.run_poll")
@get_or_post
def draw_lot(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Break a tie by lot."""
    found = get_object_or_404(Contest.objects.select_related("election"), pk=contest, election__slug=slug)
    form = LotForm(request.POST or None)
    return _form_page(
        request, found.election, form, _("Draw the lot: {contest}").format(contest=found.title), _("Draw"),
        lambda: tally.draw_lot(found, form.cleaned_data["seed"], request.user),
    )  # fmt: skip


@requires("elections.run_poll")
@get_or_post
def declare(request: HttpRequest, slug: str) -> HttpResponse:
    """Declare the result."""
    election = get_object_or_404(Election, slug=slug)
    counted = outcomes(election) if election.state in (State.TALLIED, State.DECLARED) else []
    facts = [f"{result.contest.title}: {_fact(result)}" for result in counted]
    lots = [result.contest for result in counted if result.tie and result.contest.kind == Contest.Kind.SEATS]
    form = DeclareForm(request.POST or None, initial={"scrutineer": ", ".join(scrutineers())})
    return _form_page(
        request, election, form, _("Declare the result"), _("Declare"),
        lambda: declarations.declare(election, form.cleaned_data["scrutineer"], request.user), facts, lots,
    )  # fmt: skip


def _fact(result: Outcome) -> str:
    """What a contest came to, as the page of the result says it."""
    if result.unopposed:
        names = [answer.label for answer in result.answers]
        return _("Elected unopposed: {names}.").format(names=", ".join(names) or _("nobody"))
    if result.tie is None:
        return result.sentence
    tied = (
        _("There is a tie, to be broken by lot:")
        if result.contest.kind == Contest.Kind.SEATS
        else _("There is a tie, so no answer has the most votes:")
    )
    return f"{tied} {', '.join(result.tied_names)}"


@requires("elections.run_poll")
@get_or_post
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Correct the latest declaration by a later one."""
    election = get_object_or_404(Election, slug=slug)
    form = CorrectForm(request.POST or None)
    return _form_page(
        request, election, form, _("Correct the declaration"), _("Declare the correction"),
        lambda: declarations.correct_declaration(
            election, form.cleaned_data["scrutineer"], form.cleaned_data["reason"], request.user
        ),
    )  # fmt: skip


@requires("elections.view_marked_register")
@require_safe
def marked_register(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has voted, for the scrutineer alone; looking is logged."""
    election = get_object_or_404(Election, slug=slug)
    marks = MarkedRegister.objects.filter(board__election=election).select_related("entry__member", "board__roll")
    marks = marks.only("voted_on", "entry__member__number", "entry__member__name", "board__roll__name")
    # Of the rolls, not of the marks: whether somebody is on one an index tells, while names are read in their order.
    rolls = list(election.boards.values_list("roll", flat=True))
    entries = RollEntry.objects.filter(roll__in=rolls, member=OuterRef("pk"))
    members = Member.objects.filter(Exists(entries)) if marks.exists() else Member.objects.none()
    page = page_of(members, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    record("elections.marked_register_read", election, by=request.user)
    shown = marks.filter(entry__member__in=page.members).order_by("entry__member__name", "entry__member__number", "pk")
    context = {"election": election, "page": page, "marks": shown}
    return render(request, "elections/poll/marked_register.html", context)
