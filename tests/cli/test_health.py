"""`hustings health` and its page."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from hustings.cli import health, installation
from hustings.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation of the test is loaded already."""
    monkeypatch.setattr(health, "start_made", installation.check_database)


def test_health_is_good_until_work_waits_with_no_worker(client: Client) -> None:
    assert client.get("/health/").content == b"ok\n"
    assert CliRunner().invoke(health.health).exit_code == 0
    Job.objects.create(task="tests.none", created_at=timezone.now() - timedelta(minutes=20))
    assert client.get("/health/").status_code == 503
    told = CliRunner().invoke(health.health)
    assert told.exit_code == 1
    assert "Work has waited for 20 minutes" in told.output
    Job.objects.create(task="tests.other", state=Job.State.RUNNING, heartbeat_at=timezone.now())
    assert client.get("/health/").status_code == 200
