"""Extension point: what later apps show on a member's own page, /me/."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Section:
    """A part of the page: its heading (an h2), a template for what stands under it, and what that needs."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[HttpRequest], Section | None]
_providers: list[Provider] = []


def section(provider: Provider) -> Provider:
    """Register a function that makes a section for `request.member`, or None if there is nothing to say.

    Call it from an app's ready(): sections stand in the order of the circle.
    """
    if provider not in _providers:
        _providers.append(provider)
    return provider


def sections_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The sections for the member who is signed in: heading and markup of each."""
    made = (provider(request) for provider in _providers)
    return [(part.title, render_to_string(part.template, part.context, request)) for part in made if part]
