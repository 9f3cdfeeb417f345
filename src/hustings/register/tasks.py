"""What the register does in the background."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hustings.accounts.errors import ActionRefused
from hustings.jobs.models import Interrupted, Job
from hustings.jobs.registry import routine, task
from hustings.register.actions.endings import carry_out_due_endings
from hustings.register.actions.imports import fail_import, finish_check, finish_import
from hustings.register.imports.running import Outcome
from hustings.register.models import MemberImport

State = MemberImport.State

routine(carry_out_due_endings)


@task("register.check_import", _("Checking a file of members, row by row"))
def check_import(job: Job, member_import: int) -> dict[str, Any]:
    """Check every row of a file."""
    return _run(finish_check, State.CHECKING, job, member_import)


@task("register.import", _("Importing members"))
def import_members(job: Job, member_import: int) -> dict[str, Any]:
    """Import a file that was checked."""
    return _run(finish_import, State.IMPORTING, job, member_import)


def _run(work: Callable[[MemberImport, Job], Outcome], state: str, job: Job, key: int) -> dict[str, Any]:
    member_import = MemberImport.objects.get(pk=key)
    if member_import.state == State.FAILED and member_import.job_id == job.pk:
        member_import.state = state  # someone asked for the failed work again
        member_import.save(update_fields=["state"])
    if member_import.state == state:  # if not, an earlier run of this job got to the end
        try:
            work(member_import, job)
        except Interrupted:
            raise
        except ActionRefused as refusal:
            fail_import(member_import, refusal.sentence)
            raise
        except Exception:
            fail_import(member_import, "")
            raise
    return {**member_import.counts, "url": reverse("register:import", args=[key])}
