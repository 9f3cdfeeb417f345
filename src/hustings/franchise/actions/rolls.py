"""Freeze a roll."""

import secrets
import uuid
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import F, IntegerField, UUIDField, Value
from django.utils import timezone
from django.utils.translation import gettext

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.franchise.models import EligibilityRule, Roll, RollEntry
from hustings.franchise.queries import eligible
from hustings.franchise.rolls import merged_counts, summarise
from hustings.register.queries import home_unit
from hustings.register.rows import insert_selected, refresh_statistics
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
        _insert_entries(roll)
        entries = RollEntry.objects.filter(roll_id=roll.id).order_by("member_id")
        roll.salt = secrets.token_hex(32)
        summary = summarise(
            roll.salt, on, entries.values_list("member_id", "unit_id", "weight").iterator(chunk_size=20_000)
        )
        if not summary.size:
            raise ActionRefused(
                gettext("No member meets the rule as at %(date)s, so there is no roll to freeze.")
                % {"date": written(on)}
            )
        roll.size, roll.total_weight, roll.hash = summary.size, summary.total_weight, summary.hash
        roll.unit_counts = [
            {"units": list(count.units), "electors": count.electors}
            for count in merged_counts(summary.electors_by_unit)
        ]
        roll.save(force_insert=True)
        transaction.on_commit(partial(refresh_statistics, RollEntry), robust=True)
        record("franchise.roll_frozen", roll, by=by or "system", rule=rule.pk, as_at=on, size=roll.size, hash=roll.hash)
    return roll


def _insert_entries(roll: Roll) -> None:
    """One INSERT from one SELECT: half a million electors never pass through this process."""
    insert_selected(
        RollEntry,
        eligible(roll.conditions, roll.as_at),
        roll_id=Value(roll.id, output_field=UUIDField()),
        member_id=F("pk"),
        unit_id=home_unit(roll.as_at),
        weight=Value(1, output_field=IntegerField()),
    )
