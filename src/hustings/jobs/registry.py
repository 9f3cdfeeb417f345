"""The tasks that jobs run, by name, and what the worker does in between. Each app registers its own in its tasks.py."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

TASKS: dict[str, Callable[..., Any]] = {}
TITLES: dict[str, str | Promise] = {}
ROUTINES: list[Callable[[], object]] = []


def task(name: str, title: str | Promise = "") -> Callable[..., Callable[..., Any]]:
    """Register a function `(job, **arguments) -> result` under `name`; people read its `title`.

    A task must be resumable: it is run again from the start when the worker stopped in the middle. What it returns
    (anything that JSON holds) becomes `job.result`; an ActionRefused that it raises becomes `job.error`.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if TASKS.setdefault(name, function) is not function:
            raise ValueError(f"Two tasks are called {name}.")
        TITLES[name] = title
        return function

    return register


def routine(function: Callable[[], object]) -> Callable[[], object]:
    """Let the worker call `function` whenever it looks for work: every second or so, so it must be quick."""
    if function not in ROUTINES:
        ROUTINES.append(function)
    return function
