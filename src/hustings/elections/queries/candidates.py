"""The candidates of a contest compared by their pledges."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from hustings.elections.models import Candidate, Contest, Pledge, PledgeAnswer
from hustings.elections.queries.contests import standing

Answer = PledgeAnswer.Answer
_RANK = {Answer.YES: 0, Answer.NO: 1, Answer.NONE: 2}


@dataclass(frozen=True)
class Row:
    """A candidate and what they answered to each pledge, in the order of the columns."""

    candidate: Candidate
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Comparison:
    pledges: list[Pledge]
    rows: list[Row]
    total: int

    @property
    def grid(self) -> list[tuple[Candidate, list[tuple[Pledge, Answer]]]]:
        """Return the rows with each answer beside its pledge, for pages that label every cell."""
        return [(row.candidate, list(zip(self.pledges, row.answers, strict=True))) for row in self.rows]


def latest_answers(contest: Contest) -> dict[tuple[int, int], Answer]:
    """Return what each candidate answered last, by (candidate, pledge)."""
    given = PledgeAnswer.objects.filter(pledge__contest=contest).order_by("pk")
    return {(c, p): Answer(answer) for c, p, answer in given.values_list("candidate_id", "pledge_id", "answer")}


def comparison(
    contest: Contest, wanted: Mapping[int, str] | None = None, slate: str = "", sort: str = ""
) -> Comparison:
    """Return the candidates who answered each pledge of `wanted` so, on that slate ("none" for nobody's), sorted.

    `sort` is "name", "slate", the number of a pledge, or empty for the drawn order, in which equals stay.
    """
    pledges = list(contest.pledges.all())
    given = latest_answers(contest)
    everybody = [
        Row(candidate, tuple(given.get((candidate.pk, pledge.pk), Answer.NONE) for pledge in pledges))
        for candidate in standing(contest)
    ]
    column = {pledge.pk: position for position, pledge in enumerate(pledges)}
    rows = [
        row
        for row in everybody
        if all(row.answers[column[pk]] == answer for pk, answer in (wanted or {}).items())
        and slate in ("", str(row.candidate.slate_id or "none"))
    ]
    if sort == "name":
        rows.sort(key=lambda row: row.candidate.name.casefold())
    elif sort == "slate":
        rows.sort(key=lambda row: row.candidate.slate.name.casefold() if row.candidate.slate else "\uffff")
    elif sort.isdecimal() and int(sort) in column:
        rows.sort(key=lambda row: _RANK[row.answers[column[int(sort)]]])
    return Comparison(pledges, rows, len(everybody))


def withdrawn(contest: Contest) -> QuerySet[Candidate]:
    """Return those who withdrew, the earliest first; some of them may still be on the ballot."""
    return contest.candidates.filter(withdrawn_at__isnull=False).order_by("withdrawn_at")
