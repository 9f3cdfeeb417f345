"""Pages of a list by cursor: each begins after the key of the last row of the page before."""

from typing import TypeVar

from django.db.models import Model, QuerySet

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
    most = paging.limit + 1
    # Two questions, because an index leads straight to the answer of each: an import is one event of half a million.
    found = list(Member.objects.filter(changed_in=event, pk__gt=member).order_by("pk")[:most])
    found += Member.objects.filter(changed_in__gt=event).order_by("changed_in", "pk")[: most - len(found)]
    shown = found[: paging.limit]
    following = f"{shown[-1].changed_in}-{shown[-1].pk}" if shown else paging.since
    return shown, following, len(found) > len(shown)
