"""Lists: seats to parties or slates in proportion to their votes. The candidates of the profile are the lists."""

from collections.abc import Callable
from fractions import Fraction

from hustings.counting.plurality import highest, marks
from hustings.counting.record import Count
from hustings.counting.said import gettext_lazy, ngettext_lazy
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
    said = [ngettext_lazy("{total} vote for lists.", "{total} votes for lists.", total, total=total)]
    below = [c for c, number in enumerate(votes) if number and c not in over]
    if below:
        per_cent, names = str(sheet.options["threshold"]), sheet.names(below)
        said.append(
            gettext_lazy("Under the threshold of {per_cent} per cent: {names}.", per_cent=per_cent, names=names)
        )
    if not over:
        said.append(gettext_lazy("No list has any votes that count."))
    sheet.close_stage(votes, said, "")
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
        said = gettext_lazy(
            "Seat {seat} goes to {names}, seat {number} of that list.",
            seat=sum(won),
            names=sheet.names([c]),
            number=won[c],
        )
        sheet.close_stage(votes, [said], "", elected=[c])
        rows.append(row)
    sheet.measure = gettext_lazy("votes or quotient")
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
    whole = [f"{sheet.profile.candidates[c]} {seats}" for c, seats in enumerate(won) if seats]
    said = gettext_lazy("Whole quotas: {seats}.", seats=whole) if whole else gettext_lazy("Whole quotas: none.")
    sheet.close_stage(votes, [said], "", elected=full)
    extra: list[int] = []
    missing = sheet.seats - sum(won)
    if missing > 0:
        ladder = sorted(set(rest))
        extra = highest(sheet, [ladder.index(value) for value in rest], over, missing)
        for c in extra:
            won[c] += 1
        said = gettext_lazy("The seats left go to the largest remainders: {names}.", names=sheet.names(extra))
        sheet.close_stage(votes, [said], "", elected=extra)
    rows = [[Fraction(number) for number in votes] for _ in sheet.stages]
    if extra:
        rows[-1] = rest
    sheet.measure = gettext_lazy("votes or remainder")
    sheet.set_votes(rows)
    return sheet.close(valid=valid, allocation=won)


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
