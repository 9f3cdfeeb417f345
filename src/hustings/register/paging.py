"""Pages of the list of members, which may be half a million rows long: each begins after the last row before it.

An index leads straight to the first row of a page, so the last page is as fast as the first. Rows are counted up to
MOST only: 'more than 1,000' is as good an answer as the number, and takes a hundredth of the time.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hustings.register.models import Member

SIZE = 50
MOST = 1_000


@dataclass(frozen=True)
class MemberPage:
    """One page, by name; `next` and `previous` are the numbers of the members after and before whom others begin."""

    members: list[Member]
    next: str
    previous: str


def page_of(members: QuerySet[Member], after: str = "", before: str = "") -> MemberPage:
    """The page that begins after the member with that number, or ends before the one with that number."""
    backwards = bool(before)
    mark = members.filter(number=before or after).first() if before or after else None
    if mark:
        members = members.filter(_beyond(mark, backwards))
    order = ("-name", "-number") if backwards else ("name", "number")
    found = list(members.order_by(*order)[: SIZE + 1])
    more, found = len(found) > SIZE, found[:SIZE]
    if backwards:
        found.reverse()
    has_next = bool(found) and (more if not backwards else True)
    has_previous = bool(found) and (more if backwards else bool(mark))
    return MemberPage(found, found[-1].number if has_next else "", found[0].number if has_previous else "")


def _beyond(mark: Member, backwards: bool) -> Q:
    if backwards:
        return Q(name__lte=mark.name) & (Q(name__lt=mark.name) | Q(number__lt=mark.number))
    return Q(name__gte=mark.name) & (Q(name__gt=mark.name) | Q(number__gt=mark.number))


def counted(members: QuerySet[Member]) -> tuple[int, bool]:
    """How many there are, and whether that is only the least."""
    count = members.order_by()[: MOST + 1].count()
    return min(count, MOST), count > MOST
