"""What runs in the background for a poll."""

from hustings.elections.actions.credentials import generate_credentials
from hustings.elections.actions.setup import publish_setup
from hustings.elections.actions.tally import make_tallies
from hustings.elections.models import Election
from hustings.jobs.models import Job
from hustings.jobs.registry import task


@task("elections.set_up_poll")
def set_up_poll(job: Job, election: int) -> None:
    """Make the credentials where this server makes them, then publish the setup of every board."""
    poll = Election.objects.get(pk=election)
    if poll.state != Election.State.DRAFT:
        return  # an earlier run got as far
    if poll.credential_mode == Election.CredentialMode.SERVER:
        generate_credentials(poll, job.progress)
    publish_setup(poll)


@task("elections.tally")
def tally(job: Job, election: int) -> None:
    """Make the encrypted tallies of a closed poll, and open them as far as the server's keys go."""
    make_tallies(Election.objects.get(pk=election), job.progress)
