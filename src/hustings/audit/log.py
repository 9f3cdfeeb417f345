"""Write events to the chain, and check that the chain is whole."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from hustings.accounts.models import User
from hustings.audit.models import AuditEvent

GENESIS = "0" * 64
# Any number will do, so long as nothing else in the database takes the same advisory lock.
CHAIN_LOCK = 0x687573_74696E67


_noted: ContextVar[Mapping[str, Any]] = ContextVar("facts_noted_on_every_event", default=MappingProxyType({}))


@contextmanager
def noting(**facts: Any) -> Iterator[None]:
    """Add these facts to every event that is recorded in the block: by which way its request came in."""
    before = _noted.set({**_noted.get(), **facts})
    try:
        yield
    finally:
        _noted.reset(before)


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold: the sequence number, and what is wrong there."""

    sequence: int
    sentence: str


def record(
    verb: str, obj: models.Model | None = None, *, by: Any = None, to_the_hour: bool = False, **facts: Any
) -> AuditEvent:
    """Append the event that `by` did `verb` to `obj`, in the transaction that did it.

    `by` is a user, a member, "system" or None (nobody signed in). `facts` are identifiers, numbers, dates and
    words of the program; never a person's data. `to_the_hour` writes down only the hour in which it happened, for
    what must not be dated more finely: a ballot that was accepted, a member who signed in.
    """
    with transaction.atomic():
        _lock_chain()
        last = AuditEvent.objects.order_by("-sequence").first()
        kind, actor = _actor(by)
        now = timezone.now()
        event = AuditEvent(
            sequence=last.sequence + 1 if last else 1,
            at=now.replace(minute=0, second=0, microsecond=0) if to_the_hour else now,
            actor=actor,
            actor_kind=kind,
            verb=verb,
            object_type=obj._meta.label_lower if obj is not None else "",
            object_id=str(obj.pk) if obj is not None else "",
            facts={name: _plain(value) for name, value in {**facts, **_noted.get()}.items()},
            previous_hash=last.hash if last else GENESIS,
        )
        event.hash = hash_of(event)
        event.save(force_insert=True)
    return event


def hash_of(event: AuditEvent) -> str:
    """Return the SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8) of all of `event` but its hash."""
    content = {
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "actor_kind": event.actor_kind,
        "verb": event.verb,
        "object_type": event.object_type,
        "object_id": event.object_id,
        "facts": event.facts,
        "previous_hash": event.previous_hash,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify_chain(noted: str = "") -> Break | None:
    """Walk the chain from its first event; return the first break, or None if every event is as it was written.

    Events cut off at the end leave no gap. `noted`, the hash of an event noted down earlier, shows that they are gone.
    """
    expected, previous, seen = 1, GENESIS, not noted
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000):
        if event.sequence != expected:
            return Break(expected, f"Event {expected} is missing: the next one there is {event.sequence}.")
        if event.previous_hash != previous:
            return Break(expected, f"Event {expected} does not follow event {expected - 1}: one of them was replaced.")
        if event.hash != hash_of(event):
            return Break(expected, f"Event {expected} was changed after it was written.")
        seen = seen or event.hash == noted
        expected, previous = expected + 1, event.hash
    if not seen:
        return Break(expected, f"No event has the hash noted earlier, {noted}: events were cut off or replaced.")
    return None


def _lock_chain() -> None:
    # On SQLite the transaction holds the only write lock already (it began IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def _actor(by: Any) -> tuple[str, int | None]:
    if by is None:
        return AuditEvent.Actor.NOBODY, None
    if by == "system":
        return AuditEvent.Actor.SYSTEM, None
    return (AuditEvent.Actor.USER if isinstance(by, User) else AuditEvent.Actor.MEMBER), by.pk


def _plain(value: Any) -> Any:
    """Return `value` as JSON that reads back the same from both databases (so no floats: 1.0 comes back as 1)."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    raise TypeError(f"An audit event cannot hold {type(value).__name__}: give an identifier, a number or a word.")
