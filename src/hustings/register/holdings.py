"""What the register holds on a member."""

from django.utils.translation import gettext_lazy as _

from hustings.register.models import Member, MemberImport
from hustings.register.personal_data import Holding

STANDING_KEPT = _("Rolls, counts and rights of earlier days are computed from it.")
HOLDINGS = (
    Holding(
        "register.Member",
        _("Details"),
        of="pk",
        fields=("number", "name", "email", "postal_address", "date_of_birth", "created_at"),
    ),
    Holding(
        "register.AddressChange",
        _("New address that waits for a second officer"),
        fields=("email", "postal_address", "asked_at"),
        removed=True,
    ),
    Holding(
        "register.StandingEvent",
        _("Standing"),
        fields=("kind", "effective_on", "recorded_at", "paid_up_to", "until"),
        kept=STANDING_KEPT,
    ),
    Holding("register.UnitMembership", _("Units"), fields=("unit__name", "from_date", "to_date"), kept=STANDING_KEPT),
    Holding(
        "register.CardIssue",
        _("Cards"),
        fields=("issue", "valid_until", "issued_at"),
        kept=_("A card that was issued must go on failing its check."),
    ),
    *(
        Holding(
            "register.Duplicate",
            _("Records that may be of the same person"),
            of=of,
            fields=("why", "state", "found_at", "decided_at"),
            kept=_("A merge of two records must stay known, so that it can be undone."),
        )
        for of in ("first", "second")
    ),
    Holding("register.Duplicate", _("Records merged into this one"), of="kept", kept=STANDING_KEPT),
    Holding(
        "register.MemberSession",
        _("Browsers in which you are signed in"),
        fields=("browser", "began_on", "expires_at"),
        removed=True,
    ),
    Holding("register.ErasureRequest", _("Request to be erased"), fields=("asked_at",), removed=True),
)
# What others than this app hold there are accounts, sessions and identifiers; conduct seals its words.
NOT_PROSE = (
    *("accounts", "audit", "auth", "contenttypes", "sessions", "conduct"),
    *("register.Member", "register.AddressChange", "register.MemberSession", "register.ApiToken.secret_hash"),
)


def erase(member: Member) -> None:
    """Remove the files of imports in which the person stands: refused rows, and files that were not imported."""
    words = [word.encode() for word in (member.number, member.name, member.email) if word]
    for member_import in MemberImport.objects.select_for_update():
        found = [
            file
            for file in (member_import.source, member_import.refused_rows)
            if file and any(word in line for line in file.open("rb") for word in words)
        ]
        if member_import.source in found:
            member_import.state = MemberImport.State.DISCARDED
        for file in found:
            file.delete(save=False)
        examples = [example for kind in member_import.examples.values() for example in kind]
        if found or any(example.get("number") == member.number for example in examples):
            member_import.examples = {}
            member_import.save()
