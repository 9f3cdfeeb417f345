"""The PDF of a declaration: pictures that are taller than a page."""

import re

import pytest

from hustings.elections.declaration_pdf import Paper, _last_gap

ROWS, PITCH, BAR = 40, 56, 22


@pytest.fixture
def tall() -> str:
    """A picture like that of a count of 40 stages: a word and a bar for each."""
    rows = "".join(
        f'<text x="4" y="{PITCH * n + 12}" font-size="12">Stage {n}</text>'
        f'<rect x="4" y="{PITCH * n + 16}" width="300" height="{BAR}" fill="#000"/>'
        for n in range(ROWS)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 {ROWS * PITCH}">{rows}</svg>'


def test_picture_taller_than_a_page_goes_on_at_the_next(tall: str) -> None:
    paper = Paper("Declaration", "")
    paper.picture(tall)
    # 110 mm wide, it is 770 mm tall, and a page has room for some 260.
    assert paper.page_no() == 4 and paper.y < paper.page_break_trigger
    small = re.sub(r"0 0 320 \d+", "0 0 320 100", tall)
    paper.add_page()
    paper.picture(small)
    assert paper.page_no() == 5


@pytest.mark.parametrize("end", [PITCH * 3, PITCH * 3 + 5, PITCH * 3 + 20, PITCH * 3 + 40])
def test_no_word_and_no_bar_is_cut_in_two(tall: str, end: int) -> None:
    cut = _last_gap(tall, 0, end)
    assert end - PITCH < cut <= end
    assert not 0 < cut % PITCH < 16 + BAR
