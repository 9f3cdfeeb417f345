"""SSI 2007/42, Schedule 1, rules 45 to 52, each paper with its own value."""

from tests.counting.reference import Ballots, Stages, highest_by, lowest_by


def count(
    ballots: Ballots, n: int, seats: int, lot: list[int] | None = None, decimals: int = 5, whole_quota: bool = True
) -> tuple[Stages, list[int], int]:
    unit = 10**decimals
    papers = [{"prefs": prefs, "number": number, "value": unit, "holder": None} for prefs, number in ballots if prefs]
    valid = sum(p["number"] for p in papers)
    quota = (valid // (seats + 1) + 1) * unit if whole_quota else valid * unit // (seats + 1) + 1
    elected: list[int] = []
    excluded: list[int] = []
    transferred: list[int] = []  # elected candidates whose surplus has been dealt with
    stages: Stages = []
    history: list[list[int]] = []

    def continuing() -> list[int]:
        return [c for c in range(n) if c not in elected and c not in excluded]

    def next_of(paper: dict) -> int | None:
        return next((c for c in paper["prefs"] if c in continuing()), None)

    def votes_of(c: int) -> int:
        if c in transferred:
            return quota
        return sum(p["number"] * p["value"] for p in papers if p["holder"] == c)

    for paper in papers:
        paper["holder"] = next_of(paper)
    while True:
        votes = [votes_of(c) for c in range(n)]
        for c in sorted(continuing(), key=lambda c: -votes[c]):
            if votes[c] >= quota and len(elected) < seats:
                elected.append(c)
        if len(continuing()) <= seats - len(elected):
            elected += sorted(continuing(), key=lambda c: -votes[c])
        stages.append((votes, valid * unit - sum(votes)))
        if len(elected) == seats or not continuing():
            return stages, elected, quota
        surpluses = [c for c in elected if votes[c] > quota and c not in transferred]
        if surpluses:
            most = max(votes[c] for c in surpluses)
            c = highest_by(history[::-1], [c for c in surpluses if votes[c] == most], lot)
            transferred.append(c)
            for paper in papers:
                if paper["holder"] == c:
                    paper["holder"] = next_of(paper)
                    paper["value"] = (votes[c] - quota) * paper["value"] // votes[c]
        else:
            fewest = min(votes[c] for c in continuing())
            c = lowest_by(history[::-1], [c for c in continuing() if votes[c] == fewest], lot)
            excluded.append(c)
            for paper in papers:
                if paper["holder"] == c:
                    paper["holder"] = next_of(paper)
        history.append(votes)
