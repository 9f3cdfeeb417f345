"""Who takes a seat that was left before its time: the runner-up, or whom a countback of the ballots elects."""

import json
from dataclasses import replace

from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.council.models import Body, SeatHolding
from hustings.counting import ByRule, Lot, Profile, UnbrokenTie, countback, runner_up, successor
from hustings.counting.reserve import ReserveError
from hustings.elections import methods, rankings
from hustings.elections.models import Candidate, Contest
from hustings.elections.queries.boards import result_text
from hustings.elections.queries.results import Outcome, outcome


def next_in_line(holding: SeatHolding, seed: str = "", unwilling: frozenset[int] = frozenset()) -> Candidate:
    """Who takes the vacant seat by the body's rule; `unwilling` candidates (by primary key) are passed over.

    `seed` is of a public lot that breaks a tie. Refuses where the rule gives nobody, and says why.
    """
    contest = holding.term.contest if holding.term else None
    if contest is None:
        raise ActionRefused(_("Nobody was elected to this seat, so nobody is next in line for it."))
    found = outcome(contest)
    if found.count is None:
        raise ActionRefused(_("The election of this seat was not contested, so nobody is next in line for it."))
    rules = {Body.Vacancy.RUNNER_UP: _runner_up, Body.Vacancy.COUNTBACK: _countback}
    vacancy = Body.Vacancy(holding.seat.body.vacancy)
    if vacancy not in rules:
        raise ActionRefused(
            _("By its standing orders {body} leaves the seat empty until it is elected.").format(
                body=holding.seat.body.name
            )
        )
    try:
        place = rules[vacancy](holding, found, Lot(seed) if seed else ByRule(), unwilling)
    except ReserveError as nobody:
        raise ActionRefused(_("No candidate is left who could take the seat.")) from nobody
    except UnbrokenTie as tie:
        names = ", ".join(found.answers[c].label for c in tie.candidates)
        raise ActionRefused(
            _("There is a tie for the seat: {names}. Give the seed of a public lot.").format(names=names), field="seed"
        ) from tie
    return found.answers[place].source  # type: ignore[return-value]  # a contest for seats has candidates


def _places(found: Outcome, candidates: set[int | None] | frozenset[int]) -> frozenset[int]:
    return frozenset(place for place, answer in enumerate(found.answers) if answer.source.pk in candidates)


def _served(holding: SeatHolding) -> set[int | None]:
    """Whoever was seated for the term, by primary key of the candidate: they do not come in again."""
    assert holding.term
    return set(holding.term.holdings.values_list("candidate_id", flat=True))


def _sitting(holding: SeatHolding) -> set[int | None]:
    """Whoever stays in a seat of the term when this one is left, by primary key of the candidate."""
    assert holding.term and holding.to_date
    return set(holding.term.holdings.filter(to_date__gt=holding.to_date).values_list("candidate_id", flat=True))


def _outside_the_group(found: Outcome, sitting: set[int | None]) -> frozenset[int]:
    """Who cannot take the seat because it is one of those that are reserved for a group; nobody if it is not."""
    members = frozenset(place for place, answer in enumerate(found.answers) if answer.group)
    if len(members & _places(found, sitting)) >= found.contest.reserved_seats:
        return frozenset()
    return frozenset(range(len(found.answers))) - members


def _runner_up(holding: SeatHolding, found: Outcome, ties: ByRule | Lot, unwilling: frozenset[int]) -> int:
    if methods.is_ranked(found.contest):
        raise ActionRefused(_("Where voters ranked the candidates there is no runner-up: count the ballots again."))
    assert found.count
    passed = _places(found, _served(holding) | unwilling) | _outside_the_group(found, _sitting(holding))
    return runner_up(replace(found.count, withdrawn=found.count.withdrawn | passed), ties)


def _countback(holding: SeatHolding, found: Outcome, ties: ByRule | Lot, unwilling: frozenset[int]) -> int:
    if not methods.is_ranked(found.contest):
        raise ActionRefused(
            _("The votes of this election were added up under encryption, so its ballots cannot be counted again.")
        )
    assert holding.candidate_id
    sitting = _sitting(holding)
    elected = sorted(_places(found, sitting | {holding.candidate_id}))
    (vacating,) = _places(found, {holding.candidate_id})
    gone = _places(found, (_served(holding) - sitting - {holding.candidate_id}) | unwilling)
    gone |= _outside_the_group(found, sitting) - frozenset(elected)
    again = countback(
        _ballots(found.contest, [answer.label for answer in found.answers]),
        found.contest.rule,
        elected,
        vacating,
        ties,
        unwilling=sorted(gone),
        options=found.contest.rule_options,
    )
    return successor(again, elected)


def _ballots(contest: Contest, names: list[str]) -> Profile:
    """The opened ballots of a ranked contest whose result is known."""
    assert contest.board
    text = result_text(contest.board)
    assert text
    position = list(contest.board.contests.all()).index(contest)
    return rankings.read(contest.rule, names, json.loads(text)["result"][position]).profile
