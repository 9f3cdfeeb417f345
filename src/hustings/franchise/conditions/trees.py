"""Conditions joined by all, any and not: read from JSON, written as a sentence, and put to the database."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any as Json

from django.db.models import Q
from django.utils.translation import gettext

from hustings.accounts.errors import ActionRefused
from hustings.franchise.conditions.kinds import KINDS, Condition

# Far above any rule book, and low enough that no rule can hurt the database.
DEPTH, BREADTH, MOST = 8, 30, 60
LONGEST_MONTHS, OLDEST = 1200, 150


@dataclass(frozen=True)
class All:
    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Any:
    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Not:
    part: "Tree"


Tree = All | Any | Not | Condition


def parse(raw: Json) -> Tree:
    """Read a tree from JSON; a tree that is not one is refused with a sentence."""
    tree = _parse(raw, 0)
    if sum(1 for _condition in conditions_of(tree)) > MOST:
        raise ActionRefused(gettext("A rule holds at most %(most)d conditions.") % {"most": MOST})
    return tree


def _parse(raw: Json, depth: int) -> Tree:
    if not isinstance(raw, dict) or depth > DEPTH:
        raise ActionRefused(gettext("The rule is not a tree of conditions, or it is nested too deeply."))
    if "is" in raw:
        return _condition(raw)
    if set(raw) == {"not"}:
        return Not(_parse(raw["not"], depth + 1))
    if set(raw) in ({"all"}, {"any"}):
        [(word, parts)] = raw.items()
        everybody = raw == {"all": []} and depth == 0
        if not isinstance(parts, list) or not (parts or everybody) or len(parts) > BREADTH:
            raise ActionRefused(
                gettext("A group of conditions holds between 1 and %(most)d of them.") % {"most": BREADTH}
            )
        group = All if word == "all" else Any
        return group(tuple(_parse(part, depth + 1) for part in parts))
    raise ActionRefused(gettext("Each part of a rule is ‘all’, ‘any’, ‘not’, or a condition named by ‘is’."))


def _condition(raw: dict[str, Json]) -> Condition:
    kind = KINDS.get(raw["is"]) if isinstance(raw["is"], str) else None
    if kind is None:
        raise ActionRefused(gettext("There is no condition ‘%(name)s’.") % {"name": str(raw["is"])[:40]})
    names = {field.name for field in fields(kind)}
    if unknown := set(raw) - names - {"is"}:
        raise ActionRefused(
            gettext("The condition ‘%(name)s’ has nothing called ‘%(unknown)s’.")
            % {"name": kind.name, "unknown": str(min(unknown))[:40]}
        )
    values = {name: raw.get(name) for name in names}
    try:
        values = {name: _value(name, value) for name, value in values.items()}
    except (TypeError, ValueError):
        raise ActionRefused(
            gettext("The condition ‘%(name)s’ lacks a value, or has a wrong one.") % {"name": kind.name}
        ) from None
    if kind.name == "age" and values["at_least"] is None and values["at_most"] is None:
        raise ActionRefused(gettext("Give the lowest age, the highest age, or both."))
    return kind(**values)


def _value(name: str, value: Json) -> Json:
    """A condition's value by the name of its field; ValueError or TypeError if it cannot be one."""
    match name:
        case "date":
            return date.fromisoformat(value)
        case "on":
            return None if value is None else date.fromisoformat(value)
        case "kind":
            if not isinstance(value, str) or not 0 < len(value) <= 60:
                raise ValueError(value)
            return value
        case "at_least" | "at_most":
            return None if value is None else _whole(value, 0, OLDEST)
        case "months":
            return _whole(value, 1, LONGEST_MONTHS)
        case _:
            return _whole(value, 1, 2**62)


def _whole(value: Json, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(value)
    return value


def as_json(tree: Tree) -> dict[str, Json]:
    """The JSON that parse() reads back."""
    match tree:
        case All(parts):
            return {"all": [as_json(part) for part in parts]}
        case Any(parts):
            return {"any": [as_json(part) for part in parts]}
        case Not(part):
            return {"not": as_json(part)}
    return {"is": tree.name, **{k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(tree).items()}}


def conditions_of(tree: Tree) -> Iterator[Condition]:
    """The conditions in a tree, from left to right."""
    match tree:
        case All(parts) | Any(parts):
            for part in parts:
                yield from conditions_of(part)
        case Not(part):
            yield from conditions_of(part)
        case _:
            yield tree


def as_q(tree: Tree, names: dict[Condition, str]) -> Q:
    """The tree over annotations that say, for each condition, whether it is met."""
    match tree:
        case All(parts):
            together = Q()
            for part in parts:
                together &= as_q(part, names)
            return together
        case Any(parts):
            either = Q()
            for part in parts:
                either |= as_q(part, names)
            return either
        case Not(Condition() as condition):
            return Q(**{names[condition]: False})
        case Not(part):
            return ~as_q(part, names)
    return Q(**{names[tree]: True})


def sentence(raw: Json) -> str:
    """A rule in plain words: 'Members who joined on or before 24 August 2026, and who are not suspended on ...'."""
    tree = parse(raw)
    if tree == All(()):
        return gettext("All members.")
    return gettext("Members %(conditions)s.") % {"conditions": phrase(tree)}


def phrase(tree: Tree) -> str:
    """A part of a rule as it stands in the sentence; brackets show what belongs to a group inside another."""
    match tree:
        case All(parts):
            return gettext(", and ").join(_inner(part) for part in parts)
        case Any(parts):
            return gettext("either %(choices)s") % {"choices": gettext(" or ").join(_inner(part) for part in parts)}
        case Not(part):
            return gettext("not those %(conditions)s") % {"conditions": _inner(part)}
    return gettext("who %(condition)s") % {"condition": tree.phrase()}


def _inner(part: Tree) -> str:
    return f"({phrase(part)})" if isinstance(part, All | Any) else phrase(part)
