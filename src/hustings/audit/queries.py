"""Read the log."""

from typing import Any

from django.db.models import Q, QuerySet

from hustings.audit.models import AuditEvent


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
    """Return the events, the latest first; of a search, those with each of its words in verb, object or hash."""
    found = AuditEvent.objects.order_by("-sequence")
    for word in search.split():
        matches = (
            Q(verb__icontains=word) | Q(object_type__icontains=word) | Q(object_id=word) | Q(hash__startswith=word)
        )
        if word.isdecimal() and len(word) < 19:
            matches |= Q(sequence=int(word)) | Q(actor=int(word))
        found = found.filter(matches)
    return found
