"""The returning officer sets an election up, one thing at a time."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.accounts.queries import local, organisation
from hustings.elections import checklist
from hustings.elections import timetable as moments
from hustings.elections.actions import approvals, candidates, elections, preview
from hustings.elections.forms.elections import DrawForm, ElectionForm, FreezeForm, TimetableForm
from hustings.elections.models import Approval, Contest, Election
from hustings.elections.next_step import next_step
from hustings.elections.queries.contests import answers, has_poll, is_contested
from hustings.elections.queries.elections import rolls
from hustings.elections.queries.reruns import to_run_again
from hustings.elections.views.pages import form_page, press

State = Election.State
PER_PAGE = 50


def found(slug: str) -> Election:
    """Return the election of that address, or the page that says there is none."""
    return get_object_or_404(Election, slug=slug)


def home(election: Election) -> str:
    """Return the address of the election's page in the office."""
    return reverse("elections:office", args=[election.slug])


@requires("elections.view_office")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All elections, the newest first."""
    pages = Paginator(Election.objects.all(), PER_PAGE)
    return render(request, "elections/office/index.html", {"page_obj": pages.get_page(request.GET.get("page"))})


@requires("elections.set_up")
@get_or_post
def create(request: HttpRequest) -> HttpResponse:
    """Begin an election."""
    form = ElectionForm(request.POST or None)

    def save() -> str:
        details = dict(form.cleaned_data)
        return home(elections.create_election(details.pop("name"), request.user, **details))

    return form_page(
        request,
        form,
        save,
        heading=_("New election"),
        back=reverse("elections:office_list"),
        done=_("The election has been created. Set its timetable next."),
        button=_("Create the election"),
    )


@requires("elections.view_office")
@require_safe
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the election stands, what comes next, and everything that belongs to it."""
    shown = found(slug)
    preparing = shown.state in (State.DRAFT, State.READY)
    points = checklist.points(shown) if preparing else []
    return render(
        request,
        "elections/office/election.html",
        {
            "election": shown,
            "step": next_step(shown),
            "can_run_again": bool(to_run_again(shown)),
            "timetable": [(moments.label(field), value) for field, value in moments.moments(shown).items()],
            "changes": [(moments.label(change.field), change) for change in shown.timetable_changes.all()],
            "contests": [
                (contest, answers(contest), is_contested(contest))
                for contest in shown.contests.select_related("eligibility", "roll")
            ],
            "has_seats": shown.contests.filter(kind=Contest.Kind.SEATS).exists(),
            "rolls": rolls(shown),
            "points": points,
            "undone": sum(not point.done and not point.warning for point in points),
            "has_poll": has_poll(shown),
            "signatures": _signatures(shown, request) if organisation().two_people else [],
            "may_set_up": request.user.has_perm("elections.set_up"),
            "may_sign": request.user.has_perm("elections.give_second_signature"),
        },
    )


def _signatures(election: Election, request: HttpRequest) -> list[dict[str, Any]]:
    waiting = {a.verb: a for a in election.approvals.filter(used_at=None).select_related("asked_by", "given_by")}
    return [
        {
            "verb": verb,
            "label": label,
            "approval": waiting.get(verb),
            "is_mine": verb in waiting and waiting[verb].asked_by_id == request.user.pk,
        }
        for verb, label in Approval.Verb.choices
        if verb in waiting or approvals.can_be_asked(election, verb)
    ]


@requires("elections.set_up")
@get_or_post
def details(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the election's name, description, help contact and credentials."""
    shown = found(slug)
    form = ElectionForm(request.POST or None, instance=found(slug))
    return form_page(
        request,
        form,
        lambda: elections.change_election(shown, request.user, **form.cleaned_data),
        heading=_("Details of the election"),
        back=home(shown),
        done=_("The details have been saved."),
        election=shown,
    )


@requires("elections.set_up")
@get_or_post
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    """Set the timetable."""
    shown = found(slug)
    form = TimetableForm(shown, request.POST or None)
    return form_page(
        request,
        form,
        lambda: elections.set_timetable(shown, form.moments(), request.user, form.cleaned_data.get("reason", "")),
        heading=_("Timetable"),
        intro=_("All times are those of {zone}.").format(zone=organisation().time_zone),
        back=home(shown),
        done=_("The timetable has been saved."),
        election=shown,
    )


@requires("elections.set_up")
@require_POST
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the election before the public."""
    shown = found(slug)
    return press(
        request,
        lambda: elections.announce(shown, request.user),
        back=home(shown),
        done=_("The election has been announced: its pages are public now."),
    )


@requires("elections.set_up")
@get_or_post
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the roll of every contest that has none."""
    shown = found(slug)
    today = local(timezone.now()).date()
    form = FreezeForm(request.POST or None, initial={"on": min(shown.freeze_on or today, today)})
    return form_page(
        request,
        form,
        lambda: elections.freeze_rolls(shown, request.user, form.cleaned_data["on"]),
        heading=_("Freeze the roll"),
        intro=_(
            "The roll is made of everybody whom the rule of the contest lets vote as at this day. It cannot be undone: "
            "who joins later is not added, and afterwards only an upheld challenge changes who may vote. Contests with "
            "the same rule share one roll."
        ),
        back=home(shown),
        done=_("The roll has been frozen."),
        button=_("Freeze the roll"),
        election=shown,
    )


@requires("elections.set_up")
@get_or_post
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw the order of the candidates by lot."""
    shown = found(slug)
    form = DrawForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: candidates.draw_order(shown, request.user, form.cleaned_data["seed"]),
        heading=_("Draw the order of the candidates"),
        intro=_(
            "The order on every ballot and page follows from a seed, by a rule that anybody can repeat. The seed is "
            "published. The order is drawn once; again only if a candidate is added."
        ),
        back=home(shown),
        done=_("The order has been drawn."),
        button=_("Draw"),
        election=shown,
    )


@requires("elections.view_office")
@get_or_post
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """The ballot as voters will see it; the officer says that it is right."""
    if request.method == "POST":
        return _ballot_is_right(request, slug)
    shown = found(slug)
    papers = [(contest, answers(contest)) for contest in shown.contests.all() if is_contested(contest)]
    context = {"election": shown, "papers": papers, "may_set_up": request.user.has_perm("elections.set_up")}
    return render(request, "elections/office/ballot.html", context)


@requires("elections.set_up")
def _ballot_is_right(request: HttpRequest, slug: str) -> HttpResponse:
    shown = found(slug)
    done = _("Noted that you have looked at the ballot.")
    return press(request, lambda: preview.see_ballot(shown, request.user), back=home(shown), done=done)


@requires("elections.set_up")
@require_POST
def ask_signature(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Ask for a second person's signature."""
    shown = found(slug)
    if verb not in Approval.Verb.values:
        raise Http404
    return press(
        request,
        lambda: approvals.ask_second_person(shown, verb, request.user),
        back=home(shown),
        done=_("A second person can now sign on this page."),
    )


@requires("elections.give_second_signature")
@require_POST
def give_signature(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Give the second signature."""
    shown = found(slug)
    approval = get_object_or_404(Approval, election=shown, verb=verb, used_at=None)
    return press(
        request,
        lambda: approvals.give_second_signature(approval, request.user),
        back=home(shown),
        done=_("You have signed as the second person."),
    )
