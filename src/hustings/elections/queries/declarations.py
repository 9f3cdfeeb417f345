"""What a declaration says: plain data, complete without the database."""

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from hustings.accounts.queries import organisation
from hustings.elections.models import Board, Contest, Election
from hustings.elections.queries import turnout
from hustings.elections.queries.boards import encrypted_tally
from hustings.elections.queries.results import Outcome, outcomes
from hustings.franchise.queries import electors

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
        "contests": [_contest(outcome) for outcome in outcomes(election)],
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
    electorate = electors(board.roll).count()
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
    }


def _contest(outcome: Outcome) -> dict[str, Any]:
    contest = outcome.contest
    declared: dict[str, Any] = {
        "title": contest.title,
        "kind": contest.kind,
        "body": contest.body_name,
        "term": contest.term,
        "seats": contest.seats,
        "rule": contest.rule if contest.kind == Contest.Kind.SEATS else "",
        "unopposed": outcome.unopposed,
        "electorate": outcome.electorate,
        "ballots": outcome.cast,
        "turnout_percent": percent(outcome.cast, outcome.electorate),
        "weight": outcome.weight,
        "blank": outcome.blank,
        "void": {
            "ballots": 0,
            "reasons": _("None: a ballot that does not follow the rules is refused when it is cast."),
        },
        "valid": outcome.valid,
        "votes": [{"name": answer.label, "votes": votes, "elected": won} for answer, votes, won in outcome.rows],
        "elected": [outcome.answers[c].label for c in outcome.elected],
        "tied": [outcome.answers[c].label for c in outcome.tie.candidates] if outcome.tie else [],
        "ties": [],
    }
    lot = contest.lots.first()
    if lot:
        declared["ties"] = [
            {"tied": lot.tied, "order": lot.order, "seed": lot.seed, "how": tie.how} for tie in outcome.ties
        ]
    return declared
