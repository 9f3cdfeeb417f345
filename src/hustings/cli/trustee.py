"""hustings trustee: a trustee's key, shuffle and share, made on the trustee's own machine."""

import json
from pathlib import Path
from typing import NamedTuple

import click

from hustings.cli.ceremony import ceremony
from hustings.cli.keepsakes import read_text, write_new
from hustings.cli.trustee_wait import wait
from hustings.voting import (
    GROUPS,
    EncryptedTally,
    Setup,
    VotingError,
    check_partial_decryption,
    needs_shuffles,
    new_trustee_key,
    owner_of,
    parse_setup,
    partial_decryption,
    shuffled_tally,
    threshold_private_key,
    verify,
)
from hustings.voting import shuffle as make_shuffle
from hustings.voting.archive import Entry, read_archive
from hustings.voting.board import read_event
from hustings.voting.digests import sha256_base64, sha256_hex

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
ARCHIVE = click.argument("archive", type=FILE)
KEY = click.option(
    "--key", type=FILE, required=True, help="Your .privkey or, as a member of a threshold group, your .seed."
)
DKEY = click.option("--dkey", type=FILE, help="A member's .dkey, besides the .seed.")
OUT = click.option("--out", type=click.Path(path_type=Path), help="Where it goes; standard output without it.")
ACCEPT = click.option(
    "--accept-2.0-threshold",
    "accept_2_0_threshold",
    is_flag=True,
    help="Accept threshold trustees in the format of release 2.0.",
)


@click.group()
def trustee() -> None:
    """Make a trustee's key, shuffle ranked ballots, and open a test ballot or a tally.

    What each command writes is handed in at the trustee's desk, which shows the command for the step that is due.
    """


trustee.add_command(ceremony)
trustee.add_command(wait)


