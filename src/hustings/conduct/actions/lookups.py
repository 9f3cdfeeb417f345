"""Officers look for members by name: within a limit, and on the record."""

from collections.abc import Mapping

from hustings.accounts.models import User
from hustings.accounts.throttle import attempt
from hustings.audit.log import record

PER_HOUR = 60


def looked_up(by: User, typed: Mapping[str, str]) -> None:
    """Count and record that an officer looks for somebody, and nothing of whom: it may be who is complained of."""
    if typed.get("find") and not typed.get("member"):
        attempt("conduct.lookup", str(by.pk), limit=PER_HOUR, minutes=60)
        record("conduct.member_looked_up", by=by)
