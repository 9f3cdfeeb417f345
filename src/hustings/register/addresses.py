"""Extension point: what a change of a member's address asks for while later apps depend on the old one.

Whoever may change an address could have a voting link sent to an address of their own. So the old address is told, and
near the poll a second officer must agree.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

ADDRESSES = frozenset({"email", "postal_address"})


@dataclass(frozen=True)
class Caution:
    """Why the old address of a member is told of a change, and whether a second officer must agree to it."""

    reason: str
    needs_two: bool


Watch = Callable[[Collection[int]], dict[int, Caution]]
_watches: list[Watch] = []


def watch_addresses(watch: Watch) -> Watch:
    """Register a function that says for which of these members (keys) a caution holds; call it from ready()."""
    if watch not in _watches:
        _watches.append(watch)
    return watch


def cautions(members: Collection[int]) -> dict[int, Caution]:
    """The caution for each of these members for whom there is one; of several, one that needs two officers."""
    found: dict[int, Caution] = {}
    for watch in _watches:
        for member, caution in watch(members).items():
            if member not in found or caution.needs_two:
                found[member] = caution
    return found
