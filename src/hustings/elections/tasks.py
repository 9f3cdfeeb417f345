"""What runs in the background for a poll, and the sending of notices."""

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hustings.accounts.queries import organisation
from hustings.elections import evidence, letters, mailing
from hustings.elections.actions import calls, nominations, plans, polls, print_runs
from hustings.elections.actions.credentials import generate_credentials
from hustings.elections.actions.setup import publish_setup
from hustings.elections.actions.submissions import check_submission
from hustings.elections.actions.tally import make_tallies
from hustings.elections.departures import answers_of, as_json, is_answerable
from hustings.elections.models import Candidate, Election, Notice, PrintRun, Submission, Trustee
from hustings.elections.queries.departures import TASK
from hustings.elections.queries.nominations import counting
from hustings.elections.queries.notices import progress
from hustings.elections.queries.results import outcomes
from hustings.elections.queries.trustee_steps import step_of
from hustings.jobs import files
from hustings.jobs.models import Job
from hustings.jobs.registry import routine, task


@task("elections.set_up_poll", _("Setting up a poll"))
def set_up_poll(job: Job, election: int) -> dict[str, str]:
    """Make the credentials where this server makes them, then publish the setup of every board."""
    poll = Election.objects.get(pk=election)
    if poll.state == Election.State.DRAFT:  # or an earlier run of this job got as far
        if poll.credential_mode == Election.CredentialMode.SERVER:
            generate_credentials(poll, job.progress)
        publish_setup(poll)
    return {"url": reverse("elections:poll", args=[poll.slug])}


@task("elections.tally", _("Adding up the encrypted ballots of a poll"))
def tally(job: Job, election: int) -> dict[str, str]:
    """Make the encrypted tallies of a closed poll, and open them as far as the server's keys go."""
    poll = Election.objects.get(pk=election)
    make_tallies(poll, job.progress)
    return {"url": reverse("elections:poll", args=[poll.slug])}


@task("elections.check_submission", _("Checking what a trustee handed in"))
def check(job: Job, submission: int) -> dict[str, bool]:
    """Check a shuffle or a share and publish it on its board, or refuse it."""
    found = Submission.objects.select_related("board__election", "trustee__election", "trustee__user")
    waits = found.filter(pk=submission, refused_at=None).first()
    if waits is None:  # an earlier run of this job got to its end, or the trustee has handed in anew
        return {}
    return {"accepted": check_submission(waits, job.progress)}


@task("elections.draw_letters", _("Drawing letters"))
def draw_letters(job: Job, run: int) -> dict[str, str]:
    """Draw the letters of a print run, for whoever printed it to save."""
    found = PrintRun.objects.select_related("election", "job").get(pk=run)
    if found.job_id == job.pk:  # else they were printed again meanwhile, and codes made now would make those void
        print_runs.keep_letters(found, print_runs.draw_letters(found, job.progress))
    return {"url": reverse("elections:letters", args=[found.election.slug])}


@task("elections.seal_evidence", _("Sealing a bundle of evidence"))
def seal_evidence(job: Job, election: int, key: str) -> dict[str, str]:
    """Write the bundle of evidence, sealed for a scrutineer's key, for them to save."""
    found = Election.objects.get(pk=election)
    files.write(job.pk, evidence.sealed_bundle(found, key, job.progress))
    return {"url": reverse("elections:evidence", args=[found.slug])}


@task("elections.tell_of_refusal", _("Telling a trustee that something was refused"))
def tell_of_refusal(job: Job, submission: int) -> dict[str, bool]:
    """Write to a trustee why what they handed in is not on the board."""
    refused = Submission.objects.select_related("board__election", "trustee__user").defer("text").get(pk=submission)
    if refused.trustee.user is None:
        return {"sent": False}
    with translation.override(organisation().language):
        mailing.send(letters.refusal_letter(refused), refused.trustee.user.email)
    return {"sent": True}


@task(calls.TASK, _("Telling a trustee that something is to be done"))
def call_trustee(job: Job, trustee: int) -> dict[str, bool]:
    """Write to a trustee for whom a step waits; who has done it meanwhile, or is a trustee no more, is not bothered."""
    called = Trustee.objects.select_related("election", "user", "threshold_group").filter(pk=trustee).first()
    if called is None or called.user is None:
        return {"sent": False}
    with translation.override(organisation().language):
        step = step_of(called)
        if step.is_to_do:
            mailing.send(letters.call_letter(called, step.explanation), called.user.email)
    return {"sent": step.is_to_do}


@task(TASK, _("Working out what departures would have changed"))
def departures(job: Job, election: int) -> dict[str, Any]:
    """Ask about every contest of a declared election in which voters ranked; the others are answered at once."""
    poll = Election.objects.get(pk=election)
    asked = [outcome for outcome in outcomes(poll) if outcome.is_ranked and is_answerable(outcome)]
    found: dict[str, Any] = {}
    for number, outcome in enumerate(asked):
        job.progress(number, len(asked))
        found[str(outcome.contest.pk)] = as_json(answers_of(outcome))
    return {"contests": found, "url": reverse("elections:departures", args=[poll.slug])}


@task("elections.send_notice", _("Sending a notice"))
def send_notice(job: Job, notice: int) -> dict[str, int | str]:
    """Send what waits of a notice; goes on where it stopped."""
    found = Notice.objects.select_related("election").get(pk=notice)
    mailing.send_queued(found, job.progress)
    standing = progress(found)
    url = reverse("elections:notice", args=[found.election.slug, found.pk])
    return {"sent": standing.sent, "failed": standing.failed, "url": url}


@task("elections.tell_nominee", _("Telling somebody that they are nominated"))
def tell_nominee(job: Job, candidate: int) -> dict[str, bool]:
    """Tell a nominated member where to accept or decline; who has no address is told by the officer."""
    nominee = Candidate.objects.select_related("contest__election", "member").get(pk=candidate)
    is_open = nominee.state == Candidate.State.NOMINATED and counting(nominee).exists()
    if not is_open or not nominee.member or not nominee.member.email:
        return {"sent": False}
    with translation.override(organisation().language):
        mailing.send(letters.nomination_letter(nominee), nominee.member.email)
    return {"sent": True}


@routine
def keep_times() -> None:
    """Do what is due by the timetable: close nominations, open and close polls left to the worker, send notices."""
    nominations.close_due()
    polls.keep_times()
    plans.send_due()
