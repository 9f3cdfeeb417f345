"""hustings card: check a membership card without the site."""

import sys
from datetime import date, datetime

import click

from hustings.register.cards import CardRefused, read_key, read_token


@click.group()
def card() -> None:
    """Check membership cards."""


@card.command()
@click.argument("token")
@click.option("--key", required=True, help="The organisation's published key for cards, in Base64.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the check; today if not given.")
def check(token: str, key: str, on: datetime | None) -> None:
    """Check the TOKEN of a card, or the address in its QR code, offline.

    The exit status is 0 only if the card is good. Whether it was withdrawn since can be seen on the site alone.
    """
    day = on.date() if on else date.today()
    try:
        said = read_token(token.rpartition("?t=")[2], read_key(key))
    except CardRefused as refusal:
        click.echo(str(refusal))
        sys.exit(1)
    lines = (said.name, f"number {said.number}", said.unit, f"card {said.issue}")
    click.echo(", ".join(line for line in lines if line))
    click.echo(f"The card {'is' if said.valid_until >= day else 'was'} valid until {said.valid_until:%d %B %Y}.")
    sys.exit(0 if said.valid_until >= day else 1)
