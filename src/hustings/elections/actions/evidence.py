"""The scrutineer's acts: setting a key, taking the evidence away, signing a report."""

import json
from datetime import UTC, date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.elections import sealed_files, signing
from hustings.elections.models import CustodyStep, Election, EvidenceKey, ScrutineerReport
from hustings.elections.states import locked
from hustings.elections.timetable import written
from hustings.jobs.actions import enqueue
from hustings.jobs.models import Job

REPORT_FORMAT = "hustings-scrutineer-report/1"
State = Election.State


def set_evidence_key(public_key: str, by: User) -> EvidenceKey:
    """Note the key for which evidence is sealed that this person takes away."""
    try:
        sealed_files.read_public_key(public_key)
    except ValueError:
        raise ActionRefused(
            _("This is not the public key that `hustings evidence key` prints. Copy all of that line."), "public_key"
        ) from None
    with transaction.atomic():
        key, is_new = EvidenceKey.objects.update_or_create(user=by, defaults={"public_key": public_key.strip()})
        record("elections.evidence_key_set", key, by=by, first=is_new)
    return key


@transaction.atomic
def take_evidence(election: Election, by: User) -> Job:
    """Let a job seal the bundle of evidence for the person who takes it; each taking is logged."""
    key = EvidenceKey.objects.filter(user=by).first()
    if key is None:
        raise ActionRefused(_("Set your key first: the bundle is sealed for it."))
    record("elections.evidence_taken", election, by=by, key=key.public_key)
    return enqueue("elections.seal_evidence", by=by, election=election.pk, key=key.public_key)


@transaction.atomic
def record_custody(election: Election, *, kind: str, keeper: str, until: date | None, by: User) -> CustodyStep:
    """Record a step in the keeping of an election's evidence; it is destroyed only after its retention has ended."""
    election = locked(election)
    last = election.custody.last()
    today = local(timezone.now()).date()
    if election.state not in (State.CLOSED, State.TALLIED, State.DECLARED, State.ANNULLED):
        raise ActionRefused(_("The evidence is taken into keeping once the poll is over."))
    if last and last.kind == CustodyStep.Kind.DESTROYED:
        raise ActionRefused(_("The evidence has been destroyed already."))
    if (last is None) != (kind == CustodyStep.Kind.KEPT):
        raise ActionRefused(
            _("It is in keeping already: record that it was handed over or destroyed.")
            if last
            else _("Record first who has taken it into keeping."),
            "kind",
        )
    until = until or (last.until if last else None)
    if until is None:
        raise ActionRefused(_("Say until when the rules want it kept."), "until")
    if last and until < last.until:
        raise ActionRefused(
            _("It is to be kept until {day}, and no step shortens that.").format(day=written(last.until)), "until"
        )
    if kind == CustodyStep.Kind.DESTROYED:
        if today <= until:
            raise ActionRefused(
                _("It is to be kept until {day}: it is not destroyed before.").format(day=written(until)), "kind"
            )
    elif not keeper.strip():
        raise ActionRefused(_("Say who keeps it, and where."), "keeper")
    step = CustodyStep.objects.create(election=election, kind=kind, keeper=keeper.strip(), until=until, recorded_by=by)
    record("elections.custody_recorded", election, by=by, kind=kind, until=until)
    return step


def sign_report(
    election: Election, *, observed: str, conclusion: str, remarks: str, name: str, by: User
) -> ScrutineerReport:
    """Sign and publish a report on an election whose poll is over; it names the state of the boards."""
    with transaction.atomic():
        election = locked(election)
        if election.state not in (State.CLOSED, State.TALLIED, State.DECLARED, State.ANNULLED):
            raise ActionRefused(_("A report is signed once the poll is over."))
        if " ".join(name.split()).casefold() != " ".join(by.name.split()).casefold():
            raise ActionRefused(_("Sign with your own name as it stands here: {name}.").format(name=by.name), "name")
        number = election.scrutineer_reports.count() + 1
        now = timezone.now()
        declaration = election.declarations.last()
        document = json.dumps(
            {
                "format": REPORT_FORMAT,
                "election": election.name,
                "address": election.slug,
                "number": number,
                "scrutineer": by.name,
                "observed": observed,
                "conclusion": conclusion,
                "remarks": remarks,
                "boards": [
                    {"uuid": board.uuid, "height": board.height, "head": board.head} for board in election.boards.all()
                ],
                "declaration": declaration.hash if declaration else "",
                "signed_at": now.astimezone(UTC).isoformat(timespec="seconds"),
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        report = ScrutineerReport.objects.create(
            election=election,
            number=number,
            document=document,
            signature=signing.sign("reports", document),
            signed_by=by,
            signed_at=now,
        )
        record("elections.report_signed", election, by=by, number=number)
    return report
