"""ERS97, section 5, and SI 1985/454, rules 41 to 52: papers remember the batch in which they came."""

from fractions import Fraction

from tests.counting.reference import Ballots, Draw, Stages, highest_by, lowest_by


def ers97(ballots: Ballots, n: int, seats: int, lot: list[int] | None = None) -> tuple[Stages, list[int], int]:
    return _Count(ballots, n, seats, lot, northern_ireland=False).run()


def northern_ireland(
    ballots: Ballots, n: int, seats: int, lot: list[int] | None = None
) -> tuple[Stages, list[int], int]:
    return _Count(ballots, n, seats, lot, northern_ireland=True).run()


class _Count:
    def __init__(self, ballots: Ballots, n: int, seats: int, lot: list[int] | None, northern_ireland: bool) -> None:
        self.n, self.seats, self.lot, self.ni = n, seats, lot, northern_ireland
        self.papers = [
            {"prefs": prefs, "number": number, "value": 100, "holder": prefs[0], "batch": 0}
            for prefs, number in ballots
            if prefs
        ]
        self.valid = 100 * sum(p["number"] for p in self.papers)
        self.elected: list[int] = []
        self.excluded: list[int] = []
        self.done: list[int] = []  # whose surplus was transferred
        self.nobody = 0
        self.batch = 0
        self.waiting = 0
        self.points: list[list[int]] = []
        self.stages: Stages = []
        self.quota = self.new_quota()

    def new_quota(self) -> int:
        if self.ni:
            return (self.valid // 100 // (self.seats + 1) + 1) * 100
        exact = Fraction(self.valid - self.nobody, self.seats + 1)
        return int(exact) if exact.denominator == 1 else int(exact) + 1

    def continuing(self) -> list[int]:
        return [c for c in range(self.n) if c not in self.elected and c not in self.excluded]

    def votes(self) -> list[int]:
        result = [0] * self.n
        for p in self.papers:
            if p["holder"] is not None:
                result[p["holder"]] += p["number"] * p["value"]
        for c in self.done:
            result[c] = self.quota
        return result

    def surpluses(self) -> dict[int, int]:
        votes = self.votes()
        return {c: votes[c] - self.quota for c in self.elected if c not in self.done and votes[c] > self.quota}

    def vacancies(self) -> int:
        return self.seats - len(self.elected)

    def deem(self) -> None:
        while self.vacancies():
            votes = self.votes()
            active = sum(votes[c] for c in self.continuing()) + sum(self.surpluses().values()) + self.waiting
            share = Fraction(active, self.vacancies() + 1)
            reach = [
                c
                for c in self.continuing()
                if votes[c] >= self.quota or (not self.ni and votes[c] > 0 and votes[c] >= share)
            ]
            if not reach:
                return
            level = [c for c in reach if votes[c] == max(votes[d] for d in reach)]
            if len(level) > self.vacancies():
                try:
                    level = [highest_by(self.points, level, self.lot if self.ni else None)]
                except Draw:
                    if self.ni:
                        raise
                    return
            self.elected.append(level[0])

    def fill(self, single_can: bool = True) -> None:
        votes = self.votes()
        if len(self.continuing()) <= self.vacancies():
            self.elected += sorted(self.continuing(), key=lambda c: -votes[c])
        elif self.ni and self.vacancies() == 1 and single_can:
            for c in self.continuing():
                others = [votes[d] for d in self.continuing() if d != c]
                if votes[c] >= sum(others) + sum(self.surpluses().values()) and votes[c] not in others:
                    self.elected.append(c)
                    return

    def together(self, surplus: int) -> list[int]:
        votes = self.votes()
        order = sorted(self.continuing(), key=lambda c: votes[c])
        found: list[int] = []
        for k in range(1, len(order) - self.vacancies() + 1):
            if k == len(order):
                break
            low, above = sum(votes[c] for c in order[:k]) + surplus, votes[order[k]]
            if (low < above) if self.ni else (low <= above):
                found = order[:k]
        if found and votes[found[-1]] == votes[order[len(found)]]:
            level = [c for c in order if votes[c] == votes[found[-1]]]
            sure = [c for c in found if c not in level]
            while len(sure) < len(found):
                sure.append(lowest_by(self.points, [c for c in level if c not in sure], self.lot))
            found = sure
        return found

    def next_of(self, p: dict) -> int | None:
        return next((c for c in p["prefs"] if c in self.continuing()), None)

    def close(self) -> None:
        votes = self.votes()
        self.points.append(votes)
        self.stages.append((votes, self.valid - sum(votes)))

    def run(self) -> tuple[Stages, list[int], int]:
        if not (self.ni and self.seats == 1):
            self.deem()
        self.fill(single_can=self.seats > 1)
        self.close()
        while self.vacancies() and self.continuing():
            surpluses = self.surpluses()
            if surpluses and not self.together(sum(surpluses.values())):
                self.transfer(surpluses)
            else:
                self.exclude(sum(surpluses.values()))
        return self.stages, self.elected, self.quota

    def transfer(self, surpluses: dict[int, int]) -> None:
        largest = max(surpluses.values())
        c = highest_by(self.points, [d for d in surpluses if surpluses[d] == largest], self.lot)
        last = max(p["batch"] for p in self.papers if p["holder"] == c)
        moving = [p for p in self.papers if p["holder"] == c and p["batch"] == last and self.next_of(p) is not None]
        self.done.append(c)
        self.batch += 1
        value = sum(p["number"] * p["value"] for p in moving)
        number = sum(p["number"] for p in moving)
        for p in moving:
            p["holder"], p["batch"] = self.next_of(p), self.batch
            if value > largest:
                p["value"] = largest // number
        self.nobody = self.valid - sum(self.votes())
        self.deem()
        self.fill()
        self.close()

    def exclude(self, surplus: int) -> None:
        votes = self.votes()
        gone = self.together(surplus)
        if not gone:
            fewest = min(votes[c] for c in self.continuing())
            gone = [lowest_by(self.points, [c for c in self.continuing() if votes[c] == fewest], self.lot)]
        self.excluded += gone
        if not self.ni and len(self.continuing()) <= self.vacancies():
            self.elected += sorted(self.continuing(), key=lambda c: -votes[c])
            self.stages.append((votes, self.valid - sum(votes)))
            return
        theirs = [p for p in self.papers if p["holder"] in gone]
        for p in theirs:
            p["holder"] = None
        self.waiting = sum(p["number"] * p["value"] for p in theirs)

        def key(p: dict) -> tuple[int, int]:
            return (0 if self.ni and p["batch"] == 0 else 1, -p["value"])

        batches = [[p for p in theirs if key(p) == k] for k in sorted({key(p) for p in theirs})]
        for number, batch in enumerate(batches):
            if number:
                self.points.append(self.votes())
            self.batch += 1
            self.waiting -= sum(p["number"] * p["value"] for p in batch)
            goes = [self.next_of(p) for p in batch]
            stuck = sum(p["number"] * p["value"] for p, c in zip(batch, goes, strict=True) if c is None)
            for p, c in zip(batch, goes, strict=True):
                p["holder"], p["batch"] = c, self.batch
            self.nobody += stuck
            if stuck and not self.elected and not self.ni:
                self.quota = self.new_quota()
            self.deem()
            if not self.vacancies():
                break
        self.waiting = 0
        self.fill()
        self.close()
