"""What seat-holders do on their own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hustings.accounts.errors import refusals_on
from hustings.accounts.methods import get_or_post
from hustings.council.actions.divisions import cast_vote
from hustings.council.forms.meetings import VoteForm
from hustings.council.models import Division
from hustings.council.queries.divisions import latest_votes
from hustings.council.queries.motions import text_as_amended
from hustings.register.decorators import member_required


@get_or_post
@never_cache
@member_required
def vote(request: HttpRequest, division: int) -> HttpResponse:
    """A seat-holder votes in a division that is open; the action says who may not, and why."""
    shown = get_object_or_404(
        Division.objects.select_related("motion__body", "meeting", "amendment__clause"), pk=division
    )
    member = request.member  # type: ignore[attr-defined]
    mine = latest_votes(shown).get(member.pk)
    form = VoteForm(request.POST or None, initial={"choice": mine.choice if mine else ""})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = cast_vote(shown, member, form.cleaned_data["choice"], member)
            messages.success(request, _("Your vote is recorded: {choice}.").format(choice=given.get_choice_display()))
            return redirect("council:vote", shown.pk)
    context = {
        "form": form,
        "division": shown,
        "motion": shown.motion,
        "body": shown.motion.body,
        "amended": text_as_amended(shown.motion),
        "mine": mine,
        "is_closed": hasattr(shown, "result"),
    }
    return render(request, "council/vote.html", context)
