"""The numbers of clauses: `1.`, `(a)`, `ii)`, `3.2`, `4(b)(i)`, `7A.`, `Article 5:`, and what follows them on the line.

A number is kept as its parts, ("3", "2", "a"), whatever marks the text sets between them, so that clauses of two
texts are the same by number even where one writes 3.2.a and the other 3.2 (a).
"""

import re
from dataclasses import dataclass

_MOST = 999  # in a number of several parts: 1.1.2026 is a date
_DIGITS = r"\d{1,4}[A-Za-z]?"
_LETTERS = r"[A-Za-z]|[ivxlcdm]{2,7}|[IVXLCDM]{2,7}"
_PATH = rf"{_DIGITS}(?:\.{_DIGITS})*(?:\.[a-z](?=[.)\s]))?(?:\ ?\([A-Za-z0-9]{{1,7}}\))*"
_NUMBER = re.compile(
    rf"\((?P<inside>\d{{1,3}}[A-Za-z]?|{_LETTERS})\)(?=\s|$)"
    rf"|(?P<path>{_PATH}|{_LETTERS})(?P<mark>\.\)|[.):]|)(?:(?=\s|$|\*\*|__)|(?<=[.)])(?P<tight>(?=[^\W\d])))"
)
_NAMED = re.compile(
    r"(?:§|(?i:article|art\.|artikel|artículo|articolo|artigo|clause|example|regulation|rule|section|paragraph)\s)\s*"
    rf"(?P<path>{_PATH}|[IVXLCDM]{{1,7}})(?:\s*[.:)–—-](?=\s|$)|\s*$)",
)
_PART = re.compile(r"\d+[A-Za-z]?|[A-Za-z]+")
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the start of a line: its parts, the mark it is set with, and the rest of the line."""

    parts: tuple[str, ...]
    mark: str
    rest: str


def number_of(line: str, *, heading: bool) -> Number | None:
    """The number that `line`, without its indentation, starts with; in a heading it needs no mark after it."""
    bold = line[:2] if line[:2] in ("**", "__") else ""
    text = line[len(bold) :]
    if found := _NAMED.match(text):
        parts, mark, plain = parts_of(found["path"]), "named", True
    elif not (found := _NUMBER.match(text)):
        return None
    elif found["inside"]:
        parts, mark, plain = parts_of(found["inside"]), "()", True
    else:
        parts, mark = parts_of(found["path"]), found["mark"]
        if len(parts) > 1:
            plain = not any(part.isdecimal() and int(part) > _MOST for part in parts) and found["tight"] is None
        elif parts[0][0].isdecimal():
            plain = mark not in ("", ":") or (heading and len(parts[0]) <= len(str(_MOST)))
        else:
            plain = mark not in ("", ":") and found["tight"] is None
    if not plain or (len(parts) == 1 and not kinds_of(parts[0])):
        return None
    return Number(parts, mark, _after(text[found.end() :], bold))


def _after(rest: str, bold: str) -> str:
    """What follows the number, with the bold type that began before it."""
    if bold and rest.startswith(bold):
        return rest[len(bold) :].strip()
    return bold + rest.strip()


def parts_of(text: str) -> tuple[str, ...]:
    """A number as written, by its parts: '03.2 (a)' is ('3', '2', 'a'). Digits of any script become 0 to 9."""
    return tuple(_part(part) for part in _PART.findall(text))


def _part(text: str) -> str:
    if not text[0].isdecimal():
        return text
    suffix = "" if text[-1].isdecimal() else text[-1]
    return str(int(text.removesuffix(suffix))) + suffix


def written(parts: tuple[str, ...]) -> str:
    """The one way in which a number is shown: '3.2(a)(ii)'."""
    return parts[0] + "".join(f".{part}" if part[0].isdecimal() else f"({part})" for part in parts[1:])


def kinds_of(part: str) -> tuple[str, ...]:
    """What rows `part` can stand in: 'digits', 'letters', 'roman'; 'i' stands in two."""
    if part[0].isdecimal():
        return ("digits",)
    letters = ("letters",) if len(part) == 1 else ()
    return (*letters, "roman") if _ROMAN.fullmatch(part) else letters


def place_of(part: str, kind: str) -> int:
    """Where `part` stands in its row of that kind, from 1."""
    if kind == "digits":
        return int(part if part.isdecimal() else part[:-1])
    if kind == "letters":
        return ord(part.lower()) - ord("a") + 1
    values = [_ROMAN_VALUES[letter] for letter in part.lower()]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
