"""The end of a case, by the organisation's rule: its key is destroyed, and all that was of it is forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from hustings.accounts.queries import local
from hustings.audit.append_only import guard, guarded_tables, unguard
from hustings.conduct import sealing
from hustings.conduct.deadlines import today
from hustings.conduct.models import (
    Admission,
    Allegation,
    Appeal,
    Case,
    CaseEvent,
    CaseKey,
    Deadline,
    Draw,
    Effect,
    EvidenceFile,
    Finding,
    LeftOut,
    Objection,
    Part,
    PersonKey,
    PoolMember,
    Reading,
    Receipt,
    Sanction,
    SanctionEnd,
    Sealed,
)
from hustings.conduct.people import PARTIES, Role
from hustings.conduct.queries.settings import conduct_rules
from hustings.conduct.queries.statistics import coarse, for_figures
from hustings.franchise.conditions.kinds import months_before

FORGOTTEN = (*PARTIES, Role.WITNESS, Role.SUPPORTER)


def over() -> QuerySet[Case]:
    """The cases that are kept no longer.

    A case outlasts a suspension that still runs, whose reasons the member may want to read, and the months for which
    those who spoke in it are protected.
    """
    rules = conduct_rules()
    last_day = months_before(today(), max(rules.retention_months, rules.protected_months))
    midnight = local(timezone.now()).replace(
        year=last_day.year, month=last_day.month, day=last_day.day, hour=0, minute=0, second=0, microsecond=0
    )
    running = Sanction.objects.filter(until__gte=today(), end=None)
    closed = Case.objects.filter(kept__isnull=True, closed_at__lt=midnight)
    return closed.exclude(sanctions__in=running).order_by("pk")


@transaction.atomic
def end_retention(case: Case) -> None:
    """Destroy the key of a case, and keep of it only what the figures need.

    Days and moments go, too: that of a sanction, beside the change of standing that the register keeps, would say
    whose case it was. That change stays, as any other does, without the case.
    """
    gone = set(case.parts.filter(role__in=FORGOTTEN).values_list("member", flat=True)) - {None}
    case.kept = for_figures(case)
    case.opened_at, case.closed_at = coarse(case)
    case.respondent = case.complainant = None
    case.log_key = b""
    case.save()
    sealing.destroy(case)
    with _removable(*(rows.model for rows in _of(case))):
        for rows in _of(case):
            rows.delete()
    _forget_keys(gone)


def _of(case: Case) -> list[QuerySet[Any]]:
    """Everything that is about one case, in an order in which it can be removed."""
    return [
        Reading.objects.filter(Q(text__case=case) | Q(evidence__case=case)),
        SanctionEnd.objects.filter(sanction__case=case),
        Effect.objects.filter(sanction__case=case),
        Sanction.objects.filter(case=case),
        Finding.objects.filter(allegation__case=case),
        Appeal.objects.filter(case=case),
        Objection.objects.filter(case=case),
        LeftOut.objects.filter(draw__case=case),
        Draw.objects.filter(case=case),
        Part.objects.filter(case=case),
        CaseEvent.objects.filter(case=case),
        Deadline.objects.filter(case=case),
        Allegation.objects.filter(case=case),
        Sealed.objects.filter(case=case),
        EvidenceFile.objects.filter(case=case),
        Admission.objects.filter(key__case=case),
        Receipt.objects.filter(case=case),
        CaseKey.objects.filter(case=case),
    ]


@contextmanager
def _removable(*tables: type[Model]) -> Iterator[None]:
    """Let rows be removed in this block from tables that otherwise only grow; an error undoes all of it.

    The one place where that happens: these tables keep what happened in a case for as long as the rule keeps the case.
    """
    guarded = sorted({table._meta.db_table for table in tables} & guarded_tables(connection))
    _settle_references()
    for table in guarded:
        unguard(connection, table)
    yield
    _settle_references()
    for table in guarded:
        guard(connection, table)


def _settle_references() -> None:
    """PostgreSQL changes no trigger of a table while it still has references in it to check."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _forget_keys(members: set[int]) -> None:
    """Remove the keys of those who have a part in no other case and can be drawn for none: that they have one tells."""
    busy = Admission.objects.filter(member__in=members).values("member")
    drawable = PoolMember.objects.filter(member__in=members, to_date=None).values("member")
    PersonKey.objects.filter(member__in=members).exclude(member__in=busy).exclude(member__in=drawable).delete()


def end_what_is_over() -> int:
    """End every case that is kept no longer; return how many there were."""
    cases = list(over())
    for case in cases:
        end_retention(case)
    return len(cases)
