"""Notices: written, sent to oneself first, sent to the electors, tried again where it failed."""

from functools import partial

from django.db import transaction
from django.db.models import F, Value
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import organisation
from hustings.audit.log import record
from hustings.elections import letters, mailing
from hustings.elections.models import Delivery, Election, Notice, PendingCredential
from hustings.elections.queries.notices import recipients
from hustings.elections.states import locked
from hustings.jobs.actions import enqueue
from hustings.jobs.models import Job
from hustings.register.models import Member
from hustings.register.rows import insert_selected, refresh_statistics

Kind = Notice.Kind
State = Election.State

# In which states of the election a notice of each kind can be sent.
SENT_WHILE = {
    Kind.CREDENTIALS: (State.READY, State.OPEN),
    Kind.REMINDER: (State.OPEN,),
    Kind.CLOSING_SOON: (State.OPEN,),
    Kind.RESULT: (State.DECLARED,),
}


@transaction.atomic
def write_notice(election: Election, kind: str, subject: str, body: str, by: User) -> Notice:
    """Write a notice of this kind; it is not sent yet."""
    if kind == Kind.CREDENTIALS and election.notices.filter(kind=kind).exists():
        raise ActionRefused(_("There is a notice with the voting link already. Change that one, or send it again."))
    _check_words(kind, subject, body)
    notice = Notice.objects.create(election=election, kind=kind, subject=subject, body=body, created_by=by)
    record("elections.notice_written", notice, by=by, election=election.pk, kind=kind)
    return notice


@transaction.atomic
def change_notice(notice: Notice, subject: str, body: str, by: User) -> Notice:
    """Reword a notice that has not been sent to anybody; it must be previewed again."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.deliveries.exists():
        raise ActionRefused(_("This notice has gone out, so its words can no longer be changed. Write another."))
    _check_words(notice.kind, subject, body)
    notice.subject, notice.body, notice.previewed_at = subject, body, None
    notice.save(update_fields=["subject", "body", "previewed_at"])
    record("elections.notice_changed", notice, by=by)
    return notice


def _check_words(kind: str, subject: str, body: str) -> None:
    for field, sentence in letters.faults(kind, subject, body):
        raise ActionRefused(sentence, field=field)


def preview(notice: Notice, by: User) -> letters.Letter:
    """Return the notice as it would reach an elector, in the officer's name and without a credential."""
    link = letters.sample_link(notice.election) if notice.kind == Kind.CREDENTIALS else letters.page_link(notice)
    with translation.override(organisation().language):
        return letters.letter(notice, by.name, "12345", link)


def send_to_oneself(notice: Notice, by: User) -> Notice:
    """Send the notice to the officer, who then has seen what the electors will see."""
    mailing.send(preview(notice, by), by.email)
    with transaction.atomic():
        notice.previewed_at = timezone.now()
        notice.save(update_fields=["previewed_at"])
        record("elections.notice_previewed", notice, by=by)
    return notice


@transaction.atomic
def send_notice(notice: Notice, by: User) -> Job:
    """Queue the notice to all its recipients who have an e-mail address, and begin sending."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    election = notice.election
    if election.state not in SENT_WHILE[Kind(notice.kind)]:
        raise ActionRefused(
            _("A notice of this kind is sent while the election is {states}; it is {state}.").format(
                states=_(" or ").join(str(State(state).label) for state in SENT_WHILE[Kind(notice.kind)]),
                state=election.get_state_display(),
            )
        )
    if not notice.previewed_at:
        raise ActionRefused(_("Send the notice to yourself first and read it, then send it to everybody."))
    if notice.deliveries.exists():
        raise ActionRefused(_("This notice has been sent already. Those it failed for can be tried again."))
    count = insert_selected(
        Delivery,
        recipients(election, notice.kind).exclude(email=""),
        notice_id=Value(notice.pk),
        member_id=F("pk"),
        state=Value(Delivery.State.QUEUED.value),
        error=Value(""),
    )
    if not count:
        raise ActionRefused(_("There is nobody with an e-mail address to send this to."))
    transaction.on_commit(partial(refresh_statistics, Delivery), robust=True)
    record("elections.notice_sent", notice, by=by, kind=notice.kind, recipients=count)
    return _begin(notice, by)


@transaction.atomic
def try_again(notice: Notice, by: User) -> Job:
    """Queue the letters that failed once more, and go on with those that wait."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    failed = notice.deliveries.filter(state__in=Delivery.NOT_DELIVERED).update(state=Delivery.State.QUEUED, error="")
    waiting = notice.deliveries.filter(state=Delivery.State.QUEUED).count()
    if not waiting:
        raise ActionRefused(_("There is no letter left to send: every one has gone out."))
    record("elections.notice_tried_again", notice, by=by, failed=failed, waiting=waiting)
    return _begin(notice, by)


@transaction.atomic
def send_link_again(election: Election, member: Member, by: User) -> Job:
    """Send a member who lost it the same voting link once more."""
    election = locked(election)
    notice = election.notices.filter(kind=Kind.CREDENTIALS).first()
    delivery = notice.deliveries.filter(member=member).first() if notice else None
    if notice is None or delivery is None:
        raise ActionRefused(_("No voting link has been sent to this member yet."))
    if election.state not in SENT_WHILE[Kind.CREDENTIALS]:
        raise ActionRefused(_("The poll is over, so voting links are of no use any more."))
    by_server = election.credential_mode == Election.CredentialMode.SERVER
    if by_server and not PendingCredential.objects.filter(election=election, member=member).exists():
        raise ActionRefused(
            _("Their credential was deleted from this server once it was sent, so it cannot be sent again.")
        )
    delivery.state, delivery.error = Delivery.State.QUEUED, ""
    delivery.save(update_fields=["state", "error"])
    record("elections.link_sent_again", election, by=by, member=member.pk)
    return _begin(notice, by)


def _begin(notice: Notice, by: User) -> Job:
    if notice.job and not notice.job.is_over:
        return notice.job
    notice.job = enqueue("elections.send_notice", by=by, notice=notice.pk)
    notice.save(update_fields=["job"])
    return notice.job
