"""What the register does in the background."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.queries import local
from hustings.jobs.actions import enqueue
from hustings.jobs.models import Interrupted, Job
from hustings.jobs.registry import routine, task
from hustings.register.actions.duplicates import find_duplicates as find_them
from hustings.register.actions.endings import carry_out_due_endings
from hustings.register.actions.erasure import due_for_erasure, erase, places_to_redact
from hustings.register.actions.imports import fail_import, finish_check, finish_import
from hustings.register.models import ErasureRequest, MemberImport
from hustings.register.queries import register_rules

State = MemberImport.State

routine(carry_out_due_endings)


@task("register.retention", _("Erasing former members whose data is no longer kept"))
def retention(job: Job) -> dict[str, Any]:
    """Erase those whom the organisation's rule keeps no longer, each in a transaction of its own.

    Who is named in words of others waits among those who asked, until an officer has looked.
    """
    due = list(due_for_erasure(local(timezone.now()).date()))
    waiting = 0
    for done, member in enumerate(due):
        job.progress(done, len(due))
        if any(not place.stays for place in places_to_redact(member)):
            # Whether words of others are about this person, and not a namesake, only somebody who reads them can say.
            ErasureRequest.objects.get_or_create(member=member)
            waiting += 1
        else:
            erase(member, None)
    return {"erased": len(due) - waiting, "waiting": waiting}


@routine
def look_at_retention() -> None:
    """Once a day, if the organisation set a time after which former members are erased."""
    if register_rules().erase_after_months is None:
        return
    midnight = local(timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    if not Job.objects.filter(task="register.retention", created_at__gte=midnight).exists():
        enqueue("register.retention")


@task("register.check_import", _("Checking a file of members, row by row"))
def check_import(job: Job, member_import: int) -> dict[str, Any]:
    """Check every row of a file."""
    return _run(finish_check, State.CHECKING, job, member_import)


@task("register.find_duplicates", _("Looking for likely duplicates"))
def find_duplicates(job: Job) -> dict[str, Any]:
    """Compare all who share an e-mail address, a birth date or a postal address."""
    return {"pairs": find_them(), "url": reverse("register:duplicates")}


@task("register.import", _("Importing members"))
def import_members(job: Job, member_import: int) -> dict[str, Any]:
    """Import a file that was checked."""
    return _run(finish_import, State.IMPORTING, job, member_import)


def _run(work: Callable[[MemberImport, Job], object], state: str, job: Job, key: int) -> dict[str, Any]:
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
