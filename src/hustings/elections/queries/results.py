"""What a contest came to, counted anew from the published result every time it is asked for."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings import voting
from hustings.counting import Count, Profile, Tie, UnbrokenTie, count
from hustings.elections import methods, rankings
from hustings.elections.models import Board, Contest, ContestAnnulment, Election
from hustings.elections.papers import PaperVotes
from hustings.elections.queries.boards import encrypted_tally, result_text
from hustings.elections.queries.contests import Answer, answers, is_contested, seats_of
from hustings.elections.queries.papers import paper_votes
from hustings.franchise import queries as franchise

# Most votes, as for a seat; a tied question is not decided by lot.
QUESTION_RULE = "fptp"
NO_PAPER = PaperVotes()


@dataclass(frozen=True)
class Outcome:
    """The result of one contest; figures are weights, which are ballots where every vote weighs one.

    `votes` and `elected` follow the order of `answers`; in a ranked contest `votes` are first preferences, and
    `invalid` lists the rankings that are not 1, 2, 3 ... with what counts of them. `count` is None while `tie` is
    unbroken, where nothing was contested (`unopposed`), and where the contest is `annulled` (that is the reason), of
    which no figure is given. `electorate` and `cast` count people and their last ballots.
    """

    contest: Contest
    answers: list[Answer]
    electorate: int
    cast: int = 0
    weight: int = 0
    blank: int = 0
    void: int = 0
    invalid: tuple[rankings.Invalid, ...] = ()
    votes: tuple[int, ...] = ()
    count: Count | None = None
    tie: UnbrokenTie | None = None
    unopposed: bool = False
    annulled: str = ""
    paper: PaperVotes = NO_PAPER  # counted in all figures above, and published as a line of its own

    @property
    def valid(self) -> int:
        return self.weight - self.blank - self.void

    @property
    def is_ranked(self) -> bool:
        return methods.is_ranked(self.contest)

    @property
    def elected(self) -> tuple[int, ...]:
        """Who fills the seats, in order, or the answer with the most votes."""
        if self.unopposed:
            return tuple(range(len(self.answers)))
        return self.count.elected if self.count else ()

    @property
    def ties(self) -> tuple[Tie, ...]:
        return self.count.ties if self.count else ()

    @property
    def sentence(self) -> str:
        """What happened, in plain words."""
        if self.annulled:
            return _("This contest is annulled: {reason}").format(reason=self.annulled)
        if self.count is None:
            return ""
        names = [self.answers[c].label for c in self.elected]
        if self.contest.kind == Contest.Kind.QUESTION:
            return _("The answer with the most votes is “{answer}”.").format(answer=names[0])
        if not names:
            return _("Nobody is elected.")
        if self.is_ranked or self.contest.reserved_for:
            return ngettext("{names} is elected.", "These are elected, in this order: {names}.", len(names)).format(
                names=", ".join(names)
            )
        return ngettext(
            "{names} has the most votes and is elected.",
            "These have the most votes and are elected: {names}.",
            len(names),
        ).format(names=", ".join(names))

    @property
    def tied_names(self) -> list[str]:
        """Who is tied, while no lot has been drawn."""
        return [self.answers[c].label for c in self.tie.candidates] if self.tie else []

    @property
    def rows(self) -> list[tuple[Answer, int, bool]]:
        """(answer, votes, elected) from the most votes to the fewest."""
        order = sorted(range(len(self.votes)), key=lambda c: (-self.votes[c], c not in self.elected, c))
        return [(self.answers[c], self.votes[c], c in self.elected) for c in order]


def outcomes(election: Election) -> list[Outcome]:
    """Every contest of an election, in its order; of contests without a result yet, only the electorate."""
    return [outcome(contest) for contest in election.contests.select_related("roll", "board", "election")]


def outcome(contest: Contest) -> Outcome:
    """The result of a contest as far as it is known."""
    ballot = answers(contest)
    electorate = franchise.electorate(contest.roll) if contest.roll else 0
    if annulment := ContestAnnulment.objects.filter(contest=contest).first():
        return Outcome(contest, ballot, electorate, annulled=annulment.reason)
    if not is_contested(contest):
        return Outcome(contest, ballot, electorate, unopposed=True)
    if contest.board is None or (text := result_text(contest.board)) is None:
        return Outcome(contest, ballot, electorate)
    return _counted(contest, contest.board, text, ballot, electorate)


def _counted(contest: Contest, board: Board, text: str, ballot: list[Answer], electorate: int) -> Outcome:
    tally = encrypted_tally(board)
    assert tally is not None  # a board with a result has one
    place = list(board.contests.all()).index(contest)
    names = tuple(answer.label for answer in ballot)
    paper = paper_votes(contest)
    read = (
        _rankings(contest.rule, names, text, place, paper)
        if methods.is_ranked(contest)
        else _totals(contest, names, json.loads(text)["result"][place], tally, paper)
    )
    is_question = contest.kind == Contest.Kind.QUESTION
    seats = seats_of(contest)
    lot = contest.lots.first()
    tie, counted = None, None
    try:
        counted = count(
            read.profile,
            QUESTION_RULE if is_question else contest.rule,
            seats=1 if is_question else seats.fillable,
            ties=methods.tie_policy(contest, lot.seed if lot else None),
            reserves=seats.reserves,
            options=contest.rule_options,
        )
    except UnbrokenTie as unbroken:
        tie = unbroken
    return Outcome(
        contest,
        ballot,
        electorate,
        cast=tally.num_tallied + paper.papers,
        weight=tally.total_weight + paper.papers,
        blank=read.blank,
        void=read.void + paper.spoilt,
        invalid=read.invalid,
        votes=_first(read.profile),
        count=counted,
        tie=tie,
        paper=paper,
    )


def opened_rankings(contest: Contest) -> rankings.Rankings | None:
    """All rankings of a contest as they were opened, for those who count them again; None before they are."""
    if contest.board is None or not methods.is_ranked(contest) or (text := result_text(contest.board)) is None:
        return None
    names = tuple(answer.label for answer in answers(contest))
    place = list(contest.board.contests.all()).index(contest)
    return _rankings(contest.rule, names, text, place, paper_votes(contest))


# Anybody may ask for a result, and as often as they like: of 100,000 rankings this takes a second and a half.
@lru_cache(maxsize=4)
def _rankings(rule: str, names: tuple[str, ...], text: str, place: int, paper: PaperVotes) -> rankings.Rankings:
    """The rankings of the contest at that place of a result record, and those on paper."""
    return rankings.read(rule, names, _with_papers(json.loads(text)["result"][place], paper))


def ballots_file(contest: Contest, form: str) -> str:
    """The name of the file in which the rankings that counted are downloaded."""
    return f"{contest.election.slug}-{contest.pk}.{form}"


def count_again(contest: Contest) -> str:
    """The command that counts the downloaded rankings of a declared contest as they were counted here."""
    seats, lot = seats_of(contest), contest.lots.first()
    file = ballots_file(contest, "json" if contest.reserved_for else "blt")
    words = ["hustings", "count", file, "--rule", contest.rule, "--seats", str(seats.fillable)]
    words += ["--ties", methods.ties_written(contest, lot.seed if lot else None)]
    for reserve in seats.reserves:
        words += ["--reserve", f"{reserve.group}={reserve.at_least}"]
    for name, value in contest.rule_options.items():
        if value != "":
            words += ["--option", f"{name}={value}"]
    return shlex.join(words)


def _with_papers(opened: Sequence[Sequence[int]], paper: PaperVotes) -> list[Sequence[int]]:
    """The opened rankings and those on paper; a blank paper ranks nothing."""
    width = len(opened[0]) if opened else len(paper.rows[0]) if paper.rows else 0
    return [*opened, *paper.rows, *[(0,) * width] * paper.blank]


def _totals(
    contest: Contest, names: Sequence[str], opened: list[int | str], tally: voting.EncryptedTally, paper: PaperVotes
) -> rankings.Rankings:
    """The sums that a homomorphic tally gives, with those on paper; a ballot that breaks the rules was refused."""
    row = [int(votes) for votes in opened]
    blank, votes = (row[0], row[1:]) if contest.blank_allowed else (0, row)
    if paper.rows:
        votes = [online + on_paper for online, on_paper in zip(votes, paper.first, strict=True)]
    valid = tally.total_weight - blank + len(paper.rows)
    return rankings.Rankings(Profile.from_totals(names, votes, valid), blank + paper.blank, 0, ())


def _first(profile: Profile) -> tuple[int, ...]:
    """The votes of each candidate, or how often each is alone in the first place."""
    if profile.totals is not None:
        return profile.totals
    first = [0] * len(profile.candidates)
    for row, ballots in enumerate(profile.counts.tolist()):
        shared = profile.level is not None and profile.papers.shape[1] > 1 and profile.level[row, 1]
        if not shared:
            first[profile.papers[row, 0]] += ballots
    return tuple(first)
