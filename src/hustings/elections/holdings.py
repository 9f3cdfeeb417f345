"""What elections hold on a member: who stood is public for good, who voted is kept only as long as it is needed."""

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from hustings.elections.models import Candidate, Election
from hustings.franchise.models import RollEntry
from hustings.register.models import Member
from hustings.register.personal_data import Holding

SENT = _("That a notice went out to every elector is part of the record of its election.")
HOLDINGS = (
    Holding(
        "elections.Candidate",
        _("Candidacies"),
        fields=(
            "contest__election__name",
            "contest__title",
            "name",
            "in_group",
            "statement",
            "state",
            "withdrawn_reason",
        ),
        emptied=("statement", "withdrawn_reason"),
        kept=_("Who stood in a poll that was set up stands in its signed, public record: the name stays there."),
    ),
    Holding(
        "elections.UnitSecretary",
        _("Units for which you handed in nominations"),
        fields=("unit__name", "named_at", "ended_at"),
        kept=_("Who acted for a unit is part of the record of an election."),
    ),
    Holding(
        "elections.Nomination",
        _("Nominations that you made"),
        of="nominator",
        fields=("candidate__name", "candidate__contest__title", "made_at", "ended_at"),
        kept=_("Who nominated is part of the record of an election."),
    ),
    Holding(
        "elections.Objection",
        _("Objections that you made"),
        of="made_by",
        fields=("candidate__name", "made_at", "grounds", "decision", "reason"),
        emptied=("grounds", "reason"),
        kept=_("That somebody objected, and how it was decided, is part of the record of an election."),
    ),
    Holding(
        "elections.MarkedRegister",
        _("Polls in which you voted"),
        of="entry__member",
        fields=("board__election__name", "voted_on"),
        kept=_("The register of who has voted is deleted whole, when the time for challenges is over."),
    ),
    Holding(
        "elections.PendingCredential", _("Voting links that wait to be sent"), fields=("election__name",), removed=True
    ),
    Holding("elections.LetterCode", _("Sign-in codes on paper"), fields=("election__name",), removed=True),
    Holding(
        "elections.PrintedLetter",
        _("Letters printed for you"),
        fields=("run__election__name", "run__kind", "run__printed_at"),
        kept=SENT,
    ),
    Holding(
        "elections.Delivery",
        _("Notices sent to you"),
        fields=("notice__election__name", "notice__kind", "state", "error", "sent_at"),
        emptied=("error",),
        kept=SENT,
    ),
)
# The protocol's own words: keys, proofs, ballots and hashes.
NOT_PROSE = (
    *(
        "elections.Board",
        "elections.BoardRecord",
        "elections.BoardBallot",
        "elections.Submission",
        "elections.Rehearsal",
    ),
    *("elections.PartialDecryption", "elections.CeremonyMessage", "elections.ChallengedBallot", "elections.Bounce"),
    *("elections.Trustee.public_key", "elections.Trustee.private_key", "elections.LetterCode", "elections.EvidenceKey"),
)
NEVER_POLLED = (Election.State.DRAFT, Election.State.ANNULLED)


def objection(member: Member) -> str:
    """Nobody is erased from under a poll that is not over."""
    running = [Election.State.READY, Election.State.OPEN, Election.State.CLOSED, Election.State.TALLIED]
    entries = RollEntry.objects.filter(member=member, roll__boards__election__state__in=running)
    entry = entries.values_list("roll__boards__election__name", flat=True).first()
    if entry is None:
        return ""
    return translated("This person is on the roll of ‘{election}’, which is not declared yet.").format(election=entry)


def erase(member: Member) -> None:
    """Take the name and the group off candidacies of which no poll was ever set up."""
    for candidate in Candidate.objects.filter(
        member=member, contest__election__state__in=NEVER_POLLED, contest__board=None
    ):
        candidate.name = translated("Former member {number}").format(number=candidate.pk)
        candidate.in_group = False
        candidate.save(update_fields=["name", "in_group"])
