"""The register of decisions: entries follow from divisions, and a mistake is corrected by a later entry."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.council import deciding
from hustings.council.actions.meetings import check_length
from hustings.council.chain import FORMAT, GENESIS, canonical, hash_of
from hustings.council.models import Decision, Division, DivisionResult, Motion
from hustings.council.queries.divisions import latest_votes
from hustings.council.queries.motions import as_text, text_as_amended, text_carried
from hustings.register.models import plain

# Any number will do, so long as nothing else in the database takes the same advisory lock.
CHAIN_LOCK = 0x636F756E_63696C


def decide(division: Division, result: DivisionResult, by: User) -> Decision:
    """Put on record what a division on a motion came to; runs in the transaction that closes the division."""
    motion = division.motion
    deciding.check_all(motion, result.outcome == DivisionResult.Outcome.CARRIED)
    clauses = text_as_amended(motion)
    decision = _append(
        Decision(
            body=motion.body,
            motion=motion,
            division=division,
            outcome=result.outcome,
            title=motion.title,
            text=as_text(clauses),
            decided_at=result.closed_at,
            recorded_by=by,
        ),
        clauses=[{"number": clause.label, "text": clause.text} for clause in clauses],
        division=_figures(division, result),
        **_adopts(motion),
    )
    deciding.follow_all(decision, by)
    record("council.decided", decision, by=by, motion=motion.pk, outcome=decision.outcome, hash=decision.hash)
    return decision


@transaction.atomic
def correct_decision(decision: Decision, text: str, by: User) -> Decision:
    """Record what is wrong in an earlier entry; that entry stays as it is, and both name each other."""
    check_length(text, "text")
    if not text.strip():
        raise ActionRefused(_("Say what is wrong in the entry, and what is right."), field="text")
    correction = _append(
        Decision(
            body=decision.body,
            motion=decision.motion,
            division=decision.division,
            corrects=decision,
            outcome=Decision.Outcome.CORRECTION,
            title=decision.title,
            text=text.strip(),
            decided_at=timezone.now(),
            recorded_by=by,
        ),
    )
    record("council.decision_corrected", correction, by=by, corrects=decision.pk, hash=correction.hash)
    return correction


def _append(decision: Decision, **facts: Any) -> Decision:
    """Add an entry to the end of the chain."""
    if connection.vendor == "postgresql":  # on SQLite the transaction holds the only write lock already
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = Decision.objects.order_by("number").last()
    decision.number = last.number + 1 if last else 1
    decision.previous_hash = last.hash if last else GENESIS
    decision.recorded_at = timezone.now()
    decision.search_text = plain(f"{decision.title} {decision.text} {decision.body.name}")
    decision.document = canonical(
        {
            "format": FORMAT,
            "number": decision.number,
            "previous_hash": decision.previous_hash,
            "body": decision.body.name,
            "meeting": decision.division.meeting.title,
            "motion": decision.motion.number,
            "question": decision.motion.question.title,
            "title": decision.title,
            "text": decision.text,
            "outcome": decision.outcome,
            "decided_at": _moment(decision.decided_at),
            "recorded_at": _moment(decision.recorded_at),
            "corrects": decision.corrects_id,
            **facts,
        }
    )
    decision.hash = hash_of(decision.document)
    decision.save(force_insert=True)
    return decision


def _adopts(motion: Motion) -> dict[str, Any]:
    """The text that was put to the vote with the motion: the SHA-256 of it in UTF-8, with the amendments carried."""
    text = text_carried(motion)
    if text is None:
        return {}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"adopts": {"instrument": motion.adopts.proposal.instrument.title, "sha256": digest}}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _figures(division: Division, result: DivisionResult) -> dict[str, Any]:
    """The division in numbers; people stand in it by surrogate number, so that erasing one breaks no chain."""
    return {
        "threshold": division.threshold,
        "by_name": division.by_name,
        "for": result.in_favour,
        "against": result.against,
        "abstaining": result.abstaining,
        "absent": result.absent,
        "present": result.present,
        "seats": result.seats,
        "quorum": result.quorum,
        "casting_vote": result.casting_vote,
        "votes": {str(member): vote.choice for member, vote in sorted(latest_votes(division).items())},
    }
