"""The trustees of a rehearsal: they make their keys, rehearse with them, shuffle what is ranked, and open the tally."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hustings import voting

if TYPE_CHECKING:
    from hustings.accounts.models import User
    from hustings.elections.models import Board, Election, Trustee

# Django can be set up only once the rehearsal's own installation is named in the environment: hence the late imports.

NAMES = ("First trustee", "Second trustee", "Third trustee")
THRESHOLD = 2  # of the three; a block vote has the first two as single trustees


@dataclass(frozen=True)
class Key:
    """What a trustee keeps: `secret` is a private key, or the seed of a member of a group."""

    trustee: "Trustee"
    secret: str


def make_keys(election: "Election", *, as_group: bool) -> list[Key]:
    """Name the trustees, let them make their keys and open the test ballot."""
    from hustings.accounts.actions.users import grant_roles
    from hustings.accounts.models import Role, User

    users = []
    for number, name in enumerate(NAMES if as_group else NAMES[:THRESHOLD], 1):
        users.append(User.objects.create_user(f"trustee.{number}@rehearsal.example", name))
        grant_roles(users[-1], [Role.TRUSTEE], by=None)
    keys = _group(election, users) if as_group else [_single(election, user) for user in users]
    for key in keys:
        _rehearse(key)
    return keys


def _single(election: "Election", user: "User") -> Key:
    from hustings.elections.actions.trustees import add_trustee, submit_public_key

    made = voting.new_trustee_key(election.group, user.name)
    trustee = add_trustee(election, user.name, election.created_by, user)
    submit_public_key(trustee, made.public)
    return Key(trustee, made.private)


def _group(election: "Election", users: list["User"]) -> list[Key]:
    from hustings.elections.actions import ceremonies
    from hustings.elections.models import CeremonyMessage
    from hustings.elections.queries.ceremonies import ceremony, texts

    group = ceremonies.form_group(election, users, THRESHOLD, election.created_by)
    keys = [Key(member, voting.new_threshold_seed()) for member in group.members.all()]
    agreed, kind = ceremony(group), CeremonyMessage.Kind

    def step(submit: Callable[["Trustee", str], None], make: Callable[[int, str], str]) -> None:
        for index, key in enumerate(keys, 1):
            submit(key.trustee, make(index, key.secret))

    step(ceremonies.submit_certificate, lambda index, seed: voting.threshold_certificate(agreed, index, seed))
    certificates = texts(group, kind.CERTIFICATE)
    step(ceremonies.submit_polynomial, lambda _, seed: voting.threshold_polynomial(agreed, certificates, seed))
    polynomials = texts(group, kind.POLYNOMIAL)
    step(
        ceremonies.submit_share,
        lambda index, seed: voting.threshold_key(
            agreed, certificates, seed, voting.threshold_shares(agreed, certificates, polynomials, index)
        ),
    )
    shares = texts(group, kind.SHARE)
    return [
        replace(
            key, secret=voting.threshold_private_key(election.group, key.secret, voting.encrypted_private_key(share))
        )
        for key, share in zip(keys, shares, strict=True)
    ]


def _rehearse(key: Key) -> None:
    from hustings.elections.actions.rehearsals import rehearse
    from hustings.elections.models import Rehearsal

    test = Rehearsal.objects.get(election=key.trustee.election)
    setup = voting.parse_setup(*test.setup_records)
    rehearse(key.trustee, voting.partial_decryption(setup, test.tally, key.secret))


def open_tally(board: "Board", keys: list[Key]) -> None:
    """Shuffle what is ranked, all one after another; then let the last ones who suffice open the tally."""
    from hustings.elections.actions.shuffles import submit_shuffle
    from hustings.elections.actions.trustees import submit_partial_decryption
    from hustings.elections.models import Board
    from hustings.elections.queries.boards import setup, tally_to_open

    for key in keys:
        if board.state == Board.State.SHUFFLING:
            tally = tally_to_open(board)
            assert tally is not None  # made before the shuffles
            submit_shuffle(board, key.trustee, voting.shuffle(setup(board), tally.text))
            board.refresh_from_db()
    tally = tally_to_open(board)
    assert tally is not None  # the shuffles left it
    for key in keys[-THRESHOLD:]:
        submit_partial_decryption(board, key.trustee, voting.partial_decryption(setup(board), tally.text, key.secret))
