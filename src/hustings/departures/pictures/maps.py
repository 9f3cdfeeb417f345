"""In which term the majority changes hands, over a grid of two assumptions."""

from collections.abc import Sequence
from dataclasses import dataclass

from hustings.counting.reports.drawing import label, picture

from .axes import LETTER, RIGHT, TOP, WIDTH

LINE, SMALLEST_LABEL, TALLEST = 18, 15, 24


@dataclass(frozen=True)
class Map:
    """`flips[j][i]`: the term of the flip at `x[i]` and `y[j]`, None if there is none within `terms` terms.

    `x_name` and `y_name` say what is varied.
    """

    x_name: str
    y_name: str
    x: tuple[str, ...]
    y: tuple[str, ...]
    flips: tuple[tuple[int | None, ...], ...]
    terms: int


def map_svg(found: Map, title: str, text: str, legend: Sequence[str] = ()) -> str:
    """An SVG picture: a field per point, the darker the sooner the flip, empty where there is none; the term is written
    where there is room. y grows upwards. `text` says the same in words, `legend` stands under the picture."""
    left = 8 + LETTER * max((len(value) for value in found.y), default=0)
    side = (WIDTH - RIGHT - left) / max(len(found.x), 1)
    tall = min(side, TALLEST)
    top = TOP + LINE
    marks = [label(4, TOP + 8, found.y_name)]
    floor = top + tall * len(found.y)
    for j, row in enumerate(found.flips):
        y = floor - tall * (j + 1)
        for i, flip in enumerate(row):
            x = left + side * i
            box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{tall:.1f}"'
            if flip is None:
                marks.append(f'{box} fill="none" stroke="currentColor" stroke-opacity="0.25"/>')
                continue
            depth = 0.1 + 0.35 * (1 - flip / max(found.terms, 1))
            marks.append(f'{box} fill="currentColor" fill-opacity="{depth:.2f}"/>')
            if tall >= SMALLEST_LABEL and side >= LETTER * len(str(flip)) + 4:
                marks.append(label(round(x + side / 2), round(y + tall / 2 + 4), str(flip), "middle"))
        if j % _every(len(found.y), tall, LINE) == 0:
            marks.append(label(left - 4, round(y + tall / 2 + 4), found.y[j], "end"))
    widest = max((len(value) for value in found.x), default=1)
    for i in range(0, len(found.x), _every(len(found.x), side, LETTER * widest + 8)):
        marks.append(label(round(left + side * (i + 0.5)), round(floor + 16), found.x[i], "middle"))
    marks.append(label((left + WIDTH) // 2, round(floor + 32), found.x_name, "middle"))
    for number, line in enumerate(legend or ("Darker: sooner.", f"Empty: not within {found.terms} terms.")):
        marks.append(label(4, round(floor + 34 + LINE * (number + 1)), line))
    height = floor + 44 + LINE * len(legend or (1, 2))
    return picture(WIDTH, round(height), title, text, marks)


def _every(number: int, each: float, needed: float) -> int:
    """Which fields are labelled so that labels of the width or height needed do not touch: every n-th."""
    return next((n for n in range(1, number + 1) if n * each >= needed), max(number, 1))
