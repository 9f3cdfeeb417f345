"""The trustees of an election together: single ones, and the members of a threshold group."""

from collections.abc import Collection, Sequence

from hustings.elections.models import Trustee


def suffice(trustees: Sequence[Trustee], owners: Collection[int]) -> bool:
    """Whether the shares of these positions open a tally: every single trustee's, and enough of the group's."""
    members = [trustee for trustee in trustees if trustee.threshold_group]
    if any(trustee.position not in owners for trustee in trustees if trustee.threshold_group is None):
        return False
    needed = members[0].threshold_group.threshold if members and members[0].threshold_group else 0
    return sum(member.position in owners for member in members) >= needed
