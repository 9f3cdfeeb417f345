"""Who acts in a case: a person, in a role that they have in this case and in no other."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import User
from hustings.register.models import Member

Person = User | Member


class Role(models.TextChoices):
    """What part somebody has in a case. Only officers work here; everybody else is on the register, or unknown."""

    COMPLAINANT = "complainant", _("complainant")
    RESPONDENT = "respondent", _("respondent")
    WITNESS = "witness", _("witness")
    SUPPORTER = "supporter", _("somebody who spoke up for the complainant")
    OFFICER = "officer", _("conduct officer")
    REVIEWER = "reviewer", _("independent reviewer")
    INVESTIGATOR = "investigator", _("investigator")
    PANEL = "panel", _("panel")
    APPEAL_PANEL = "appeal_panel", _("appeal panel")


PARTIES = frozenset({Role.COMPLAINANT, Role.RESPONDENT})
DRAWN = frozenset({Role.REVIEWER, Role.INVESTIGATOR, Role.PANEL, Role.APPEAL_PANEL})


@dataclass(frozen=True)
class Actor:
    """Somebody in a role. A complainant without an account is known by a receipt alone: `person` is None."""

    role: Role
    person: Person | None = None

    @property
    def user(self) -> User | None:
        return self.person if isinstance(self.person, User) else None

    @property
    def member(self) -> Member | None:
        return self.person if isinstance(self.person, Member) else None
