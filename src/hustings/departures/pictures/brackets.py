"""Between which numbers the fewest departures lie, for each question that was asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from hustings.counting.reports.drawing import OUTLINE, SOLID, clipped, label, picture

from .axes import BOTTOM, RIGHT, TOP, WIDTH, Figure, Frame, whole

ROW = 42
OPEN = 'fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="4 3"'


@dataclass(frozen=True)
class Bracket:
    """The bounds of one answer, for instance of a rival committee, and how they are written; `upper` is None if none
    was found."""

    name: str
    lower: int
    upper: int | None
    figure: str


def brackets_svg(
    brackets: Sequence[Bracket], title: str, text: str, x_name: str = "departures", number: Figure = whole
) -> str:
    """An SVG picture: per row a bar from the lower to the upper bound, a dot where both are the same number, and a
    broken line to the right end where no upper bound was found. `text` says the same in words."""
    # Beyond an open bracket's lower bound there is room for its broken line.
    ends = (bracket.upper or bracket.lower * 5 // 4 + 1 for bracket in brackets)
    most = max(ends, default=1)
    floor = TOP + ROW * len(brackets)
    box = Frame(0, max(most, 1), 0, TOP, floor, 10)
    marks = box.marks(number, lambda _: "", x_name)
    for top, bracket in zip(range(TOP, floor, ROW), brackets, strict=True):
        marks.append(label(box.left, top + 12, clipped(bracket.name, 36 - len(bracket.figure)), bold=True))
        marks.append(label(WIDTH - RIGHT, top + 12, bracket.figure, "end"))
        start, y = box.x(bracket.lower), top + 26
        if bracket.upper is None:
            marks.append(f'<path d="M{start} {y - 6}v12M{start} {y}H{WIDTH - RIGHT}" {OPEN}/>')
        elif bracket.upper == bracket.lower:
            marks.append(f'<circle cx="{start}" cy="{y}" r="5" {SOLID}/>')
        else:
            marks.append(
                f'<rect x="{start}" y="{y - 6}" width="{max(box.x(bracket.upper) - start, 2)}" height="12" {OUTLINE}/>'
            )
    return picture(WIDTH, floor + BOTTOM, title, text, marks)
