"""The keeping of an election's evidence, from its taking to its destruction, on the record."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.accounts.queries import local
from hustings.elections.actions.evidence import record_custody
from hustings.elections.models import CustodyStep, Election

pytestmark = pytest.mark.django_db


def test_evidence_is_kept_handed_over_and_destroyed_only_after_its_time(
    organisation: Organisation, returning_officer: User, scrutineer: User
) -> None:
    election = drafts.make_draft(returning_officer)
    today = local(timezone.now()).date()
    step = {"keeper": "The scrutineer, at the archive", "until": today, "by": scrutineer}
    with pytest.raises(ActionRefused, match="once the poll is over"):
        record_custody(election, kind="kept", **step)
    Election.objects.update(state="declared", announced_at=timezone.now())
    with pytest.raises(ActionRefused, match="Record first"):
        record_custody(election, kind="handed_over", **step)
    with pytest.raises(ActionRefused, match="until when"):
        record_custody(election, kind="kept", **{**step, "until": None})
    record_custody(election, kind="kept", **step)
    with pytest.raises(ActionRefused, match="no step shortens"):
        record_custody(election, kind="handed_over", **{**step, "until": today - timedelta(days=1)})
    with pytest.raises(ActionRefused, match="not destroyed before"):
        record_custody(election, kind="destroyed", keeper="", until=None, by=scrutineer)
    with pytest.raises(ActionRefused, match="Say who keeps it"):
        record_custody(election, kind="handed_over", keeper=" ", until=None, by=scrutineer)

    client = Client()
    client.force_login(scrutineer)
    office = f"/office/elections/{election.slug}/evidence/"
    client.post(f"{office}custody/", {"kind": "handed_over", "keeper": "The bank’s vault", "until": ""})
    assert "The bank’s vault" in client.get(office).content.decode()
    assert "The bank’s vault" in Client().get(f"/elections/{election.slug}/scrutineer/").content.decode()


def test_destruction_ends_it_and_no_step_is_edited(
    organisation: Organisation, returning_officer: User, scrutineer: User
) -> None:
    election = drafts.make_draft(returning_officer)
    Election.objects.update(state="annulled")
    yesterday = local(timezone.now()).date() - timedelta(days=1)
    record_custody(election, kind="kept", keeper="The archive", until=yesterday, by=scrutineer)
    record_custody(election, kind="destroyed", keeper="", until=None, by=scrutineer)
    with pytest.raises(ActionRefused, match="destroyed already"):
        record_custody(election, kind="handed_over", keeper="A friend", until=None, by=scrutineer)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CustodyStep.objects.all().delete()
