"""What the register does in the background."""

from typing import Any

from hustings.accounts.errors import ActionRefused
from hustings.jobs.models import Interrupted, Job
from hustings.jobs.registry import task
from hustings.register.actions.imports import fail_import, finish_check, finish_import
from hustings.register.models import MemberImport


@task("register.check_import")
def check_import(job: Job, member_import: int) -> dict[str, int]:
    """Check every row of a file."""
    return _run(finish_check, job, member_import)


@task("register.import")
def import_members(job: Job, member_import: int) -> dict[str, int]:
    """Import a file that was checked."""
    return _run(finish_import, job, member_import)


def _run(work: Any, job: Job, key: int) -> dict[str, int]:
    member_import = MemberImport.objects.get(pk=key)
    if member_import.state not in (MemberImport.State.CHECKING, MemberImport.State.IMPORTING):
        return member_import.counts  # an earlier run of this job got to the end
    try:
        return dict(work(member_import, job).counts)
    except Interrupted:
        raise
    except ActionRefused as refusal:
        fail_import(member_import, refusal.sentence)
        raise
    except Exception:
        fail_import(member_import, "")
        raise
