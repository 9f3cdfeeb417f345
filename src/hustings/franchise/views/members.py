"""What a member sees of rolls on their own page, and the forms by which they challenge one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.accounts.throttle import attempt
from hustings.franchise import actions
from hustings.franchise.forms import ChallengeForm, RemovalForm
from hustings.franchise.models import Challenge, Roll
from hustings.register.decorators import member_required


@get_or_post
@member_required
def ask_to_be_added(request: HttpRequest, roll: str) -> HttpResponseBase:
    """A member who is not on a roll asks to be put on it."""
    shown = get_object_or_404(Roll, pk=roll)
    form = ChallengeForm(request.POST or None)
    member = request.member  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.make_challenge(shown, member, Challenge.Kind.ADD, form.cleaned_data["grounds"], member)
            return _asked(request)
    title = _("Ask to be put on the roll")
    return render(request, "franchise/ask.html", {"form": form, "roll": shown, "title": title})


@get_or_post
@member_required
def ask_for_removal(request: HttpRequest, roll: str) -> HttpResponseBase:
    """A member asks that another be taken off a roll. The answer is the same whether or not that person is on it."""
    shown = get_object_or_404(Roll, pk=roll)
    form = RemovalForm(request.POST or None)
    member = request.member  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            attempt("challenge", member.number, limit=10, minutes=60)
            actions.ask_for_removal(shown, form.cleaned_data["number"], form.cleaned_data["grounds"], member)
            return _asked(request)
    title = _("Ask that someone be taken off the roll")
    return render(request, "franchise/ask.html", {"form": form, "roll": shown, "title": title})


def _asked(request: HttpRequest) -> HttpResponseBase:
    messages.success(
        request, _("Your challenge has reached the returning officer. The decision will stand on this page.")
    )
    return redirect("register:me")
