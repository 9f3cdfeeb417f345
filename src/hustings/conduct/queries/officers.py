"""Conduct officers, and which of them is a member under another name."""

from django.db.models import QuerySet

from hustings.accounts.models import Role, User
from hustings.conduct.models import Case
from hustings.register.models import Member


def conduct_officers() -> QuerySet[User]:
    """Everybody who is a conduct officer now."""
    held = User.objects.filter(is_active=True, grants__role=Role.CONDUCT_OFFICER, grants__ended_at=None)
    return held.distinct().order_by("name", "pk")


def officers_who_are(member: Member) -> QuerySet[User]:
    """The officers who are this member: an e-mail address that is the same is all that tells it."""
    found = conduct_officers()
    return found.filter(email__iexact=member.email) if member.email else found.none()


def is_party(user: User, case: Case) -> bool:
    """Whether somebody who works here complains in the case, or is complained of."""
    addresses = {member.email.lower() for member in (case.complainant, case.respondent) if member}
    return user.email.lower() in addresses
