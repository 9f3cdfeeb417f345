"""Who can read what is written in a case, and from which stage on, said in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hustings.conduct.models import Stage, TextKind
from hustings.conduct.people import Role
from hustings.conduct.states import ORDER, READABLE, STEPS

ADDITIONS = _("what is added: questions, answers and the like")


@dataclass(frozen=True)
class Row:
    """A kind of text, and the stage from which on each side can read it; None where it never can."""

    kind: str | Promise
    complainant: Stage | None
    respondent: Stage | None


def table() -> list[Row]:
    """What each side can read, kind by kind."""
    rows = []
    for kind, begins in READABLE.items():
        label = ADDITIONS if kind == TextKind.MESSAGE else kind.label
        rows.append(Row(label, begins.get(Role.COMPLAINANT), begins.get(Role.RESPONDENT)))
    return rows


def readers_of_step(verb: str) -> str | Promise:
    """Who can read the words of a step, and from when on."""
    step = STEPS[verb]
    if step.writes is None:
        return ""
    if verb == "dismiss":  # nobody else is in the case before somebody appeals
        return _(
            "Sealed. It can be read by the complainant and the conduct officers; after an appeal also by those who "
            "decide it, and by the respondent if the complaint is then taken up."
        )
    leads = min((ORDER.index(stage) for stage in step.leads_to), default=0)
    return _sentence(step.writes, max(leads, min(ORDER.index(stage) for stage in step.stages)))


def readers_of_additions(stage: Stage) -> Promise:
    """Who can read what is added at that stage."""
    return _sentence(TextKind.MESSAGE, ORDER.index(stage))


def _sentence(kind: TextKind, reached: int) -> Promise:
    named = [
        role.label
        if ORDER.index(begins) <= reached
        else format_lazy(_("{role} (from “{stage}” on)"), role=role.label, stage=begins.label)
        for role, begins in READABLE[kind].items()
    ]
    roles = format_lazy(", ".join("{}" for _role in named), *named)
    return format_lazy(_("Sealed. It can be read by: {roles}."), roles=roles)
