"""The people a visitor of the demonstration can be."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import Role


@dataclass(frozen=True)
class Officer:
    role: Role
    name: str
    can: str | Promise

    @property
    def slug(self) -> str:
        return self.role.replace("_", "-")

    @property
    def email(self) -> str:
        return f"{self.slug}@example.org"


OFFICERS = (
    Officer(
        Role.RETURNING_OFFICER, "Rosalind Thwaite", _("sets up elections, opens and closes polls, declares results")
    ),
    Officer(Role.MEMBERSHIP_SECRETARY, "Morwenna Pike", _("keeps the register: members, units, imports")),
    Officer(Role.TRUSTEE, "Tamsin Okoro", _("holds a key without which no tally opens")),
    Officer(
        Role.CREDENTIAL_AUTHORITY,
        "Corin Vasey",
        _("makes the credentials, where the server is not to"),
    ),
    Officer(Role.SCRUTINEER, "Saoirse Blom", _("reads rolls, notices, boards and the log, and changes nothing")),
    Officer(
        Role.COUNCIL_SECRETARY,
        "Wilfred Amberley",
        _("calls the meetings of the committee, records its divisions, keeps its decisions"),
    ),
    Officer(Role.HELPDESK, "Odile Farrow", _("helps electors who got no link or lost it, and prints letters")),
    Officer(Role.CONDUCT_OFFICER, "Petronel Wray", _("takes complaints through a case, and has panels drawn by lot")),
    Officer(Role.ADMINISTRATOR, "Ansel Ferreira", _("invites people, gives and ends roles, sets up the organisation")),
)
