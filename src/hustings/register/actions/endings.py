"""What follows once a membership has ended: seats and candidacies end with it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from hustings.accounts.queries import local
from hustings.register.leaving import membership_ended
from hustings.register.models import Ending, EventKind, StandingEvent
from hustings.register.queries import standing

# Not a lapse: it is undone by paying, and the rules of most bodies leave their members time for that.
LASTING = (EventKind.RESIGNED, EventKind.EXCLUDED, EventKind.DIED)


def follow_up(event: StandingEvent) -> None:
    """Note an event from which something follows, and carry that out if its day has come."""
    if event.kind in LASTING:
        carry_out(Ending.objects.create(event=event, due_on=event.effective_on))


def note_endings(events: Iterable[StandingEvent]) -> None:
    """Note many such events at once; the background process carries out what follows from them."""
    lasting = (event for event in events if event.kind in LASTING)
    Ending.objects.bulk_create((Ending(event=event, due_on=event.effective_on) for event in lasting), batch_size=2_000)


def carry_out_due_endings() -> None:
    """Carry out what follows from memberships that have ended since (the work of the background process)."""
    for ending in Ending.objects.filter(done_at=None, due_on__lte=local(timezone.now()).date()):
        carry_out(ending)


def carry_out(ending: Ending) -> None:
    """Do what follows from an ending whose day has come, unless it was withdrawn or corrected since."""
    today = local(timezone.now()).date()
    with transaction.atomic():
        ending = Ending.objects.select_for_update().select_related("event__member").get(pk=ending.pk)
        if ending.done_at or ending.due_on > today:
            return
        member = ending.event.member
        if not standing(member, today).is_member:
            membership_ended(member, ending.due_on)
        ending.done_at = timezone.now()
        ending.save(update_fields=["done_at"])
