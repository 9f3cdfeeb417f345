"""Which column holds what: as a person settled it for the last file with the same headings, else by their names."""

from collections import Counter

from hustings.register.imports.fields import match
from hustings.register.models import MemberImport

State = MemberImport.State
LOOKED_THROUGH = 200  # files; who changes systems does not need what was settled years ago


def file_with_headings(header: list[str], before: int | None = None) -> MemberImport | None:
    """The last file (before the import with that key) with these headings, in any order, whose columns are settled."""
    settled = MemberImport.objects.exclude(state__in=(State.MATCHING, State.DISCARDED)).order_by("-pk")
    if before is not None:
        settled = settled.filter(pk__lt=before)
    wanted = sorted(header)
    return next((file for file in settled[:LOOKED_THROUGH] if sorted(file.header) == wanted), None)


def columns_of(header: list[str]) -> dict[str, int]:
    """The position of the column of each field that the file holds, as far as it can be told."""
    earlier = file_with_headings(header)
    if earlier is None:
        return match(header)
    then, now = _told_apart(earlier.header), _told_apart(header)
    return {name: now.index(then[position]) for name, position in earlier.columns.items()}


def _told_apart(header: list[str]) -> list[tuple[str, int]]:
    """Each heading with how many of the same stand before it."""
    seen: Counter[str] = Counter()
    told = []
    for heading in header:
        told.append((heading, seen[heading]))
        seen[heading] += 1
    return told
