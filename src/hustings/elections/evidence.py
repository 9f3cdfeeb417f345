"""The bundle of evidence: everything about an election that must outlive it, in one file sealed for a scrutineer."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import BinaryIO

from django.db.models import QuerySet
from django.utils import timezone

from hustings.audit.models import AuditEvent
from hustings.elections import sealed_files, signing
from hustings.elections.models import BoardRecord, Election
from hustings.elections.queries.boards import archive
from hustings.elections.queries.elections import rolls

FORMAT = "hustings-evidence/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.signature"
TELL_EVERY = 1000


def sealed_bundle(election: Election, public_key: str, told: Callable[[int, int], None]) -> Iterator[bytes]:
    """The bundle as it is now, sealed for the holder of this key, piece by piece.

    `told` is called now and then with how many records and events are written, and how many there are.
    """
    with tempfile.TemporaryFile() as file:
        write_bundle(election, file, told)
        file.seek(0)
        yield from sealed_files.seal(sealed_files.read_public_key(public_key), file)


def write_bundle(election: Election, file: BinaryIO, told: Callable[[int, int], None]) -> None:
    """Write the bundle as a ZIP with its signed manifest: the SHA-256 of everything else in it."""
    digests: dict[str, str] = {}
    total = BoardRecord.objects.filter(board__election=election).count() + _log(election).count()
    written = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, chunks in _contents(election):
            digest = hashlib.sha256()
            with bundle.open(name, "w", force_zip64=True) as entry:
                for chunk in chunks:
                    digest.update(chunk)
                    entry.write(chunk)
                    written += 1
                    if written % TELL_EVERY == 0:
                        told(min(written, total), total)
            digests[name] = digest.hexdigest()
        manifest = _json(
            {
                "format": FORMAT,
                "hustings": version("hustings"),
                "election": election.name,
                "address": election.slug,
                "state": election.state,
                "made_at": _moment(timezone.now()),
                "files": digests,
            }
        )
        bundle.writestr(MANIFEST, manifest)
        bundle.writestr(SIGNATURE, signing.sign("evidence", manifest))


def _contents(election: Election) -> Iterator[tuple[str, Iterable[bytes]]]:
    for board in election.boards.all():
        if board.height >= 0:
            yield f"boards/{board.uuid}.bel", archive(board)
            challenged = board.challenged_ballots.order_by("tracking_number").values_list("text", flat=True)
            yield f"boards/{board.uuid}-challenged.jsonl", (f"{text}\n".encode() for text in challenged.iterator())
    yield "rolls.json", [_json([_roll(roll) for roll in rolls(election)]).encode()]
    yield "timetable.json", [_json(_timetable(election)).encode()]
    yield "notices.json", [_json([_notice(notice) for notice in election.notices.all()]).encode()]
    for declaration in election.declarations.all():
        name = f"declarations/{declaration.number}"
        yield f"{name}.json", [declaration.document.encode()]
        yield f"{name}.signature", [declaration.signature.encode()]
    for report in election.scrutineer_reports.all():
        yield f"reports/{report.number}.json", [report.document.encode()]
        yield f"reports/{report.number}.signature", [report.signature.encode()]
    yield "keys.json", [_json(signing.public_keys()).encode()]
    yield "log.jsonl", (f"{_json(_event(event))}\n".encode() for event in _log(election).iterator(chunk_size=2000))


def _log(election: Election) -> QuerySet[AuditEvent]:
    """The log from the election's creation on, whole, so that its chain can be checked."""
    created = AuditEvent.objects.filter(object_type="elections.election", object_id=str(election.pk)).order_by(
        "sequence"
    )
    first = created.values_list("sequence", flat=True).first() or 1
    return AuditEvent.objects.filter(sequence__gte=first).order_by("sequence")


def _event(event: AuditEvent) -> dict[str, object]:
    return {
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "actor_kind": event.actor_kind,
        "verb": event.verb,
        "object_type": event.object_type,
        "object_id": event.object_id,
        "facts": event.facts,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def _roll(roll: object) -> dict[str, object]:
    names = ("name", "conditions", "size", "total_weight", "salt", "hash", "unit_counts")
    return {name: getattr(roll, name) for name in names} | {"as_at": str(roll.as_at)}  # type: ignore[attr-defined]


def _timetable(election: Election) -> dict[str, object]:
    return {
        "opens_at": _moment(election.opens_at),
        "closes_at": _moment(election.closes_at),
        "annulled_reason": election.annulled_reason,
        "changes": [
            {
                "field": change.field,
                "before": _moment(change.before),
                "after": _moment(change.after),
                "reason": change.reason,
            }
            for change in election.timetable_changes.all()
        ],
        "letters": [
            {"kind": run.kind, "printed_at": _moment(run.printed_at), "letters": run.letters.count()}
            for run in election.print_runs.all()
        ],
    }


def _notice(notice: object) -> dict[str, object]:
    states = [delivery.state for delivery in notice.deliveries.all()]  # type: ignore[attr-defined]
    counts = {state: states.count(state) for state in sorted(set(states))}
    return {name: getattr(notice, name) for name in ("kind", "subject", "body")} | {"deliveries": counts}


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
