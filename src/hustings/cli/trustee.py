"""hustings trustee: a trustee's key and share, made on the trustee's own machine."""

import json
from pathlib import Path

import click

from hustings.cli.keepsakes import read_text, write_new
from hustings.voting import (
    GROUPS,
    Setup,
    VotingError,
    check_partial_decryption,
    new_trustee_key,
    owner_of,
    parse_setup,
    partial_decryption,
    verify,
)
from hustings.voting.archive import Entry, read_archive
from hustings.voting.board import read_event
from hustings.voting.digests import sha256_hex


@click.group()
def trustee() -> None:
    """Make a trustee's key, and open a tally with it."""


@trustee.command()
@click.option("--group", "group_name", type=click.Choice(GROUPS), default=GROUPS[0], show_default=True)
@click.option("--name", default="", help="The trustee's name, as everybody will see it.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False, exists=True), default=Path(), show_default=True)
def generate(group_name: str, name: str, out: Path) -> None:
    """Make a key: XXXXXXXX.privkey, which never leaves you, and XXXXXXXX.pubkey for the returning officer."""
    key = new_trustee_key(group_name, name)
    public_key = json.loads(key.public)["public_key"]
    stem = sha256_hex(public_key)[:8].upper()
    write_new(out / f"{stem}.privkey", key.private, secret=True)
    write_new(out / f"{stem}.pubkey", key.public)
    click.echo(f"{out / stem}.privkey: keep it; without it the tally cannot be opened.")
    click.echo(
        f"{out / stem}.pubkey: send it to the returning officer. Its fingerprint: {sha256_hex(json.dumps(public_key))}"
    )


def _tally_to_open(archive: Path) -> tuple[Setup, str]:
    """The setup and the encrypted tally of an archive that verifies."""
    report = verify(archive)
    if not report.ok:
        cause = f" ({report.cause.name}: {report.cause.detail})" if report.cause else ""
        raise click.ClickException(f"{archive} does not verify{cause} and is not opened.")
    with archive.open("rb") as file:
        pending: list[Entry] = []
        setup: list[str] = []
        for entry in read_archive(file, archive.stat().st_size):
            if not entry.is_event:
                pending.append(entry)
                continue
            kind = read_event(entry.record.body, "An event").kind
            bodies = [data.record.body for data in pending]
            if kind == "Setup":
                setup = bodies[:3]
            elif kind == "EncryptedTally":
                election, trustees, credentials = setup
                return parse_setup(election, trustees, credentials), bodies[0]
            pending = []
    raise click.ClickException(f"{archive} holds no encrypted tally yet: voting has not been closed.")


@trustee.command()
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--key", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=True, help="The .privkey."
)
@click.option("--out", type=click.Path(path_type=Path), help="Where the share goes; standard output without it.")
def decrypt(archive: Path, key: Path, out: Path | None) -> None:
    """Make your share of opening the tally in ARCHIVE, after verifying all of it."""
    private_key = read_text(key)
    setup, tally = _tally_to_open(archive)
    try:
        owner = owner_of(setup, private_key)
        share = partial_decryption(setup, tally, private_key)
        check_partial_decryption(setup, tally, owner, share)
    except VotingError as error:
        raise click.ClickException(f"{key}: {error}") from None
    if out is None:
        click.echo(share)
    else:
        write_new(out, share)
    click.echo(f"The share of trustee {owner} in {setup.election.name}.", err=True)
