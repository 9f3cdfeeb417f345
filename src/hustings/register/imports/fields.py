"""What a file of members can say: its fields, the names their columns go by, and how a cell is read."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings.register.imports.dates import read_date
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


# The headings of systems in English, German and French; whatever stands there is matched on the page as well.
FIELDS = {
    field.name: field
    for field in (
        _field(
            "number",
            gettext_lazy("Membership number"),
            *("membership number", "member number", "member no", "membership no", "no", "id", "member id"),
            *("membership id", "membership #", "Mitgliedsnummer", "Mitglieds-Nr", "Mitgliednr", "Nr", "n°"),
            *(
                "numéro",
                "numéro d'adhérent",
                "n° adhérent",
                "n° d'adhérent",
                "numéro de membre",
                "n° de membre",
                "matricule",
            ),
        ),
        _field(
            "name",
            gettext_lazy("Name"),
            *("full name", "member", "member name", "nom", "nom complet", "nom et prénom"),
        ),
        _field(
            "email", gettext_lazy("E-mail address"), "e-mail", "email address", "mail", "E-Mail-Adresse", "courriel"
        ),
        _field(
            "postal_address",
            gettext_lazy("Postal address, or its street"),
            *("address", "mailing address", "street", "street address", "address line 1", "Anschrift", "Adresse"),
            *("Straße", "Strasse", "Straße und Hausnummer", "rue", "adresse postale"),
        ),
        _field(
            "date_of_birth",
            gettext_lazy("Date of birth"),
            *("dob", "birth date", "born", "birthday", "Geburtsdatum", "geboren am", "geboren"),
            *("date de naissance", "né le", "né(e) le", "naissance"),
        ),
        _field(
            "units",
            gettext_lazy("Unit (code or name)"),
            *("unit", "branch", "unit code", "branch code", "region", "Ortsverein", "Ortsverband", "Gliederung"),
            *("section", "section locale", "fédération"),
        ),
        _field(
            "joined",
            gettext_lazy("Joined on"),
            *("joined on", "join date", "date joined", "member since", "Eintrittsdatum", "Eintritt", "Mitglied seit"),
            *("eingetreten am", "date d'adhésion", "adhésion", "membre depuis", "adhérent depuis"),
        ),
        _field(
            "paid_up_to",
            gettext_lazy("Paid up to"),
            *("paid until", "paid to", "expiry", "expires", "expiry date", "renewal date", "bezahlt bis"),
            *("Beitrag bezahlt bis", "à jour jusqu'au", "payé jusqu'au", "cotisation jusqu'au"),
        ),
        _field(
            "standing",
            gettext_lazy("Standing"),
            *("status", "state", "membership status", "Mitgliedsstatus", "statut", "situation"),
        ),
    )
}
# What many systems write into columns of their own: it is put to the name and to the postal address.
PARTS = {
    field.name: field
    for field in (
        _field(
            "given_name",
            gettext_lazy("First name"),
            *("first name", "given name", "forename", "forenames", "Vorname", "prénom"),
        ),
        _field(
            "family_name",
            gettext_lazy("Family name"),
            *("last name", "family name", "surname", "Nachname", "Familienname", "nom de famille"),
        ),
        _field(
            "postcode", gettext_lazy("Postcode"), "post code", "zip", "zip code", "PLZ", "Postleitzahl", "code postal"
        ),
        _field("town", gettext_lazy("Town"), "city", "post town", "Ort", "Wohnort", "ville", "commune"),
        _field("country", gettext_lazy("Country"), "Land", "pays"),
    )
}
PARTS_OF_NAME = ("given_name", "family_name")
# In the order in which a person is asked for them: parts beside the whole.
_ORDER = ("number", "name", *PARTS_OF_NAME, "email", "postal_address", "postcode", "town", "country")
COLUMNS = {name: (FIELDS | PARTS)[name] for name in dict.fromkeys((*_ORDER, *FIELDS))}
LONGEST = {"number": 40, "name": 200, "email": 254, "postal_address": 1000, "units": 1000, "standing": 60}
LONGEST |= dict.fromkeys(PARTS, 200)
DATES = frozenset({"date_of_birth", "joined", "paid_up_to"})

# What systems write in a column of standings. Whether a member is in arrears follows from 'paid up to' alone.
MEMBER = "member"
STANDINGS = {
    **dict.fromkeys(("member", "active", "current", "good", "in good standing", "paid", "aktiv", "Mitglied"), MEMBER),
    **dict.fromkeys(("actif", "active", "adhérent", "adhérente", "membre", "à jour"), MEMBER),
    **dict.fromkeys(("arrears", "in arrears", "unpaid", "overdue", "rückständig", "en retard"), MEMBER),
    **dict.fromkeys(("suspended", "suspendiert", "suspendu", "suspendue"), Word.SUSPENDED.value),
    **dict.fromkeys(("resigned", "left", "ausgetreten", "démissionnaire"), Word.RESIGNED.value),
    **dict.fromkeys(("lapsed", "expired", "erloschen"), Word.LAPSED.value),
    **dict.fromkeys(("excluded", "expelled", "ausgeschlossen", "exclu", "exclue"), Word.EXCLUDED.value),
    **dict.fromkeys(("deceased", "died", "dead", "verstorben", "décédé", "décédée"), Word.DECEASED.value),
}
STANDINGS = {word.lower(): standing for word, standing in STANDINGS.items()}


def standing_in_file(word: Word) -> str:
    """A standing as a file can tell it."""
    return MEMBER if word in MEMBER_WORDS - {Word.SUSPENDED} else word.value


def match(header: list[str]) -> dict[str, int]:
    """The positions of the columns whose headings name a field; a heading that stands twice is left to a person."""
    found: dict[str, list[int]] = {}
    for position, heading in enumerate(header):
        for field in COLUMNS.values():
            if _plain(heading) in field.headings:
                found.setdefault(field.name, []).append(position)
    columns = {name: positions[0] for name, positions in found.items() if len(positions) == 1}
    if "name" in columns:
        if "given_name" in columns and "family_name" not in found:  # beside a first name, a name is the family's
            columns["family_name"] = columns.pop("name")
        else:
            columns = {name: position for name, position in columns.items() if name not in PARTS_OF_NAME}
    return columns


def read_row(cells: list[str], columns: dict[str, int], width: int, *, month_first: bool = False) -> dict[str, Any]:
    """The values that a row gives, by field. A blank cell gives none: it leaves what the register knows."""
    if any(cell.strip() for cell in cells[width:]):
        raise CellRefused(
            "", _("The row has {cells} cells, the heading {width}.").format(cells=len(cells), width=width)
        )
    values = {}
    for name, position in columns.items():
        text = unguarded(cells[position].strip()) if position < len(cells) else ""
        if text:
            values[name] = read_cell(name, text, month_first=month_first)
    if "number" not in values:
        raise CellRefused("number", _("There is no membership number."))
    if not PARTS.keys().isdisjoint(columns):
        _put_together(values, columns)
    return values


def _put_together(values: dict[str, Any], columns: dict[str, int]) -> None:
    """The name and the address of one row out of their parts; postcode and town in the order of their columns."""
    if names := [values.pop(part) for part in PARTS_OF_NAME if part in values]:
        values["name"] = _fitting("name", " ".join(names))
    place = sorted({"postcode", "town"} & columns.keys(), key=columns.__getitem__)
    lines = [" ".join(filter(None, (values.pop(name, "") for name in place))), values.pop("country", "")]
    if any(lines):
        address = "\n".join(filter(None, (values.get("postal_address"), *lines)))
        values["postal_address"] = _fitting("postal_address", address)


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


def read_cell(name: str, text: str, *, month_first: bool = False) -> Any:
    """The value of a cell of that field that is not blank; CellRefused if it cannot be taken."""
    if _NO_TEXT.search(text):
        raise CellRefused(name, _("The cell holds a character that is no text (such as a NUL byte)."))
    if name in DATES:
        return _date(name, text, month_first)
    text = _fitting(name, text)
    if name == "postal_address":
        return "\n".join(" ".join(line.split()) for line in text.splitlines())
    text = " ".join(text.split())
    if name == "email":
        return _email(text)
    if name == "standing":
        return _standing(text)
    return text


def _fitting(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise CellRefused(
            name,
            _("The cell is {length} characters long, and there is room for {most}.").format(
                length=len(text), most=LONGEST[name]
            ),
        )
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
        words = ", ".join(dict.fromkeys(STANDINGS.values()))
        raise CellRefused("standing", _("‘{text}’ is no standing. Known are: {words}.").format(text=text, words=words))
    return STANDINGS[text.lower()]


def _date(name: str, text: str, month_first: bool) -> date:
    day = read_date(text, month_first)
    if day is None:
        raise CellRefused(name, _no_date(month_first).format(text=text[:40]))
    if name == "date_of_birth" and day > date.today():
        raise CellRefused(name, _("‘{text}’ is still to come.").format(text=text[:40]))
    return day


def _no_date(month_first: bool) -> str:
    if month_first:
        return _("‘{text}’ is not a date. Write it as 2026-11-30 or 11/30/2026, with all digits of the year.")
    return _("‘{text}’ is not a date. Write it as 2026-11-30 or 30/11/2026, with all digits of the year.")
