"""Pictures are well-formed SVG that tells its content in words, uses no colours, and puts marks where the data says."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from hustings.departures.pictures import (
    Bracket,
    Chance,
    Fan,
    Gain,
    Map,
    Steps,
    brackets_svg,
    chances_svg,
    fans_svg,
    gains_svg,
    map_svg,
    steps_svg,
    thresholds,
)
from hustings.departures.pictures.axes import ticks

NAME = 'Fish & "Chips" <b>'
LINES = (Steps(NAME, (0, 0.125, 0.3, 0.305), (6, 5, 5, 2)), Steps("Other", (0, 0.125, 0.3), (3, 4, 4)))
FAN = Fan(NAME, tuple((t, t + 1, t + 2, t + 3, t + 4) for t in range(6)))
MAP = Map("A.leave", NAME, ("0 %", "5 %", "10 %"), ("0 %", "1 %"), ((None, 3, 1), (None, None, 2)), 20)
DRAWN: dict[str, Callable[[], str]] = {
    "steps": lambda: steps_svg(LINES, "Title <1>", "Text & words"),
    "brackets": lambda: brackets_svg(
        [Bracket(NAME, 3, 3, "3"), Bracket("b", 2, 9, "2 to 9"), Bracket("c", 5, None, "5 or more")],
        "Title <1>",
        "Text & words",
    ),
    "chances": lambda: chances_svg(
        [Chance(0, 0, 0, 0), Chance(50, 0.5, 0.4, 0.6), Chance(1000, 1, 0.9, 1)], "Title <1>", "Text & words"
    ),
    "gains": lambda: gains_svg(
        [Gain(NAME, 6, 3, "6 → 3"), Gain("b", 3, 6, "3 → 6"), Gain("c", 0, 0, "0")], "Title <1>", "Text & words"
    ),
    "fans": lambda: fans_svg([FAN, FAN], "Title <1>", "Text & words"),
    "map": lambda: map_svg(MAP, "Title <1>", "Text & words"),
}
EMPTY: dict[str, Callable[[], str]] = {
    "steps": lambda: steps_svg([], "t", "d"),
    "brackets": lambda: brackets_svg([], "t", "d"),
    "chances": lambda: chances_svg([], "t", "d"),
    "gains": lambda: gains_svg([], "t", "d"),
    "fans": lambda: fans_svg([], "t", "d"),
    "map": lambda: map_svg(Map("x", "y", (), (), (), 5), "t", "d"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_picture_tells_its_title_and_content_and_uses_no_colours(name: str) -> None:
    svg = DRAWN[name]()
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == "Title <1>"
    assert root.findtext(f"{space}desc") == "Text & words"
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert colours <= {"none", "currentColor"}
    assert "style=" not in svg
    for element in root.iter():
        for at in ("x", "x1", "x2", "cx"):
            assert 0 <= float(element.get(at, "0")) <= 320


@pytest.mark.parametrize("name", EMPTY)
def test_picture_of_nothing_is_drawn(name: str) -> None:
    assert ElementTree.fromstring(EMPTY[name]()).get("role") == "img"


def test_thresholds_are_where_seats_change() -> None:
    assert thresholds(LINES) == [0.125, 0.305]
    svg = DRAWN["steps"]()
    assert "12.5 %" in svg
    assert "30.5 %" in svg


def test_bracket_reaches_from_the_lower_to_the_upper_bound() -> None:
    root = ElementTree.fromstring(DRAWN["brackets"]())
    space = "{http://www.w3.org/2000/svg}"
    (dot,), (bar,) = root.findall(f"{space}circle"), root.findall(f"{space}rect")
    assert (int(dot.get("cx", "")) - 10) * 2 == pytest.approx((int(bar.get("x", "")) - 10) * 3, abs=3)  # 3 and 2 of 9
    assert int(bar.get("x", "")) + int(bar.get("width", "")) == 310


def test_gains_stand_right_of_the_line_and_losses_left() -> None:
    bars = ElementTree.fromstring(DRAWN["gains"]()).findall("{http://www.w3.org/2000/svg}rect")
    (loss, gain, none) = [(int(bar.get("x", "")), int(bar.get("width", ""))) for bar in bars]
    assert loss[0] + loss[1] == gain[0] == 160
    assert loss[1] == gain[1] > 0
    assert none[1] == 0


def test_map_leaves_empty_what_never_flips_and_darkens_what_flips_sooner() -> None:
    boxes = ElementTree.fromstring(DRAWN["map"]()).findall("{http://www.w3.org/2000/svg}rect")
    depths = [float(box.get("fill-opacity", "0")) for box in boxes]
    assert [depth > 0 for depth in depths] == [flip is not None for row in MAP.flips for flip in row]
    assert depths[2] > depths[5] > depths[1]


def test_seats_have_no_halves() -> None:
    assert ticks(0, 1, 4, least=1) == [0, 1]
    assert ticks(0, 2, 4, least=1) == [0, 1, 2]


@pytest.mark.parametrize(
    ("high", "expected"),
    [(1, [0, 0.25, 0.5, 0.75, 1]), (9, [0, 3, 6, 9]), (6, [0, 2, 4, 6]), (1000, [0, 250, 500, 750, 1000])],
)
def test_ticks_are_round(high: float, expected: list[float]) -> None:
    assert ticks(0, high, 4) == pytest.approx(expected)
