"""The helpdesk: find an elector, see what was sent to them, send it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.permissions import requires
from hustings.elections.actions import helpdesk as actions
from hustings.elections.actions.notices import send_link_again
from hustings.elections.forms.helpdesk import FindForm
from hustings.elections.models import Election, PrintRun
from hustings.elections.queries.helpdesk import MOST, elections_in_hand
from hustings.elections.queries.print_runs import all_electors, holders
from hustings.elections.views.office import found
from hustings.elections.views.pages import press
from hustings.register.models import Member


@requires("elections.help_voters")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The elections in which voters may need help now."""
    return render(request, "elections/office/helpdesk_index.html", {"elections": elections_in_hand()})


@requires("elections.help_voters")
@require_safe
@never_cache
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Find an elector."""
    election = found(slug)
    form = FindForm(request.GET if "q" in request.GET else None)
    electors = actions.search_electors(election, form.cleaned_data["q"], request.user) if form.is_valid() else None
    context = {"election": election, "form": form, "electors": electors, "most": MOST}
    return render(request, "elections/office/helpdesk.html", context)


@requires("elections.help_voters")
@require_safe
@never_cache
def elector(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    """What was sent to one elector and when, and what can be sent again."""
    election = found(slug)
    person = _elector(election, member)
    context = {
        "election": election,
        "person": person,
        "sent": actions.look_up(election, person, request.user),
        "has_link": holders(election, PrintRun.Kind.LINKS).filter(pk=person.pk).exists(),
        "by_server": election.credential_mode == Election.CredentialMode.SERVER,
    }
    return render(request, "elections/office/helpdesk_elector.html", context)


@requires("elections.help_voters")
@require_POST
def send_again(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    """Send the same voting link again, by e-mail."""
    election = found(slug)
    person = _elector(election, member)
    return press(
        request,
        lambda: send_link_again(election, person, request.user),
        back=reverse("elections:helpdesk_elector", args=[slug, member]),
        done=_("The link is being sent again."),
    )


def _elector(election: Election, member: int) -> Member:
    return get_object_or_404(all_electors(election), pk=member)
