"""Two records of one person: found, kept apart, merged, and a merge undone."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.register.actions.corrections import correct_event
from hustings.register.actions.people import record_event
from hustings.register.addresses import ADDRESSES, cautions
from hustings.register.changes import note_changes
from hustings.register.duplicates import Person, likely_pairs
from hustings.register.merged import merged_into
from hustings.register.merging import carry_all, give_all_back
from hustings.register.models import Duplicate, EventKind, Member, StandingEvent, UnitMembership
from hustings.register.queries import standing
from hustings.register.standing import Standing, Word

State = Duplicate.State
FILLED = ("email", "postal_address", "date_of_birth")
SANCTIONED = (Word.SUSPENDED, Word.EXCLUDED)
MOST = 20_000  # pairs; who has more must clean up elsewhere first


def find_duplicates() -> int:
    """Look through the whole register; what was decided before stays decided. Returns how many pairs are open."""
    found = likely_pairs(people_on_the_register)
    with transaction.atomic():
        Duplicate.objects.filter(state=State.OPEN).delete()
        decided = set(Duplicate.objects.values_list("first_id", "second_id"))
        fresh = [(pair, why) for pair, why in found.items() if pair not in decided][:MOST]
        Duplicate.objects.bulk_create(
            (Duplicate(first_id=first, second_id=second, why=why) for (first, second), why in fresh), batch_size=2_000
        )
    return len(fresh)


def people_on_the_register() -> Iterator[Person]:
    """Everybody, but those who were erased and the records that a merge closed."""
    closed = merged_into(None)
    rows = Member.objects.filter(erased_at=None).values_list("pk", "name", "email", "postal_address", "date_of_birth")
    return (Person(*row) for row in rows.iterator(chunk_size=5_000) if row[0] not in closed)


def keep_apart(pair: Duplicate, by: User) -> None:
    """Note that these are two people: the pair is not shown again."""
    with transaction.atomic():
        pair = _open(pair)
        _decide(pair, State.APART, by)
        record("register.kept_apart", pair, by=by, first=pair.first_id, second=pair.second_id)


def merge(pair: Duplicate, kept: Member, by: User) -> None:
    """Close the other record, and complete the one that is kept: its details that are blank, its units, its groups.

    Nothing that happened moves from one record to the other: the standing of the kept one stays as it is.
    """
    with transaction.atomic():
        pair = _open(pair)
        closed = pair.second if kept.pk == pair.first_id else pair.first
        both = {member.pk: member for member in Member.objects.select_for_update().filter(pk__in=[kept.pk, closed.pk])}
        kept, closed = both[kept.pk], both[closed.pk]
        if merged_into(both.keys()) or any(member.erased_at for member in both.values()):
            raise ActionRefused(_("One of the two was merged or erased meanwhile: look for duplicates again."))
        day = local(timezone.now()).date()
        _refuse_to_shed(standing(closed, day), standing(kept, day), closed)
        pair.kept = kept
        pair.filled = _fill(kept, closed)
        pair.joined, pair.ended = _move_units(kept, closed, day)
        pair.carried = carry_all(kept, closed, day)
        if standing(closed, day).is_member:
            pair.closing = record_event(closed, EventKind.LAPSED, day, by)
        closed.sessions.all().delete()
        _decide(pair, State.MERGED, by)
        note_changes(record("register.members_merged", kept, by=by, closed=closed.pk), [kept.pk, closed.pk])


def _refuse_to_shed(closed: Standing, kept: Standing, record: Member) -> None:
    """Refuse a merge by which somebody would be rid of an exclusion, or of a suspension before its end."""
    sheds = closed.word in SANCTIONED and closed.word != kept.word
    if closed.word == kept.word == Word.SUSPENDED:
        sheds = (closed.suspended_until or date.max) > (kept.suspended_until or date.max)
    if sheds:
        raise ActionRefused(
            _("Number {number} is {standing}: keep that record, or the merge would undo it.").format(
                number=record.number, standing=closed.word.label
            )
        )


def undo_merge(pair: Duplicate, by: User) -> None:
    """Make both records what they were; what somebody else changed since stays."""
    with transaction.atomic():
        pair = _locked(pair)
        kept, closed = pair.kept, pair.closed
        if pair.state != State.MERGED or kept is None or closed is None:
            raise ActionRefused(_("These two records are not merged."))
        if kept.erased_at or closed.erased_at:
            raise ActionRefused(_("The person was erased, so their records stay merged."))
        closing = pair.closing
        for name in pair.filled:
            if getattr(kept, name) == getattr(closed, name):
                setattr(kept, name, None if name == "date_of_birth" else "")
        kept.save()
        for begun in UnitMembership.objects.filter(pk__in=pair.joined, to_date=None):
            begun.to_date = begun.from_date  # of no length: as if it had never been
            begun.save(update_fields=["to_date"])
        running = UnitMembership.objects.filter(member=closed, to_date=None).values("unit")
        UnitMembership.objects.filter(pk__in=pair.ended).exclude(unit__in=running).update(to_date=None)
        give_all_back(pair.carried)
        pair.kept = pair.closing = None
        pair.filled = pair.joined = pair.ended = []
        pair.carried = {}
        _decide(pair, State.APART, by)
        if closing and not StandingEvent.objects.filter(corrects=closing).exists():
            correct_event(closing, by)
        note_changes(record("register.merge_undone", kept, by=by, closed=closed.pk), [kept.pk, closed.pk])


def _locked(pair: Duplicate) -> Duplicate:
    pairs = Duplicate.objects.select_for_update(of=("self",)).select_related("first", "second", "kept")
    return pairs.get(pk=pair.pk)


def _open(pair: Duplicate) -> Duplicate:
    pair = _locked(pair)
    if pair.state != State.OPEN:
        raise ActionRefused(_("This pair is decided already: {state}.").format(state=pair.get_state_display()))
    return pair


def _decide(pair: Duplicate, state: str, by: User) -> None:
    pair.state, pair.decided_at, pair.decided_by = state, timezone.now(), by
    pair.save()


def _fill(kept: Member, closed: Member) -> list[str]:
    """Fill what is blank; but not an address near a poll, which is for two officers to change."""
    filled = [name for name in FILLED if getattr(closed, name) and not getattr(kept, name)]
    if ADDRESSES & set(filled) and cautions([kept.pk]):
        filled = [name for name in filled if name not in ADDRESSES]
    for name in filled:
        setattr(kept, name, getattr(closed, name))
    kept.save()
    return filled


def _move_units(kept: Member, closed: Member, day: date) -> tuple[list[int], list[int]]:
    there = set(UnitMembership.objects.filter(member=kept, to_date=None).values_list("unit_id", flat=True))
    joined, ended = [], []
    for running in UnitMembership.objects.filter(member=closed, to_date=None):
        running.to_date = max(day, running.from_date)
        running.save(update_fields=["to_date"])
        ended.append(running.pk)
        if running.unit_id not in there:
            begun = UnitMembership.objects.create(member=kept, unit_id=running.unit_id, from_date=running.to_date)
            joined.append(begun.pk)
    return joined, ended
