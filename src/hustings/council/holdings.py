"""What the council holds on a member: what they did in an office, which its record keeps without their name."""

from django.utils.translation import gettext_lazy as _

from hustings.register.personal_data import Holding

RECORD = _("What a body decided, and who took part, is its public record; you stand in it under the pseudonym.")
MOVED = ("body__name", "title", "moved_at", "state")
AMENDED = ("motion__title", "number", "moved_at", "state")
HOLDINGS = (
    Holding(
        "council.SeatHolding",
        _("Seats"),
        fields=("seat__body__name", "seat__name", "how", "from_date", "to_date", "end_reason"),
        emptied=("end_reason",),
        kept=RECORD,
    ),
    Holding(
        "council.Vote",
        _("Votes in divisions"),
        fields=("division__motion__title", "choice", "recorded_at"),
        kept=RECORD,
    ),
    Holding("council.Attendance", _("Attendance"), fields=("meeting__title", "present", "at"), kept=RECORD),
    Holding(
        "council.ShortNoticeConsent",
        _("Consents to a short notice"),
        fields=("meeting__title", "given_at"),
        kept=RECORD,
    ),
    Holding("council.Meeting", _("Meetings that you chaired"), of="chair", fields=("title", "starts_at"), kept=RECORD),
    Holding("council.Motion", _("Motions that you moved"), of="mover", fields=MOVED, kept=RECORD),
    Holding("council.Motion", _("Motions that you seconded"), of="seconder", fields=MOVED, kept=RECORD),
    Holding("council.Amendment", _("Amendments that you moved"), of="mover", fields=AMENDED, kept=RECORD),
    Holding("council.Amendment", _("Amendments that you seconded"), of="seconder", fields=AMENDED, kept=RECORD),
    Holding(
        "council.ReopeningSignature",
        _("Requests to put a question again"),
        fields=("question__title", "signed_at"),
        kept=RECORD,
    ),
    Holding(
        "council.DivisionResult",
        _("Casting votes"),
        of="casting_by",
        fields=("division__motion__title", "casting_vote", "closed_at"),
        kept=RECORD,
    ),
    Holding(
        "council.Position",
        _("Positions that you gave for a unit"),
        of="given_by",
        fields=("consulted__consultation__title", "clause", "answer", "words", "given_at"),
        kept=RECORD,
    ),
)
