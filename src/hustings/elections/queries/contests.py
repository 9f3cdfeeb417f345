"""What can be chosen in a contest, and whether there is anything to choose."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from hustings.counting import Reserve
from hustings.elections.models import Candidate, Contest, Election, Option


@dataclass(frozen=True)
class Answer:
    """One line of the ballot: a candidate or an answer to a question, in the order of the ballot."""

    label: str
    detail: str
    url: str
    source: Candidate | Option

    @property
    def group(self) -> str:
        """The group to which this candidate belongs, if the contest keeps seats for it."""
        return group_of(self.source) if isinstance(self.source, Candidate) else ""


def answers(contest: Contest) -> list[Answer]:
    """Return what can be chosen in `contest`, in the order of the ballot: drawn by lot, or as the question lists them.

    Candidates who withdrew, or do not stand for another reason, are left out.
    """
    if contest.kind == Contest.Kind.QUESTION:
        return [Answer(option.text, "", "", option) for option in contest.options.all()]
    slug = contest.election.slug
    return [
        Answer(
            candidate.name,
            candidate.slate.name if candidate.slate else "",
            reverse("elections:candidate", args=[slug, candidate.pk]),
            candidate,
        )
        for candidate in standing(contest)
    ]


def standing(contest: Contest) -> QuerySet[Candidate]:
    """Return the candidates who stand, in the drawn order; where people are nominated, those who have accepted."""
    unanswered = Q(state=Candidate.State.NOMINATED, contest__nomination_rules__isnull=False)
    return (
        contest.candidates.exclude(state__in=Candidate.OUT)
        .exclude(unanswered)
        .select_related("slate", "contest__reserved_for")
    )


def group_of(candidate: Candidate) -> str:
    """Return the group to which a candidate belongs, if the contest keeps seats for it; nothing if not."""
    group = candidate.contest.reserved_for
    return group.name if group and candidate.in_group else ""


@dataclass(frozen=True)
class Seats:
    """The seats of a contest: how many can be filled, of which so many go to a group, and how many stay vacant.

    A seat that is kept for a group of which nobody stands goes to nobody else. `candidates` are all who stand.
    """

    candidates: int
    fillable: int
    vacant: int
    reserves: tuple[Reserve, ...] = ()

    @property
    def elected(self) -> int:
        return min(self.fillable, self.candidates)

    @property
    def is_contested(self) -> bool:
        return self.candidates > self.fillable


def seats_of(contest: Contest) -> Seats:
    """Return how the seats of a contest can be filled by those who stand."""
    seats, in_group = contest.seats or 0, standing(contest).values_list("in_group", flat=True)
    members = frozenset(place for place, belongs in enumerate(in_group) if belongs and contest.reserved_for)
    kept = min(contest.reserved_seats, len(members))
    fillable = seats - (contest.reserved_seats - kept)
    reserves = (Reserve(contest.reserved_for.name, members, kept),) if contest.reserved_for and kept else ()
    return Seats(len(in_group), fillable, seats - min(fillable, len(in_group)), reserves)


def is_contested(contest: Contest) -> bool:
    """Say whether there is something to vote on: a question, or more candidates than seats that they can fill."""
    return contest.kind == Contest.Kind.QUESTION or seats_of(contest).is_contested


def has_poll(election: Election) -> bool:
    """Say whether there is something to vote on in any contest of an election."""
    return any(is_contested(contest) for contest in election.contests.all())
