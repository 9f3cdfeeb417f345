"""Lines of the log about cases. The log outlasts every case and is never edited, so a line names none.

It carries a mark instead: made with a key of the case, so that while the case is kept one can tell that the line is
about it, and once the key is gone nobody can, not even from the lines beside it (a change in the register).
"""

import hashlib
import hmac
from typing import Any

from hustings.audit.log import record
from hustings.audit.models import AuditEvent
from hustings.conduct.models import Case


def note(verb: str, case: Case, about: object, *, by: Any = None) -> AuditEvent:
    """Write a line about a case; `about` says what in it: the key of its event, mostly."""
    return record(verb, by=by, mark=mark(case, about))


def mark(case: Case, about: object) -> str:
    """The mark of a line about this case."""
    return hmac.new(bytes(case.log_key), str(about).encode(), hashlib.sha256).hexdigest()
