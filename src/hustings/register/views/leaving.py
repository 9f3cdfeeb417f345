"""A member's pages about leaving, staying and joining again, and the organisation's rules for it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hustings.accounts.errors import ActionRefused, refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.register import actions, queries
from hustings.register.decorators import member_required
from hustings.register.forms import RegisterRulesForm, ResignForm, today
from hustings.register.leaving import About, facts
from hustings.register.models import Member
from hustings.register.standing import Word


@get_or_post
@never_cache
@member_required
def leaving(request: HttpRequest) -> HttpResponseBase:
    """What follows from leaving and from staying; and, for whoever has decided to leave, the form to resign."""
    member: Member = request.member  # type: ignore[attr-defined]
    form = ResignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.resign(member)
            messages.success(request, _("Your resignation is recorded."))
            return redirect("register:leaving")
    pending = queries.pending_resignation(member, today())
    now = queries.standing(member, today())
    rules = queries.register_rules()
    leaves_on = pending.effective_on if pending else today() + timedelta(days=rules.cooling_off_days)
    found = facts(member, leaves_on if now.is_member else today() - timedelta(days=1))
    again = found.pop(About.AGAIN)
    context = {
        "form": form,
        "standing": now,
        "pending": pending,
        "leaves_on": leaves_on,
        "rules": rules,
        "facts": [(about.label, found[about]) for about in found],
        "again": again,
        "earliest": next((fact.on for fact in again if fact.on), None),
        "may_rejoin": rules.rejoin_alone and now.word in (Word.RESIGNED, Word.LAPSED),
    }
    return render(request, "register/leaving.html", context)


@require_POST
@member_required
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """Withdraw a resignation that has not taken effect."""
    return _done(request, actions.withdraw_resignation, _("Your resignation is withdrawn. You are a member as before."))


@require_POST
@member_required
def rejoin(request: HttpRequest) -> HttpResponseBase:
    """Join again."""
    return _done(request, actions.rejoin, _("You are a member again."))


def _done(request: HttpRequest, act: object, said: str) -> HttpResponseBase:
    try:
        act(request.member)  # type: ignore[attr-defined, operator]
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("register:leaving")


@get_or_post
@requires("register.change_rules")
def rules(request: HttpRequest) -> HttpResponse:
    """What the organisation's rules say of leaving, rejoining, and keeping data."""
    form = RegisterRulesForm(request.POST or None, instance=queries.register_rules())
    if request.method == "POST" and form.is_valid():
        actions.save_register_rules(form.instance, request.user)
        messages.success(request, _("The rules are saved."))
        return redirect("register:rules")
    context = {"form": form, "title": _("Rules of the register"), "button": _("Save"), "back": "/office/"}
    return render(request, "register/form.html", context)
