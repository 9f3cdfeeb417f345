"""Pages of a list by cursor: each begins after the key of the last row of the page before."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from hustings.register.api.schemas import Paging

Row = TypeVar("Row", bound=Model)


def cut(rows: QuerySet[Row], paging: Paging) -> tuple[list[Row], str | None]:
    """The rows of a page, and what `after` is for the next one (None on the last)."""
    found = list(rows.filter(pk__gt=int(paging.after or 0)).order_by("pk")[: paging.limit + 1])
    shown = found[: paging.limit]
    return shown, str(shown[-1].pk) if len(found) > len(shown) else None
