"""The browsers in which members are signed in: noted at sign-in, and signed out from elsewhere."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hustings.accounts.browsers import name_of
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.register.models import Member, MemberSession


def full_hour(moment: datetime) -> datetime:
    """That hour, so that no table of sessions keeps the moment at which somebody came to vote."""
    return moment.replace(minute=0, second=0, microsecond=0)


def begin_session(member: Member, user_agent: str, expires_at: datetime) -> MemberSession:
    """Note that a member is signed in in a browser; without this row they are not."""
    today = local(timezone.now()).date()
    return MemberSession.objects.create(
        member=member, browser=name_of(user_agent), began_on=today, expires_at=full_hour(expires_at)
    )


def end_session(key: UUID) -> None:
    """End the session of a browser whose member signs out in it."""
    MemberSession.objects.filter(pk=key).delete()


def end_own_sessions(member: Member, *, only: UUID | None = None, but: UUID | None = None) -> int:
    """Sign oneself out in one browser, or in all but one; return in how many.

    It is logged like a sign-in, without a name: who was here just before a ballot was accepted may have cast it, and
    the log keeps the order of its events.
    """
    with transaction.atomic():
        sessions = member.sessions.exclude(pk=but) if only is None else member.sessions.filter(pk=only)
        ended, _by_table = sessions.delete()
        if ended:
            record("register.browsers_ended", by=None, to_the_hour=True, browsers=ended)
    return ended


def sign_out_everywhere(member: Member, by: User) -> None:
    """Sign a member out in every browser. Whether they were signed in in one, nobody learns."""
    with transaction.atomic():
        member.sessions.all().delete()
        record("register.member_signed_out", member, by=by)
