"""The arithmetic of standing orders: how many make a quorum, what carries a motion, how long a question rests."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from hustings.council.models.bodies import Share
from hustings.franchise.conditions.kinds import months_before

_SHARES = {Share.THIRD: Fraction(1, 3), Share.TWO_THIRDS: Fraction(2, 3), Share.ALL: Fraction(1)}
_NEEDED = {"two_thirds": Fraction(2, 3), "three_quarters": Fraction(3, 4)}


@dataclass(frozen=True)
class Tally:
    """The figures of a division; `seats` counts every voting seat of the body, held or empty."""

    in_favour: int
    against: int
    abstaining: int
    present: int
    seats: int


def at_least(share: str, number: int | None, of: int) -> int:
    """How many of so many a share is; a part of a person counts as one."""
    if share == Share.NUMBER:
        return number or 1
    if share == Share.HALF:
        return of // 2 + 1
    return max(1, -(-_SHARES[Share(share)] * of // 1))


def is_carried(threshold: str, tally: Tally, casting: str = "") -> bool:
    """Whether a division with these figures carries; `casting` is the chair's vote ('for' or 'against') on a tie."""
    share, _, base = threshold.rpartition("_")
    of = {"voting": tally.in_favour + tally.against, "present": tally.present, "seats": tally.seats}[base]
    in_favour = tally.in_favour + (casting == "for")
    if share == "majority":
        of += bool(casting) and base == "voting"
        return 2 * in_favour > of
    return in_favour > 0 and in_favour >= _NEEDED[share] * of


def is_tied(threshold: str, tally: Tally) -> bool:
    """Whether a casting vote could decide: as many for as against, where a majority is asked for."""
    return threshold.startswith("majority") and tally.in_favour == tally.against


def latest_notice(meets_on: date, notice_days: int) -> date:
    """The last day on which notice of a meeting is in time: so many clear days lie between."""
    return meets_on - timedelta(days=notice_days)


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of that month."""
    return months_before(day, -months)
