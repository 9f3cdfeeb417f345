"""Typing in the ballots that were received on paper."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.elections.models import Contest, Election, MarkedRegister, PaperBatch, PaperEntry
from hustings.elections.papers import Unreadable, tidied
from hustings.elections.queries.contests import answers, is_contested
from hustings.elections.queries.papers import TWO, comparison
from hustings.elections.states import locked

State = Election.State


def open_batch(contest: Contest, name: str, by: User) -> PaperBatch:
    """Begin a batch of paper ballots of a contest."""
    with transaction.atomic():
        _refuse_unless_counting(contest)
        if contest.roll is not None and contest.roll.total_weight != contest.roll.size:
            raise ActionRefused(_("Votes of this contest have weights, which a paper without a name cannot show."))
        if contest.paper_batches.filter(name=name).exists():
            raise ActionRefused(_("There is a batch of this name already."), "name")
        batch = PaperBatch.objects.create(contest=contest, name=name, opened_by=by)
        record("elections.papers_begun", batch, by=by, contest=contest.pk)
    return batch


def receive_envelope(election: Election, number: str, by: User) -> None:
    """Note that an envelope with a member's paper ballot has come, so that nobody is counted on paper and online.

    The envelope is opened after the poll, and only if the member has not voted online.
    """
    with transaction.atomic():
        election = locked(election)
        if election.state not in (State.OPEN, State.CLOSED):
            raise ActionRefused(_("Envelopes are received from the opening of the poll until it is counted."))
        marks = MarkedRegister.objects.filter(board__election=election, entry__member__number=number)
        if not marks:
            raise ActionRefused(
                _("Nobody with the number {number} is on a roll of this election: keep the envelope closed.").format(
                    number=number
                ),
                "number",
            )
        if not marks.filter(paper_on=None).update(paper_on=local(timezone.now()).date()):
            raise ActionRefused(
                _("An envelope with the number {number} was received before: keep this one closed.").format(
                    number=number
                ),
                "number",
            )
        record("elections.envelope_received", election, by=by)


def enter_papers(batch: PaperBatch, text: str, by: User) -> PaperEntry:
    """Note what a person reads on the papers of a batch; their latest entry takes the place of their earlier ones."""
    contest = batch.contest
    try:
        lines = tidied(contest, len(answers(contest)), text)
    except Unreadable as error:
        raise ActionRefused(str(error), "lines") from None
    with transaction.atomic():
        _refuse_unless_counting(contest)
        others = {entry.entered_by_id for entry in batch.entries.all()} - {by.pk}
        if len(others) >= TWO:
            raise ActionRefused(_("Two other people are typing this batch in."))
        if comparison(batch).is_settled:
            raise ActionRefused(_("Two people agree on this batch, so it is settled."))
        entry = PaperEntry.objects.create(batch=batch, lines=lines, entered_by=by)
        record("elections.papers_entered", batch, by=by, papers=len(lines), settled=comparison(batch).is_settled)
    return entry


def _refuse_unless_counting(contest: Contest) -> None:
    election = locked(contest.election)
    if election.state not in (State.CLOSED, State.TALLIED) or not is_contested(contest):
        raise ActionRefused(_("Paper ballots are typed in from the close of the poll until the result is declared."))
