"""Whoever is a conduct officer no longer loses every case in the same moment."""

from typing import Any

from hustings.accounts.models import Role, User
from hustings.conduct import sealing
from hustings.conduct.models import Case


def officer_leaves(verb: str, obj: Any, *, by: Any = None, **facts: Any) -> None:
    """Take the way into each case from a user whose role has ended; refused where nobody else could read one."""
    if verb == "accounts.role_ended" and facts.get("role") == Role.CONDUCT_OFFICER and isinstance(obj, User):
        for case in Case.objects.filter(keys__admissions__user=obj, keys__admissions__removed_at=None).distinct():
            sealing.remove(case, obj)
