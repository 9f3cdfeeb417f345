"""Proportional approval: crosses for as many candidates as one likes, seats in proportion to the groups of voters.

Definitions as in Lackner and Skowron, Multi-Winner Voting with Approval Preferences (2023), chapter 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from hustings.counting.plurality import highest
from hustings.counting.profile import NOBODY
from hustings.counting.record import Count, decimal
from hustings.counting.said import Said, gettext_lazy, ngettext_lazy
from hustings.counting.sheet import OptionError, Sheet
from hustings.counting.ties import Tie

MOST_STEPS = 2_000_000  # of the search for the best committee; more would take minutes


@dataclass(frozen=True)
class Voters:
    """The ballots as sets: for each group its number and its candidates; for each candidate the groups behind them."""

    numbers: tuple[int, ...]
    approved: tuple[frozenset[int], ...]
    behind: tuple[tuple[int, ...], ...]
    standing: tuple[int, ...]

    @classmethod
    def of(cls, sheet: Sheet) -> "Voters":
        """The voters of the sheet's profile; blank ballots are left out."""
        profile = sheet.profile
        standing = tuple(c for c in range(len(profile.candidates)) if c not in profile.withdrawn)
        merged: dict[frozenset[int], int] = {}
        for row, number in zip(profile.papers.tolist(), profile.counts.tolist(), strict=True):
            approved = frozenset(c for c in row if c != NOBODY and c not in profile.withdrawn)
            if approved and number:
                merged[approved] = merged.get(approved, 0) + number
        groups = tuple(merged)
        behind = tuple(tuple(g for g, s in enumerate(groups) if c in s) for c in range(len(profile.candidates)))
        return cls(tuple(merged.values()), groups, behind, standing)

    def support(self, c: int) -> int:
        """How many ballots approve of the candidate."""
        return sum(self.numbers[g] for g in self.behind[c])


