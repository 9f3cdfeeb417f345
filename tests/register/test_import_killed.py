"""kill -9 in the middle of the writing of a file: nothing is half done, and the next worker ends the work."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import ROOT

from hustings.accounts.models import User
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending
from hustings.register.actions import start_import
from hustings.register.models import Member, MemberImport, StandingEvent

WORK = "import django; django.setup(); from hustings.jobs.worker import run_pending; run_pending()"


@pytest.mark.django_db(transaction=True)
def test_import_whose_worker_is_killed_is_whole_after_the_next(
    check: Callable[..., MemberImport], membership_secretary: User, database_address: str, tmp_path: Path
) -> None:
    checked = check("number,name\n1,Ann\n2,Bob\n")
    start_import(checked, membership_secretary)
    place = tmp_path / "kill-at"
    place.write_text("batches.py write_plans return")  # all is written, nothing committed
    ended = subprocess.run(
        [sys.executable, "-c", WORK],
        cwd=ROOT,
        start_new_session=True,
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'tests/faults/killer'}:{ROOT / 'src'}",
            "DJANGO_SETTINGS_MODULE": "hustings.site.settings",
            "HUSTINGS_DATABASE": database_address,
            "HUSTINGS_KILL_AT": str(place),
            "HUSTINGS_KILL_FUNCTIONS": "write_plans",
        },
    )
    assert ended.returncode == -signal.SIGKILL and not place.exists()
    assert not Member.objects.exists()
    checked.refresh_from_db()
    assert checked.state == MemberImport.State.IMPORTING
    Job.objects.filter(state="running").update(heartbeat_at="2000-01-01T00:00Z")  # half a minute is over
    run_pending()
    checked.refresh_from_db()
    assert checked.state == MemberImport.State.IMPORTED
    assert (Member.objects.count(), StandingEvent.objects.count()) == (2, 2)
