"""What a declaration says: plain data, complete without the database."""

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from hustings.accounts.queries import organisation
from hustings.counting import lot_order, reports
from hustings.elections import methods
from hustings.elections.models import Board, Contest, Election
from hustings.elections.queries import turnout
from hustings.elections.queries.boards import encrypted_tally
from hustings.elections.queries.contests import seats_of
from hustings.elections.queries.papers import comparison
from hustings.elections.queries.results import Outcome, outcomes
from hustings.elections.rankings import Invalid
from hustings.franchise import queries as franchise

FORMAT = "hustings-declaration/1"


def content(
    election: Election, number: int, declared_at: datetime, returning_officer: str, scrutineer: str, correction: str
) -> dict[str, Any]:
    """All fields of a declaration of the election as it stands counted now."""
    return {
        "format": FORMAT,
        "organisation": organisation().name,
        "election": election.name,
        "address": election.slug,
        "number": number,
        "correction": correction,
        "declared_at": _moment(declared_at),
        "returning_officer": returning_officer,
        "scrutineer": scrutineer,
        "opened_at": _moment(election.opens_at),
        "closed_at": _moment(election.closes_at),
        "extensions": [
            {"from": _moment(change.before), "to": _moment(change.after), "reason": change.reason}
            for change in election.timetable_changes.filter(field="closes_at")
        ],
        "boards": [_board(board) for board in election.boards.select_related("roll")],
        "contests": [declared(outcome) for outcome in outcomes(election)],
    }


def percent(part: int, whole: int) -> str:
    """A share in per cent with one decimal, rounded half up, without floats."""
    if not whole:
        return "0.0"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def _board(board: Board) -> dict[str, Any]:
    electorate = franchise.electorate(board.roll)
    voters = turnout.voters(board)
    tally = encrypted_tally(board)
    return {
        "uuid": board.uuid,
        "roll": board.roll.name,
        "electorate": electorate,
        "voters": voters,
        "turnout_percent": percent(voters, electorate),
        "turnout_by_unit": [
            {"unit": unit.name, "electors": unit.electors, "voters": unit.voters} for unit in turnout.by_unit(board)
        ],
        "ballots_accepted": board.ballots.count(),
        "ballots_counted": tally.num_tallied if tally else 0,
        "final_hash": board.head,
        "trustees": list(board.election.trustees.values_list("name", flat=True)),
        "threshold": _threshold(board),
        "shuffled_by": list(board.shuffles.values_list("trustee__name", flat=True)),
        "passed_over": [
            {"name": passed.trustee.name, "reason": passed.reason}
            for passed in board.passed_over.select_related("trustee")
        ],
        "opened_by": list(
            board.partial_decryptions.order_by("trustee__position").values_list("trustee__name", flat=True)
        ),
    }


def _threshold(board: Board) -> dict[str, Any] | None:
    group = board.election.threshold_groups.filter(dissolved_at=None).first()
    if group is None:
        return None
    return {"threshold": group.threshold, "members": list(group.members.values_list("name", flat=True))}


def declared(outcome: Outcome) -> dict[str, Any]:
    """What a declaration says of one contest."""
    contest = outcome.contest
    is_seats = contest.kind == Contest.Kind.SEATS
    rule = methods.rule_of(contest) if is_seats else None
    return {
        "title": contest.title,
        "kind": contest.kind,
        "body": contest.body_name,
        "term": contest.term,
        "seats": contest.seats,
        "reserved": _reserved(outcome),
        "rule": contest.rule if is_seats else "",
        "rule_name": rule.name if rule else "",
        "rule_source": rule.source if rule else "",
        "rule_options": {each.option.name: each.value for each in methods.rule_options(contest)} if is_seats else {},
        "ties_broken": contest.get_ties_display() if is_seats else "",
        "unopposed": outcome.unopposed,
        "annulled": outcome.annulled,
        "electorate": outcome.electorate,
        "ballots": outcome.cast,
        "turnout_percent": percent(outcome.cast, outcome.electorate),
        "weight": outcome.weight,
        "blank": outcome.blank,
        "void": {"ballots": outcome.void, "reasons": _void_reasons(outcome)},
        "invalid_rankings": [_invalid(outcome, invalid) for invalid in outcome.invalid],
        "valid": outcome.valid,
        "paper": _paper(outcome),
        "votes": [{"name": answer.label, "votes": votes, "elected": won} for answer, votes, won in outcome.rows],
        "elected": [outcome.answers[c].label for c in outcome.elected],
        "tied": [outcome.answers[c].label for c in outcome.tie.candidates] if outcome.tie else [],
        "ties": _ties(outcome),
        "count": _record(outcome) if outcome.is_ranked else None,
    }


