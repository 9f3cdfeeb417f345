"""Long texts set in PDF while a reader waits: every word is measured once, and lines are filled with words."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from fpdf.enums import XPos, YPos

from hustings.elections.declaration_pdf import FONT, Paper

Run = tuple[str, str]  # the style of the font, and words in it
LINE = 0.55  # millimetres of height for each point of size


class LongPaper(Paper):
    """A paper for texts of any length."""

    def __init__(self, title: str, subject: str) -> None:
        self.widths: dict[tuple[str, str, float], float] = {}
        super().__init__(title, subject)

    def passages(self, text: str, size: float = 10) -> None:
        """Set each line of `text` as a paragraph."""
        for line in text.split("\n"):
            self.flow([("", line)], size) if line.strip() else self.ln(size * LINE)

    def flow(self, runs: Iterable[Run], size: float = 10) -> None:
        """Set words of several styles as one paragraph between the margins."""
        margin, self.c_margin = self.c_margin, 0
        for line in self._lines(runs, size, self.epw - 2 * margin):
            self.set_x(self.l_margin + margin)  # where the text of a cell begins
            for style, group in groupby(line, key=itemgetter(0)):
                words = [word for _style, word in group]
                width = sum(self._width(style, word, size) + self._width("", " ", size) for word in words)
                self.set_font(FONT, style, size)
                self.cell(width, size * LINE, " ".join(words), new_x=XPos.RIGHT, new_y=YPos.TOP)
            self.ln(size * LINE)
        self.c_margin = margin

    def _lines(self, runs: Iterable[Run], size: float, room: float) -> Iterator[list[Run]]:
        """The words of each line."""
        line: list[Run] = []
        used, space = 0.0, self._width("", " ", size)
        for style, word in self._words(runs, size, room):
            width = self._width(style, word, size)
            if line and used + width > room:
                yield line
                line, used = [], 0.0
            line.append((style, word))
            used += width + space
        if line:
            yield line

    def _words(self, runs: Iterable[Run], size: float, room: float) -> Iterator[Run]:
        """Each word with its style; one that is longer than a line in parts."""
        for style, text in runs:
            for word in text.split():
                if self._width(style, word, size) <= room:
                    yield style, word
                    continue
                part, used = "", 0.0
                for letter in word:
                    width = self._width(style, letter, size)
                    if part and used + width > room:
                        yield style, part
                        part, used = "", 0.0
                    part, used = part + letter, used + width
                yield style, part

    def _width(self, style: str, word: str, size: float) -> float:
        key = ("B" if "B" in style else "", word, size)  # a line under or through a word makes it no wider
        if key not in self.widths:
            self.set_font(FONT, key[0], size)
            self.widths[key] = self.get_string_width(word)
        return self.widths[key]
