"""Duties of an election that should be apart, and are held by one person."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from hustings.accounts.models import Role, RoleGrant, User
from hustings.elections.models import Election

# Who runs the poll does not hold a key, make the credentials, or watch over it; who watches over it does nothing else.
APART = (
    (Role.RETURNING_OFFICER, Role.TRUSTEE),
    (Role.RETURNING_OFFICER, Role.CREDENTIAL_AUTHORITY),
    (Role.RETURNING_OFFICER, Role.SCRUTINEER),
    (Role.CREDENTIAL_AUTHORITY, Role.SCRUTINEER),
    (Role.TRUSTEE, Role.SCRUTINEER),
)


@dataclass(frozen=True)
class HeldTogether:
    """A person, and the duties in this election that they hold although these should be apart."""

    user: User
    duties: tuple[Role, ...]

    @property
    def sentence(self) -> str:
        """Say so, for everybody to read."""
        duties = get_text_list([str(duty.label).lower() for duty in self.duties], _("and"))
        return _("{name} is {duties} of this election at once.").format(name=self.user.name, duties=duties)


def held_together(election: Election) -> list[HeldTogether]:
    """Return who holds, as things stand now, duties of this election that should be apart."""
    held: dict[User, set[str]] = defaultdict(set)
    roles = {Role.RETURNING_OFFICER, Role.SCRUTINEER}
    if election.credential_mode == Election.CredentialMode.AUTHORITY:
        roles.add(Role.CREDENTIAL_AUTHORITY)
    for grant in RoleGrant.objects.filter(role__in=roles, ended_at=None, user__is_active=True).select_related("user"):
        held[grant.user].add(grant.role)
    for trustee in election.trustees.exclude(user=None).select_related("user"):
        held[trustee.user].add(Role.TRUSTEE)
    found = []
    for user in sorted(held, key=lambda user: (user.name, user.pk)):
        together = {duty for pair in APART if held[user].issuperset(pair) for duty in pair}
        if together:
            found.append(HeldTogether(user, tuple(role for role in Role if role in together)))
    return found
