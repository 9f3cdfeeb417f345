"""Annulling a contest, and running again what was annulled."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.elections.actions import reruns as actions
from hustings.elections.actions.annulments import annul_contest
from hustings.elections.forms.elections import AnnulContestForm, RunAgainForm
from hustings.elections.queries.reruns import to_run_again
from hustings.elections.views.contests import contest_home, found_contest
from hustings.elections.views.office import found, home
from hustings.elections.views.pages import form_page


@requires("elections.run_poll")
@get_or_post
def annul(request: HttpRequest, slug: str, contest: int) -> HttpResponse:
    """Annul one contest; the others stand."""
    shown = found_contest(slug, contest)
    form = AnnulContestForm(request.POST or None)
    intro = _(
        "Nothing of this contest is declared, and the others stand. It cannot be undone; the contest can be run "
        "again by a new election. The ballots stay on the board with the other contests that they hold."
    )
    if shown.election.state == shown.election.State.DECLARED:
        intro += " " + _("The result is declared: a further declaration says that this contest is annulled, and "
                         "whoever took a seat by it gives it up today.")  # fmt: skip
    return form_page(
        request,
        form,
        lambda: annul_contest(shown, form.cleaned_data["reason"], request.user) and None,
        heading=_("Annul ‘{contest}’").format(contest=shown.title),
        intro=intro,
        back=contest_home(shown),
        done=_("The contest is annulled."),
        button=_("Annul the contest"),
        election=shown.election,
        contest=shown,
    )


@requires("elections.set_up")
@get_or_post
def run_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an election that runs again what was annulled of another."""
    annulled = found(slug)
    waiting = list(to_run_again(annulled))
    if not waiting:
        raise Http404
    initial = {"name": _("{name}, run again").format(name=annulled.name)[:200], "who_stands": "same"}
    form = RunAgainForm(request.POST or None, initial=initial, contests=to_run_again(annulled))
    return form_page(
        request,
        form,
        lambda: home(actions.run_again(annulled, request.user, **form.cleaned_data)),
        heading=_("Run ‘{name}’ again").format(name=annulled.name if len(waiting) > 1 else waiting[0].title),
        intro=_("A new election begins, with its own timetable, roll, keys and credentials. What was annulled stays "
                "published as it is, and each names the other."),
        back=home(annulled),
        done=_("The new election has been created. Set its timetable next."),
        button=_("Create the election"),
        election=annulled,
    )  # fmt: skip
