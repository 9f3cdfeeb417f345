"""The PDF of a declaration: its words, and pictures that are taller than a page."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.elections import polls, ranked_polls

from hustings.accounts.models import Organisation
from hustings.elections.actions.declarations import declare
from hustings.elections.declaration_pdf import Paper, _last_gap, declaration_pdf
from hustings.elections.models import Board

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


def words(board: Board, path: Path) -> str:
    """The words of the PDF of a poll's declaration."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: apt-get install poppler-utils")
    path.write_bytes(declaration_pdf(declare(board.election, "", polls.officer())))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True).stdout
    return " ".join(text.split())


@pytest.mark.django_db
def test_block_vote_names_its_method(organisation: Organisation, tmp_path: Path) -> None:
    (member, _other) = members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, member)
    said = words(polls.close(board), tmp_path / "declaration.pdf")
    assert "Block vote (plurality at large)" in said
    assert said.count("Voting method") == 1  # none of the question


@pytest.mark.django_db
def test_ranked_contest_names_its_options_and_its_quota(organisation: Organisation, tmp_path: Path) -> None:
    members = polls.make_members(3)
    board = ranked_polls.open_board(members, rule="wig-stv", seats=1)
    for member in members:
        ranked_polls.vote(board, member, (1, 2, 0, 0))
    said = words(polls.close(board), tmp_path / "declaration.pdf")
    assert "Weighted inclusive Gregory STV" in said and "Decimals: 5" in said
    assert "Stages of the count (quota 2)" in said
