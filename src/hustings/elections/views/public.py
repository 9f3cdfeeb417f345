"""What anybody can see of an election: itself, its candidates, and on whom it rests."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hustings.elections import timetable
from hustings.elections.forms.comparison import ComparisonForm
from hustings.elections.models import Candidate, Contest, Election, Pledge
from hustings.elections.queries import candidates as standing
from hustings.elections.queries.contests import answers
from hustings.elections.queries.departures import tipping_contests
from hustings.elections.queries.duties import held_together
from hustings.elections.queries.elections import can_vote, is_public, public_elections, rolls
from hustings.elections.queries.nominations import is_listed, takes_nominations
from hustings.elections.queries.trust import trust as trust_of

PER_PAGE = 50
State = Election.State


def announced(request: HttpRequest, slug: str) -> Election:
    """Return an election that is announced; people who work here see it before that."""
    found = get_object_or_404(Election, slug=slug)
    if not is_public(found) and not request.user.has_perm("elections.view_office"):
        raise Http404
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All elections that were announced, the latest poll first."""
    pages = Paginator(public_elections(), PER_PAGE)
    return render(request, "elections/public/index.html", {"page_obj": pages.get_page(request.GET.get("page"))})


@require_safe
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """The election: when, what is voted on, and whether this member can vote."""
    found = announced(request, slug)
    member = getattr(request, "member", None)
    context = {
        "election": found,
        "is_public": is_public(found),
        "rerun": public_elections().filter(runs_again=found).first(),
        "timetable": [(timetable.label(field), value) for field, value in timetable.moments(found).items() if value],
        "changes": [(timetable.label(change.field), change) for change in found.timetable_changes.all()],
        "contests": [(contest, answers(contest) if is_listed(contest) else []) for contest in found.contests.all()],
        "has_nominations": found.contests.filter(nomination_rules__isnull=False).exists(),
        "has_booklet": found.booklets.exists(),
        "rolls": rolls(found),
        "boards": found.boards.filter(height__gte=0),
        "member": member,
        "can_vote": can_vote(found, member) if member else [],
        "sign_in": f"{reverse('register:sign_in')}?{urlencode({'next': request.path})}",
        "has_candidates": any(map(is_listed, found.contests.filter(candidates__isnull=False).distinct())),
        "has_pledges": Pledge.objects.filter(contest__election=found).exists(),
        "is_to_come": found.state in (State.DRAFT, State.READY, State.OPEN),
        "has_tipping": tipping_contests(found).exists(),
        "has_turnout": found.state in (State.OPEN, State.CLOSED, State.TALLIED, State.DECLARED),
        "trust": trust_of(found),
    }
    return render(request, "elections/public/election.html", context)


@require_safe
def trust(request: HttpRequest, slug: str) -> HttpResponse:
    """On whom secrecy and correctness rest."""
    found = announced(request, slug)
    boards = found.boards.filter(height__gte=0)
    context = {
        "election": found,
        "trust": trust_of(found),
        "held_together": held_together(found),
        "boards": boards,
    }
    return render(request, "elections/public/trust.html", context)


@require_safe
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """The candidates of each contest compared by their pledges."""
    found = announced(request, slug)
    contests = list(found.contests.filter(kind=Contest.Kind.SEATS))
    if not contests:
        raise Http404
    contest = next((c for c in contests if str(c.pk) == request.GET.get("contest")), contests[0])
    if not is_listed(contest):
        return redirect("elections:nominations", slug)
    form = ComparisonForm(contest, request.GET)
    context = {
        "election": found,
        "contests": contests,
        "contest": contest,
        "search": form,
        "comparison": standing.comparison(contest, **form.wanted()),
        "slates": contest.slates.exclude(statement=""),
        "withdrawn": standing.withdrawn(contest),
        "drawn": contest.candidates.filter(drawn_order__isnull=False).order_by("drawn_from"),
    }
    return render(request, "elections/public/candidates.html", context)


@require_safe
def candidate(request: HttpRequest, slug: str, candidate: int) -> HttpResponse:
    """A candidate: statement, slate, and every answer."""
    found = announced(request, slug)
    shown = get_object_or_404(
        Candidate.objects.select_related("contest", "slate"), pk=candidate, contest__election=found
    )
    if not is_listed(shown.contest) or (takes_nominations(shown.contest) and shown.accepted_at is None):
        raise Http404
    latest = standing.latest_answers(shown.contest)
    pledges = [
        (pledge, latest.get((shown.pk, pledge.pk), standing.Answer.NONE), shown.answers.filter(pledge=pledge))
        for pledge in shown.contest.pledges.all()
    ]
    return render(
        request, "elections/public/candidate.html", {"election": found, "candidate": shown, "pledges": pledges}
    )
