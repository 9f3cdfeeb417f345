"""The working sheet of a count: what a rule is given, and what has been decided so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from hustings.counting.profile import Profile
from hustings.counting.record import VOTES, Count, Stage, figure, votes_told
from hustings.counting.reserve import Reserve
from hustings.counting.said import Said, Value, gettext_lazy, ngettext_lazy
from hustings.counting.ties import Purpose, Tie, TieBreaker


class OptionError(ValueError):
    """A rule, number of seats or option that does not exist or does not fit. The message says what would."""


CHOSEN_FOR = {
    "election": ngettext_lazy(
        "{tied} were tied; {chosen} was chosen for election {how}.",
        "{tied} were tied; {chosen} were chosen for election {how}.",
        1,
    ),
    "exclusion": ngettext_lazy(
        "{tied} were tied; {chosen} was chosen for exclusion {how}.",
        "{tied} were tied; {chosen} were chosen for exclusion {how}.",
        1,
    ),
    "surplus": ngettext_lazy(
        "{tied} were tied; {chosen} was chosen for the transfer of the surplus {how}.",
        "{tied} were tied; {chosen} were chosen for the transfer of the surplus {how}.",
        1,
    ),
    "paper": ngettext_lazy(
        "{tied} were tied for the papers left over; {chosen} was chosen {how}.",
        "{tied} were tied for the papers left over; {chosen} were chosen {how}.",
        1,
    ),
    "order": ngettext_lazy(
        "{tied} were tied; {chosen} was put before the others {how}.",
        "{tied} were tied; {chosen} were put before the others {how}.",
        1,
    ),
    "final": ngettext_lazy(
        "{tied} were tied; {chosen} was chosen for the final {how}.",
        "{tied} were tied; {chosen} were chosen for the final {how}.",
        1,
    ),
}


@dataclass
class Sheet:
    """One count under way. Rules read the first fields and write through choose() and close_stage()."""

    rule: str
    name: str
    source: str
    profile: Profile
    seats: int
    breaker: TieBreaker
    reserves: tuple[Reserve, ...] = ()
    options: Mapping[str, int | str] = field(default_factory=dict)
    scale: int = 1
    measure: Said = VOTES
    stages: list[Stage] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    history: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    ties_told: int = 0
    remarks: list[Said] = field(default_factory=list)  # on the stage that is being counted

    def names(self, candidates: Sequence[int]) -> tuple[str, ...]:
        """The candidates' names, for a sentence."""
        return tuple(self.profile.candidates[c] for c in candidates)

    def figure(self, value: int) -> str:
        """A number of votes as a decimal."""
        return figure(value, self.scale)

    def papers_and_quota(self, valid: int, quota: int) -> Said:
        """The first sentence of a count. `valid`: papers, not units of a vote."""
        return ngettext_lazy(
            "{valid} valid paper; the quota is {quota}.",
            "{valid} valid papers; the quota is {quota}.",
            valid,
            valid=valid,
            quota=self.figure(quota),
        )

    def papers(self, valid: int) -> Said:
        """The first sentence of a count whose quota, if it has one, is not settled yet."""
        return ngettext_lazy("{valid} valid paper.", "{valid} valid papers.", valid, valid=valid)

    def reached(self, elected: Sequence[int]) -> Said:
        """A sentence on candidates who reach the quota."""
        return ngettext_lazy(
            "{names} reaches the quota and is elected.",
            "{names} reach the quota and are elected.",
            len(elected),
            names=self.names(elected),
        )

    def last_places(self, elected: Sequence[int]) -> Said:
        """A sentence on candidates who fill the last vacancies."""
        return ngettext_lazy(
            "No more candidates continue than there are vacancies: {names} is elected.",
            "No more candidates continue than there are vacancies: {names} are elected.",
            len(elected),
            names=self.names(elected),
        )

    def without_quota(self, elected: Sequence[int]) -> Said:
        """A sentence on candidates who cannot be overtaken any more."""
        names = self.names(elected)
        if self.reserves:  # others may have more votes
            return ngettext_lazy(
                "{names} is left for the last seats and elected without the quota.",
                "{names} are left for the last seats and elected without the quota.",
                len(elected),
                names=names,
            )
        return ngettext_lazy(
            "{names} cannot be overtaken any more and is elected without the quota.",
            "{names} cannot be overtaken any more and are elected without the quota.",
            len(elected),
            names=names,
        )

    def most(self, elected: Sequence[int], what: Said) -> Said:
        """A sentence on candidates who are elected for what they have."""
        return ngettext_lazy(
            "{names} has {what} and is elected.",
            "{names} have {what} and are elected.",
            len(elected),
            names=self.names(elected),
            what=what,
        )

    def surplus_moved(self, source: int, surplus: int, gains: Sequence[int]) -> Said:
        """A sentence on the transfer of a surplus. `gains`: of each candidate, by number."""
        [name] = self.names([source])
        event = gettext_lazy("{name} has a surplus of {surplus}", name=name, surplus=self.figure(surplus))
        return self.papers_go(event, gains)

    def excluded(self, gone: Sequence[int], votes: int, gains: Sequence[int]) -> Said:
        """A sentence on the exclusion of candidates who had so many votes together. `gains`: as in surplus_moved."""
        who = ngettext_lazy(
            "{names} is excluded with {votes}",
            "{names} are excluded together with {votes}",
            len(gone),
            names=self.names(gone),
            votes=self.votes(votes),
        )
        return self.papers_go(who, gains)

    def votes(self, value: int) -> Said:
        """A number of votes in words."""
        return votes_told(value, self.scale)

    def papers_go(self, event: Said, gains: Sequence[int]) -> Said:
        """A sentence on what happened and where papers go then, the most first. `gains`: of each candidate."""
        ranked = sorted(((gain, c) for c, gain in enumerate(gains) if gain > 0), reverse=True)
        if not ranked:
            return gettext_lazy(
                "{event}; the papers go to nobody, for no continuing candidate is named on them.", event=event
            )
        names, scale = self.profile.candidates, self.scale
        to = [f"{names[c]} ({figure(gain, scale)})" for gain, c in ranked]
        return gettext_lazy("{event}; the papers go to {names}.", event=event, names=to)

    def whole(self, option: str) -> int:
        """An option that is a whole number."""
        return int(self.options[option])

    def choose(self, tied: Sequence[int], places: int, purpose: Purpose, lots: bool = True) -> tuple[int, ...]:
        """Breaks a tie in the stage that is being counted, by the policy and the stages before.

        Without `lots`, only what does not depend on a lot: for rules that would rather wait than draw one.
        """
        return self.breaker.choose(tied, places, purpose, len(self.stages) + 1, self.history, lots)

    def remember(self, votes: Sequence[int]) -> None:
        """Keeps the votes at this point of the stage for looking back or forward."""
        self.history.append((len(self.stages) + 1, tuple(votes)))

    def one(self, level: Sequence[int], purpose: Purpose) -> int:
        """The one candidate, or the one that the tie policy chooses."""
        return level[0] if len(level) == 1 else self.choose(level, 1, purpose)[0]

    def order(self, level: Sequence[int]) -> list[int]:
        """The candidates in the order in which the tie policy favours them."""
        left, order = list(level), list[int]()
        while len(left) > 1:
            order.append(self.choose(left, 1, "order")[0])
            left.remove(order[-1])
        return order + left

    def set_votes(self, rows: Sequence[Sequence[Fraction]]) -> None:
        """Gives the stages their votes once all are known, with a scale that makes every one a whole number."""
        self.scale = lcm(*(value.denominator for row in rows for value in row))
        self.stages = [
            replace(stage, votes=tuple(value.numerator * (self.scale // value.denominator) for value in row))
            for stage, row in zip(self.stages, rows, strict=True)
        ]

    def close_stage(
        self,
        votes: Sequence[int],
        said: Sequence[Said],
        clause: str,
        *,
        non_transferable: int = 0,
        lost: int = 0,
        quota: int | None = None,
        moved_from: Sequence[int] = (),
        elected: Sequence[int] = (),
        excluded: Sequence[int] = (),
    ) -> None:
        """Writes down a stage that has ended, with the ties that were broken in it.

        `clause`: of the rule; where its source has no numbered clauses, "" cites the source as a whole.
        """
        ties = tuple(self.breaker.record[self.ties_told :])
        self.ties_told = len(self.breaker.record)
        self.elected += elected
        self.remember(votes)
        stage = Stage(
            number=len(self.stages) + 1,
            votes=tuple(votes),
            non_transferable=non_transferable,
            lost_to_rounding=lost,
            quota=quota,
            said=(*said, *self.remarks, *map(self._told, ties)),
            clause=clause or self.source,
            moved_from=tuple(moved_from),
            elected=tuple(elected),
            excluded=tuple(excluded),
            ties=ties,
        )
        self.stages.append(stage)
        self.remarks = []

    def close(
        self,
        *,
        valid: int | None = None,
        quota: int | None = None,
        allocation: Sequence[int] | None = None,
        matrix: Sequence[Sequence[int]] | None = None,
    ) -> Count:
        """The finished record."""
        counted = self.profile.valid if valid is None else valid
        return Count(
            rule=self.rule,
            name=self.name,
            candidates=self.profile.candidates,
            seats=self.seats,
            valid=counted,
            scale=self.scale,
            stages=tuple(self.stages),
            elected=tuple(self.elected),
            quota=quota,
            void=self.profile.ballots - counted,
            measure=self.measure,
            withdrawn=self.profile.withdrawn,
            allocation=None if allocation is None else tuple(allocation),
            matrix=None if matrix is None else tuple(tuple(row) for row in matrix),
            title=self.profile.title,
        )

    def _told(self, tie: Tie) -> Said:
        values: dict[str, Value] = {
            "tied": self.names(tie.candidates),
            "chosen": self.names(tie.chosen),
            "how": tie.steps,
        }
        return replace(CHOSEN_FOR[tie.purpose], number=len(tie.chosen), values=values)
