"""What a member reads beside the facts held on them, where the name of a column says it to programmers only."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NAMES: dict[str, Promise] = {
    "asked_at": _("asked for at"),
    "at": _("when"),
    "body__name": _("body"),
    "candidate__name": _("candidate"),
    "casting_vote": _("casting vote"),
    "choice": _("vote"),
    "closed_at": _("closed at"),
    "consultation__title": _("consultation"),
    "contest__title": _("contest"),
    "created_at": _("entered in this register at"),
    "decided_at": _("decided at"),
    "decision": _("decision"),
    "division__motion__title": _("motion"),
    "election__name": _("election"),
    "ended_at": _("ended at"),
    "error": _("why it did not arrive"),
    "found_at": _("found at"),
    "given_at": _("given at"),
    "group__name": _("group"),
    "how": _("how it was filled"),
    "issue": _("number of the card"),
    "issued_at": _("made at"),
    "kind": _("kind"),
    "made_at": _("made at"),
    "meeting__title": _("meeting"),
    "motion__title": _("motion"),
    "named_at": _("named at"),
    "present": _("present"),
    "printed_at": _("printed at"),
    "question__title": _("question"),
    "recorded_at": _("recorded at"),
    "roll__name": _("roll"),
    "seat__name": _("seat"),
    "sent_at": _("sent at"),
    "signed_at": _("signed at"),
    "state": _("state"),
    "unit__name": _("unit"),
    "valid_until": _("valid until"),
    "voted_on": _("voted on"),
    "weight": _("how many votes you have"),
    "why": _("why"),
    "withdrawn_reason": _("why the candidacy was withdrawn"),
}


def name_of(path: str) -> str | None:
    """The name of a path of fields (`contest__election__name`) by its longest known end; None if none is known."""
    while path and path not in _NAMES:
        path = path.partition("__")[2]
    return str(_NAMES[path]) if path else None
