"""A case begins."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import deadlines
from hustings.conduct.letters import tell_whose_turn
from hustings.conduct.log import note
from hustings.conduct.models import Allegation, Case, CaseEvent, Part
from hustings.conduct.people import Role
from hustings.conduct.states import RECEIVED
from hustings.council.models import InstrumentVersion
from hustings.council.queries.instruments import in_force
from hustings.register.models import Member

# Letters and digits that nobody takes for others when they are read out.
LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"


@transaction.atomic
def open_case(
    version: InstrumentVersion, allegations: Sequence[tuple[str, date]], complainant: Member | None = None
) -> Case:
    """Open a case under a version of an instrument: for each act the identifier of the clause, and its day.

    Whoever is complained of is named by an officer: until then it stands in the sealed words only.
    """
    if not allegations:
        raise ActionRefused(_("Say at least one act that you complain of."))
    for clause, day in allegations:
        if clause not in version.identifiers:
            raise ActionRefused(_("The text that was in force has no such clause. Choose one from the list."))
        if day > deadlines.today():
            raise ActionRefused(_("The day of the act is still to come. Correct it."), field="act_date")
        if in_force(version.instrument, day) != version:
            raise ActionRefused(_("The text that you chose from was not in force on the day of the act."))
    now = timezone.now()
    case = Case.objects.create(reference=_reference(now.year), opened_at=now, version=version, complainant=complainant)
    for position, (clause, day) in enumerate(allegations, start=1):
        Allegation.objects.create(case=case, position=position, clause=clause, act_date=day)
    if complainant:
        Part.objects.create(case=case, role=Role.COMPLAINANT, member=complainant, from_at=now)
    deadlines.begin(case)
    event = CaseEvent.objects.create(case=case, verb=RECEIVED, stage=case.stage, role=Role.COMPLAINANT, at=now)
    note("conduct.complaint_received", case, event.pk)
    tell_whose_turn(case)
    return case


def _reference(year: int) -> str:
    """A name for the case by which nobody can tell how many there are."""
    return f"{year}-{get_random_string(6, LETTERS)}"