def _reserved(outcome: Outcome) -> dict[str, Any] | None:
    """For which group seats are reserved, and who belongs to it; how many are kept, filled and vacant."""
    contest = outcome.contest
    if contest.reserved_for is None:
        return None
    seats = seats_of(contest)
    return {
        "group": contest.reserved_for.name,
        "meaning": contest.reserved_for.meaning,
        "seats": contest.reserved_seats,
        "candidates": [answer.label for answer in outcome.answers if answer.group],
        "kept": sum(reserve.at_least for reserve in seats.reserves),
        "filled": seats.fillable,
        "vacant": seats.vacant,
    }


def _ties(outcome: Outcome) -> list[dict[str, Any]]:
    """Every tie of the count: who, at which stage, who was chosen, and by which step; a lot with its seed and order."""
    lot = outcome.contest.lots.first()
    order = lot_order(lot.seed, len(outcome.answers)) if lot else ()
    found = []
    for tie in outcome.ties:
        by_lot = lot is not None and lot.seed in tie.how
        found.append(
            {
                "stage": tie.stage,
                "for": tie.purpose,
                "tied": [outcome.answers[c].label for c in tie.candidates],
                "chosen": [outcome.answers[c].label for c in tie.chosen],
                "order": [outcome.answers[c].label for c in order if c in tie.candidates] if by_lot else [],
                "seed": lot.seed if lot and by_lot else "",
                "how": tie.how,
            }
        )
    return found


def _record(outcome: Outcome) -> dict[str, Any] | None:
    """The whole record of a count of rankings, candidates in the order of the ballot."""
    if outcome.count is None:
        return None
    return {
        "candidates": list(outcome.count.candidates),
        **reports.as_json(outcome.count),
        "measure": str(outcome.count.measure),
        "sentences": list(outcome.count.sentences),
        "matrix": outcome.count.matrix,
    }


def _invalid(outcome: Outcome, invalid: Invalid) -> dict[str, Any]:
    names = [answer.label for answer in outcome.answers]
    return {
        "ranks": [{"name": name, "rank": rank} for name, rank in zip(names, invalid.ranks, strict=True) if rank],
        "ballots": invalid.ballots,
        "counted_as": [[names[c] for c in place] for place in invalid.places],
    }


def _paper(outcome: Outcome) -> dict[str, Any] | None:
    """The line of the paper ballots: what they add to the figures, and who typed in each batch."""
    paper = outcome.paper
    if not paper.papers:
        return None
    votes = paper.first or (0,) * len(outcome.answers)
    settled = [each for each in map(comparison, outcome.contest.paper_batches.all()) if each.is_settled]
    return {
        "ballots": paper.papers,
        "blank": paper.blank,
        "spoilt": paper.spoilt,
        "votes": [{"name": answer.label, "votes": n} for answer, n in zip(outcome.answers, votes, strict=True)],
        "batches": [
            {
                "name": each.batch.name,
                "ballots": each.papers,
                "entered_by": [entry.entered_by.name for entry in each.entries],
            }
            for each in settled
        ],
    }


def _void_reasons(outcome: Outcome) -> str:
    if outcome.is_ranked:
        return _(
            "A ranking is void if it has no first preference that is clear; a paper, if it cannot be read as a vote."
        )
    if outcome.paper.spoilt:
        return _("A paper is void if it cannot be read as a vote.")
    return _("None: a ballot that does not follow the rules is refused when it is cast.")
