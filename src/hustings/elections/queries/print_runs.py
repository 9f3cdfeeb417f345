"""Who needs letters on paper, and what has been printed and posted."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from hustings.elections.models import Election, PendingCredential, PrintedLetter, PrintRun
from hustings.elections.queries.elections import rolls
from hustings.franchise.queries import electors
from hustings.register.models import Member

Kind = PrintRun.Kind
Mode = Election.CredentialMode


def all_electors(election: Election) -> QuerySet[Member]:
    """The electors of every roll of the election.

    Asked of each member, because those who look for a few of them would wait until a whole roll is read.
    """
    on_a_roll = Q(pk__in=[])
    for roll in rolls(election):
        on_a_roll |= Q(Exists(electors(roll).filter(member=OuterRef("pk"))))
    return Member.objects.filter(on_a_roll)


def holders(election: Election, kind: str) -> QuerySet[Member]:
    """The electors for whom a letter of this kind can be printed here."""
    found = all_electors(election)
    if kind == Kind.CODES:
        return found
    if election.credential_mode == Mode.AUTHORITY:
        return found.none()
    return found.filter(pk__in=PendingCredential.objects.filter(election=election).values("member"))


def waiting(election: Election, kind: str) -> QuerySet[Member]:
    """The electors without an e-mail address for whom no letter of this kind has been printed."""
    printed = PrintedLetter.objects.filter(run__election=election, run__kind=kind).values("member")
    return holders(election, kind).filter(email="").exclude(pk__in=printed).order_by("number")


@dataclass(frozen=True)
class Standing:
    """How the letters of one kind stand."""

    kind: str
    label: str
    waiting: int
    runs: list[PrintRun]


def standings(election: Election) -> list[Standing]:
    """How the letters of each kind stand that are printed here, with their runs, the latest first."""
    kinds = [kind for kind in Kind if kind == Kind.CODES or election.credential_mode == Mode.SERVER]
    return [
        Standing(
            kind,
            kind.label,
            waiting(election, kind).count(),
            list(election.print_runs.filter(kind=kind).select_related("printed_by", "job").order_by("-pk")),
        )
        for kind in kinds
    ]


@dataclass(frozen=True)
class Sent:
    """Something that was sent to a member, or was to be: what, when, and what became of it."""

    what: str
    state: str
    at: datetime | None
    error: str = ""


def sent_to(election: Election, member: Member) -> list[Sent]:
    """Everything that this election sent to a member, by e-mail and on paper."""
    by_email = [
        Sent(delivery.notice.get_kind_display(), delivery.get_state_display(), delivery.sent_at, delivery.error)
        for notice in election.notices.all()
        for delivery in notice.deliveries.filter(member=member).select_related("notice")
    ]
    on_paper = [
        Sent(run.get_kind_display(), _state(run), run.posted_at or run.printed_at)
        for run in election.print_runs.filter(letters__member=member)
    ]
    return by_email + on_paper


def _state(run: PrintRun) -> str:
    return _("posted") if run.posted_at else _("printed, not yet said to be posted")
