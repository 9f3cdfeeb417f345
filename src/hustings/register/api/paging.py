"""Pages of a list by cursor: each begins after the key of the last row of the page before."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from hustings.register.api.schemas import ChangesPaging, Paging
from hustings.register.models import Member

Row = TypeVar("Row", bound=Model)


def cut(rows: QuerySet[Row], paging: Paging) -> tuple[list[Row], str | None]:
    """The rows of a page, and what `after` is for the next one (None on the last)."""
    found = list(rows.filter(pk__gt=int(paging.after or 0)).order_by("pk")[: paging.limit + 1])
    shown = found[: paging.limit]
    return shown, str(shown[-1].pk) if len(found) > len(shown) else None


def cut_changes(paging: ChangesPaging) -> tuple[list[Member], str, bool]:
    """The members of a page of changes, the earliest first; what `since` is for the next one; and whether it has any.

    A place in the list is the number of an event and a member: nothing that is committed later comes before it.
    """
    event, member = map(int, paging.since.split("-")) if paging.since else (-1, 0)
    later = Member.objects.filter(Q(changed_in__gt=event) | Q(changed_in=event, pk__gt=member))
    found = list(later.order_by("changed_in", "pk")[: paging.limit + 1])
    shown = found[: paging.limit]
    following = f"{shown[-1].changed_in}-{shown[-1].pk}" if shown else paging.since
    return shown, following, len(found) > len(shown)
