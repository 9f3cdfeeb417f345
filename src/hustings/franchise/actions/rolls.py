"""Freeze a roll."""

import secrets
import uuid
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Max, Value
from django.utils import timezone
from django.utils.translation import gettext

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.audit.models import AuditEvent
from hustings.franchise.models import EligibilityRule, Roll, RollEntry
from hustings.franchise.queries import eligible
from hustings.franchise.rolls import Entry, merged_counts, summarise
from hustings.register.queries import home_unit
from hustings.register.rows import insert, refresh_statistics
from hustings.register.standing import written


def freeze_roll(rule: EligibilityRule, on: date, by: User | None, name: str = "") -> Roll:
    """Apply a rule as at a date to the register as it is now known, and keep the result for good."""
    if on > local(timezone.now()).date():
        raise ActionRefused(
            gettext("A roll cannot be frozen as at %(date)s, which is still to come.") % {"date": written(on)}, "as_at"
        )
    if rule.retired_at:
        raise ActionRefused(gettext("This rule has been retired: choose one that is in use."), "rule")
    name = name.strip() or f"{rule.name}, {written(on)}"
    roll = Roll(id=uuid.uuid4(), rule=rule, name=name[:200], conditions=rule.conditions, as_at=on, frozen_by=by)
    with transaction.atomic():
        # Read before the register is: whatever has a later number may be missing on the roll.
        roll.known_up_to = AuditEvent.objects.aggregate(last=Max("sequence"))["last"] or 0
        entries = _entries(roll)
        if not entries:
            raise ActionRefused(
                gettext("No member meets the rule as at %(date)s, so there is no roll to freeze.")
                % {"date": written(on)}
            )
        roll.salt = secrets.token_hex(32)
        summary = summarise(roll.salt, on, entries)
        roll.size, roll.total_weight, roll.hash = summary.size, summary.total_weight, summary.hash
        roll.unit_counts = [
            {"units": list(count.units), "electors": count.electors}
            for count in merged_counts(summary.electors_by_unit)
        ]
        roll.save(force_insert=True)
        names = ("member_id", "unit_id", "weight", "roll_id")
        insert(RollEntry, names, ((*entry, roll.id.hex) for entry in entries))
        transaction.on_commit(partial(refresh_statistics, RollEntry), robust=True)
        record("franchise.roll_frozen", roll, by=by or "system", rule=rule.pk, as_at=on, size=roll.size, hash=roll.hash)
    return roll


def _entries(roll: Roll) -> list[Entry]:
    """Whom the rule lets vote, by ascending key. They come nearly in that order, and sorting those takes no time."""
    found = eligible(roll.conditions, roll.as_at).annotate(home=home_unit(roll.as_at), vote=Value(1))
    return sorted(found.values_list("pk", "home", "vote"))
