"""Elections as their pages and the poll read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.queries import local
from hustings.elections.models import Contest, Election, MarkedRegister
from hustings.franchise.models import Roll
from hustings.franchise.queries import Reason, electors, explain
from hustings.register.models import Member
from hustings.register.queries import standing
from hustings.register.standing import ENDINGS, Word, written

State = Election.State


def public_elections() -> QuerySet[Election]:
    """Return the elections that anybody may see, the latest poll first."""
    public = Election.objects.filter(Q(announced_at__isnull=False) | ~Q(state=State.DRAFT))
    return public.order_by("-opens_at", "-pk")


def is_public(election: Election) -> bool:
    """Say whether anybody may see the election."""
    return election.announced_at is not None or election.state != State.DRAFT


def rolls(election: Election) -> list[Roll]:
    """Return the frozen rolls of the election, each once, in the order of its contests."""
    contests = election.contests.filter(roll__isnull=False).select_related("roll")
    return list({contest.roll_id: contest.roll for contest in contests if contest.roll}.values())


@dataclass(frozen=True)
class CanVote:
    """Whether a member can vote in a contest, why, and where; and whether they have, which is for their own eyes."""

    contest: Contest
    answer: bool
    sentence: str
    reasons: Sequence[Reason] = ()
    vote_url: str = ""
    has_voted: bool = False


def can_vote(election: Election, member: Member) -> list[CanVote]:
    """Say for each contest whether `member` can vote in it: by the frozen roll, or by the rule while there is none."""
    on = election.freeze_on or local(timezone.now()).date()
    return [
        _can_vote(contest, member, on) for contest in election.contests.select_related("eligibility", "roll", "board")
    ]


def _can_vote(contest: Contest, member: Member, on: date) -> CanVote:
    found = explain(contest.roll.conditions if contest.roll else contest.eligibility.conditions, member, on)
    reasons = found.reasons
    if contest.roll is None:
        sentence = (
            _("As things stand you would be put on the roll when it is frozen.")
            if found.eligible
            else _("As things stand you would not be put on the roll when it is frozen.")
        )
        return CanVote(contest, found.eligible, sentence, reasons)
    if not electors(contest.roll).filter(member=member).exists():
        return CanVote(contest, False, _("You are not on the frozen roll."), reasons)
    is_open = contest.board is not None and contest.election.state == State.OPEN
    vote_url = reverse("elections:booth", args=[contest.board.uuid]) if is_open else ""
    marks = MarkedRegister.objects.filter(board=contest.board, entry__member=member, voted_on__isnull=False)
    return CanVote(contest, True, _on_the_roll(contest.roll, member), reasons, vote_url, marks.exists())


def _on_the_roll(roll: Roll, member: Member) -> str:
    """A roll stays as it was frozen, so whoever has left or was suspended since keeps the vote; they must read it."""
    if standing(member, local(timezone.now()).date()).word not in {*ENDINGS.values(), Word.SUSPENDED}:
        return _("You are on the frozen roll.")
    return _(
        "You are on the roll, which was frozen as at {day}. What has become of your membership since does not take "
        "this vote from you."
    ).format(day=written(roll.as_at))


def elections_of(member: Member, elections: Iterable[Election] | None = None) -> list[tuple[Election, list[CanVote]]]:
    """Return the announced elections that are not over, each with where `member` can vote in it."""
    current = public_elections().exclude(state__in=[State.DECLARED, State.ANNULLED]) if elections is None else elections
    return [(election, can_vote(election, member)) for election in current]
