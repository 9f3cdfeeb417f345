"""What the franchise holds on a member."""

from django.utils.translation import gettext_lazy as _

from hustings.register.personal_data import Holding

ROLL_KEPT = _("A frozen roll stays whole, so that its published hash can be checked.")
HOLDINGS = (
    Holding(
        "franchise.GroupDeclaration",
        _("Reserved groups that you declared you belong to"),
        fields=("group__name", "from_date", "to_date"),
        removed=True,
    ),
    Holding("franchise.RollEntry", _("Rolls that you are on"), fields=("roll__name", "weight"), kept=ROLL_KEPT),
    Holding(
        "franchise.RollChange",
        _("Changes of a roll that concern you"),
        fields=("roll__name", "kind", "at"),
        kept=ROLL_KEPT,
    ),
    Holding(
        "franchise.Challenge",
        _("Challenges that concern you"),
        fields=("roll__name", "kind", "made_at", "decision", "reason"),
        emptied=("grounds", "reason"),
        kept=_("That a roll was challenged, and how it was decided, is part of the record of its election."),
    ),
    Holding(
        "franchise.Challenge",
        _("Challenges that you made"),
        of="made_by",
        fields=("roll__name", "kind", "made_at", "grounds", "decision", "reason"),
        emptied=("grounds", "reason"),
        kept=_("That a roll was challenged, and how it was decided, is part of the record of its election."),
    ),
)
