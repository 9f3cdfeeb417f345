"""Electoral Act 1992 (Ireland), sections 118 to 124: single papers on piles, the last filed on top."""

import hashlib

from tests.counting.reference import Ballots, Stages, highest_by, lowest_by


def count(
    ballots: Ballots, n: int, seats: int, seed: str, lot: list[int] | None = None
) -> tuple[Stages, list[int], int]:
    # Number the papers in order of their content (a ballot that ends comes after one that goes on), then mix them.
    single = [prefs for prefs, number in ballots for _ in range(number)]
    single.sort(key=lambda prefs: (*prefs, *[255] * (300 - len(prefs))))
    numbered = [(hashlib.sha256(f"{seed}/{i}".encode()).digest(), prefs) for i, prefs in enumerate(single, 1)]
    papers = [prefs for _, prefs in sorted(numbered, key=lambda pair: pair[0]) if prefs]
    quota = len(papers) // (seats + 1) + 1
    piles: list[list[list[tuple[int, ...]]]] = [[[]] for _ in range(n)]  # by candidate: sub-parcels in order of receipt
    for prefs in papers:
        piles[prefs[0]][0].append(prefs)
    elected: list[int] = []
    excluded: list[int] = []
    done: list[int] = []
    stages: Stages = []
    history: list[list[int]] = []

    def continuing() -> list[int]:
        return [c for c in range(n) if c not in elected and c not in excluded]

    def votes_of(c: int) -> int:
        return quota if c in done else sum(len(parcel) for parcel in piles[c])

    def by_next(moving: list[tuple[int, ...]]) -> dict[int, list[tuple[int, ...]]]:
        sorted_: dict[int, list[tuple[int, ...]]] = {}
        for prefs in moving:
            target = next((c for c in prefs if c in continuing()), None)
            if target is not None:
                sorted_.setdefault(target, []).append(prefs)
        return sorted_

    while True:
        votes = [votes_of(c) for c in range(n)]
        reach = [c for c in continuing() if votes[c] >= quota]
        while reach and len(elected) < seats:
            level = [c for c in reach if votes[c] == max(votes[d] for d in reach)]
            c = level[0] if len(level) <= seats - len(elected) else highest_by(history, level, lot)
            elected.append(c)
            reach.remove(c)
        surpluses = {c: votes[c] - quota for c in elected if c not in done and votes[c] > quota}
        if len(continuing()) <= seats - len(elected):
            elected += sorted(continuing(), key=lambda c: -votes[c])
        elif len(elected) == seats - 1:
            for c in continuing():
                if votes[c] > sum(votes[d] for d in continuing() if d != c) + sum(surpluses.values()):
                    elected.append(c)
                    break
        stages.append((votes, len(papers) - sum(votes)))
        history.append(votes)
        if len(elected) == seats or not continuing():
            return stages, elected, quota
        together = _together(votes, continuing(), seats - len(elected), sum(surpluses.values()))
        if surpluses and not together:
            largest = max(surpluses.values())
            c = highest_by(history, [d for d in surpluses if surpluses[d] == largest], lot)
            parts = by_next(piles[c][-1])
            transferable = sum(len(part) for part in parts.values())
            take = {target: len(part) for target, part in parts.items()}
            if transferable > largest:
                take = _shares(take, largest, history, lot)
            for target, part in parts.items():
                if take[target]:
                    piles[target].append(part[len(part) - take[target] :])
            done.append(c)
        else:
            if not together:
                fewest = min(votes[c] for c in continuing())
                together = [lowest_by(history, [c for c in continuing() if votes[c] == fewest], lot)]
            moving = [prefs for c in together for parcel in piles[c] for prefs in parcel]
            for c in together:
                piles[c] = []
            excluded += together
            for target, part in by_next(moving).items():
                piles[target].append(part)


def _together(votes: list[int], continuing: list[int], vacancies: int, surplus: int) -> list[int]:
    order = sorted(continuing, key=lambda c: votes[c])
    found: list[int] = []
    for k in range(1, len(order) - vacancies + 1):
        if k < len(order) and sum(votes[c] for c in order[:k]) + surplus < votes[order[k]]:
            found = order[:k]
    return found


def _shares(sizes: dict[int, int], surplus: int, history: list[list[int]], lot: list[int] | None) -> dict[int, int]:
    total = sum(sizes.values())
    take = {target: size * surplus // total for target, size in sizes.items()}
    left = dict.fromkeys(sizes)
    while sum(take.values()) < surplus:
        best = max((sizes[t] * surplus % total, sizes[t]) for t in left)
        level = [t for t in left if (sizes[t] * surplus % total, sizes[t]) == best]
        chosen = level[0] if len(level) == 1 else highest_by(history, level, lot)
        take[chosen] += 1
        del left[chosen]
    return take
