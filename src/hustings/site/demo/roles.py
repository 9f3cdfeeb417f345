"""The people a visitor of the demonstration can be."""

from dataclasses import dataclass

from hustings.accounts.models import Role


@dataclass(frozen=True)
class Officer:
    role: Role
    name: str
    can: str

    @property
    def slug(self) -> str:
        return self.role.replace("_", "-")

    @property
    def email(self) -> str:
        return f"{self.slug}@example.org"


OFFICERS = (
    Officer(Role.RETURNING_OFFICER, "Rosalind Thwaite", "sets up elections, opens and closes polls, declares results"),
    Officer(Role.MEMBERSHIP_SECRETARY, "Morwenna Pike", "keeps the register: members, units, imports"),
    Officer(Role.TRUSTEE, "Tamsin Okoro", "holds a key without which no tally opens"),
    Officer(
        Role.CREDENTIAL_AUTHORITY,
        "Corin Vasey",
        "makes the credentials, where the server is not to",
    ),
    Officer(Role.SCRUTINEER, "Saoirse Blom", "reads rolls, notices, boards and the log, and changes nothing"),
    Officer(Role.ADMINISTRATOR, "Ansel Ferreira", "invites people, gives and ends roles, sets up the organisation"),
)
