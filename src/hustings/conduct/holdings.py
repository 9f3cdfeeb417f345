"""What the conduct room holds on a member: nothing that another person's safety rests on is told to anybody here."""

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from hustings.conduct.models import Case, Part
from hustings.register.models import Member
from hustings.register.personal_data import Holding

KEPT = _("A case is kept sealed until its own retention ends, and then goes.")
HOLDINGS = (
    Holding(
        "conduct.Case",
        _("Complaints and cases"),
        of="respondent",
        instead=_("Who has a part in a case reads what is known of it on the page of the case, once the rules say so."),
        kept=KEPT,
    ),
    *(
        Holding(f"conduct.{table}", _("Complaints and cases"), of=way, kept=KEPT)
        for table, way in (
            ("Case", "complainant"),
            ("Part", "member"),
            ("PersonKey", "member"),
            ("CaseEvent", "member"),
            ("Interest", "member"),
            ("Interest", "about"),
            ("LeftOut", "member"),
            ("Receipt", "member"),
            ("Admission", "member"),
            ("Sealed", "author_member"),
            ("EvidenceFile", "author_member"),
            ("Reading", "member"),
        )
    ),
    Holding("conduct.PoolMember", _("The pool for panels"), fields=("from_date", "to_date"), kept=KEPT),
)


def objection(member: Member) -> str:
    """Nobody is erased from a case that is not closed; that there is one is not said."""
    is_party = Case.objects.filter(respondent=member, closed_at=None) | Case.objects.filter(
        complainant=member, closed_at=None
    )
    has_part = Part.objects.filter(member=member, ended_at=None, case__closed_at=None)
    if not is_party.exists() and not has_part.exists():
        return ""
    return translated("A rule of the organisation still needs this person's data. Try again later.")
