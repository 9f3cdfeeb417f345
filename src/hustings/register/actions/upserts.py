"""Members as another program knows them: rows met by membership number, as a file's rows are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.register.actions.people import record_event
from hustings.register.changes import note_changes
from hustings.register.imports.batches import plan_rows, write_plans
from hustings.register.imports.fields import CellRefused
from hustings.register.imports.planning import Plan, Units
from hustings.register.models import Member, StandingEvent


@dataclass(frozen=True)
class Upserted:
    """What became of a row: new, changed (and which fields), unchanged, or refused (the field, and the reason)."""

    outcome: str
    changed: tuple[str, ...] = ()
    field: str = ""
    reason: str = ""


Row = dict[str, Any] | CellRefused


def upsert_members(rows: list[Row], as_at: date, by: User) -> list[Upserted]:
    """Add or change the member that each row names, and say what became of each.

    A row holds values by field, as `read_row` gives them (or is refused already); what it does not name stays as it
    is. All rows that are not refused are written together or not at all, and the same rows again change nothing.
    """
    rows = _without_repeats(rows)
    taken = [row for row in rows if not isinstance(row, CellRefused)]
    try:
        with transaction.atomic():
            # Two programs at once would otherwise each plan from what the other is about to change.
            locked = Member.objects.select_for_update().filter(number__in=[row["number"] for row in taken])
            list(locked.order_by("pk").values_list("pk"))
            units = Units(add=False)
            planned = iter(list(plan_rows(taken, units, as_at)))
            whole = [row if isinstance(row, CellRefused) else next(planned) for row in rows]
            outcomes = [_outcome(each) for each in whole]
            counts = Counter(each.outcome for each in outcomes)
            if counts["new"] or counts["changed"]:
                written = [plan for plan in whole if isinstance(plan, Plan)]
                write_plans(written, units, as_at, by)
                told = {kind: counts[kind] for kind in ("new", "changed", "refused")}
                done = record("register.members_upserted", by=by, as_at=as_at, **told)
                note_changes(done, (plan.member.pk for plan in written if plan.changed))
    except IntegrityError:
        raise ActionRefused(_("Somebody else added one of these members meanwhile: send the rows again.")) from None
    return outcomes


def _without_repeats(rows: list[Row]) -> list[Row]:
    seen: set[str] = set()
    once: list[Row] = []
    for row in rows:
        if not isinstance(row, CellRefused):
            if row["number"] in seen:
                row = CellRefused("number", _("The number {number} is named twice.").format(number=row["number"]))
            else:
                seen.add(row["number"])
        once.append(row)
    return once


def _outcome(planned: Plan | CellRefused) -> Upserted:
    if isinstance(planned, CellRefused):
        return Upserted("refused", field=planned.field, reason=planned.reason)
    return Upserted(planned.kind, changed=tuple(planned.changed))


def record_once(member: Member, kind: str, effective_on: date, by: User, **details: date | None) -> bool:
    """Record what happened to a member unless exactly that is recorded; whether it was not."""
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)
        same = {"kind": kind, "effective_on": effective_on, "paid_up_to": None, "until": None, **details}
        if StandingEvent.objects.in_force().filter(member=member, **same).exists():
            return False
        record_event(member, kind, effective_on, by, **details)
        return True
