"""Extension point: what follows from a declaration in later rooms, such as a body whose seats it fills."""

from collections.abc import Callable

from hustings.elections.models import Declaration

Listener = Callable[[Declaration], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(declaration)` for every declaration and correction, inside the transaction that makes it.

    Register it in an app's ready().
    """
    if listener not in _listeners:
        _listeners.append(listener)


def announce(declaration: Declaration) -> None:
    """Tell all listeners of a declaration that has just been made."""
    for listener in _listeners:
        listener(declaration)
