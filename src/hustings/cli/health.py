"""`hustings health`: whether this installation can do its work now."""

import shutil

import click

from hustings.cli.installation import start_made

LEAST_FREE = 1 << 30  # bytes


@click.command()
def health() -> None:
    """Check the database, the room on the disk, and that work in the background goes on; exit with 1 if not."""
    start_made()  # says what is wrong with the database
    from django.conf import settings

    from hustings.jobs.queries import longest_wait

    wrong = []
    free = shutil.disk_usage(settings.DATA).free
    if free < LEAST_FREE:
        wrong.append(f"Only {free >> 20} MB are free where {settings.DATA} is: make room.")
    if (waited := longest_wait()) is not None:
        wrong.append(f"Work has waited for {waited // 60} minutes: see that `hustings serve` or a worker runs.")
    if wrong:
        raise click.ClickException(" ".join(wrong))
    click.echo("The database answers and is up to date, there is room on the disk, and no work is stuck.")
