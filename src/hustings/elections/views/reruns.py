"""Running an annulled election again."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hustings.accounts.permissions import requires
from hustings.elections.actions import reruns as actions
from hustings.elections.forms.elections import RunAgainForm
from hustings.elections.views.office import FORM, found, home
from hustings.elections.views.pages import form_page


@requires("elections.set_up")
@require_http_methods(FORM)
def run_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an election that runs an annulled one again."""
    annulled = found(slug)
    initial = {"name": _("{name}, run again").format(name=annulled.name)[:200], "with_candidates": True}
    form = RunAgainForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: home(actions.run_again(annulled, request.user, **form.cleaned_data)),
        heading=_("Run it again"),
        intro=_("A new election begins, with its own timetable, roll, keys and credentials. The annulled one stays "
                "published as it is, and each names the other."),
        back=home(annulled),
        done=_("The new election has been created. Set its timetable next."),
        button=_("Create the election"),
        election=annulled,
    )  # fmt: skip
