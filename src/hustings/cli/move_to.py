"""`hustings move-to postgresql://...`: from SQLite to PostgreSQL."""

import click

from hustings.cli.installation import start_made


@click.command()
@click.argument("url")
def move_to(url: str) -> None:
    """Copy this installation from SQLite to the empty PostgreSQL database at URL, and check every row.

    Stop the site first. The SQLite database stays as it is. A password is better kept out of URL: libpq reads it from
    PGPASSWORD or ~/.pgpass.
    """
    start_made()
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    from hustings.accounts.errors import ActionRefused
    from hustings.audit.moving import move
    from hustings.cli.serve import in_use
    from hustings.site.database_url import database

    try:
        with in_use(settings.DATA, alone=True):
            rows = move(database(url, settings.DATA), _say)
    except OperationalError as error:
        raise click.ClickException(f"The database cannot be reached: {str(error).strip()}") from error
    except (ActionRefused, ImproperlyConfigured) as error:
        raise click.ClickException(str(error)) from error
    old = settings.DATABASES["default"]["NAME"]
    click.echo(f"{rows:,} rows are copied, and each was read back and compared. The log is whole on both sides.")
    click.echo("Now set HUSTINGS_DATABASE to that address wherever the settings are, and start the service.")
    click.echo(f"The old database {old} is as it was. Move it away once you have made a backup of the new one.")


def _say(table: str, rows: int) -> None:
    if rows:
        click.echo(f"{rows:>12,}  {table}")
