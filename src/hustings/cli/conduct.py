"""`hustings conduct`: what the worker does for cases every hour, done at once."""

import click

from hustings.cli.installation import start_made


@click.group()
def conduct() -> None:
    """Remind whoever is overdue in a case, and end what is kept no longer."""


@conduct.command()
def remind() -> None:
    """Write to everybody whose time to act in a case is over."""
    start_made()
    from hustings.conduct.actions.reminders import remind_overdue

    click.echo(f"Cases in which somebody was reminded: {remind_overdue()}.")


@conduct.command()
@click.option("--list", "only_list", is_flag=True, help="Say which cases are kept no longer, and change nothing.")
def retention(only_list: bool) -> None:
    """Destroy the keys of the cases that the organisation's rule keeps no longer."""
    start_made()
    from hustings.conduct.actions.retention import end_what_is_over, over

    if only_list:
        for case in over():
            click.echo(f"{case.reference}, closed on {case.closed_at:%Y-%m-%d}")
        return
    click.echo(f"Cases whose keys were destroyed: {end_what_is_over()}. Backups made before still hold them.")
