"""Who takes a seat that was left before its time: the runner-up, or whom a countback of the ballots elects."""

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.council.models import Body, SeatHolding
from hustings.counting import OptionError, TiePolicy, UnbrokenTie, countback, runner_up, successor
from hustings.counting.reserve import ReserveError
from hustings.elections import methods
from hustings.elections.models import Candidate
from hustings.elections.queries.results import Outcome, opened_rankings, outcome


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
        place = rules[vacancy](holding, found, methods.tie_policy(contest, seed or None), unwilling)
    except ReserveError as nobody:
        raise ActionRefused(_("No candidate is left who could take the seat.")) from nobody
    except OptionError as error:  # those who stay could lose their seats
        raise ActionRefused(
            _("Ballots that were counted by {rule} cannot be counted again for one seat. Call a by-election.").format(
                rule=methods.NAMES[contest.rule]
            )
        ) from error
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


def _sitting(holding: SeatHolding) -> QuerySet[SeatHolding]:
    """The seats of the same term, and of by-elections for its rest, that are held on when this one is left."""
    of_term = Q(term=holding.term) | Q(term__rest_of__term=holding.term)
    still = Q(to_date__isnull=True) | Q(to_date__gt=holding.to_date)
    return SeatHolding.objects.filter(of_term, still, from_date__lte=holding.to_date)


def is_reserved(holding: SeatHolding) -> bool:
    """Say whether the seat that is left must go to the group for which its contest kept seats.

    It must if the others already hold every seat that is not reserved.
    """
    contest = holding.term.contest if holding.term else None
    if contest is None or contest.reserved_for is None:
        return False
    others = _sitting(holding).exclude(candidate__in_group=True).count()
    return others >= (contest.seats or 0) - contest.reserved_seats


def _outside_the_group(holding: SeatHolding, found: Outcome) -> frozenset[int]:
    """Who cannot take the seat because it is reserved for a group; nobody if it is not."""
    kept = is_reserved(holding)
    return frozenset(place for place, answer in enumerate(found.answers) if kept and not answer.group)


def _runner_up(holding: SeatHolding, found: Outcome, ties: TiePolicy, unwilling: frozenset[int]) -> int:
    if methods.is_ranked(found.contest):
        raise ActionRefused(_("Where voters ranked the candidates there is no runner-up: count the ballots again."))
    assert found.count
    passed = _places(found, _served(holding) | unwilling) | _outside_the_group(holding, found)
    return runner_up(replace(found.count, withdrawn=found.count.withdrawn | passed), ties)


def _countback(holding: SeatHolding, found: Outcome, ties: TiePolicy, unwilling: frozenset[int]) -> int:
    if not methods.is_ranked(found.contest):
        raise ActionRefused(
            _("The votes of this election were added up under encryption, so its ballots cannot be counted again.")
        )
    assert holding.candidate_id
    sitting = set(_sitting(holding).values_list("candidate_id", flat=True))
    elected = sorted(_places(found, sitting | {holding.candidate_id}))
    (vacating,) = _places(found, {holding.candidate_id})
    gone = _places(found, (_served(holding) - sitting - {holding.candidate_id}) | unwilling)
    gone |= _outside_the_group(holding, found) - frozenset(elected)
    ballots = opened_rankings(found.contest)
    assert ballots  # a contest that was counted has them
    again = countback(
        ballots.profile,
        found.contest.rule,
        elected,
        vacating,
        ties,
        unwilling=sorted(gone),
        options=found.contest.rule_options,
    )
    return successor(again, elected)
