"""What can be chosen in a contest, and whether there is anything to choose."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from hustings.elections.models import Candidate, Contest, Option


@dataclass(frozen=True)
class Answer:
    """One line of the ballot: a candidate or an answer to a question, in the order of the ballot."""

    label: str
    detail: str
    url: str
    source: Candidate | Option


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
    return contest.candidates.exclude(state__in=Candidate.OUT).exclude(unanswered).select_related("slate")


def is_contested(contest: Contest) -> bool:
    """Say whether there is something to vote on: a question, or more candidates than seats."""
    return contest.kind == Contest.Kind.QUESTION or standing(contest).count() > (contest.seats or 0)
