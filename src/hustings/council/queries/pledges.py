"""The pledge ledger: what each candidate promised, and what the divisions say of it. Nobody fills it by hand."""

from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hustings.council.models import Division, DivisionResult, PledgeTest, SeatHolding, Vote
from hustings.elections.models import Candidate, Contest, Election, Pledge, PledgeAnswer
from hustings.elections.queries.candidates import latest_answers
from hustings.elections.queries.contests import standing
from hustings.elections.queries.nominations import listed

Answer, Choice = PledgeAnswer.Answer, Vote.Choice


class Word(models.TextChoices):
    """What became of a pledge."""

    KEPT = "kept", _("kept")
    BROKEN = "broken", _("broken")
    ABSTAINED = "abstained", _("abstained")
    ABSENT = "absent", _("absent")
    UNTESTED = "untested", _("untested")
    NOT_TESTED = "not_tested", _("not tested: not elected")
    NO_SEAT = "no_seat", _("held no seat when it was decided")
    NO_NAMES = "no_names", _("decided without names")
    NO_ANSWER = "no_answer", _("gave no answer")


@dataclass(frozen=True)
class Entry:
    """What one division says of one answer; `division` and `vote` are there where there was one."""

    word: Word
    test: PledgeTest | None = None
    division: Division | None = None
    vote: Vote | None = None


@dataclass(frozen=True)
class Cell:
    """One candidate and one pledge."""

    pledge: Pledge
    answer: Answer
    entries: list[Entry]


@dataclass(frozen=True)
class LedgerRow:
    """One candidate: the seat they were given, if any, and a cell for each pledge."""

    candidate: Candidate
    holding: SeatHolding | None
    cells: list[Cell]


@dataclass(frozen=True)
class Ledger:
    """A contest's candidates by its pledges."""

    contest: Contest
    pledges: list[tuple[Pledge, list[PledgeTest]]]
    rows: list[LedgerRow]


def contests_with_pledges() -> QuerySet[Contest]:
    """Contests whose candidates were asked for pledges and are public, the latest first."""
    contests = listed(
        Contest.objects.filter(pledges__isnull=False).exclude(
            election__announced_at=None, election__state=Election.State.DRAFT
        )
    )
    return contests.distinct().select_related("election").order_by("-election__opens_at", "position")


def ledger(contest: Contest, words: frozenset[str] = frozenset(), seated: bool = False) -> Ledger:
    """The ledger of a contest; only rows with one of `words` where any are given, only seat-holders if `seated`."""
    pledges = list(contest.pledges.all())
    tests = {pledge.pk: [test for test in _tests(pledge) if not test.withdrawn_at] for pledge in pledges}
    divisions = {test.pk: deciding_division(test) for found in tests.values() for test in found}
    votes = {
        division.pk: {vote.member_id: vote for vote in division.votes.order_by("pk")}
        for division in divisions.values()
        if division
    }
    given = latest_answers(contest)
    holdings = {
        h.candidate_id: h for h in SeatHolding.objects.filter(candidate__contest=contest).select_related("seat")
    }
    is_over = contest.election.state == Election.State.DECLARED

    def entry(test: PledgeTest, answer: Answer, holding: SeatHolding) -> Entry:
        division = divisions[test.pk]
        if division is None:
            return Entry(Word.UNTESTED, test)
        if not division.by_name:
            return Entry(Word.NO_NAMES, test, division)
        vote = votes[division.pk].get(holding.member_id)
        return Entry(_word(test, answer, vote) if vote else Word.NO_SEAT, test, division, vote)

    def cell(candidate: Candidate, pledge: Pledge) -> Cell:
        answer = given.get((candidate.pk, pledge.pk), Answer.NONE)
        holding = holdings.get(candidate.pk)
        if answer == Answer.NONE:
            return Cell(pledge, answer, [Entry(Word.NO_ANSWER)])
        if holding is None:
            return Cell(pledge, answer, [Entry(Word.NOT_TESTED if is_over else Word.UNTESTED)])
        return Cell(
            pledge, answer, [entry(test, answer, holding) for test in tests[pledge.pk]] or [Entry(Word.UNTESTED)]
        )

    rows = [
        LedgerRow(candidate, holdings.get(candidate.pk), [cell(candidate, pledge) for pledge in pledges])
        for candidate in standing(contest)
    ]
    if seated:
        rows = [row for row in rows if row.holding]
    if words:
        rows = [row for row in rows if any(e.word in words for cell in row.cells for e in cell.entries)]
    rows.sort(key=lambda row: row.holding is None)  # those who sit first, each in the order of the ballot
    return Ledger(contest, [(pledge, list(_tests(pledge))) for pledge in pledges], rows)


def _tests(pledge: Pledge) -> QuerySet[PledgeTest]:
    return pledge.tests.select_related("motion__body", "amendment").order_by("pk")


def deciding_division(test: PledgeTest) -> Division | None:
    """The division that a test waits for, once it is closed with a result."""
    done = Division.objects.filter(motion=test.motion, amendment=test.amendment).exclude(result=None)
    return done.exclude(result__outcome=DivisionResult.Outcome.ABANDONED).select_related("result").last()


def _word(test: PledgeTest, answer: Answer, vote: Vote) -> Word:
    if vote.choice == Choice.ABSENT:
        return Word.ABSENT
    if vote.choice == Choice.ABSTAINING:
        return Word.ABSTAINED
    did_it = vote.choice == test.promised
    return Word.KEPT if did_it == (answer == Answer.YES) else Word.BROKEN
