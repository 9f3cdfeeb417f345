"""A model as a TOML file; docs/departures/simulate.md lists its fields."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from .model import SHAPES, Behaviour, Group, Model, ModelError, Spread

# What a field of the file may hold, as a person would say it.
KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "number": ((int, float), "a number"),
    "whole": ((int,), "a whole number"),
    "text": ((str,), "text in quotes"),
    "numbers": ((list,), "numbers in square brackets"),
}
BEHAVIOUR = {field.name: "number" for field in fields(Behaviour)}
TOP = {
    "title": "text",
    "rule": "text",
    "seats": "whole",
    "policy": "number",
    "motion": "text",
    "majority": "number",
    "ties": "text",
    "marks": "whole",
    "bins": "whole",
}
GROUP = {"name": "text", "members": "whole", "joiners": "number", "candidates": "numbers"}


def read_model(text: str) -> Model:
    """The model that a TOML text describes. Raises ModelError: which field, what was expected."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelError("the file", f"expected TOML: {error}.") from None
    _known("", table, {*TOP, "groups", "behaviour"})
    common = table.get("behaviour", {})
    if not isinstance(common, dict):
        raise ModelError("behaviour", "expected a table: a line [behaviour] and its fields below.")
    _known("behaviour.", common, set(BEHAVIOUR))
    groups = table.get("groups", [])
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise ModelError("groups", "expected a line [[groups]] for each group and its fields below.")
    found = tuple(_group(number, group, common) for number, group in enumerate(groups, 1))
    return Model(groups=found, **_values("", table, TOP))


def _group(number: int, table: Mapping[str, Any], common: Mapping[str, Any]) -> Group:
    where = f"groups[{number}]."
    _known(where, table, {*GROUP, *BEHAVIOUR, "position", "loyalty"})
    for name in ("name", "members", "position"):
        if name not in table:
            raise ModelError(where + name, "is missing; every group has a name, its members and their position.")
    values = _values(where, table, GROUP)
    values["candidates"] = tuple(values.get("candidates", ()))
    if "loyalty" in table:
        loyalty = table["loyalty"]
        values["loyalty"] = tuple(_numbers(f"{where}loyalty", loyalty if isinstance(loyalty, list) else [loyalty]))
    _values("behaviour.", common, BEHAVIOUR)
    try:
        behaviour = Behaviour(**_values(where, {**common, **table}, BEHAVIOUR))
        return Group(position=_spread(table["position"]), behaviour=behaviour, **values)
    except ModelError as error:
        if error.where.startswith(where):
            raise
        raise ModelError(where + error.where, error.expected) from None


def _spread(found: Any) -> Spread:
    if isinstance(found, dict) and len(found) == 1:
        shape: str = next(iter(found))
        numbers: Any = found[shape]
        return Spread(shape, tuple(_numbers("position", numbers if isinstance(numbers, list) else [numbers])))
    if not _is_number(found):
        told = ", ".join(f"{{ {name} = {numbers} }}" for name, numbers in SHAPES.items() if name != "point")
        raise ModelError("position", f"expected a number from 0 to 1 or one of {told}; found {found!r}.")
    return Spread("point", (float(found),))


def _known(where: str, table: Mapping[str, Any], known: set[str]) -> None:
    for name in table:
        if name not in known:
            raise ModelError(where + name, f"is no field; expected one of {', '.join(sorted(known))}.")


def _values(where: str, table: Mapping[str, Any], kinds: Mapping[str, str]) -> dict[str, Any]:
    """The fields of these kinds that the table has, checked."""
    values = {}
    for name, kind in kinds.items():
        if name not in table:
            continue
        types, said = KINDS[kind]
        found: Any = table[name]
        if not isinstance(found, types) or isinstance(found, bool):
            raise ModelError(where + name, f"expected {said}, found {found!r}.")
        values[name] = _numbers(where + name, found) if kind == "numbers" else found
    return values


def _numbers(where: str, found: Any) -> list[float]:
    if not isinstance(found, list) or not all(_is_number(number) for number in found):
        raise ModelError(where, f"expected {KINDS['numbers'][1]}, found {found!r}.")
    return [float(number) for number in found]


def _is_number(found: Any) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)
