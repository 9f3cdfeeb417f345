"""hustings credentials: a credential authority's work, done on their own machine."""

import json
from pathlib import Path

import click

from hustings.cli.keepsakes import read_text, write_new
from hustings.cli.letters import letters
from hustings.voting import (
    GROUPS,
    VotingError,
    canonical,
    credentials_record,
    new_credential,
    new_short_credential,
    public_credential,
)
from hustings.voting.credentials import UUID
from hustings.voting.digests import sha256_hex


@click.group()
def credentials() -> None:
    """Make the electors' credentials."""


def _electors(path: Path) -> dict[str, int | None]:
    """The weight by login, None where the line gives none."""
    electors: dict[str, int | None] = {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        login, comma, weight = line.strip().partition(",")
        if not login:
            raise click.ClickException(f"{path}, line {number}: there is no login. Write login or login,weight.")
        if login in electors:
            raise click.ClickException(f"{path}, line {number}: {login} occurs twice.")
        if comma and not (weight.isascii() and weight.isdecimal()):
            raise click.ClickException(f"{path}, line {number}: the weight {weight!r} is not a whole number.")
        electors[login] = int(weight) if comma else None
    if not electors:
        raise click.ClickException(f"{path} names no electors.")
    return electors


@credentials.command()
@click.option("--uuid", required=True, help="The election's identifier, from the returning officer.")
@click.option("--group", "group_name", type=click.Choice(GROUPS), default=GROUPS[0], show_default=True)
@click.option(
    "--electors",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    required=True,
    help="A file with one login or login,weight per line.",
)
@click.option("--short", is_flag=True, help="The 15-character form that release 2.0 of belenios-tool understands.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False, exists=True), default=Path(), show_default=True)
def generate(uuid: str, group_name: str, electors: Path, short: bool, out: Path) -> None:
    """Make a credential for every elector.

    UUID.privcreds holds the private halves for you to send out; UUID.pubcreds goes to the returning officer.
    """
    if not UUID.fullmatch(uuid):
        raise click.ClickException(f"{uuid!r} is no identifier of an election: 14 or more letters and digits.")
    weights = _electors(electors)
    private = {login: new_short_credential() if short else new_credential() for login in weights}
    public = {public_credential(group_name, uuid, credential): login for login, credential in private.items()}
    try:
        entries = ((element, weights[login]) for element, login in public.items())
        record = credentials_record(
            group_name, ((element, 1 if weight is None else weight) for element, weight in entries)
        )
    except VotingError as error:
        raise click.ClickException(str(error)) from None
    lines = []
    for entry in json.loads(record):
        element = entry.partition(",")[0]
        weight = weights[public[element]]
        lines.append(f"{element},{'' if weight is None else weight},{public[element]}")
    write_new(out / f"{uuid}.privcreds", canonical.dumps(private), secret=True)
    write_new(out / f"{uuid}.pubcreds", canonical.dumps(lines))
    click.echo(f"{out / uuid}.privcreds: {len(private)} private credentials; keep the file secret.")
    click.echo(f"{out / uuid}.pubcreds: send it to the returning officer.")
    click.echo(f"Fingerprint of the public credentials: {sha256_hex(record)}")


credentials.add_command(letters)
