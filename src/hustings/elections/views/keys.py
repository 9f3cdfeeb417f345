"""The returning officer's pages about the trustees' keys: a group, who has done what, and passing somebody over."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.elections.actions.ceremonies import dissolve_group, form_group
from hustings.elections.actions.shuffles import pass_over
from hustings.elections.actions.tally import carry_on
from hustings.elections.forms.polls import DissolveForm, GroupForm, ReasonForm
from hustings.elections.models import Board, Election, Submission, Trustee
from hustings.elections.queries.ceremonies import group_of, not_rehearsed, progress, without_key
from hustings.elections.queries.shuffles import may_be_passed_over, whose_turn
from hustings.elections.queries.submissions import latest
from hustings.elections.views.pages import form_page


@requires("elections.view_office")
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has done what with the keys, and what is missing."""
    election = get_object_or_404(Election, slug=slug)
    trustees = list(election.trustees.select_related("threshold_group"))
    context = {
        "election": election,
        "group": group_of(election),
        "progress": progress(election),
        "without_key": without_key(election),
        "not_rehearsed": [trustee.name for trustee in not_rehearsed(election)],
        "boards": [_board(board, trustees) for board in election.boards.filter(height__gte=0).select_related("roll")],
        "is_counting": election.state in (Election.State.CLOSED, Election.State.TALLIED, Election.State.DECLARED),
        "may_run": request.user.has_perm("elections.run_poll"),
    }
    return render(request, "elections/poll/keys.html", context)


def _board(board: Board, trustees: list[Trustee]) -> dict[str, Any]:
    turn = whose_turn(board)
    shuffled = set(board.shuffles.values_list("trustee_id", flat=True))
    passed = {passed.trustee_id: passed for passed in board.passed_over.all()}
    opened = set(board.partial_decryptions.values_list("trustee_id", flat=True))
    return {
        "board": board,
        "is_shuffled": board.state == Board.State.SHUFFLING or bool(shuffled),
        "rows": [
            {
                "trustee": trustee,
                "shuffled": trustee.pk in shuffled,
                "passed": passed.get(trustee.pk),
                "turn": trustee == turn,
                "opened": trustee.pk in opened,
                "shuffle": latest(board, trustee, Submission.Kind.SHUFFLE),
                "share": latest(board, trustee, Submission.Kind.SHARE),
                "may_be_passed_over": may_be_passed_over(board, trustee),
            }
            for trustee in trustees
        ],
    }


@requires("elections.run_poll")
@get_or_post
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Form a threshold group."""
    election = get_object_or_404(Election, slug=slug)
    form = GroupForm(election, request.POST or None)
    return form_page(
        request,
        form,
        lambda: form_group(election, form.chosen(), form.cleaned_data["threshold"], request.user),
        heading=_("A group of trustees"),
        intro=_(
            "Each member makes a part of a common key at a desk of their own, in three steps that wait for everybody. "
            "Afterwards as many of them as you say here open the result, whoever they are; fewer cannot."
        ),
        button=_("Form the group"),
        back=reverse("elections:keys_overview", args=[slug]),
        done=_("The group is formed. Its members find their first step under “Your desks”."),
        election=election,
    )


@requires("elections.run_poll")
@get_or_post
def dissolve(request: HttpRequest, slug: str) -> HttpResponse:
    """Dissolve the group, once the officer has read what is lost with it."""
    election = get_object_or_404(Election, slug=slug)
    return form_page(
        request,
        DissolveForm(request.POST or None),
        lambda: dissolve_group(election, request.user),
        heading=_("Dissolve the group"),
        intro=_(
            "All keys of its members are lost, whatever they have done so far. A group that is formed afterwards makes "
            "its key from the first step, with new files; those of this one serve for nothing."
        ),
        button=_("Dissolve the group"),
        back=reverse("elections:keys_overview", args=[slug]),
        done=_("The group is dissolved."),
        election=election,
    )


@requires("elections.run_poll")
@get_or_post
def pass_member_over(request: HttpRequest, slug: str, trustee: int) -> HttpResponse:
    """Let the shuffles go on without a member of the group who does not come."""
    election = get_object_or_404(Election, slug=slug)
    member = get_object_or_404(Trustee, pk=trustee, election=election)
    form = ReasonForm(request.POST or None)

    def save() -> None:
        pass_over(member, form.cleaned_data["reason"], request.user)
        carry_on(election)

    return form_page(
        request,
        form,
        save,
        heading=_("Pass {name} over").format(name=member.name),
        intro=_("{name} will not shuffle the ballots of this election. This cannot be taken back.").format(
            name=member.name
        ),
        button=_("Pass over"),
        back=reverse("elections:keys_overview", args=[slug]),
        done=_("{name} is passed over.").format(name=member.name),
        election=election,
    )