@trustee.command()
@click.option("--group", "group_name", type=click.Choice(GROUPS), default=GROUPS[0], show_default=True)
@click.option("--name", default="", help="The trustee's name, as everybody will see it.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False, exists=True), default=Path(), show_default=True)
def generate(group_name: str, name: str, out: Path) -> None:
    """Make a key: XXXXXXXX.privkey, which never leaves you, and XXXXXXXX.pubkey for your desk."""
    key = new_trustee_key(group_name, name)
    fingerprint = sha256_hex(json.dumps(json.loads(key.public)["public_key"]))
    stem = fingerprint[:8].upper()
    write_new(out / f"{stem}.privkey", key.private, secret=True)
    write_new(out / f"{stem}.pubkey", key.public)
    click.echo(f"{out / stem}.privkey: keep it; without it the tally cannot be opened.")
    click.echo(f"{out / stem}.pubkey: hand it in at your desk. Its fingerprint: {fingerprint}")


class _Board(NamedTuple):
    """What a trustee works on: the tally after the last shuffle, and what kind of event came last."""

    setup: Setup
    tally: EncryptedTally
    last: str


def _read_board(archive: Path, accept_2_0_threshold: bool) -> _Board:
    """The board of an archive that verifies and has a tally."""
    report = verify(archive, accept_2_0_threshold=accept_2_0_threshold)
    if not report.ok:
        cause = f" ({report.cause.name}: {report.cause.detail})" if report.cause else ""
        raise click.ClickException(f"{archive} does not verify{cause} and is not touched.")
    board: _Board | None = None
    with archive.open("rb") as file:
        pending: list[Entry] = []
        setup: Setup | None = None
        for entry in read_archive(file, archive.stat().st_size):
            if not entry.is_event:
                pending.append(entry)
                continue
            kind = read_event(entry.record.body, "An event").kind
            bodies = [data.record.body for data in pending]
            if kind == "Setup":
                election, trustees, credentials, _ = bodies
                setup = parse_setup(election, trustees, credentials, accept_2_0_threshold=accept_2_0_threshold)
            elif kind == "EncryptedTally" and setup:
                sizes = json.loads(bodies[1])
                tally = EncryptedTally(bodies[0], sizes["num_tallied"], int(sizes["total_weight"]))
                board = _Board(setup, tally, kind)
            elif kind == "Shuffle" and board:
                board = board._replace(tally=shuffled_tally(board.setup, board.tally, bodies[0]), last=kind)
            elif board:
                board = board._replace(last=kind)
            pending = []
    if board is None:
        raise click.ClickException(f"{archive} holds no encrypted tally yet: voting has not been closed.")
    return board


def _hand_over(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text)
    else:
        write_new(out, text)


@trustee.command()
@ARCHIVE
@OUT
@ACCEPT
def shuffle(archive: Path, out: Path | None, accept_2_0_threshold: bool) -> None:
    """Shuffle the ranked ballots in ARCHIVE, after verifying all of it. It takes no key."""
    board = _read_board(archive, accept_2_0_threshold)
    if board.last not in ("EncryptedTally", "Shuffle"):
        raise click.ClickException(f"{archive} is past its shuffles: the last event is {board.last}.")
    try:
        text = make_shuffle(board.setup, board.tally.text)
    except VotingError as error:
        raise click.ClickException(f"{archive}: {error}") from None
    _hand_over(text, out)
    click.echo(f"A shuffle for {board.setup.election.name}. Its fingerprint: {sha256_base64(text)}", err=True)


@trustee.command()
@ARCHIVE
@KEY
@DKEY
@OUT
@ACCEPT
def decrypt(archive: Path, key: Path, dkey: Path | None, out: Path | None, accept_2_0_threshold: bool) -> None:
    """Make your share of opening the tally in ARCHIVE, after verifying all of it."""
    setup, tally, last = _read_board(archive, accept_2_0_threshold)
    if needs_shuffles(setup) and last in ("EncryptedTally", "Shuffle"):
        raise click.ClickException(f"{archive} holds ranked ballots that are still to be shuffled.")
    owner, share = _make_share(setup, tally.text, key, dkey)
    _hand_over(share, out)
    click.echo(f"The share of trustee {owner} in {setup.election.name}.", err=True)
    click.echo(f"Fingerprint of the encrypted tally, the same for every trustee: {sha256_base64(tally.text)}", err=True)


@trustee.command()
@click.argument("test_ballot", type=FILE)
@KEY
@DKEY
@OUT
def rehearse(test_ballot: Path, key: Path, dkey: Path | None, out: Path | None) -> None:
    """Make your share of opening TEST_BALLOT, as your desk gives it out before the poll: your key is there and fits.

    Open none once the poll takes ballots: whoever made it could have put a voter's ballot in.
    """
    try:
        given = json.loads(read_text(test_ballot))
        records = [str(given[name]) for name in ("election", "trustees", "credentials", "tally")]
        setup = parse_setup(*records[:3])
    except VotingError as error:
        raise click.ClickException(f"{test_ballot}: {error}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise click.ClickException(f"{test_ballot} is no test ballot; save it again from your desk.") from None
    owner, share = _make_share(setup, records[3], key, dkey)
    _hand_over(share, out)
    click.echo(f"The share of trustee {owner} in the test ballot.", err=True)


def _make_share(setup: Setup, tally: str, key: Path, dkey: Path | None) -> tuple[int, str]:
    """Which trustee holds the key in a file, and their share of a tally, checked."""
    private_key = read_text(key)
    encrypted = read_text(dkey) if dkey else None
    if dkey is None and not private_key.startswith('"'):
        raise click.ClickException(f"{key} is no .privkey file. If it is a member's seed, name the .dkey with --dkey.")
    try:
        if encrypted is not None:
            private_key = threshold_private_key(setup.group.name, private_key, encrypted)
        owner = owner_of(setup, private_key)
        share = partial_decryption(setup, tally, private_key)
        check_partial_decryption(setup, tally, owner, share)
    except VotingError as error:
        raise click.ClickException(f"{key}: {error}") from None
    return owner, share
