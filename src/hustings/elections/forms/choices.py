"""Choices as a form lists them: each begins with a capital, though pages also use the words in mid-sentence."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst


def capitalised(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the choices with their labels capitalised."""
    return [(value, capfirst(label)) for value, label in choices]
