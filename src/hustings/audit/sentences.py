"""Plain sentences for the log: each app says in its `log_sentences` what its verbs mean."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from hustings.audit.models import AuditEvent


@cache
def sentences() -> Mapping[str, str | Promise]:
    """Return the sentence of every verb that an installed app knows."""
    found: dict[str, str | Promise] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.log_sentences"
        if find_spec(name):
            found |= import_module(name).SENTENCES
    return found


def sentence(event: AuditEvent) -> str:
    """Say what was done; of a verb that no app knows any more, the verb itself."""
    facts = {name: _written(value) for name, value in event.facts.items()}
    return str(sentences().get(event.verb, event.verb)).format_map(defaultdict(lambda: "–", facts))


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)
