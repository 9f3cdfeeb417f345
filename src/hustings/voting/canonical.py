"""Canonical JSON: compact UTF-8, fields in the specified order, exactly one text for one value.

Every hash of the protocol is taken over such texts, so a text that is not canonical is refused, never repaired.
"""

import json
import re
from typing import Any, NoReturn

from .errors import VotingError

Json = Any

# The integers of the protocol that are written as JSON numbers; above it they are strings (voting-formats, JSON).
MAX_NUMBER = 2**30 - 1
DECIMAL = re.compile(r"0|[1-9][0-9]*", re.ASCII)


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"the number {text[:20]} is not an integer")


def dumps(value: Json) -> str:
    """The canonical text of `value`; the fields of a dict are written in its own order."""
    # Python leaves DEL raw, the protocol escapes it.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\x7f", "\\u007f")


def parse(text: str, what: str) -> Json:
    """The value of a canonical text. Raises VotingError, naming `what`, if the text is anything else."""
    try:
        value = json.loads(text, parse_float=_refuse_number, parse_constant=_refuse_number)
        again = dumps(value)
        text.encode()  # a str may hold half of a surrogate pair, which no hash can be taken of
    except (ValueError, RecursionError) as error:
        raise VotingError(f"{what} is not JSON: {error}.") from None
    # Writing it again also finds repeated fields, foreign escapes, white space and numbers such as -0.
    if again != text:
        raise VotingError(f"{what} is not canonical JSON (compact, no repeated field, minimal escapes).")
    return value


def decode(body: bytes, what: str) -> str:
    """`body` as UTF-8 text. Raises VotingError if it is not UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise VotingError(f"{what} is not UTF-8 text.") from None


def fields(value: Json, what: str, *names: str) -> list[Json]:
    """The values of an object's fields, which must be `names` in that order; `name?` may be absent (None)."""
    if not isinstance(value, dict):
        raise VotingError(f"{what} is not a JSON object.")
    present = [name.removesuffix("?") for name in names if not name.endswith("?") or name[:-1] in value]
    if list(value) != present:
        found = ", ".join(value)[:200]
        raise VotingError(f"{what} must have the fields {', '.join(names)} in this order, but has {found}.")
    for name, entry in value.items():
        if entry is None:
            raise VotingError(f"{what}: the field {name} is null.")
    return [value.get(name.removesuffix("?")) for name in names]


def string(value: Json, what: str) -> str:
    """`value`, which must be a string."""
    if not isinstance(value, str):
        raise VotingError(f"{what} is not a string.")
    return value


def number(value: Json, what: str) -> int:
    """`value`, which must be an integer from 0 to MAX_NUMBER."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_NUMBER:
        raise VotingError(f"{what} is not an integer from 0 to {MAX_NUMBER}.")
    return value


def boolean(value: Json, what: str) -> bool:
    """`value`, which must be true or false."""
    if not isinstance(value, bool):
        raise VotingError(f"{what} is neither true nor false.")
    return value


def array(value: Json, what: str, length: int | None = None) -> list[Json]:
    """`value`, which must be a list, of `length` entries if that is given."""
    if not isinstance(value, list):
        raise VotingError(f"{what} is not a list.")
    if length is not None and len(value) != length:
        raise VotingError(f"{what} has {len(value)} entries and must have {length}.")
    return value


def decimal(text: Json, what: str, below: int) -> int:
    """The integer 0 <= n < `below` that a string writes in plain decimal."""
    if not isinstance(text, str) or len(text) > 1300 or not DECIMAL.fullmatch(text) or (n := int(text)) >= below:
        raise VotingError(f"{what} is not a plain decimal number in the required range.")
    return n


def weight(value: Json, what: str) -> int:
    """A weight or a count, written as a number up to MAX_NUMBER and as a string above it."""
    if isinstance(value, str):
        n = decimal(value, what, 10**30)
        if n <= MAX_NUMBER:
            raise VotingError(f"{what} is a string and must be a number.")
        return n
    return number(value, what)


def weight_json(n: int) -> int | str:
    """How a weight or a count is written: a number up to MAX_NUMBER, a string above it."""
    return n if n <= MAX_NUMBER else str(n)
