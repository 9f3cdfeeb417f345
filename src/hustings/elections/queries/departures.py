"""What if some had left? What the pages about departures read."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from hustings.counting import Drawn, Profile
from hustings.departures import DepartureError, tipping_share
from hustings.elections import methods
from hustings.elections.departures import (
    SMALL,
    Answers,
    Slates,
    answers_of,
    from_json,
    is_too_large,
    is_weighted,
    slates_of,
)
from hustings.elections.models import Contest, Election
from hustings.elections.queries.results import Outcome, outcomes
from hustings.jobs.models import Job

TASK = "elections.departures"


@dataclass(frozen=True)
class WhatIf:
    """A contest, its outcome and the answers. Without answers it was unopposed, or one of the others says why."""

    outcome: Outcome
    slates: Slates
    answers: Answers | None = None
    too_small: bool = False
    too_large: bool = False
    weighted: bool = False
    reserved: bool = False
    waiting: bool = False


def what_ifs(election: Election) -> list[WhatIf]:
    """The answers for every contest of a declared election that fills seats."""
    job = Job.objects.filter(task=TASK, arguments__election=election.pk).order_by("created_at").last()
    done: dict[str, Any] = job.result["contests"] if job and job.result else {}
    waiting = job is not None and not job.is_over
    return [
        _what_if(outcome, done.get(str(outcome.contest.pk)), waiting)
        for outcome in outcomes(election)
        if outcome.contest.kind == Contest.Kind.SEATS
    ]


def _what_if(outcome: Outcome, done: dict[str, Any] | None, waiting: bool) -> WhatIf:
    slates = slates_of(outcome)
    if outcome.count is None:
        return WhatIf(outcome, slates)
    if outcome.contest.reserved_for:
        return WhatIf(outcome, slates, reserved=True)
    if outcome.valid < SMALL:
        return WhatIf(outcome, slates, too_small=True)
    if is_weighted(outcome):
        return WhatIf(outcome, slates, weighted=True)
    if is_too_large(outcome):
        return WhatIf(outcome, slates, too_large=True)
    if not outcome.is_ranked:
        return WhatIf(outcome, slates, answers_of(outcome))
    return WhatIf(outcome, slates, from_json(done) if done else None, waiting=waiting and not done)


def tipping_contests(election: Election) -> QuerySet[Contest]:
    """The contests of a planned election whose last seat goes by the most votes; none once the poll is open."""
    by_votes = (methods.BLOCK, methods.FIRST_PAST_THE_POST)
    contests = election.contests.filter(kind=Contest.Kind.SEATS, rule__in=by_votes, reserved_for=None)
    planned = election.state in (Election.State.DRAFT, Election.State.READY)
    return contests if planned else contests.none()


@dataclass(frozen=True)
class Assumed:
    """What is assumed of a planned election: votes for the last who would be elected and for the first who would not
    be, those of the group's own voters apart."""

    group_last: int
    group_first: int
    others_last: int
    others_first: int

    @property
    def last(self) -> int:
        """All votes for the last who would be elected."""
        return self.group_last + self.others_last

    @property
    def first(self) -> int:
        """All votes for the first who would not be."""
        return self.group_first + self.others_first

    @property
    def share(self) -> Fraction | None:
        """The share of the group beyond which the two change places; None if no share of it does."""
        profile = Profile.from_totals(("last", "first"), (self.last, self.first), self.last + self.first)
        own = (self.group_last, self.group_first)
        try:
            return tipping_share(profile, methods.FIRST_PAST_THE_POST, 1, own, ties=Drawn((0, 1))).share
        except DepartureError:  # nobody of the group votes for either
            return None
