"""Notices: write, preview, send to oneself, send, and see for whom it failed."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.models import User
from hustings.accounts.permissions import requires
from hustings.accounts.queries import organisation
from hustings.elections import letters
from hustings.elections.actions import notices as actions
from hustings.elections.forms.notices import ElectorForm, NoticeForm
from hustings.elections.models import Election, Notice
from hustings.elections.queries import notices as queries
from hustings.elections.views.office import found, home
from hustings.elections.views.pages import form_page, press

PER_PAGE = 100


def _found(slug: str, notice: int) -> Notice:
    return get_object_or_404(Notice.objects.select_related("election", "job"), election__slug=slug, pk=notice)


def _home(notice: Notice) -> str:
    return reverse("elections:notice", args=[notice.election.slug, notice.pk])


def _press(request: HttpRequest, notice: Notice, act: Callable[[Notice, User], object], done: str) -> HttpResponse:
    return press(request, lambda: act(notice, request.user), back=_home(notice), done=done)


@requires("elections.view_office")
@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All notices of the election, and how their sending stands."""
    election = found(slug)
    context = {
        "election": election,
        "notices": [
            (notice, actions.preview(notice, request.user).subject, queries.progress(notice), queries.calendar(notice))
            for notice in election.notices.select_related("plan")
        ],
        "undelivered": queries.undelivered(election).count(),
        "may_plan": election.state in (Election.State.DRAFT, Election.State.READY, Election.State.OPEN),
        "kinds": Notice.Kind.choices,
        "may_send": request.user.has_perm("elections.send_notices"),
    }
    return render(request, "elections/office/notices.html", context)


@requires("elections.send_notices")
@get_or_post
def create(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Write a notice, beginning with a draft."""
    election = found(slug)
    if kind not in Notice.Kind.values:
        raise Http404
    with translation.override(organisation().language):
        draft = letters.draft(kind)
    form = NoticeForm(kind, data=request.POST or None, initial={"subject": draft.subject, "body": draft.body})
    return form_page(
        request,
        form,
        lambda: _home(actions.write_notice(election, kind, by=request.user, **form.cleaned_data)),
        heading=Notice.Kind(kind).label,
        back=reverse("elections:notices", args=[slug]),
        done=_("The notice has been saved. Send it to yourself next."),
        election=election,
    )


@requires("elections.view_office")
@require_safe
def notice(request: HttpRequest, slug: str, notice: int) -> HttpResponse:
    """A notice as it will look, how its sending stands, and for whom it failed."""
    shown = _found(slug, notice)
    pages = Paginator(queries.failures(shown), PER_PAGE)
    standing = queries.progress(shown)
    without_email = 0 if standing.total else queries.without_email(shown.election, shown.kind).count()
    context = {
        "election": shown.election,
        "notice": shown,
        "preview": actions.preview(shown, request.user),
        "progress": standing,
        # Counted only until it is sent: of half a million that takes a while, and the page shows it no longer.
        "recipients": 0 if standing.total else queries.recipients(shown.election, shown.kind).count() - without_email,
        "without_email": without_email,
        "page_obj": pages.get_page(request.GET.get("page")),
        "calendar": queries.calendar(shown),
        "is_being_sent": shown.job is not None and not shown.job.is_over,
        "may_send": request.user.has_perm("elections.send_notices"),
    }
    return render(request, "elections/office/notice.html", context)


@requires("elections.send_notices")
@get_or_post
def change(request: HttpRequest, slug: str, notice: int) -> HttpResponse:
    """Reword a notice."""
    shown = _found(slug, notice)
    initial = {"subject": shown.subject, "body": shown.body}
    form = NoticeForm(shown.kind, data=request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.change_notice(shown, by=request.user, **form.cleaned_data),
        heading=_("Change the notice"),
        back=_home(shown),
        done=_("The notice has been saved. Send it to yourself next."),
        election=shown.election,
    )


@requires("elections.send_notices")
@require_POST
def send_to_me(request: HttpRequest, slug: str, notice: int) -> HttpResponse:
    """Send the notice to oneself first."""
    done = _("The notice has been sent to {address}.").format(address=request.user.email)
    return _press(request, _found(slug, notice), actions.send_to_oneself, done)


@requires("elections.send_notices")
@require_POST
def send(request: HttpRequest, slug: str, notice: int) -> HttpResponse:
    """Send the notice to everybody."""
    done = _("The notice is being sent. You can close this window; it goes on.")
    return _press(request, _found(slug, notice), actions.send_notice, done)


@requires("elections.send_notices")
@require_POST
def again(request: HttpRequest, slug: str, notice: int) -> HttpResponse:
    """Try again what failed, and go on with what waits."""
    done = _("The notice is being sent again to those it failed for.")
    return _press(request, _found(slug, notice), actions.try_again, done)


@requires("elections.send_notices")
@get_or_post
def link_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a member who lost it the same voting link again."""
    election = found(slug)
    form = ElectorForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.send_link_again(election, form.cleaned_data["number"], request.user),
        heading=_("Send a voting link again"),
        intro=_("The member gets the same link once more, at the address in the register. This is logged."),
        back=reverse("elections:notices", args=[slug]),
        done=_("The link is being sent again."),
        button=_("Send"),
        election=election,
    )


@requires("elections.send_notices")
@require_safe
def unreached(request: HttpRequest, slug: str) -> HttpResponse:
    """The electors who have no e-mail address and must get a letter."""
    election = found(slug)
    pages = Paginator(queries.without_email(election, Notice.Kind.CREDENTIALS), PER_PAGE)
    context = {"election": election, "page_obj": pages.get_page(request.GET.get("page")), "back": home(election)}
    return render(request, "elections/office/without_email.html", context)
