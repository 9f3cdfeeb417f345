"""Credentials: made here (the lesser mode), or by a credential authority who hands in the public halves."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Role, User
from hustings.audit.log import record
from hustings.elections import sealing
from hustings.elections.models import Board, Bond, Election, PendingCredential
from hustings.elections.queries.boards import roll_changes
from hustings.elections.states import locked
from hustings.franchise.queries import electors

BATCH = 1000
Progress = Callable[[int, int, str], None]


def generate_credentials(election: Election, progress: Progress) -> None:
    """Make one private credential per elector and the public ones of each board; goes on where it stopped."""
    boards = list(election.boards.select_related("roll"))
    members = sorted(
        {member for board in boards for member in electors(board.roll).values_list("member_id", flat=True)}
    )
    if not sealing.has_key(election.pk):
        # What was sealed with a key that was lost since can be sent to nobody; nothing of it is published yet.
        PendingCredential.objects.filter(election=election).delete()
    made = set(PendingCredential.objects.filter(election=election).values_list("member_id", flat=True))
    missing = [member for member in members if member not in made]
    steps = len(missing) + sum(electors(board.roll).count() for board in boards)
    for start in range(0, len(missing), BATCH):
        PendingCredential.objects.bulk_create(
            PendingCredential(
                election=election, member_id=member, sealed=sealing.seal(election.pk, member, voting.new_credential())
            )
            for member in missing[start : start + BATCH]
        )
        progress(min(start + BATCH, len(missing)), steps, gettext_noop("making credentials"))
    done = len(missing)
    private = pending_credentials(election)
    for board in boards:
        board.roll_changes = roll_changes(board)
        public: list[tuple[str, int]] = []
        for member, weight in electors(board.roll).values_list("member_id", "weight"):
            public.append((voting.public_credential(election.group, board.uuid, private[member]), weight))
            if len(public) % BATCH == 0:
                progress(done + len(public), steps, gettext_noop("making public credentials"))
        done += len(public)
        board.credentials = voting.credentials_record(election.group, public)
        board.save(update_fields=["credentials", "roll_changes"])
    progress(steps, steps, gettext_noop("credentials made"))


def pending_credentials(election: Election, members: Iterable[int] | None = None) -> dict[int, str]:
    """The private credentials that wait to be sent, by member; those of these members only, if that is given."""
    pending = PendingCredential.objects.filter(election=election)
    if members is not None:
        pending = pending.filter(member__in=members)
    return {each.member_id: each.credential for each in pending.iterator(chunk_size=BATCH)}


def delete_voting_secrets(election: Election) -> None:
    """Delete the credentials that were kept, the sign-in codes in letters and the bonds, and then the key to copies."""
    PendingCredential.objects.filter(election=election).delete()
    election.letter_codes.all().delete()
    Bond.objects.filter(board__election=election).delete()
    transaction.on_commit(lambda: sealing.forget(election.pk))


def accept_public_credentials(
    election: Election, lists: Mapping[str, Sequence[str]], changes: Mapping[str, int], by: User
) -> None:
    """Take the public credentials of every board (by uuid) from the credential authority.

    `changes` says how often each board's roll had been changed when its electors were read. Until the poll is set up,
    a later list replaces an earlier one.
    """
    if Role.RETURNING_OFFICER in by.current_roles():
        raise ActionRefused(
            _("You are a returning officer: the credentials must be made by somebody who does not run the poll.")
        )
    boards = list(election.boards.select_related("roll"))
    if set(lists) != {board.uuid for board in boards}:
        raise ActionRefused(
            _("The lists are not those of this election's boards: %(boards)s. Load the desk again and make new ones.")
            % {"boards": ", ".join(board.uuid for board in boards)}
        )
    for board in boards:
        board.roll_changes = roll_changes(board)
        if changes.get(board.uuid) != board.roll_changes:
            raise ActionRefused(
                _("The roll changed while you made the credentials. Load the desk again and make new ones.")
            )
    records = {board.uuid: _checked_record(board, lists[board.uuid]) for board in boards}
    with transaction.atomic():
        election = locked(election)
        if election.credential_mode != Election.CredentialMode.AUTHORITY:
            raise ActionRefused(_("In this election the server makes the credentials, so no list can be handed in."))
        if election.state != Election.State.DRAFT:
            raise ActionRefused(_("The poll is set up: its credentials are published and cannot be replaced."))
        for board in boards:
            board.credentials = records[board.uuid]
            board.save(update_fields=["credentials", "roll_changes"])
        record("elections.credentials_handed_in", election, by=by, boards={b.uuid: len(lists[b.uuid]) for b in boards})


def _checked_record(board: Board, lines: Sequence[str]) -> str:
    """The record of these `element` or `element,weight` lines, which must fit the roll in number and weights."""
    entries = [_entry(board, line) for line in lines]
    expected = Counter(electors(board.roll).values_list("weight", flat=True))
    if len(entries) != expected.total():
        raise ActionRefused(
            _("The list of board %(uuid)s has %(found)d credentials, but its roll has %(expected)d electors.")
            % {"uuid": board.uuid, "found": len(entries), "expected": expected.total()}
        )
    if Counter(weight for _element, weight in entries) != expected:
        raise ActionRefused(
            _("The weights in the list of board %(uuid)s are not those of its roll.") % {"uuid": board.uuid}
        )
    try:
        return voting.credentials_record(board.election.group, entries)
    except voting.VotingError as error:
        raise ActionRefused(
            _("The list of board %(uuid)s cannot be used: %(error)s") % {"uuid": board.uuid, "error": error}
        ) from error


def _entry(board: Board, line: str) -> tuple[str, int]:
    element, _comma, weight = line.partition(",")
    if weight and not (weight.isascii() and weight.isdecimal() and 0 < len(weight) < 10):
        raise ActionRefused(
            _("In the list of board %(uuid)s the line “%(line)s” has no weight after its comma.")
            % {"uuid": board.uuid, "line": line[:80]}
        )
    return element, int(weight or 1)
