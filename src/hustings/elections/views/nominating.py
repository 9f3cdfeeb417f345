"""Where members nominate, accept or decline, withdraw, and object; and the public list."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.throttle import attempt
from hustings.elections.actions import acceptances
from hustings.elections.actions import nominations as actions
from hustings.elections.actions.candidates import answer_pledges
from hustings.elections.actions.withdrawals import comes_off, withdraw_candidate
from hustings.elections.forms.candidates import WithdrawForm
from hustings.elections.forms.nominations import AcceptForm, NominationForm, ObjectForm
from hustings.elections.models import Candidate, Contest, Nomination, NominationRules
from hustings.elections.queries import nominations as queries
from hustings.elections.views.pages import form_page, press
from hustings.elections.views.public import announced
from hustings.register.decorators import member_required
from hustings.register.models import Member


@require_safe
def public_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The nominations of every contest that takes them, and how each objection was decided."""
    election = announced(request, slug)
    rules = NominationRules.objects.filter(contest__election=election).select_related("contest__election")
    if not rules:
        raise Http404
    member = getattr(request, "member", None)
    context = {
        "election": election,
        "lists": [
            (queries.public_list(each), queries.limits(each), queries.threshold(each))
            for each in rules.order_by("contest__position")
        ],
        "are_open": queries.are_open(election),
        "may_object": member is not None and election.state == election.State.DRAFT,
    }
    return render(request, "elections/public/nominations.html", context)


def announced_rules(contest: int) -> NominationRules:
    """Return the rules of nomination of a contest that has been announced."""
    rules = NominationRules.objects.select_related("contest__election", "may_stand", "may_nominate")
    return get_object_or_404(rules, contest__pk=contest, contest__election__announced_at__isnull=False)


@never_cache
@get_or_post
@member_required
def nominate(request: HttpRequest, contest: int) -> HttpResponseBase:
    """Nominate somebody, for a unit or for oneself, and see whom one has nominated."""
    rules = announced_rules(contest)
    member: Member = request.member  # type: ignore[attr-defined]
    units = queries.units_of_secretary(member, rules.unit_kind) if rules.by_units else []
    explained = queries.may_nominate(rules, member) if rules.by_members else None
    as_member = explained is not None and explained.eligible
    can = queries.are_open(rules.contest.election) and bool(units or as_member)
    form = (
        NominationForm(request.POST or None, units=units, as_member=as_member)
        if can
        else NominationForm(units=[], as_member=True)
    )

    def save() -> None:
        attempt("nominate", member.number, limit=30, minutes=60)
        actions.nominate(rules.contest, form.cleaned_data["member"], member, form.unit())

    mine = [(unit, queries.nominations_by(rules.contest, unit, None)) for unit in units]
    if rules.by_members:
        mine.append((None, queries.nominations_by(rules.contest, None, member)))
    return nominating_page(
        request,
        rules,
        form,
        save,
        back=reverse("elections:nominate", args=[contest]),
        can=can,
        explained=explained,
        mine=mine,
    )


def nominating_page(
    request: HttpRequest,
    rules: NominationRules,
    form: NominationForm,
    save: Callable[[], None],
    *,
    can: bool,
    **context: Any,
) -> HttpResponse:
    """Return the page on which somebody is nominated, or the way on. `can`: whether it may be sent."""
    return form_page(
        request,
        form,
        save,
        heading=_("Nominate for ‘{contest}’").format(contest=rules.contest.title),
        done=_("The nomination has been noted. The person is told, and stands once they accept."),
        election=rules.contest.election,
        template="elections/public/nominate.html",
        rules=rules,
        limits=queries.limits(rules),
        threshold=queries.threshold(rules),
        are_open=queries.are_open(rules.contest.election),
        can=can,
        **context,
    )


@require_POST
@member_required
def take_back(request: HttpRequest, contest: int, nomination: int) -> HttpResponse:
    """Take back a nomination that one made, or that a unit made for which one acts."""
    member: Member = request.member  # type: ignore[attr-defined]
    found = get_object_or_404(
        Nomination.objects.select_related("candidate__contest__election", "unit"),
        pk=nomination,
        candidate__contest=contest,
    )
    is_mine = found.unit in queries.units_of_secretary(member) if found.unit else found.nominator_id == member.pk
    if not is_mine:
        raise Http404
    return press(
        request,
        lambda: actions.take_back(found, member),
        back=reverse("elections:nominate", args=[contest]),
        done=_("The nomination has been taken back."),
    )


def _mine(request: HttpRequest, candidate: int) -> Candidate:
    """Return the candidate if it is the member who is signed in; for everybody else there is none."""
    found = Candidate.objects.select_related("contest__election", "member", "slate")
    return get_object_or_404(
        found,
        pk=candidate,
        member=request.member,
        contest__nomination_rules__isnull=False,  # type: ignore[attr-defined]
    )


