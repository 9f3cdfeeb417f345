"""Seats against the share of a group that leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from hustings.counting.reports.drawing import DASHED, clipped, label, picture

from .axes import BOTTOM, RIGHT, TOP, WIDTH, Figure, frame, percent, whole

HEIGHT, LINE = 150, 18
STROKES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "4 2 1 2")  # lines are told apart by dashes, not by colours


@dataclass(frozen=True)
class Steps:
    """The seats of one slate or group: `seats[i]` from the share `shares[i]` on, as far as the next."""

    name: str
    shares: tuple[float, ...]
    seats: tuple[int, ...]


def thresholds(lines: Sequence[Steps]) -> list[float]:
    """The shares at which the seats of any line change."""
    changes = {
        share
        for line in lines
        for share, before, after in zip(line.shares[1:], line.seats, line.seats[1:], strict=False)
        if before != after
    }
    return sorted(changes)


def steps_svg(
    lines: Sequence[Steps], title: str, text: str, x_name: str = "share that leaves", share_figure: Figure = percent
) -> str:
    """An SVG picture: a stepped line per slate or group over the shares from 0 to 1, each change marked with its share.

    `text` says the same in words.
    """
    most = max((seats for line in lines for seats in line.seats), default=0)
    box = frame((0, 1), max(most, 1), HEIGHT, whole, TOP + LINE, least=1)
    marks = box.marks(share_figure, whole, x_name)
    last_end = 0
    for share in thresholds(lines):
        x = box.x(share)
        marks.append(f'<line x1="{x}" x2="{x}" y1="{box.top - 4}" y2="{box.floor}" {DASHED} stroke-opacity="0.5"/>')
        said = share_figure(share)
        if x - 4 * len(said) > last_end:  # of figures that would overlap the first is written; the table has all
            marks.append(label(min(x, WIDTH - RIGHT - 3 * len(said)), TOP + 8, said, "middle"))
            last_end = x + 4 * len(said)
    foot = box.floor + BOTTOM
    for number, line in enumerate(lines):
        dash = STROKES[number % len(STROKES)]
        stroke = f'fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="{dash}"'
        path = f"M{box.x(line.shares[0])} {box.y(line.seats[0])}" + "".join(
            f"H{box.x(share)}V{box.y(seats)}" for share, seats in zip(line.shares[1:], line.seats[1:], strict=True)
        )
        marks.append(f'<path d="{path}H{box.x(1)}" {stroke}/>')
        y = foot + LINE * number
        marks.append(f'<path d="M{box.left} {y + 8}h40" {stroke}/>')
        marks.append(label(box.left + 48, y + 12, clipped(line.name, 34)))
    return picture(WIDTH, foot + LINE * len(lines) + 4, title, text, marks)
