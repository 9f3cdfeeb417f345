"""Numbered clauses out of Markdown or plain text.

A clause begins with a number at the start of a line: a heading (`## 3. Officers`, or underlined), an item of a list
(`3.`, `3)`, `(a)`, `ii.`, `3.2`, `Article 3:`), or one of these below another, by indentation or by another kind of
number. All that follows belongs to it, up to the next number, an unnumbered heading of the same or a higher level, or
a rule (`---`). What stands outside all clauses, a preamble say, is kept apart. `1990\\. It began` begins no clause.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hustings.texts.errors import ParseError
from hustings.texts.numbers import Number, kinds_of, number_of, place_of, written
from hustings.texts.wording import compared

MOST_CHARACTERS = 4_000_000
DEEPEST = 8  # levels of clauses within clauses
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Marks of the direction of writing, and others without width, may stand before a number.
_INDENTATION = re.compile("[\\s\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*")
_HEADING = re.compile(r"(#{1,6})(?:\s|$)")
_UNDERLINE = re.compile(r"={3,}\s*|-{3,}\s*")
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}\s*")
_FENCE = re.compile(r"```|~~~")
_ESCAPED = re.compile(r"^(\w+)\\([.)])")
_FIRST_ROMAN = ("i", "I")
_SENTENCE_ENDS = tuple(".;:,!?)”’\"'")


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause: its number ('3.2(a)'), the number it stands under, heading, wording, and line in the file.

    The wording is as written, without what belongs to the clauses under it.
    """

    number: str
    parent: str
    heading: str
    wording: str
    line: int

    @property
    def whole(self) -> str:
        """Heading and wording, as they are compared: verbatim is what is equal here."""
        return compared(f"{self.heading} {self.wording}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in numbered clauses, in its order; `unnumbered` is what stands outside them, the title left out."""

    title: str
    clauses: tuple[Clause, ...]
    unnumbered: str


@dataclass(slots=True)
class _Open:
    """A clause that is being read."""

    parts: tuple[str, ...]
    line: int
    indent: int
    level: int  # of its heading; 0 for an item of a list
    mark: str
    kind: str  # of the row it stands in: digits, letters or roman
    heading: str = ""
    lines: list[str] = field(default_factory=list)


def decoded(data: bytes) -> str:
    """UTF-8 text, with or without a byte order mark. Raises ParseError at the first line that is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ParseError(line, "this line is not UTF-8 text; save the file as plain text in UTF-8") from None


def parse(text: str) -> Text:
    """Reads `text` as numbered clauses. Raises ParseError with the line and what to do."""
    lines = _checked_lines(text)
    reading = _Reading()
    for line, raw in enumerate(lines, 1):
        below = lines[line] if line < len(lines) else ""
        reading.read(line, raw, below)
    return reading.finished()


def line_owners(text: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """The lines of `text`, and the parts of the number of the clause that each belongs to; () for one of no clause.

    Empty lines belong to none. Raises ParseError as parse() does.
    """
    lines = _checked_lines(text)
    reading = _Reading()
    owners: list[_Open | None] = []
    for line, raw in enumerate(lines, 1):
        reading.read(line, raw, lines[line] if line < len(lines) else "")
        owners.append(reading.open[-1] if reading.open and raw.strip() else None)
    return lines, [owner.parts if owner else () for owner in owners]


def _checked_lines(text: str) -> list[str]:
    if len(text) > MOST_CHARACTERS:
        raise ParseError(1, f"the text has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    for line, raw in enumerate(lines, 1):
        if found := _CONTROL.search(raw):
            code = ord(found.group())
            raise ParseError(line, f"the control character U+{code:04X} is no part of a text; save it as plain text")
    if not any(raw.strip() for raw in lines):
        raise ParseError(1, "the text is empty")
    return lines


def _without_closing_marks(heading: str) -> str:
    """`## Name ##` is the heading `Name`."""
    bare = heading.rstrip("#")
    return bare.rstrip() if bare != bare.rstrip() or not bare else heading


def _follows(parts: tuple[str, ...], last: tuple[str, ...]) -> bool:
    """Whether a whole number is the next after `last`: 3.3, 3.2.1, 3.2(a) or 4.1 after 3.2."""
    same = next((depth for depth, (one, other) in enumerate(zip(parts, last, strict=False)) if one != other), len(last))
    firsts = parts[same:]
    if same < len(last):
        kinds = set(kinds_of(parts[same])) & set(kinds_of(last[same])) if same < len(parts) else set()
        if not any(place_of(parts[same], kind) - place_of(last[same], kind) == 1 for kind in kinds):
            return False
        firsts = parts[same + 1 :]
    return all(part in ("1", "a", "i") for part in firsts)


class _Reading:
    """Reads line by line; what is open is the way from a clause of the first level to the clause being read."""

    def __init__(self) -> None:
        self.clauses: list[_Open] = []
        self.lines_of: dict[tuple[str, ...], int] = {}
        self.open: list[_Open] = []
        self.title = ""
        self.outside: list[str] = []
        self.last = ""
        self.fenced = False
        self.underlined = False

    def read(self, line: int, raw: str, below: str) -> None:
        """Takes in line number `line`; the one below tells whether it is underlined."""
        text = raw.expandtabs(4)
        indentation = _INDENTATION.match(text)
        assert indentation is not None
        indent, text = indentation.end(), text[indentation.end() :].rstrip()
        if self.underlined:
            self.underlined = False
            self.last = ""
            return
        if _FENCE.match(text) or self.fenced:
            self.fenced ^= _FENCE.match(text) is not None
            self._belongs(indent, text)
        elif heading := _HEADING.match(text):
            self._heading(line, len(heading[1]), _without_closing_marks(text[heading.end() :].strip()))
            text = ""
        elif text and not self.last and _UNDERLINE.fullmatch(below):
            self._heading(line, 1 if below.startswith("=") else 2, text)
            self.underlined = True
        elif _RULE.fullmatch(text):
            self.open = []
            text = ""
        elif text:
            number = number_of(text, heading=False)
            if number and self._begins(number):
                self._item(line, indent, number)
            else:
                self._belongs(indent, text)
        self.last = text

    def _heading(self, line: int, level: int, text: str) -> None:
        above = [clause for clause in self.open if clause.level and clause.level < level]
        number = number_of(text, heading=True)
        if number:
            self.open = above
            self._add(line, 0, level, number, "")
            self.open[-1].heading = number.rest
        elif above:
            self.open = above
            above[-1].lines.append(text)
        else:
            self.open = []
            if not self.title and not self.clauses and not self.outside:
                self.title = text
            else:
                self.outside += ["", text]

    def _item(self, line: int, indent: int, number: Number) -> None:
        if number.parts[0].lower() == "ii":
            self._reread_last(number.mark, indent)
        self._add(line, indent, 0, number, self._close_beside(number, indent))
        while (inner := number_of(number.rest, heading=False)) and inner.mark == "()":  # 3. (a) on one line
            number, indent = inner, indent + 1
            self._add(line, indent, 0, number, self._close_beside(number, indent))
        if number.rest:
            self.open[-1].lines.append(number.rest)

    def _reread_last(self, mark: str, indent: int) -> None:
        """An (i) taken for the letter after (h) was the first of a row under (h) if (ii) is what follows it."""
        last = self.open[-1] if self.open else None
        if last is None or last is not self.clauses[-1] or last.kind != "letters" or last.parts[-1] not in _FIRST_ROMAN:
            return
        above = (*last.parts[:-1], chr(ord(last.parts[-1]) - 1))
        parts = (*above, last.parts[-1])
        outer = next((clause for clause in reversed(self.clauses) if clause.parts == above), None)
        beside = last.mark == mark and abs(last.indent - indent) <= 1
        if outer and beside and parts not in self.lines_of and len(parts) <= DEEPEST:
            self.lines_of[parts] = self.lines_of.pop(last.parts)
            last.parts, last.kind = parts, "roman"
            self.open[-1:] = [outer, last]

    def _begins(self, number: Number) -> bool:
        """Whether a number begins a clause, or only a line in the middle of a sentence."""
        part = number.parts[0]
        if not self.last or self.last.endswith(_SENTENCE_ENDS) or self._successor(number, 1) is not None:
            return True
        if len(number.parts) > 1:
            return bool(self.open) and _follows(number.parts, self.open[-1].parts)
        if number.mark in ("()", "named"):
            return True
        return len(part) < 4 if part[0].isdecimal() else part in ("a", "i")

    def _close_beside(self, number: Number, indent: int) -> str:
        """Closes what `number` does not stand under; returns the kind of row it stands in."""
        part = number.parts[-1]
        if len(number.parts) > 1:
            self.open = [clause for clause in self.open if clause.parts == number.parts[:-1][: len(clause.parts)]]
            return ""
        self.open = [clause for clause in self.open if clause.indent <= indent + 1]
        beside = self._successor(number, 3, indent)
        if beside is None:
            beside = self._in_row(number, indent)
        if beside is None:
            return kinds_of(part)[-1 if part in _FIRST_ROMAN else 0]
        kind = self.open[beside].kind
        self.open = self.open[:beside]
        return kind

    def _successor(self, number: Number, most: int, indent: int | None = None) -> int | None:
        """The innermost open clause that `number` follows by at most so many steps."""
        part = number.parts[0]
        for place in self._alike(number):
            clause = self.open[place]
            if part in _FIRST_ROMAN and clause.kind == "letters":
                # After (h), (i) is the next letter, unless it stands further in: then it begins a row of its own.
                steps = 1 if indent is None or indent <= clause.indent + 1 else 0
            else:
                steps = most
            if 0 < place_of(part, clause.kind) - place_of(clause.parts[-1], clause.kind) <= steps:
                return place
        return None

    def _in_row(self, number: Number, indent: int) -> int | None:
        """The innermost open clause in whose row `number` stands, in whatever order."""
        for place in self._alike(number):
            clause = self.open[place]
            begins_a_row = number.parts[0] in _FIRST_ROMAN and clause.kind == "letters"
            if not begins_a_row and abs(clause.indent - indent) <= 1:
                return place
        return None

    def _alike(self, number: Number) -> Iterator[int]:
        """The open clauses, innermost first, that are numbered in the manner of `number`."""
        part = number.parts[0]
        for place in range(len(self.open) - 1, -1, -1):
            clause = self.open[place]
            same_case = clause.parts[-1][0].isupper() == part[0].isupper()
            if clause.mark == number.mark and same_case and clause.kind in kinds_of(part):
                yield place

    def _add(self, line: int, indent: int, level: int, number: Number, kind: str) -> None:
        above = self.open[-1].parts if self.open and len(number.parts) == 1 else ()
        parts = (*above, *number.parts)
        shown = written(parts[:DEEPEST])
        if len(parts) > DEEPEST:
            raise ParseError(line, f"under clause {shown}, clauses are nested deeper than {DEEPEST} levels")
        if parts in self.lines_of:
            raise ParseError(
                line,
                f"there is a clause {shown} on line {self.lines_of[parts]} already; "
                "give every clause a number of its own, or number the headings that they stand under",
            )
        self.lines_of[parts] = line
        # A heading's items stand under it at any indentation; whole numbers and headings have no row.
        mark = "" if level or len(number.parts) > 1 else number.mark
        clause = _Open(parts, line, -1 if level else indent, level, mark, kind)
        self.clauses.append(clause)
        self.open.append(clause)

    def _belongs(self, indent: int, text: str) -> None:
        """Adds a line to the clause it belongs to: after a blank line, indentation tells which."""
        text = _ESCAPED.sub(r"\1\2", text, count=1)
        if not self.open:
            self.outside += [text] if self.last else ["", text]
            return
        if not self.last:
            inside = [place for place, clause in enumerate(self.open) if clause.indent < indent]
            self.open = self.open[: inside[-1] + 1] if inside else self.open
            self.open[-1].lines.append("")
        self.open[-1].lines.append(text)

    def finished(self) -> Text:
        """The text, when its last line is read."""
        if not self.clauses:
            raise ParseError(1, "no clause begins with a number; begin each with its own, such as “1.” or “## 1. Name”")
        above = {parts[:depth] for parts in self.lines_of for depth in range(1, len(parts))}
        clauses = []
        for read in self.clauses:
            wording = "\n".join(read.lines).strip()
            number, parent = written(read.parts), written(read.parts[:-1]) if len(read.parts) > 1 else ""
            if wording or read.heading:
                clauses.append(Clause(number, parent, read.heading, wording, read.line))
            elif read.parts not in above:
                raise ParseError(read.line, f"clause {number} is empty; write its text, or take its number out")
        return Text(self.title, tuple(clauses), "\n".join(self.outside).strip())
