"""Who gains and who loses, as bars to either side of a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from hustings.counting.reports.drawing import DASHED, OUTLINE, SOLID, clipped, label, picture

from .axes import WIDTH

ROW, EDGE, TOP = 42, 6, 4


@dataclass(frozen=True)
class Gain:
    """What somebody, or a slate or a group, has before and after, and how that is written."""

    name: str
    before: int
    after: int
    figure: str

    @property
    def change(self) -> int:
        """How much more there is after."""
        return self.after - self.before


def gains_svg(gains: Sequence[Gain], title: str, text: str) -> str:
    """An SVG picture: gains are solid bars to the right of the line, losses outlined bars to its left. `text` says the
    same in words."""
    most = max((abs(gain.change) for gain in gains), default=0) or 1
    middle, room = WIDTH // 2, WIDTH // 2 - EDGE
    marks = []
    for top, gain in zip(range(TOP, TOP + ROW * len(gains), ROW), gains, strict=True):
        marks.append(label(EDGE, top + 13, clipped(gain.name, 38 - len(gain.figure)), bold=True))
        marks.append(label(WIDTH - EDGE, top + 13, gain.figure, "end"))
        width = max(1, room * abs(gain.change) // most) if gain.change else 0
        x, shape = (middle, SOLID) if gain.change > 0 else (middle - width, OUTLINE)
        marks.append(f'<rect x="{x}" y="{top + 20}" width="{width}" height="14" {shape}/>')
        marks.append(f'<line x1="{middle}" x2="{middle}" y1="{top + 17}" y2="{top + 37}" {DASHED}/>')
    return picture(WIDTH, TOP + ROW * len(gains), title, text, marks)
