"""What a count leaves behind: every stage, every tie, and the elected in order."""

from dataclasses import dataclass
from fractions import Fraction

from hustings.counting.said import Said, Translate, english, gettext_lazy, ngettext_lazy
from hustings.counting.ties import Tie

VOTES = gettext_lazy("votes")
POWERS_OF_TEN = frozenset(10**n for n in range(10))


@dataclass(frozen=True)
class Stage:
    """One stage. All votes are whole numbers of 1/scale vote (see Count.scale); candidates are numbered from 0.

    `votes`: of each candidate when the stage ends. `moved_from`: whose papers were transferred in it.
    `elected`, `excluded`: who became so in it. `said`: what happened, a sentence each; `clause`: of the rule for it.
    """

    number: int
    votes: tuple[int, ...]
    non_transferable: int
    lost_to_rounding: int
    quota: int | None
    said: tuple[Said, ...]
    clause: str
    moved_from: tuple[int, ...] = ()
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    ties: tuple[Tie, ...] = ()

    @property
    def event(self) -> str:
        """What happened, in English."""
        return self.told(english)

    def told(self, translate: Translate) -> str:
        """What happened, in the language into which texts are translated."""
        return " ".join(sentence.told(translate) for sentence in self.said)

    def cited(self, translate: Translate) -> str:
        """The same with the clause of the rule."""
        return f"{self.told(translate)} ({self.clause})" if self.clause else self.told(translate)


@dataclass(frozen=True)
class Count:
    """The whole record of a count. Figures are whole numbers of 1/scale vote: figure() writes them as decimals.

    `elected`: candidates (from 0) in order of election; for list rules, the lists in order of the seats they win.
    `allocation`: seats by list, for list rules only. `matrix`: for pairwise rules, matrix[a][b] ballots prefer a to b.
    `void`: ballots set aside because the rule cannot read them. `measure`: what figures count, such as points.
    """

    rule: str
    name: str
    candidates: tuple[str, ...]
    seats: int
    valid: int
    scale: int
    stages: tuple[Stage, ...]
    elected: tuple[int, ...]
    quota: int | None = None
    void: int = 0
    measure: Said = VOTES
    withdrawn: frozenset[int] = frozenset()
    allocation: tuple[int, ...] | None = None
    matrix: tuple[tuple[int, ...], ...] | None = None
    title: str = ""

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Every tie of the count, in order."""
        return tuple(tie for stage in self.stages for tie in stage.ties)

    @property
    def sentences(self) -> tuple[str, ...]:
        """A sentence or more per stage, in plain words."""
        return self.told(english)

    def told(self, translate: Translate) -> tuple[str, ...]:
        """The sentences in the language into which texts are translated."""
        return tuple(
            gettext_lazy("Stage {number}: {event}", number=stage.number, event=stage.told(translate)).told(translate)
            for stage in self.stages
        )

    @property
    def elected_by_place(self) -> tuple[str, ...]:
        """The names of the elected, in order of election."""
        return tuple(self.candidates[c] for c in self.elected)

    def figure(self, value: int) -> str:
        """A figure as a decimal number: exact where it ends within 9 places, else rounded to 6."""
        return figure(value, self.scale)


def figure(value: int, scale: int) -> str:
    """A whole number of 1/scale as a decimal number, as decimal() writes it."""
    if scale in POWERS_OF_TEN and value >= 0:  # almost every figure of a count, and a count writes thousands
        units, rest = divmod(value, scale)
        return f"{units}.{str(scale + rest)[1:].rstrip('0')}" if rest else str(units)
    more, rest = divmod(10**9, scale)
    return decimal(Fraction(value, scale)) if rest else _nine_places(value * more)


def votes_told(value: int, scale: int) -> Said:
    """A number of votes in words. `value`: a whole number of 1/scale vote."""
    return ngettext_lazy("{n} vote", "{n} votes", 1 if value == scale else 2, n=figure(value, scale))


def decimal(value: Fraction, places: int = 6) -> str:
    """A fraction as a decimal number without needless zeros: exact where it ends within 9 places, else rounded."""
    whole = value * 10**9
    if whole.denominator != 1:
        whole = Fraction(round(value * 10**places) * 10 ** (9 - places))
    return _nine_places(whole.numerator)


def _nine_places(billionths: int) -> str:
    sign = "-" if billionths < 0 else ""
    units, rest = divmod(abs(billionths), 10**9)
    digits = f"{rest:09d}".rstrip("0")
    return f"{sign}{units}.{digits}" if digits else f"{sign}{units}"
