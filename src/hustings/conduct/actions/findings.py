"""The panel finds on each allegation, decides on a sanction, and the case is closed if nobody appeals."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import deadlines, sanctions
from hustings.conduct.actions.steps import begin, closed, finish
from hustings.conduct.actions.suspensions import end_suspension
from hustings.conduct.models import Allegation, Case, Finding, SanctionEnd, SanctionKind, Stage
from hustings.conduct.panels import chair, lacks
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import running, was_notified
from hustings.conduct.queries.findings import latest_findings, to_find
from hustings.conduct.queries.settings import conduct_rules


def require_chair(case: Case, actor: Actor) -> None:
    """Refuse unless the whole panel is there and the actor chairs it: whoever was drawn first."""
    if sentence := lacks(case, actor.role):
        raise ActionRefused(sentence)
    first = chair(case, actor.role)
    if first and first != actor.member:
        raise ActionRefused(
            _("The panel decides together, and {name}, who was drawn first, records it.").format(name=first.name)
        )


@transaction.atomic
def find(case: Case, actor: Actor, allegation: Allegation, upheld: bool, agreed: int, text: str) -> Finding:
    """Record what the panel finds of an allegation, by how many of it, and why. The last one leads on."""
    case = begin(case, "find", actor)
    require_chair(case, actor)
    if allegation not in to_find(case):
        raise ActionRefused(_("The panel has found on this allegation."), field="allegation")
    members = running(case, Role.PANEL).count()
    if not members < 2 * agreed <= 2 * members:
        raise ActionRefused(
            _("A finding needs more than half of the panel: between {least} and {most} agree.").format(
                least=members // 2 + 1, most=members
            ),
            field="agreed",
        )
    finding = Finding.objects.create(
        allegation=allegation, upheld=upheld, agreed=agreed, panel=members, found_at=timezone.now()
    )
    to = None
    if not to_find(case):
        to = Stage.SANCTION if any(found.upheld for found in latest_findings(case)) else Stage.APPEALABLE
    if to == Stage.APPEALABLE:
        end_suspension(case, SanctionEnd.Why.CASE)
    finish(case, "find", actor, text=text, to=to, facts={"allegation": allegation.pk, "upheld": upheld})
    return finding


@transaction.atomic
def sanction(
    case: Case, actor: Actor, kind: str, text: str, *, from_date: date | None = None, until: date | None = None
) -> Case:
    """Decide on a sanction of the organisation's list, or on none (an empty `kind`); it comes in place of a suspension
    before the finding.
    """
    case = begin(case, "sanction", actor)
    require_chair(case, actor)
    if kind and kind not in conduct_rules().sanctions:
        raise ActionRefused(_("The rules of the organisation have no such sanction."), field="kind")
    if kind and from_date is None:
        raise ActionRefused(_("Say from which day the sanction runs."), field="from_date")
    end_suspension(case, SanctionEnd.Why.CASE)
    if kind and from_date:
        sanctions.impose(case, SanctionKind(kind), from_date, until, None)
    finish(case, "sanction", actor, text=text, to=Stage.APPEALABLE, facts={"kind": kind})
    return case


@transaction.atomic
def close(case: Case, actor: Actor) -> Case:
    """Close a case when the time for an appeal is over."""
    case = begin(case, "close", actor)
    if not deadlines.is_over(case):
        raise ActionRefused(_("The parties still have time to appeal."))
    closed(case, outcome(case))
    finish(case, "close", actor, to=Stage.CLOSED)
    return case


def outcome(case: Case) -> Case.Outcome:
    """What the findings that count come to; or why a case went no further than that."""
    if not was_notified(case):
        retaliation = case.events.filter(verb="decide-review", facts__retaliation=True).exists()
        return Case.Outcome.RETALIATION if retaliation else Case.Outcome.DISMISSED
    upheld = any(found.upheld for found in latest_findings(case))
    return Case.Outcome.UPHELD if upheld else Case.Outcome.NOT_UPHELD
