"""The rehearsal: a test ballot under the trustees' keys, which each of them opens before the poll may."""

from django.db import transaction
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.audit.log import record
from hustings.elections.actions.calls import call_trustees
from hustings.elections.models import Election, Rehearsal, RehearsedKey, Trustee
from hustings.elections.queries.ceremonies import trustees_record, without_key
from hustings.elections.refusals import NotSound
from hustings.elections.states import locked


def renew_rehearsal(election: Election, by: Trustee | None = None) -> None:
    """Make a test ballot under the keys as they are now, if all are here; what was rehearsed with others is void.

    The trustees are called to open it, but for `by`, who has just made a key and sees it at the desk.
    """
    Rehearsal.objects.filter(election=election).delete()
    if without_key(election) or not election.trustees.exclude(user=None).exists():
        return
    test = voting.rehearsal(election.group, trustees_record(election))
    Rehearsal.objects.create(election=election, setup_records=test.setup.records, tally=test.tally.text)
    record("elections.rehearsal_prepared", election, by="system")
    call_trustees(election.trustees.exclude(pk=by.pk if by else None))


def rehearse(trustee: Trustee, partial_decryption: str) -> None:
    """Take a trustee's share of the test ballot: it shows that the key is not lost and fits."""
    election = trustee.election
    rehearsal = Rehearsal.objects.filter(election=election).first()
    if rehearsal is None:
        raise ActionRefused(
            _("There is nothing to rehearse yet: these trustees have not made their keys: %(names)s.")
            % {"names": ", ".join(without_key(election))}
        )
    setup = voting.parse_setup(*rehearsal.setup_records)
    try:
        voting.check_partial_decryption(setup, rehearsal.tally, trustee.position, partial_decryption)
    except voting.VotingError as error:
        raise NotSound(
            _("The key of %(name)s did not open the test ballot: %(error)s") % {"name": trustee.name, "error": error}
        ) from error
    with transaction.atomic():
        election = locked(election)
        # Under the keys of a poll that takes ballots nothing is opened but its tally.
        if election.state not in (Election.State.DRAFT, Election.State.READY):
            raise ActionRefused(
                _("The rehearsal is over: this election is %(state)s.") % {"state": election.get_state_display()}
            )
        if not Rehearsal.objects.filter(pk=rehearsal.pk).exists():
            raise ActionRefused(_("The keys changed meanwhile. Load the desk again, and rehearse with the new ballot."))
        RehearsedKey.objects.get_or_create(rehearsal=rehearsal, trustee=trustee)
        record("elections.key_rehearsed", election, by=trustee.user, trustee=trustee.pk)
