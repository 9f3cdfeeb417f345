"""Lists: seats to parties or slates in proportion to their votes. The candidates of the profile are the lists."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from hustings.counting.plurality import highest, marks
from hustings.counting.record import Count, listed
from hustings.counting.sheet import OptionError, Sheet


def dhondt(sheet: Sheet) -> Count:
    """D'Hondt (1878): each seat to the highest votes / 1, 2, 3, ..."""
    return _highest_averages(sheet, lambda seats: Fraction(seats + 1))


def sainte_lague(sheet: Sheet) -> Count:
    """Sainte-Lague (1910): each seat to the highest votes / 1, 3, 5, ...; option `first` changes the 1, say to 1.4."""
    first = _decimal(sheet, "first")
    if first <= 0:
        raise OptionError(f"The option first of {sheet.name} must be more than 0.")
    return _highest_averages(sheet, lambda seats: Fraction(2 * seats + 1) if seats else first)


def hare(sheet: Sheet) -> Count:
    """Largest remainder with the Hare quota: votes / seats."""
    return _largest_remainder(sheet, lambda votes: Fraction(votes, sheet.seats))


def droop(sheet: Sheet) -> Count:
    """Largest remainder with the Droop quota: the whole number above votes / (seats + 1)."""
    return _largest_remainder(sheet, lambda votes: Fraction(votes // (sheet.seats + 1) + 1))


def _over_threshold(sheet: Sheet) -> tuple[list[int], int, list[int]]:
    """The votes, the number of valid ballots, and the lists that pass the threshold (a percentage of all votes)."""
    votes, valid = marks(sheet.profile, 1)
    threshold = _decimal(sheet, "threshold")
    total = sum(votes)
    over = [
        c
        for c, number in enumerate(votes)
        if number and number * 100 >= threshold * total and c not in sheet.profile.withdrawn
    ]
    event = f"{total} votes for lists."
    below = [c for c, number in enumerate(votes) if number and c not in over]
    if below:
        event += f" Under the threshold of {sheet.options['threshold']} per cent: {sheet.names(below)}."
    if not over:
        event += " No list has any votes that count."
    sheet.close_stage(votes, event, "")
    return votes, valid, over


def _highest_averages(sheet: Sheet, divisor: Callable[[int], Fraction]) -> Count:
    votes, valid, over = _over_threshold(sheet)
    won = [0] * len(votes)
    rows = [[Fraction(number) for number in votes]]
    while over and sum(won) < sheet.seats:
        row = [votes[c] / divisor(won[c]) if c in over else Fraction(0) for c in range(len(votes))]
        most = max(row)
        level = [c for c in over if row[c] == most]
        c = level[0] if len(level) <= sheet.seats - sum(won) else sheet.one(level, "election")
        won[c] += 1
        event = f"Seat {sum(won)} goes to {sheet.names([c])}, seat {won[c]} of that list."
        sheet.close_stage(votes, event, "", elected=[c])
        rows.append(row)
    sheet.measure = "votes or quotient"
    sheet.set_votes(rows)
    return sheet.close(valid=valid, allocation=won)


def _largest_remainder(sheet: Sheet, quota_of: Callable[[int], Fraction]) -> Count:
    votes, valid, over = _over_threshold(sheet)
    won = [0] * len(votes)
    counted = sum(votes[c] for c in over)
    if not counted:
        sheet.set_votes([[Fraction(number) for number in votes]])
        return sheet.close(valid=valid, allocation=won)
    quota = quota_of(counted)
    for c in over:
        won[c] = int(votes[c] // quota)
    rest = [votes[c] - won[c] * quota if c in over else Fraction(0) for c in range(len(votes))]
    full = [c for c in sorted(over, key=lambda c: -votes[c]) for _ in range(won[c])]
    sheet.close_stage(votes, f"Whole quotas: {_told(sheet, won)}.", "", elected=full)
    extra: list[int] = []
    missing = sheet.seats - sum(won)
    if missing > 0:
        ladder = sorted(set(rest))
        extra = highest(sheet, [ladder.index(value) for value in rest], over, missing)
        for c in extra:
            won[c] += 1
        event = f"The seats left go to the largest remainders: {sheet.names(extra)}."
        sheet.close_stage(votes, event, "", elected=extra)
    rows = [[Fraction(number) for number in votes] for _ in sheet.stages]
    if extra:
        rows[-1] = rest
    sheet.measure = "votes or remainder"
    sheet.set_votes(rows)
    return sheet.close(valid=valid, allocation=won)


def _told(sheet: Sheet, won: Sequence[int]) -> str:
    return listed([f"{sheet.names([c])} {seats}" for c, seats in enumerate(won) if seats]) or "none"


def _decimal(sheet: Sheet, option: str) -> Fraction:
    text = str(sheet.options[option])
    try:
        if not set(text) <= set("0123456789./"):  # 1e99999999 would take hours to write out
            raise ValueError
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise OptionError(f"The option {option} of {sheet.name} is a number such as 5 or 1.4, not {text!r}.") from None
    if not 0 <= value <= 100:
        raise OptionError(f"The option {option} of {sheet.name} lies between 0 and 100, not at {text}.")
    return value
