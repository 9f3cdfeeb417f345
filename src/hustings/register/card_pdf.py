"""Membership cards on paper: ten to a page of A4, to be cut along the lines."""

import io
from collections.abc import Sequence
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

FONT = "DejaVu"
# Millimetres: the size of a bank card, in two columns of five.
WIDTH, HEIGHT = 85.6, 54.0
LEFT, TOP = (210 - 2 * WIDTH) / 2, (297 - 5 * HEIGHT) / 2
QR_SIZE = 34.0


def cards_pdf(cards: Sequence[tuple[str, Sequence[str], str]], *, organisation: str, fonts: Path, title: str) -> bytes:
    """The PDF of these cards: of each the name, the lines under it, and the address in its QR code."""
    paper = FPDF()
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        paper.add_font(FONT, style, fonts / name)
    paper.set_title(title)
    paper.set_auto_page_break(False)
    for place, (name, lines, address) in enumerate(cards):
        if place % 10 == 0:
            paper.add_page()
        x, y = LEFT + place % 2 * WIDTH, TOP + place % 10 // 2 * HEIGHT
        paper.set_draw_color(190)
        paper.rect(x, y, WIDTH, HEIGHT)
        image = io.BytesIO()
        segno.make(address, error="l", micro=False).save(image, kind="png", scale=4, border=2)
        paper.image(image, x + WIDTH - QR_SIZE - 3, y + HEIGHT - QR_SIZE - 3, QR_SIZE, QR_SIZE)
        _text(paper, x + 4, y + 4, WIDTH - 8, organisation, 9, "B")
        _text(paper, x + 4, y + 17, WIDTH - QR_SIZE - 9, name, 10, "B")
        for line in lines:
            _text(paper, x + 4, paper.get_y() + 1, WIDTH - QR_SIZE - 9, line, 8)
    return bytes(paper.output())


def _text(paper: FPDF, x: float, y: float, width: float, text: str, size: float, style: str = "") -> None:
    paper.set_xy(x, y)
    paper.set_font(FONT, style, size)
    paper.multi_cell(width, size * 0.45, text, align="L", max_line_height=size * 0.45, new_x=XPos.LEFT, new_y=YPos.NEXT)
