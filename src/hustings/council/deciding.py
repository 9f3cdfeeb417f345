"""What must be true before a motion's outcome is recorded, and what follows from a decision.

Both run in the transaction that closes the division: a check that refuses leaves it open, with its votes kept.
"""

from collections.abc import Callable

from hustings.accounts.models import User
from hustings.council.models import Decision, Motion

Check = Callable[[Motion, bool], None]
Follow = Callable[[Decision, User], None]
_checks: list[Check] = []
_follows: list[Follow] = []


def before_decision(check: Check) -> None:
    """Ask `check(motion, carried)` before a decision is recorded; it raises ActionRefused where something is missing.

    Register it in ready().
    """
    if check not in _checks:
        _checks.append(check)


def after_decision(follow: Follow) -> None:
    """Call `follow(decision, by)` once a decision is on record, in the same transaction. Register it in ready()."""
    if follow not in _follows:
        _follows.append(follow)


def check_all(motion: Motion, carried: bool) -> None:
    """Ask every check."""
    for check in _checks:
        check(motion, carried)


def follow_all(decision: Decision, by: User) -> None:
    """Let everything follow that follows."""
    for follow in _follows:
        follow(decision, by)
