"""Committees that grow and lose a member: who is elected with fewer seats and not with more."""

from collections.abc import Mapping
from dataclasses import dataclass

from hustings.counting import ByRule, Profile
from hustings.departures.contest import Contest


@dataclass(frozen=True)
class SizeAnomaly:
    """The candidate (from 0) is elected to `fewer` seats and not to `more`, whichever way lots fall."""

    candidate: int
    fewer: int
    more: int


def size_anomalies(
    profile: Profile, rule: str, most: int | None = None, options: Mapping[str, int | str] | None = None
) -> tuple[SizeAnomaly, ...]:
    """Every candidate elected with fewer seats and not with more, for up to `most` seats, by default one a candidate.

    `fewer` is the most seats with which they are elected before `more`, the fewest after that with which they are not.
    Raises what counting.count raises.
    """
    standing = len(profile.candidates) - len(profile.withdrawn)
    found = []
    surely: dict[int, int] = {}  # candidate -> the most seats so far with which they were elected in every case
    for seats in range(1, min(most or standing, standing) + 1):
        outcomes = Contest(profile, rule, seats, ByRule(), dict(options or {})).outcomes(profile.counts)
        if outcomes is None:
            continue
        lost = [c for c in sorted(surely) if not any(c in after for after in outcomes)]
        found += [SizeAnomaly(c, surely.pop(c), seats) for c in lost]
        surely.update({c: seats for c in range(len(profile.candidates)) if all(c in after for after in outcomes)})
    return tuple(found)
