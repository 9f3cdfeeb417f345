"""When two records of one person are merged: the reserved groups that the closed record had declared go along."""

from datetime import date

from hustings.franchise.models import GroupDeclaration
from hustings.register.models import Member

Carried = list[tuple[int, int | None]]  # the declaration that ended, and the one that was made in its place


def carry_declarations(kept: Member, closed: Member, day: date) -> Carried:
    """Let the kept record declare what the closed one did, from the day on which the person did so.

    The person's last word counts: what was taken back on the kept record since is not declared anew.
    """
    carried: Carried = []
    for ended in GroupDeclaration.objects.filter(member=closed, to_date=None):
        on_kept = GroupDeclaration.objects.filter(member=kept, group=ended.group_id)
        last_word = on_kept.filter(to_date=None).exists() or on_kept.filter(to_date__gt=ended.from_date).exists()
        ended.to_date = max(day, ended.from_date)
        ended.save(update_fields=["to_date"])
        begun = None
        if not last_word:
            begun = GroupDeclaration.objects.create(
                member=kept, group_id=ended.group_id, from_date=ended.from_date, recorded_by=ended.recorded_by
            ).pk
        carried.append((ended.pk, begun))
    return carried


def give_declarations_back(carried: Carried) -> None:
    """Make both records what they were; what the person took back since stays so."""
    for ended, begun in carried:
        if begun is None or GroupDeclaration.objects.filter(pk=begun, to_date=None).delete()[0]:
            GroupDeclaration.objects.filter(pk=ended).update(to_date=None)
