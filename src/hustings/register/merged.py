"""Records that a merge closed: their person goes on under the record that was kept."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.register.models import Duplicate, Member


def merged_into(members: Collection[int] | None) -> dict[int, Member]:
    """The records among these (or all) that a merge closed, each with the record that was kept."""
    merged = Duplicate.objects.filter(state=Duplicate.State.MERGED).select_related("first", "second", "kept")
    if members is not None:
        merged = merged.filter(Q(first__in=members) | Q(second__in=members))
    found = {pair.closed.pk: pair.kept for pair in merged if pair.closed and pair.kept}
    return found if members is None else {key: kept for key, kept in found.items() if key in members}


def kept_records(members: Iterable[Member]) -> list[Member]:
    """The records under which these people go on, each once: where one was merged, that which was kept."""
    found = {member.pk: member for member in members}
    while closed := merged_into(found.keys()):
        found = {kept.pk: kept for key, member in found.items() for kept in [closed.get(key, member)]}
    return list(found.values())


def closed_into(member: Member) -> list[Member]:
    """The records that were merged into this one, and into those."""
    pairs = Duplicate.objects.filter(state=Duplicate.State.MERGED, kept=member).select_related("first", "second")
    closed = [pair.closed for pair in pairs if pair.closed]
    return [each for record in closed for each in (record, *closed_into(record))]


def refuse_closed(member: Member) -> None:
    """Refuse to do anything more with a record that was merged into another."""
    if merged_into([member.pk]):
        [kept] = kept_records([member])
        raise ActionRefused(
            _("Record {closed} was merged into number {kept}: use that number.").format(
                closed=member.number, kept=kept.number
            ),
            "number",
        )
