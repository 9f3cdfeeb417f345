"""The returning officer's side of nominations: rules, who acts for units, paper, objections, the close."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import check, requires
from hustings.audit.log import record
from hustings.elections.actions import acceptances
from hustings.elections.actions import nominations as actions
from hustings.elections.forms.nominations import DecideForm, EnterForm, RulesForm, SecretaryForm
from hustings.elections.models import Nomination, NominationRules, Objection, UnitSecretary
from hustings.elections.queries import nominations as queries
from hustings.elections.queries.contests import is_contested
from hustings.elections.views.contests import contest_home, found_contest
from hustings.elections.views.pages import form_page, press


def _rules(slug: str, contest: int) -> NominationRules:
    return get_object_or_404(
        NominationRules.objects.select_related("contest__election", "may_stand", "may_nominate"),
        contest__pk=contest,
        contest__election__slug=slug,
    )


def _home(slug: str, contest: int) -> str:
    return reverse("elections:office_nominations", args=[slug, contest])


@requires("elections.view_nominations")
@require_safe
def overview(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Everybody who was nominated in a contest, by whom, and how each stands with its rules."""
    rules = _rules(slug, contest)
    closes_at = rules.contest.election.nominations_close_at
    candidates = list(rules.contest.candidates.select_related("member").order_by("name", "pk"))
    record("elections.nominations_read", rules.contest, by=request.user, candidates=len(candidates))
    context = {
        "election": rules.contest.election,
        "contest": rules.contest,
        "rules": rules,
        "limits": queries.limits(rules),
        "threshold": queries.threshold(rules),
        "rows": [
            (
                candidate,
                queries.support(rules, candidate),
                [r.sentence for r in queries.may_stand(rules, candidate.member).reasons if not r.met],
                queries.counting(candidate),
            )
            for candidate in candidates
        ],
        "objections": Objection.objects.filter(candidate__contest=rules.contest).select_related("candidate"),
        "close": queries.close_of(rules.contest),
        "is_unopposed": not is_contested(rules.contest),
        "is_due": bool(closes_at and closes_at <= timezone.now()),
        "are_open": queries.are_open(rules.contest.election),
        "may_set_up": request.user.has_perm("elections.set_up"),
    }
    return render(request, "elections/office/nominations.html", context)


@requires("elections.set_up")
@get_or_post
def rules(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Let the candidates of a contest be nominated, and say by which rules."""
    shown = found_contest(slug, contest)
    present = queries.rules_of(shown)
    initial = {} if present else {"may_nominate": shown.eligibility_id, "unit_kind": "branch"}
    form = RulesForm(request.POST or None, instance=present, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.set_rules(shown, request.user, **form.cleaned_data),
        heading=_("How people are nominated for ‘{contest}’").format(contest=shown.title),
        intro=_("Once somebody is nominated, these rules stay."),
        back=contest_home(shown),
        done=_("The rules of nomination have been saved."),
        election=shown.election,
        contest=shown,
    )


@requires("elections.set_up")
@require_POST
def drop_rules(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Give nominations up before anybody is nominated."""
    shown = found_contest(slug, contest)
    return press(
        request,
        lambda: actions.drop_rules(shown, request.user),
        back=contest_home(shown),
        done=_("The candidates of this contest are entered here."),
    )


@requires("elections.set_up")
@get_or_post
def enter(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Enter a nomination that came on paper."""
    found = _rules(slug, contest)
    form = EnterForm(request.POST or None, rules=found)

    def save() -> None:
        typed = form.cleaned_data
        actions.enter_nomination(
            found.contest, typed["member"], request.user, typed.get("unit"), typed.get("nominator")
        )

    return form_page(
        request,
        form,
        save,
        heading=_("Enter a nomination from paper"),
        intro=queries.limits(found),
        back=_home(slug, contest),
        done=_("The nomination has been noted."),
        election=found.contest.election,
        contest=found.contest,
    )


@requires("elections.set_up")
@require_POST
def take_back(request: HttpRequest, slug: str, contest: int, nomination: int) -> HttpResponse:
    """Take back a nomination for those who asked for it on paper."""
    found = get_object_or_404(
        Nomination.objects.select_related("candidate__contest__election"),
        pk=nomination,
        candidate__contest=contest,
        candidate__contest__election__slug=slug,
    )
    return press(
        request,
        lambda: actions.take_back(found, request.user),
        back=_home(slug, contest),
        done=_("The nomination has been taken back."),
    )


@requires("elections.set_up")
@require_POST
def close(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Close the nominations; the worker does the same at their time."""
    found = _rules(slug, contest)
    return press(
        request,
        lambda: actions.close_nominations(found.contest, request.user),
        back=_home(slug, contest),
        done=_("Nominations are closed."),
    )


@requires("elections.view_nominations")
@get_or_post
def objection(request: HttpRequest, slug: str, objection: int) -> HttpResponse:
    """An objection, what the rules say of the candidate, and the decision."""
    if request.method == "POST":
        check(request.user, "elections.set_up")
    shown = get_object_or_404(
        Objection.objects.select_related("candidate__contest__election", "candidate__member", "made_by"),
        pk=objection,
        candidate__contest__election__slug=slug,
    )
    contest = shown.candidate.contest
    found = _rules(slug, contest.pk)
    form = DecideForm(request.POST or None)
    member = shown.candidate.member
    if member is None:
        raise Http404
    return form_page(
        request,
        form,
        lambda: acceptances.decide_objection(shown, by=request.user, **form.cleaned_data),
        heading=_("Objection: {name}").format(name=shown.candidate.name),
        back=_home(slug, contest.pk),
        done=_("The decision has been recorded, and is published."),
        button=_("Decide"),
        election=contest.election,
        contest=contest,
        template="elections/office/objection.html",
        objection=shown,
        explained=queries.may_stand(found, member),
        support=queries.support(found, shown.candidate),
        may_decide=request.user.has_perm("elections.set_up") and not shown.decided_at,
    )


@requires("elections.name_secretaries")
@get_or_post
def secretaries(request: HttpRequest) -> HttpResponse:
    """Who hands in the nominations of which unit."""
    form = SecretaryForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.name_secretary(form.cleaned_data["unit"], form.cleaned_data["number"], request.user),
        heading=_("Secretaries of units"),
        back=reverse("elections:secretaries"),
        done=_("The member can hand in the nominations of the unit."),
        button=_("Name"),
        template="elections/office/secretaries.html",
        secretaries=UnitSecretary.objects.filter(ended_at=None).select_related("unit", "member"),
    )


@requires("elections.name_secretaries")
@require_POST
def end_secretary(request: HttpRequest, secretary: int) -> HttpResponse:
    """Let a member act for a unit no longer."""
    found = get_object_or_404(UnitSecretary, pk=secretary)
    return press(
        request,
        lambda: actions.end_secretary(found, request.user),
        back=reverse("elections:secretaries"),
        done=_("The member acts for the unit no longer."),
    )
