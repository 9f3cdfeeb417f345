"""How a number may go over the terms: the middle of many replicates, and how far they spread."""

from collections.abc import Sequence
from dataclasses import dataclass

from hustings.counting.reports.drawing import clipped, label, picture

from .axes import BOTTOM, TOP, WIDTH, frame, whole

HEIGHT, NAME = 110, 20
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)  # of the replicates that lie below each line of a fan
BAND = 'fill="currentColor" fill-opacity="0.2"'


@dataclass(frozen=True)
class Fan:
    """One number over the terms: for each term from 0, below which values SHARES of the replicates lie."""

    name: str
    terms: tuple[tuple[float, float, float, float, float], ...]


def fans_svg(fans: Sequence[Fan], title: str, text: str, x_name: str = "term") -> str:
    """An SVG picture, a panel per fan: nine replicates in ten lie in the pale band, half in the darker one, and the
    line is the middle. `text` says the same in words."""
    marks: list[str] = []
    top = TOP
    for fan in fans:
        most = max((term[-1] for term in fan.terms), default=0)
        marks.append(label(4, top + 10, clipped(fan.name, 42), bold=True))
        box = frame((0, max(len(fan.terms) - 1, 1)), most or 1, HEIGHT, whole, top + NAME, least=1)
        marks += box.marks(whole, whole, x_name)
        lines = [
            [f"{box.x(at)} {box.y(term[share])}" for at, term in enumerate(fan.terms)] for share in range(len(SHARES))
        ]
        for low, high in ((0, 4), (1, 3)):
            marks.append(f'<path d="M{"L".join(lines[low] + lines[high][::-1])}Z" {BAND}/>')
        marks.append(f'<path d="M{"L".join(lines[2])}" fill="none" stroke="currentColor" stroke-width="2"/>')
        top = box.floor + BOTTOM + 8
    return picture(WIDTH, top, title, text, marks)
