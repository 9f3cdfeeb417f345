"""The end of a case, by the organisation's rule: its key is destroyed, and who was in it is forgotten."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hustings.accounts.queries import local
from hustings.conduct import sealing
from hustings.conduct.deadlines import today
from hustings.conduct.models import Admission, Case, Effect, LeftOut, Sanction
from hustings.conduct.people import PARTIES, Role
from hustings.conduct.queries.settings import conduct_rules
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
    kept = Case.objects.filter(Q(keys__destroyed_at=None, keys__isnull=False), closed_at__lt=midnight)
    return kept.exclude(sanctions__in=running).distinct().order_by("pk")


@transaction.atomic
def end_retention(case: Case) -> None:
    """Destroy the key of a case, and keep of it only what the figures need, and who was drawn: of the parties nothing.

    The standing that a sanction changed stays in the register, as any other change of standing does, without the case.
    """
    sealing.destroy(case)
    case.respondent = case.complainant = None
    case.save(update_fields=["respondent", "complainant"])
    case.parts.filter(role__in=FORGOTTEN).delete()
    case.receipts.update(member=None)
    case.texts.update(author_member=None)
    case.evidence.update(author_member=None)
    Admission.objects.filter(key__case=case).delete()
    LeftOut.objects.filter(draw__case=case).delete()
    Effect.objects.filter(sanction__case=case).delete()


def end_what_is_over() -> int:
    """End every case that is kept no longer; return how many there were."""
    cases = list(over())
    for case in cases:
        end_retention(case)
    return len(cases)
