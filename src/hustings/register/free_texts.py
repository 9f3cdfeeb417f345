"""Words that people typed somewhere: where a person's name, number and address stand in them, and taking them out.

Every column of text is looked through but those that an app names in NOT_PROSE of its `holdings`, and the rows about
the person that are accounted for there. Tables that only grow keep their words: those places are shown, and stay.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

from hustings.audit.append_only import guarded_tables
from hustings.register.models import Member
from hustings.register.personal_data import holdings, not_prose

SHORTEST_COLUMN = 60  # a shorter one holds a code, a key or the name of a thing
SHORTEST_NUMBER = 4  # a shorter one stands in every other sentence
MOST = 300
AROUND = 60  # letters that are shown on each side


@dataclass(frozen=True)
class Place:
    """One column of one row in which the person stands, with the words around; `stays` in a table that only grows."""

    table: str
    row: str
    column: str
    excerpt: str
    stays: bool

    @property
    def key(self) -> str:
        return f"{self.table}/{self.row}/{self.column}"

    @property
    def title(self) -> str:
        options = apps.get_model(self.table)._meta
        return f"{options.verbose_name} {self.row}, {options.get_field(self.column).verbose_name}"  # type: ignore[union-attr]


def words_of(members: Sequence[Member], also: str = "") -> list[str]:
    """What is looked for: names (either way round), numbers, e-mail addresses, streets, and what an officer adds."""
    words = [word.strip() for word in also.split(",")]
    for member in members:
        first, _space, last = member.name.rpartition(" ")
        words += [member.name, f"{last}, {first}", member.email, *member.postal_address.splitlines()[:1]]
        words += [member.number] if len(member.number) >= SHORTEST_NUMBER else []
    return [word for word in dict.fromkeys(words) if len(word) > 2]


def places_of(members: Sequence[Member], words: Sequence[str]) -> list[Place]:
    """Where these words stand; one place above `MOST` if there are more than can be shown."""
    found: list[Place] = []
    if words:
        kept = guarded_tables(connection)
        for model, columns in _prose():
            found += _places_in(model, columns, members, words, stays=model._meta.db_table in kept)
    return found[: MOST + 1]


def redact(place: Place, words: Sequence[str], pseudonym: str) -> None:
    """Put the pseudonym in the place of these words."""
    model = apps.get_model(place.table)
    row = model._base_manager.select_for_update().filter(pk=place.row)
    text = _pattern(words).sub(pseudonym, row.values_list(place.column, flat=True).get())
    row.update(**{place.column: text[: model._meta.get_field(place.column).max_length]})  # type: ignore[union-attr]


def _prose() -> Iterator[tuple[type[models.Model], list[str]]]:
    hidden = not_prose()
    for model in apps.get_models():
        label = model._meta.label
        if hidden.isdisjoint((model._meta.app_label, label)):
            columns = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField)
                and not field.choices
                and (field.max_length or SHORTEST_COLUMN) >= SHORTEST_COLUMN
                and f"{label}.{field.name}" not in hidden
            ]
            if columns:
                yield model, columns


def _places_in(
    model: type[models.Model], columns: Sequence[str], members: Sequence[Member], words: Sequence[str], *, stays: bool
) -> Iterator[Place]:
    spelt = {form for word in words for form in _forms(word)}
    anywhere = reduce(or_, (Q(**{f"{column}__icontains": form}) for column in columns for form in spelt))
    rows = model._base_manager.filter(anywhere).exclude(pk__in=_accounted_for(model, members)).order_by("pk")
    pattern = _pattern(words)
    for key, *texts in rows.values_list("pk", *columns)[: MOST + 1]:
        for column, text in zip(columns, texts, strict=True):
            if text and (match := pattern.search(text)):
                around = text[max(0, match.start() - AROUND) : match.end() + AROUND]
                yield Place(model._meta.label, str(key), column, " ".join(around.split()), stays)


def _forms(word: str) -> tuple[str, ...]:
    """A word as the database must look for it: SQLite takes only the letters of ASCII for the same in capitals."""
    return (word,) if word.isascii() else (word, word.upper(), word.lower(), word.title())


def _accounted_for(model: type[models.Model], members: Sequence[Member]) -> set[Any]:
    """The rows of a table that are about these members: what erasure does with them is said where they are held."""
    claims = [holding for holding in holdings() if holding.table == model._meta.label]
    return {
        key for holding in claims for member in members for key in holding.rows(member).values_list("pk", flat=True)
    }


def _pattern(words: Collection[str]) -> re.Pattern[str]:
    """These words as whole words, however they are spaced and in capitals or not; the longest first."""
    forms = (r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w])(?:{'|'.join(forms)})(?![\w])", re.IGNORECASE)