@never_cache
@get_or_post
@member_required
def candidacy(request: HttpRequest, candidate: int) -> HttpResponseBase:
    """One's own nomination: accept it, write the statement, answer the pledges."""
    shown = _mine(request, candidate)
    member: Member = request.member  # type: ignore[attr-defined]
    rules = queries.rules_of(shown.contest)
    if rules is None:
        raise Http404
    form = AcceptForm(shown, data=request.POST or None)

    def save() -> None:
        typed = form.cleaned_data
        acceptances.accept(shown, member, typed["statement"], typed.get("slate"), typed.get("in_group", False))
        answer_pledges(shown, form.answers(), member)

    is_closed = queries.close_of(shown.contest) is not None
    is_nominated = queries.counting(shown).exists()
    support = queries.support(rules, shown)
    heading = _("You are nominated: {contest}") if is_nominated else _("You are not nominated any more: {contest}")
    done = (
        _("You stand. You can change your statement until nominations close.")
        if support.is_enough
        else _(
            "You have accepted, but do not have enough nominations yet. {needed} You stand only if you have them when "
            "nominations close. You can change your statement until then."
        ).format(needed=support.lacking)
    )
    # Who has accepted can go on writing: others may still nominate them before the close.
    can_answer = shown.state == Candidate.State.ACCEPTED or (shown.state == Candidate.State.NOMINATED and is_nominated)
    return form_page(
        request,
        form,
        save,
        heading=heading.format(contest=shown.contest.title),
        back=reverse("elections:candidacy", args=[candidate]),
        done=done,
        election=shown.contest.election,
        template="elections/public/candidacy.html",
        candidate=shown,
        rules=rules,
        is_nominated=is_nominated,
        support=support,
        explained=queries.may_stand(rules, member),
        can_answer=not is_closed and can_answer,
        can_withdraw=shown.state == Candidate.State.ACCEPTED and not shown.withdrawn_at,
    )


@require_POST
@member_required
def decline(request: HttpRequest, candidate: int) -> HttpResponse:
    """Decline the nomination."""
    shown = _mine(request, candidate)
    return press(
        request,
        lambda: acceptances.decline(shown, request.member),  # type: ignore[attr-defined]
        back=reverse("elections:candidacy", args=[candidate]),
        done=_("You have declined. You do not stand, and your name is not published."),
    )


@never_cache
@get_or_post
@member_required
def withdraw(request: HttpRequest, candidate: int) -> HttpResponseBase:
    """Withdraw after one has accepted, in public."""
    shown = _mine(request, candidate)
    form = WithdrawForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: withdraw_candidate(shown, request.member, form.cleaned_data["reason"]),  # type: ignore[attr-defined]
        heading=_("Withdraw from ‘{contest}’").format(contest=shown.contest.title),
        intro=_("Your name comes off the ballot. The public page says that you withdrew, when, and the reason if you "
                "give one. It cannot be undone.")
        if comes_off(shown, shown.contest.election)
        else _("By the rules of this contest your name stays on the ballot. The public page says that you withdrew, "
               "when, and the reason if you give one. It cannot be undone."),
        back=reverse("elections:candidacy", args=[candidate]),
        done=_("Your withdrawal has been noted."),
        button=_("Withdraw"),
        election=shown.contest.election,
        template="elections/public/act.html",
    )  # fmt: skip


@never_cache
@get_or_post
@member_required
def object_to(request: HttpRequest, candidate: int) -> HttpResponseBase:
    """Object to a candidate on the public list."""
    member: Member = request.member  # type: ignore[attr-defined]
    shown = get_object_or_404(
        Candidate.objects.select_related("contest__election"),
        pk=candidate,
        contest__nomination_rules__isnull=False,
        contest__election__announced_at__isnull=False,
    )
    if not _is_listed(shown.contest, shown):
        raise Http404
    form = ObjectForm(shown, data=request.POST or None)

    def save() -> None:
        attempt("object", member.number, limit=10, minutes=60)
        acceptances.object_to(shown, form.cleaned_data["grounds"], member, form.cleaned_data.get("nomination"))

    return form_page(
        request,
        form,
        save,
        heading=_("Object: {name}").format(name=shown.name),
        intro=_("The returning officer decides. The decision and its reason are published on the list of nominations; "
                "what you write and your name are not."),
        back=reverse("elections:nominations", args=[shown.contest.election.slug]),
        done=_("Your objection has been noted. Its decision will be on this page."),
        button=_("Send"),
        election=shown.contest.election,
        template="elections/public/act.html",
    )  # fmt: skip


def _is_listed(contest: Contest, candidate: Candidate) -> bool:
    rules = queries.rules_of(contest)
    return rules is not None and candidate in [line.candidate for line in queries.public_list(rules).listed]
