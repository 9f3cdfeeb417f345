"""Who gets a notice, and how its sending stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from hustings.accounts.queries import in_zone
from hustings.elections.models import (
    Bounce,
    Delivery,
    Election,
    MarkedRegister,
    Notice,
    NoticePlan,
    PendingCredential,
)
from hustings.elections.queries.elections import rolls
from hustings.franchise.queries import electors
from hustings.register.models import Member

Kind = Notice.Kind


def recipients(election: Election, kind: str) -> QuerySet[Member]:
    """Return the electors to whom a notice of this kind goes, those without an e-mail address included."""
    if kind in (Kind.REMINDER, Kind.CLOSING_SOON):
        waiting = MarkedRegister.objects.filter(board__election=election, voted_on=None, paper_on=None)
        return Member.objects.filter(pk__in=waiting.values("entry__member"))
    if kind == Kind.CREDENTIALS and election.credential_mode == Election.CredentialMode.SERVER:
        return Member.objects.filter(pk__in=PendingCredential.objects.filter(election=election).values("member"))
    on_a_roll = Q(pk__in=[])
    for roll in rolls(election):
        on_a_roll |= Q(pk__in=electors(roll).values("member"))
    return Member.objects.filter(on_a_roll)


def without_email(election: Election, kind: str) -> QuerySet[Member]:
    """Return those whom a notice of this kind cannot reach: they must get a letter."""
    return recipients(election, kind).filter(email="").order_by("name", "number")


@dataclass(frozen=True)
class Progress:
    """How many letters of a notice wait, were sent, or failed."""

    queued: int
    sent: int
    failed: int

    @property
    def total(self) -> int:
        return self.queued + self.sent + self.failed


def progress(notice: Notice) -> Progress:
    """Count the letters of a notice by what became of them."""
    states = dict(notice.deliveries.values_list("state").annotate(Count("pk")))
    waiting = states.get(Delivery.State.QUEUED, 0) + states.get(Delivery.State.SENDING, 0)
    return Progress(
        waiting, states.get(Delivery.State.SENT, 0), sum(states.get(state, 0) for state in Delivery.NOT_DELIVERED)
    )


def failures(notice: Notice) -> QuerySet[Delivery]:
    """Return the letters that could not be sent or came back, with their members."""
    not_delivered = notice.deliveries.filter(state__in=Delivery.NOT_DELIVERED)
    return not_delivered.select_related("member").order_by("member__name", "pk")


def undelivered(election: Election) -> QuerySet[Delivery]:
    """Return every letter of an election that could not be delivered, the latest notice first."""
    found = Delivery.objects.filter(notice__election=election, state__in=Delivery.NOT_DELIVERED)
    status = Bounce.objects.filter(delivery=OuterRef("pk")).order_by("-pk").values("status")[:1]
    return (
        found.annotate(status=Subquery(status))
        .select_related("member", "notice")
        .order_by("-notice_id", "member__name", "pk")
    )


def due_at(plan: NoticePlan) -> datetime | None:
    """Return when a planned notice is due, by the timetable as it is now; None while that cannot be known."""
    election = plan.notice.election
    match plan.anchor:
        case NoticePlan.Anchor.OPENS:
            moment = election.opens_at
        case NoticePlan.Anchor.CLOSES:
            moment = election.closes_at
        case _:
            declared = election.declarations.last()
            moment = declared.declared_at if declared else None
    return moment + timedelta(minutes=plan.minutes) if moment else None


def calendar(notice: Notice) -> str:
    """Say when a notice is sent by itself, was, or was missed, and what stands in the way; '' if it is not planned."""
    plan = NoticePlan.objects.filter(notice=notice).select_related("notice__election").first()
    if plan is None:
        return ""
    if plan.started_at:
        return _("Sent by itself on {moment}.").format(moment=in_zone(plan.started_at))
    if plan.missed_at:
        return _("Not sent. {obstacle}").format(obstacle=plan.obstacle)
    due = due_at(plan)
    when = in_zone(due) if due else _("once {anchor}").format(anchor=plan.get_anchor_display())
    if not notice.previewed_at:
        return _("To be sent {when}, if you have sent it to yourself before.").format(when=when)
    return " ".join(filter(None, (_("To be sent {when}.").format(when=when), plan.obstacle)))
