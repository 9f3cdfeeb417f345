"""The probability of change against the number who leave at random."""

from collections.abc import Sequence
from dataclasses import dataclass

from hustings.counting.reports.drawing import FLOW, SOLID, picture

from .axes import BOTTOM, WIDTH, Figure, frame, percent, whole

HEIGHT = 150


@dataclass(frozen=True)
class Chance:
    """How probable a change is if so many leave at random; low and high are the ends of its interval."""

    leaving: int
    probability: float
    low: float
    high: float


def chances_svg(
    chances: Sequence[Chance],
    title: str,
    text: str,
    x_name: str = "number who leave",
    number: Figure = whole,
    share: Figure = percent,
) -> str:
    """An SVG picture: a line through the probabilities, with the band of their intervals. `chances` in rising order of
    the number leaving; `text` says the same in words."""
    most = max((chance.leaving for chance in chances), default=1)
    box = frame((0, max(most, 1)), 1.0, HEIGHT, share)
    marks = box.marks(number, share, x_name)
    upper = [f"{box.x(chance.leaving)} {box.y(chance.high)}" for chance in chances]
    lower = [f"{box.x(chance.leaving)} {box.y(chance.low)}" for chance in reversed(chances)]
    line = "L".join(f"{box.x(chance.leaving)} {box.y(chance.probability)}" for chance in chances)
    if chances:
        marks.append(f'<path d="M{"L".join(upper + lower)}Z" {FLOW}/>')
        marks.append(f'<path d="M{line}" fill="none" stroke="currentColor" stroke-width="2"/>')
    marks += [
        f'<circle cx="{box.x(chance.leaving)}" cy="{box.y(chance.probability)}" r="3" {SOLID}/>' for chance in chances
    ]
    return picture(WIDTH, box.floor + BOTTOM, title, text, marks)
