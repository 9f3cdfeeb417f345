"""What a file of members can say: its fields, the names their columns go by, and how a cell is read."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings.register.standing import MEMBER_WORDS, Word


class CellRefused(Exception):  # noqa: N818 (it reads as what happened)
    """A cell cannot be taken: the field of its column, and the reason in a sentence."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Field:
    """A field, its label, and other headings under which systems export it (lower case, letters only)."""

    name: str
    label: str | Promise
    headings: frozenset[str]


def _field(name: str, label: str | Promise, *headings: str) -> Field:
    return Field(name, label, frozenset(_plain(heading) for heading in (name, *headings)))


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading.lower())


FIELDS = {
    field.name: field
    for field in (
        _field(
            "number",
            gettext_lazy("Membership number"),
            *("membership number", "member number", "member no", "membership no", "no", "id", "member id"),
            "membership id",
        ),
        _field("name", gettext_lazy("Name"), "full name", "member", "member name"),
        _field("email", gettext_lazy("E-mail address"), "e-mail", "email address", "mail"),
        _field("postal_address", gettext_lazy("Postal address"), "address", "mailing address"),
        _field("date_of_birth", gettext_lazy("Date of birth"), "dob", "birth date", "born", "birthday"),
        _field("units", gettext_lazy("Unit (code or name)"), "unit", "branch", "unit code", "branch code", "region"),
        _field("joined", gettext_lazy("Joined on"), "joined on", "join date", "date joined", "member since"),
        _field("paid_up_to", gettext_lazy("Paid up to"), "paid until", "paid to", "expiry", "expires", "renewal date"),
        _field("standing", gettext_lazy("Standing"), "status", "state", "membership status"),
    )
}
LONGEST = {"number": 40, "name": 200, "email": 254, "postal_address": 1000, "units": 1000, "standing": 60}
DATES = frozenset({"date_of_birth", "joined", "paid_up_to"})

# What systems write in a column of standings. Whether a member is in arrears follows from 'paid up to' alone.
MEMBER = "member"
STANDINGS = {
    **dict.fromkeys(("member", "active", "current", "good", "in good standing", "paid"), MEMBER),
    **dict.fromkeys(("arrears", "in arrears", "unpaid", "overdue"), MEMBER),
    "suspended": Word.SUSPENDED.value,
    "resigned": Word.RESIGNED.value,
    "left": Word.RESIGNED.value,
    "lapsed": Word.LAPSED.value,
    "expired": Word.LAPSED.value,
    "excluded": Word.EXCLUDED.value,
    "expelled": Word.EXCLUDED.value,
    **dict.fromkeys(("deceased", "died", "dead"), Word.DECEASED.value),
}


def standing_in_file(word: Word) -> str:
    """A standing as a file can tell it."""
    return MEMBER if word in MEMBER_WORDS - {Word.SUSPENDED} else word.value


def match(header: list[str]) -> dict[str, int]:
    """The positions of the columns whose headings name a field; a heading that stands twice is left to a person."""
    found: dict[str, list[int]] = {}
    for position, heading in enumerate(header):
        for field in FIELDS.values():
            if _plain(heading) in field.headings:
                found.setdefault(field.name, []).append(position)
    return {name: positions[0] for name, positions in found.items() if len(positions) == 1}


def read_row(cells: list[str], columns: dict[str, int], width: int) -> dict[str, Any]:
    """The values that a row gives, by field. A blank cell gives none: it leaves what the register knows."""
    if any(cell.strip() for cell in cells[width:]):
        raise CellRefused(
            "", _("The row has {cells} cells, the heading {width}.").format(cells=len(cells), width=width)
        )
    values = {}
    for name, position in columns.items():
        text = unguarded(cells[position].strip()) if position < len(cells) else ""
        if text:
            values[name] = read_cell(name, text)
    if "number" not in values:
        raise CellRefused("number", _("There is no membership number."))
    return values


def number_in(cells: list[str], position: int) -> str:
    """The membership number of a row, as `read_row` gives it if it can be taken."""
    return " ".join(unguarded(cells[position].strip()).split()) if position < len(cells) else ""


# A spreadsheet takes a cell that begins like this for a formula, and may run what a stranger wrote.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """A cell for a file that a spreadsheet opens: an apostrophe marks as text what would be taken for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that `guarded` put before it."""
    return cell[1:] if cell[:1] == "'" and cell.startswith(_FORMULA, 1) else cell


_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read_cell(name: str, text: str) -> Any:
    """The value of a cell of that field that is not blank; CellRefused if it cannot be taken."""
    if _NO_TEXT.search(text):
        raise CellRefused(name, _("The cell holds a character that is no text (such as a NUL byte)."))
    if name in DATES:
        return _date(name, text)
    if len(text) > LONGEST[name]:
        raise CellRefused(
            name,
            _("The cell is {length} characters long, and there is room for {most}.").format(
                length=len(text), most=LONGEST[name]
            ),
        )
    if name == "postal_address":
        return "\n".join(" ".join(line.split()) for line in text.splitlines())
    text = " ".join(text.split())
    if name == "email":
        return _email(text)
    if name == "standing":
        return _standing(text)
    return text


# Most addresses, told at once; of any other Django's own check, which takes ten times as long, says what it is.
_USUAL_EMAIL = re.compile(r"[a-zA-Z0-9_+-]+(?:\.[a-zA-Z0-9_+-]+)*@(?=.{4,63}$)(?:[a-zA-Z0-9]+\.)+[a-zA-Z]{2,}")


def _email(text: str) -> str:
    if not _USUAL_EMAIL.fullmatch(text):
        try:
            validate_email(text)
        except ValidationError:
            raise CellRefused("email", _("‘{text}’ is not an e-mail address.").format(text=text)) from None
    return text.lower()


def _standing(text: str) -> str:
    if text.lower() not in STANDINGS:
        words = ", ".join(sorted(STANDINGS))
        raise CellRefused("standing", _("‘{text}’ is no standing. Known are: {words}.").format(text=text, words=words))
    return STANDINGS[text.lower()]


def _date(name: str, text: str) -> date:
    day = read_date(text)
    if day is None:
        raise CellRefused(
            name, _("‘{text}’ is not a date. Write it as 2026-11-30 or 30/11/2026.").format(text=text[:40])
        )
    if name == "date_of_birth" and day > date.today():
        raise CellRefused(name, _("‘{text}’ is still to come.").format(text=text[:40]))
    return day


_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?: 00:00(?::00)?)?")


@lru_cache(maxsize=50_000)  # a large file has few different days
def read_date(text: str) -> date | None:
    """A date with the year first, or the day first; None if the text is none between 1900 and 2199."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
    else:
        return None
    try:
        return date(year, month, day) if 1900 <= year < 2200 else None
    except ValueError:
        return None
