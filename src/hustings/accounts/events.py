"""Extension point: `audit` stands after `accounts`, so it asks to be told what was done here."""

from collections.abc import Callable
from typing import Any

_listeners: list[Callable[..., Any]] = []


def listen(listener: Callable[..., Any]) -> None:
    """Call `listener(verb, obj, by=..., **facts)` for every event, inside the transaction of its action."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(verb: str, obj: Any = None, *, by: Any = None, **facts: Any) -> None:
    """Tell all listeners that `verb` was done to `obj` by `by`."""
    for listener in _listeners:
        listener(verb, obj, by=by, **facts)
