"""Letters on paper, one page each, for a window envelope: text, QR codes, and what is to be typed, in large type.

Knows nothing of Django or the database: a credential authority prints on their own machine.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from hustings.elections.letter_words import Letter, Link

FONT = "DejaVu"
MARGIN = 25.0
# Millimetres from the top left: where the windows of C5/6 and DL envelopes show the address.
WINDOW_LEFT, WINDOW_TOP, WINDOW_WIDTH = 25.0, 52.0, 85.0
TEXT_TOP = 100.0
QR_SIZE = 42.0
LINE = 5.2


class _Paper(FPDF):
    def __init__(self, fonts: Path, title: str, sender: str) -> None:
        super().__init__()
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(FONT, style, fonts / name)
        self.set_title(title)
        self.set_margin(MARGIN)
        # A letter that needs a second page breaks by itself; the next letter begins on a page of its own.
        self.set_auto_page_break(True, margin=20)
        self._sender = sender

    def text_block(self, text: str, size: float = 10, style: str = "", width: float = 0) -> None:
        self.set_font(FONT, style, size)
        self.multi_cell(width, LINE * size / 10, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def letter(self, letter: Letter) -> None:
        self.add_page()
        self.set_xy(WINDOW_LEFT, WINDOW_TOP - 6)
        self.text_block(self._sender, 7, width=WINDOW_WIDTH)
        self.set_x(WINDOW_LEFT)
        self.text_block(letter.address, 10, width=WINDOW_WIDTH)
        self.set_xy(self.w - MARGIN - 60, WINDOW_TOP)
        self.set_font(FONT, "", 9)
        self.cell(60, LINE, letter.reference, align="R")
        self.set_y(max(TEXT_TOP, self.get_y()))
        self.text_block(letter.heading, 14, "B")
        self.ln(3)
        self._paragraphs(letter.before)
        for link in letter.links:
            self._link(link)
        for what, code in letter.codes:
            self._code(what, code)
        self._paragraphs(letter.after)

    def _paragraphs(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.text_block(text)
            self.ln(2.5)

    def _link(self, link: Link) -> None:
        if self.will_page_break(QR_SIZE + 8):
            self.add_page()
        top = self.get_y()
        self._qr(link.url, MARGIN, top)
        self.set_xy(MARGIN + QR_SIZE + 6, top + 2)
        self.set_font(FONT, "B", 10)
        if link.title:
            self.multi_cell(0, LINE, link.title, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        # Without what stands behind '#': that is typed out below, and belongs into no search box.
        self.set_font(FONT, "", 9)
        self.multi_cell(0, LINE, link.url.partition("#")[0], align="L", wrapmode="CHAR")
        self.set_y(top + QR_SIZE + 4)

    def _qr(self, text: str, x: float, y: float) -> None:
        rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        module = QR_SIZE / len(rows)
        self.set_fill_color(0)
        for i, row in enumerate(rows):
            start = 0
            while (start := row.find(1, start)) >= 0:
                end = row.find(0, start)
                end = len(row) if end < 0 else end
                # A hair wider than the grid, so that no printer leaves white between two rows.
                self.rect(x + start * module, y + i * module, (end - start) * module, module * 1.02, "F")
                start = end

    def _code(self, what: str, code: str) -> None:
        if self.will_page_break(20):
            self.add_page()
        self.text_block(what, 9)
        self.set_font("Courier", "B", 17)
        self.cell(0, 10, code, border=1, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(4)


def letters_pdf(
    letters: Iterable[Letter], *, fonts: Path, title: str, sender: str, told: Callable[[int], None] = lambda done: None
) -> bytes:
    """The PDF of these letters, in their order. `fonts` is the folder that holds DejaVuSans.ttf and its bold cut.

    Raises FileNotFoundError if the fonts are not there. `told` is called with the number of letters done.
    """
    paper = _Paper(fonts, title, sender)
    for done, letter in enumerate(letters, 1):
        paper.letter(letter)
        told(done)
    return bytes(paper.output())
