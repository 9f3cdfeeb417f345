"""Read the log."""

import re
from typing import Any

from django.db.models import Q, QuerySet

from hustings.audit.models import AuditEvent

_HEXADECIMAL = re.compile("[0-9a-f]{1,64}")


class WholeLog:
    """All events, the latest first, cut into pages without being counted: their numbers have no gap."""

    ordered = True

    def __init__(self) -> None:
        last = AuditEvent.objects.order_by("-sequence").first()
        self._length = last.sequence if last else 0

    def count(self, *_: Any) -> int:
        return self._length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, places: slice) -> list[AuditEvent]:
        first, after = self._length - places.start, self._length - places.stop
        return list(events().filter(sequence__lte=first, sequence__gt=after))


def events(search: str = "") -> QuerySet[AuditEvent]:
    """Return the events, the latest first; of a search, those with each of its words in verb, object or hash.

    Every way in which an event can match has its index, so that nothing reads a log of millions of events through.
    """
    found = AuditEvent.objects.order_by("-sequence")
    words = search.split()
    if not words:
        return found
    verbs, types = _different("verb"), _different("object_type")
    for word in words:
        part = word.lower()
        matches = Q(verb__in=[verb for verb in verbs if part in verb.lower()])
        matches |= Q(object_type__in=[kind for kind in types if part in kind.lower()])
        matches |= Q(object_type__in=types, object_id=word)
        if _HEXADECIMAL.fullmatch(word):
            matches |= Q(hash__gte=word, hash__lt=f"{word}g")  # g is after every digit
        if word.isdecimal() and len(word) < 19:
            matches |= Q(sequence=int(word)) | Q(actor=int(word))
        found = found.filter(matches)
    return found


def _different(name: str) -> list[str]:
    """The different values in a column, each found by one look at its index."""
    values: list[str] = []
    ordered = AuditEvent.objects.order_by(name).values_list(name, flat=True)
    while value := ordered.filter(**{f"{name}__gt": values[-1] if values else ""}).first():
        values.append(value)
    return values
