"""With which event of the log a member last changed, so that another program can ask for what changed since."""

from collections.abc import Iterable
from itertools import islice

from hustings.audit.models import AuditEvent
from hustings.register.models import Member

AT_ONCE = 5_000


def note_changes(event: AuditEvent, members: Iterable[int]) -> None:
    """Note that members (by key) changed with an event, in the transaction that recorded it."""
    waiting = iter(members)
    while keys := list(islice(waiting, AT_ONCE)):
        Member.objects.filter(pk__in=keys).update(changed_in=event.sequence)
