"""With which event of the log a member last changed, so that another program can ask for what changed since."""

from collections.abc import Iterable, Iterator
from itertools import islice

from hustings.audit.models import AuditEvent
from hustings.register.models import Member

AT_ONCE = 5_000


def note_changes(event: AuditEvent, members: Iterable[int]) -> None:
    """Note that members (by key) changed with an event, in the transaction that recorded it."""
    single: list[int] = []
    for first, last in _runs(members):
        if last - first < AT_ONCE:
            single.extend(range(first, last + 1))
        else:  # the new members of a large file, whose keys follow one another
            Member.objects.filter(pk__range=(first, last)).update(changed_in=event.sequence)
    waiting = iter(single)
    while keys := list(islice(waiting, AT_ONCE)):
        Member.objects.filter(pk__in=keys).update(changed_in=event.sequence)


def _runs(keys: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of keys without a gap."""
    first = last = None
    for key in sorted(keys):
        if first is None or last is None:
            first = key
        elif key > last + 1:
            yield first, last
            first = key
        last = key
    if first is not None and last is not None:
        yield first, last
