"""Plain sentences for the log: each app says in its `log_sentences` what its verbs mean."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _

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
    said = str(sentences().get(event.verb, event.verb)).format_map(defaultdict(lambda: "–", facts))
    if "api_token" in facts:
        said += " " + _("It came through the API, with token {token}.").format(token=facts["api_token"])
    return said


def named(event: AuditEvent) -> str:
    """Say on what it was done: the kind of thing and its number, which is all that the log keeps of it."""
    if not event.object_type:
        return "–"
    try:
        kind = apps.get_model(event.object_type)._meta.verbose_name
    except LookupError:
        kind = event.object_type
    return f"{kind} {event.object_id}"


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)
