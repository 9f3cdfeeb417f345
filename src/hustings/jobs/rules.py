"""Who sees background work."""

from typing import Any

import rules

from hustings.accounts.rules import is_administrator, is_membership_secretary, is_returning_officer
from hustings.jobs.models import Job


@rules.predicate
def asked_for_it(user: Any, job: Job | None) -> bool:
    return job is not None and job.created_by_id is not None and job.created_by_id == user.pk


# Opens the door of the page of a job; whose job it is, view_job says.
rules.add_perm("jobs.view_own", rules.is_authenticated)
rules.add_perm("jobs.view_jobs", is_administrator | is_membership_secretary | is_returning_officer)
rules.add_perm("jobs.view_job", asked_for_it | is_administrator | is_membership_secretary | is_returning_officer)
