"""What runs in the background for a poll, and the sending of notices."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hustings.elections import mailing
from hustings.elections.actions import polls
from hustings.elections.actions.credentials import generate_credentials
from hustings.elections.actions.setup import publish_setup
from hustings.elections.actions.tally import make_tallies
from hustings.elections.departures import answers_of, as_json, is_answerable
from hustings.elections.models import Election, Notice
from hustings.elections.queries.departures import TASK
from hustings.elections.queries.notices import progress
from hustings.elections.queries.results import outcomes
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


@routine
def keep_times() -> None:
    """Open and close the polls whose officers left it to the worker."""
    polls.keep_times()
