"""Days as people and systems write them: the year, the day or the month first, or with the month as a word."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

from django.utils import translation
from django.utils.dates import MONTHS

_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"  # a database writes one beside every day
_YEAR_FIRST = re.compile(rf"(\d{{4}})([./-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}){_TIME}")
_MONTH_AS_WORD = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th|er)?[ -]([^\W\d_]+)\.?,?[ -](\d{4})")
_WORD_FIRST = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


@lru_cache(maxsize=50_000)  # a large file has few different days
def read_date(text: str, month_first: bool = False) -> date | None:
    """The day that a text names; None if it names none between 1900 and 2199. With slashes the day comes first."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_LAST.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if month_first and found[2] != ".":
            day, month = month, day
    elif found := _MONTH_AS_WORD.fullmatch(text):
        day, month, year = int(found[1]), _month(found[2].casefold()), int(found[3])
    elif found := _WORD_FIRST.fullmatch(text):
        day, month, year = int(found[2]), _month(found[1].casefold()), int(found[3])
    else:
        return None
    try:
        return date(year, month, day) if 1900 <= year < 2200 else None
    except ValueError:
        return None


@cache
def _month(word: str) -> int:
    """The month that a word names, in full or by its first letters, in the languages whose headings are known."""
    found = {month for name, month in _names() if len(word) > 2 and name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


@cache
def _names() -> list[tuple[str, int]]:
    names = []
    for language in ("en", "de", "fr"):
        with translation.override(language):
            names += [(str(name).casefold(), month) for month, name in MONTHS.items()]
    return names


def look_month_first(cells: Iterable[str]) -> bool:
    """Whether dates such as 12/31/2026 are among these cells, and none such as 31/12/2026."""
    found = [match for cell in cells if (match := _YEAR_LAST.fullmatch(cell.strip())) and match[2] != "."]
    return any(int(match[3]) > 12 for match in found) and not any(int(match[1]) > 12 for match in found)
