"""The returning officer calls a by-election for a seat that was left."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.council.actions.by_elections import call_by_election
from hustings.council.forms.by_elections import CallForm
from hustings.council.models import SeatHolding
from hustings.council.views.office_bodies import TEMPLATE, body_home
from hustings.elections.views.pages import form_page


@requires("council.call_by_elections")
@get_or_post
def call(request: HttpRequest, holding: int) -> HttpResponse:
    """Begin the by-election, and go to its page."""
    shown = get_object_or_404(SeatHolding.objects.select_related("seat__body", "term__contest__election"), pk=holding)
    if shown.term is None or shown.term.contest is None:
        raise Http404
    name = _("By-election: {election}").format(election=shown.term.contest.election.name)[:200]
    form = CallForm(shown.term.contest, request.POST or None, initial={"name": name})

    def save() -> str:
        unwilling = frozenset(candidate.pk for candidate in form.cleaned_data["unwilling"])
        contest = call_by_election(shown, form.cleaned_data["name"], request.user, unwilling)
        return reverse("elections:office", args=[contest.election.slug])

    return form_page(
        request,
        form,
        save,
        heading=_("Call a by-election for “{seat}”").format(seat=shown.seat.name),
        intro=_(
            "A new election begins with one seat, by the rules of the contest that filled it. Whoever is declared "
            "elected takes the seat that day, for the rest of the term."
        ),
        back=body_home(shown.seat.body),
        done=_("The by-election has been created. Set its timetable next."),
        button=_("Create the election"),
        template=TEMPLATE,
        body=shown.seat.body,
    )
