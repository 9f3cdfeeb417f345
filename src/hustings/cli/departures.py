"""`hustings departures`: what would change if voters left, and who gains."""

import click

from hustings.cli.simulate import simulate


@click.group()
def departures() -> None:
    """What would change if voters left, and who gains."""


departures.add_command(simulate)
