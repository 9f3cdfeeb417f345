"""How paper ballots are typed in: a line per paper, the numbers of the answers on the ballot.

`2 5` chooses the second and the fifth answer, or ranks them first and second; `-` is a blank paper, `x` a spoilt one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hustings.elections import methods
from hustings.elections.models import Contest

BLANK, SPOILT = "-", "x"


class Unreadable(ValueError):  # noqa: N818 - a line is unreadable
    """A line is not as papers are typed in."""


@dataclass(frozen=True)
class PaperVotes:
    """What papers say: `rows` are marks (1) or ranks for every answer, of each paper that is not blank or spoilt."""

    rows: tuple[tuple[int, ...], ...] = ()
    blank: int = 0
    spoilt: int = 0

    @property
    def papers(self) -> int:
        return len(self.rows) + self.blank + self.spoilt

    @property
    def first(self) -> tuple[int, ...]:
        """The papers that choose each answer, or rank it first."""
        return tuple(sum(mark == 1 for mark in column) for column in zip(*self.rows, strict=True))


def tidied(contest: Contest, answers: int, text: str) -> list[str]:
    """The lines of an entry in their one form. Raises Unreadable, naming the line."""
    lines = text.strip().splitlines()
    if not lines:
        raise Unreadable(_("Type a line for each paper."))
    return [_tidied(contest, answers, line, number) for number, line in enumerate(lines, 1)]


def _tidied(contest: Contest, answers: int, line: str, number: int) -> str:
    words = line.replace(",", " ").lower().split()
    if words in ([BLANK], [SPOILT]):
        return words[0]
    if not words or not all(word.isascii() and word.isdecimal() for word in words):
        raise Unreadable(
            _("Line {number}, “{line}”: write the numbers of the answers, - for blank, or x for spoilt.").format(
                number=number, line=line[:40]
            )
        )
    chosen = [int(word) for word in words]
    if wrong := [choice for choice in chosen if not 1 <= choice <= answers]:
        raise Unreadable(
            _("Line {number}: there is no answer {wrong}; they are numbered from 1 to {answers}.").format(
                number=number, wrong=wrong[0], answers=answers
            )
        )
    if len(set(chosen)) != len(chosen):
        raise Unreadable(
            _("Line {number}: an answer is named twice. If it is so on the paper, it is spoilt: x.").format(
                number=number
            )
        )
    if methods.is_ranked(contest):
        return " ".join(map(str, chosen))
    if not contest.min_choices <= len(chosen) <= contest.max_choices:
        raise Unreadable(
            _(
                "Line {number}: {found} answers are chosen, and {least} to {most} may be. Such a paper is spoilt: x."
            ).format(number=number, found=len(chosen), least=contest.min_choices, most=contest.max_choices)
        )
    return " ".join(map(str, sorted(chosen)))


def read(contest: Contest, answers: int, lines: Sequence[str]) -> PaperVotes:
    """The votes in tidied lines."""
    rows = []
    for line in lines:
        if line in (BLANK, SPOILT):
            continue
        row = [0] * answers
        for place, choice in enumerate(map(int, line.split()), 1):
            row[choice - 1] = place if methods.is_ranked(contest) else 1
        rows.append(tuple(row))
    return PaperVotes(tuple(rows), lines.count(BLANK), lines.count(SPOILT))
