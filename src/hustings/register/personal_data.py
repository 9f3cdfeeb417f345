"""Extension point: what each app holds on a member, what erasure does with it, and what keeps the rest.

An app says so in its module `holdings`: HOLDINGS, a line for every table that points at members. If more is to be done
it defines `erase(member)`, and `objection(member)`, which says why somebody cannot be erased yet. NOT_PROSE names what
holds no words that people typed: apps, tables ("app.Table") or columns ("app.Table.column").
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hustings.accounts.queries import in_zone
from hustings.audit.models import AuditEvent
from hustings.audit.sentences import sentence
from hustings.register.holding_names import name_of
from hustings.register.models import Member
from hustings.register.standing import written

Text = str | Promise


@dataclass(frozen=True)
class Holding:
    """A table with rows about a member, which `of` leads to (a path of fields).

    Its `fields` are what the member is shown, by the names of columns or paths to them; where `instead` is given, the
    member reads that sentence and no row. Erasure removes the rows, or empties the columns in `emptied`; `kept` says
    why rows stay after it, as numbers without a name.
    """

    table: str
    title: Text
    of: str = "member"
    fields: tuple[str, ...] = ()
    kept: Text = ""
    emptied: tuple[str, ...] = ()
    removed: bool = False
    instead: Text = ""

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.table)

    def rows(self, member: Member) -> QuerySet[Any]:
        """The rows of the table that are about this member."""
        return self.model._base_manager.filter(**{self.of: member.pk}).order_by("pk")


@dataclass(frozen=True)
class Held:
    """The rows of one table that are held on a member, for their own eyes."""

    holding: Holding
    rows: list[dict[str, Any]]

    @property
    def readable(self) -> list[list[tuple[str, str]]]:
        """Each row as names and values for people, without what is empty."""
        names = {path: _last_field(self.holding.model, path) for path in self.holding.fields}
        return [
            [
                (_label(self.holding, path), _written(field, row[path]))
                for path, field in names.items()
                if row[path] not in (None, "")
            ]
            for row in self.rows
        ]


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = [f"{app.name}.holdings" for app in apps.get_app_configs()]
    return tuple(import_module(name) for name in names if find_spec(name))


@cache
def holdings() -> tuple[Holding, ...]:
    """What every app says that it holds on members."""
    return tuple(holding for module in _modules() for holding in module.HOLDINGS)


@cache
def not_prose() -> frozenset[str]:
    """The apps, tables and columns in whose text nobody writes of a person."""
    return frozenset(name for module in _modules() for name in getattr(module, "NOT_PROSE", ()))


def functions(name: str) -> Iterator[Callable[[Member], Any]]:
    """The functions of this name in the apps' modules."""
    return (getattr(module, name) for module in _modules() if hasattr(module, name))


def held_on(member: Member) -> list[Held]:
    """Everything that is held on a member, table by table; and where they read the rest."""
    found = [
        Held(holding, [] if holding.instead else list(holding.rows(member).values(*holding.fields)))
        for holding in holdings()
        if holding.fields or holding.instead
    ]
    return [held for held in found if held.rows or held.holding.instead]


def log_of(member: Member) -> list[dict[str, Any]]:
    """What the log says that this member did, or that was done on their entry in the register."""
    did = AuditEvent.objects.filter(actor_kind=AuditEvent.Actor.MEMBER, actor=member.pk)
    done = AuditEvent.objects.filter(object_type="register.member", object_id=str(member.pk))
    events = sorted({*did, *done}, key=lambda event: event.sequence)
    return [{"number": event.sequence, "at": event.at, "what": sentence(event)} for event in events]


def _label(holding: Holding, path: str) -> str:
    """The name of a field for people; of a path, that of what it leads to."""
    given = holding.model._meta.get_field(path.split("__")[0]).verbose_name  # type: ignore[union-attr]
    is_named = path == path.split("__")[0] and isinstance(given, Promise)  # by its model, in words of its own
    name = str(given) if is_named else name_of(path) or str(given)
    return name[:1].upper() + name[1:]


def _last_field(model: type[Model], path: str) -> Field:
    *way, last = path.split("__")
    for name in way:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)  # type: ignore[return-value]


def _written(field: Field, value: Any) -> str:
    if isinstance(value, datetime):
        return in_zone(value)
    if isinstance(value, date):
        return written(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value))
