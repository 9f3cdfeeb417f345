"""Read the log."""

from django.db.models import Q, QuerySet

from hustings.audit.models import AuditEvent


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
