"""The frame that pictures with two axes share: what stands where, grid lines and their figures."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from hustings.counting.reports.drawing import GRID, label

WIDTH = 320  # as wide as the pictures of a count, so that all can be read on a telephone
RIGHT, TOP, BOTTOM = 10, 10, 40
LETTER = 7  # about as wide as a letter

Figure = Callable[[float], str]


def whole(number: float) -> str:
    """A number as written beside an axis: whole, with thousands separators."""
    return f"{number:,.0f}"


def percent(share: float) -> str:
    """A share as written beside an axis: at most one decimal."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


@dataclass(frozen=True)
class Frame:
    """A rectangle of the picture that shows x from `x_from` to `x_to` and y from 0 to `y_to`, the foot at `floor`.

    Grid lines are no nearer to each other than `least`: 1 where there are no halves.
    """

    x_from: float
    x_to: float
    y_to: float
    top: int
    floor: int
    left: int
    least: float = 0

    def x(self, value: float) -> int:
        """Where a value lies from left to right."""
        return round(self.left + (WIDTH - RIGHT - self.left) * (value - self.x_from) / (self.x_to - self.x_from or 1))

    def y(self, value: float) -> int:
        """Where a value lies from top to bottom."""
        return round(self.floor - (self.floor - self.top) * value / (self.y_to or 1))

    def marks(self, x_figure: Figure, y_figure: Figure, x_name: str, x_ticks: int = 4) -> list[str]:
        """Grid lines with their figures, and the name of the x axis under it."""
        drawn = []
        for value in ticks(0, self.y_to, 4, self.least):
            y = self.y(value)
            drawn.append(f'<line x1="{self.left}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" {GRID}/>')
            drawn.append(label(self.left - 6, y + 4, y_figure(value), "end"))
        for value in ticks(self.x_from, self.x_to, x_ticks):
            x = self.x(value)
            drawn.append(f'<line x1="{x}" x2="{x}" y1="{self.floor}" y2="{self.floor + 4}" {GRID}/>')
            anchor = "end" if x > WIDTH - 3 * LETTER else "middle"
            drawn.append(label(WIDTH - 2 if anchor == "end" else x, self.floor + 18, x_figure(value), anchor))
        drawn.append(label((self.left + WIDTH - RIGHT) // 2, self.floor + 34, x_name, "middle"))
        return drawn


def frame(
    x: tuple[float, float], y_to: float, height: int, y_figure: Figure, top: int = TOP, least: float = 0
) -> Frame:
    """A frame of this height under `top`, with room at the left for the figures of the y axis."""
    longest = max(len(y_figure(value)) for value in ticks(0, y_to, 4, least))
    return Frame(x[0], x[1], y_to, top, top + height, 14 + LETTER * longest, least)


def ticks(low: float, high: float, most: int, least: float = 0) -> list[float]:
    """Round numbers from low to high, at most most + 1 of them and no nearer to each other than `least`."""
    if high <= low:
        return [low]
    rough = max((high - low) / most, least)
    power = 10.0 ** math.floor(math.log10(rough))
    between = 2.5 if power != 1 else 3  # there are no 2.5 seats
    step = next(power * part for part in (1, 2, between, 5, 10) if power * part >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [step * i for i in range(first, math.floor(high / step + 1e-9) + 1)]
