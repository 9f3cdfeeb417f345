"""What the helpdesk does: finding and looking at an elector, each time on the record."""

from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections.models import Election
from hustings.elections.queries.helpdesk import find_electors
from hustings.elections.queries.print_runs import Sent, sent_to
from hustings.register.models import Member


def search_electors(election: Election, typed: str, by: User) -> list[Member]:
    """Find electors; the log says how many were shown, and not what was typed."""
    found = find_electors(election, typed)
    record("elections.helpdesk_searched", election, by=by, found=len(found))
    return found


def look_up(election: Election, member: Member, by: User) -> list[Sent]:
    """What was sent to an elector, and when; that it was looked at is logged."""
    record("elections.helpdesk_looked", election, by=by, member=member.pk)
    return sent_to(election, member)