def sequential_pav(sheet: Sheet) -> Count:
    """Sequential PAV (Thiele 1895): each seat to whom the voters with few elected so far support most."""
    voters = Voters.of(sheet)
    sheet.scale, sheet.measure = lcm(*range(1, sheet.seats + 1)), gettext_lazy("points")
    seated = [0] * len(voters.numbers)
    while len(sheet.elected) < min(sheet.seats, len(voters.standing)):
        left = [c for c in voters.standing if c not in sheet.elected]
        gains = [0] * len(sheet.profile.candidates)
        for c in left:
            gains[c] = sum(voters.numbers[g] * sheet.scale // (seated[g] + 1) for g in voters.behind[c])
        winner = highest(sheet, gains, left, 1)[0]
        names = sheet.names([winner])
        said = gettext_lazy("{names} adds most to the voters' satisfaction and is elected.", names=names)
        _seat(sheet, winner, gains, said)
        for g in voters.behind[winner]:
            seated[g] += 1
    return sheet.close()


def pav(sheet: Sheet) -> Count:
    """PAV (Thiele 1895): the committee with the greatest sum of 1 + 1/2 + 1/3 + ... over the voters' elected.

    The search is exact. Raises OptionError where it would take too long. Where several committees are best, the tie
    policy puts the candidates on whom they differ in order, and the committee with the first of them is taken.
    """
    voters = Voters.of(sheet)
    size = min(sheet.seats, len(voters.standing))
    sheet.scale, sheet.measure = lcm(*range(1, sheet.seats + 1)), gettext_lazy("points")
    best = _best_committees(voters, size, sheet.scale)
    surely = frozenset.intersection(*best)
    chosen = best[0]
    if len(best) > 1:
        open_ = sorted(frozenset.union(*best) - surely)
        order = sheet.order(open_)
        chosen = min(best, key=lambda committee: sorted(order.index(c) for c in committee - surely))
        steps = sheet.breaker.record[-1].steps
        sheet.breaker.record[sheet.ties_told :] = [
            Tie(1, "election", tuple(open_), size - len(surely), tuple(sorted(chosen - surely)), steps)
        ]
    points = [0] * len(sheet.profile.candidates)
    for g, approved in enumerate(voters.approved):
        seated = len(approved & chosen)
        for c in approved:
            worth = seated if c in chosen else seated + 1
            points[c] += voters.numbers[g] * sheet.scale // worth
    elected = sorted(chosen, key=lambda c: -points[c])
    said = ngettext_lazy(
        "{names} satisfies the voters most and is elected.",
        "{names} together satisfy the voters most and are elected.",
        len(elected),
        names=sheet.names(elected),
    )
    sheet.close_stage(points, [said], "", elected=elected)
    return sheet.close()


def _best_committees(voters: Voters, size: int, scale: int) -> list[frozenset[int]]:
    """All committees of the greatest score, by a search that leaves out what cannot reach the best found so far."""
    order = sorted(voters.standing, key=lambda c: -voters.support(c))
    best_score, best, steps = -1, list[frozenset[int]](), 0
    seated = [0] * len(voters.numbers)

    def gain(c: int) -> int:
        return sum(voters.numbers[g] * scale // (seated[g] + 1) for g in voters.behind[c])

    def search(start: int, chosen: list[int], score: int) -> None:
        nonlocal best_score, best, steps
        steps += 1
        if steps > MOST_STEPS:
            raise OptionError("So many committees are nearly as good that PAV takes too long here; use seq-pav or mes.")
        missing = size - len(chosen)
        if not missing:
            if score > best_score:
                best_score, best = score, []
            if score == best_score:
                best.append(frozenset(chosen))
            return
        gains = [gain(c) for c in order[start:]]
        if len(gains) < missing or score + sum(sorted(gains, reverse=True)[:missing]) < best_score:
            return
        for i in range(start, len(order) - missing + 1):
            # Points only shrink as more are elected, so no later gain is larger than it is now.
            if score + gains[i - start] + sum(sorted(gains[i - start + 1 :], reverse=True)[: missing - 1]) < best_score:
                continue
            c = order[i]
            for g in voters.behind[c]:
                seated[g] += 1
            search(i + 1, [*chosen, c], score + gains[i - start])
            for g in voters.behind[c]:
                seated[g] -= 1

    search(0, [], 0)
    return best


def phragmen(sheet: Sheet) -> Count:
    """Sequential Phragmen (1894): voters earn evenly; who can first be paid by their supporters is elected."""
    voters = Voters.of(sheet)
    sheet.measure = gettext_lazy("time until paid")
    rows = _buy_as_money_comes(sheet, voters, [Fraction(0)] * len(voters.numbers))
    sheet.set_votes(rows)
    return sheet.close()


def equal_shares(sheet: Sheet) -> Count:
    """Method of equal shares (Peters and Skowron 2020): every voter has the same share of the seats to spend.

    Option `completion`: seats left over go by Phragmen's rule from the money that is left, or stay empty ("none").
    """
    voters = Voters.of(sheet)
    ballots = sum(voters.numbers)
    money = [Fraction(sheet.seats, ballots) for _ in voters.numbers]  # of no ballots, none divides by their number
    sheet.measure = gettext_lazy("price per supporter")
    rows: list[list[Fraction]] = []
    while len(rows) < min(sheet.seats, len(voters.standing)):
        prices = {c: _price(voters, money, c) for c in voters.standing if c not in sheet.elected}
        affordable = {c: price for c, price in prices.items() if price is not None}
        if not affordable:
            break
        lowest = min(affordable.values())
        winner = sheet.one([c for c, price in affordable.items() if price == lowest], "election")
        for g in voters.behind[winner]:
            money[g] -= min(money[g], lowest)
        row = [affordable.get(c, Fraction(0)) for c in range(len(sheet.profile.candidates))]
        said = gettext_lazy(
            "{names} costs each supporter least ({price}) and is elected.",
            names=sheet.names([winner]),
            price=decimal(lowest),
        )
        _seat(sheet, winner, [], said)
        rows.append(row)
    if sheet.options["completion"] == "phragmen":
        rows += _buy_as_money_comes(sheet, voters, money)
    sheet.set_votes(rows)
    return sheet.close()


def _price(voters: Voters, money: Sequence[Fraction], c: int) -> Fraction | None:
    """What each supporter pays at most if those with less give all they have; None if they cannot pay 1 together."""
    supporters = sorted(voters.behind[c], key=lambda g: money[g])
    people = sum(voters.numbers[g] for g in supporters)
    missing = Fraction(1)
    for g in supporters:
        if money[g] * people >= missing:
            return missing / people
        missing -= money[g] * voters.numbers[g]
        people -= voters.numbers[g]
    return None


def _buy_as_money_comes(sheet: Sheet, voters: Voters, money: list[Fraction]) -> list[list[Fraction]]:
    """Fills the seats left: all voters earn at the same pace, a candidate costs 1, supporters pay all they have.

    Returns for each seat the time that each candidate still needed. Candidates whom nobody approves come last.
    """
    rows = []
    while len(sheet.elected) < min(sheet.seats, len(voters.standing)):
        left = [c for c in voters.standing if c not in sheet.elected]
        waits = {}
        for c in left:
            people = voters.support(c)
            if people:
                saved = sum((money[g] * voters.numbers[g] for g in voters.behind[c]), Fraction(0))
                waits[c] = max(Fraction(0), (1 - saved) / people)
        soonest = min(waits.values(), default=Fraction(0))
        winner = sheet.one([c for c in left if waits.get(c, soonest if not waits else None) == soonest], "election")
        money[:] = [each + soonest for each in money]
        for g in voters.behind[winner]:
            money[g] = Fraction(0)
        rows.append([waits.get(c, Fraction(0)) for c in range(len(sheet.profile.candidates))])
        names = sheet.names([winner])
        said = gettext_lazy("{names} can be paid first by the supporters and is elected.", names=names)
        _seat(sheet, winner, [], said)
    return rows


def _seat(sheet: Sheet, winner: int, votes: Sequence[int], said: Said) -> None:
    figures = list(votes) or [0] * len(sheet.profile.candidates)
    sheet.close_stage(figures, [said], "", elected=[winner])
