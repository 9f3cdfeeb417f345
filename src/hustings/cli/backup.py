"""`hustings backup FILE` and `hustings restore FILE`."""

from pathlib import Path

import click

from hustings.cli.installation import check_database, start

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@FILE
def backup(file: Path) -> None:
    """Write the whole installation into FILE, also while it runs. FILE holds its secrets: keep it as safe."""
    start()
    check_database()
    from hustings.accounts.errors import ActionRefused
    from hustings.audit import backups

    try:
        manifest = backups.write(file)
    except (ActionRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file} holds the installation as at {manifest.made_at}: {len(manifest.files)} files.")


@click.command()
@FILE
@click.option("--replace", is_flag=True, help="Put it in the place of the installation that is here.")
@click.option("--accept-loss", is_flag=True, help="Go on although ballots with a receipt are missing in the backup.")
def restore(file: Path, replace: bool, accept_loss: bool) -> None:
    """Bring an installation back from FILE. The installation that was here is kept beside it."""
    start()
    from django.conf import settings

    from hustings.accounts.errors import ActionRefused
    from hustings.audit import backups
    from hustings.cli.serve import in_use

    try:
        with in_use(settings.DATA, alone=True):
            kept = backups.restore(file, replace=replace, accept_loss=accept_loss)
    except (ActionRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"The installation of {file} is in {settings.DATA}. Start it with `hustings serve`.")
    if kept:
        click.echo(f"The one that was here before is kept in {kept} (on PostgreSQL, in the schema of that name).")
