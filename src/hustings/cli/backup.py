"""`hustings backup FILE` and `hustings restore FILE`."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from hustings.cli.installation import data_folder, is_made, start, start_made

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@FILE
def backup(file: Path) -> None:
    """Write the whole installation into FILE, also while it runs. FILE holds its secrets: keep it as safe."""
    start_made()
    from hustings.accounts.errors import ActionRefused
    from hustings.audit import backups
    from hustings.audit.models import AuditEvent

    last = AuditEvent.objects.order_by("-sequence").first()
    try:
        manifest = backups.write(file)
    except (ActionRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file} holds the installation as at {manifest.made_at}: {len(manifest.files)} files.")
    if last:
        click.echo(f"Where it is restored, `hustings audit verify --noted {last.hash}` must find the log whole.")


@click.command()
@FILE
@click.option("--replace", is_flag=True, help="Put it in the place of the installation that is here.")
@click.option("--accept-loss", is_flag=True, help="Go on although ballots with a receipt are missing in the backup.")
def restore(file: Path, replace: bool, accept_loss: bool) -> None:
    """Bring an installation back from FILE. The installation that was here is kept beside it."""
    with _empty_if_refused() as was_made:
        start()
        from django.conf import settings
        from django.db import connection

        from hustings.accounts.errors import ActionRefused
        from hustings.audit import backups
        from hustings.cli.serve import in_use

        if not was_made:
            (settings.DATA / "secret-key").unlink()  # the backup brings its own
        try:
            with in_use(settings.DATA, alone=True):
                kept = backups.restore(file, replace=replace, accept_loss=accept_loss)
        except (ActionRefused, OSError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"The installation of {file} is in {settings.DATA}. Start it with `hustings serve`.")
    if kept and connection.vendor == "postgresql":
        schema = kept.name.replace("-", "_")
        click.echo(f"The one that was here before is kept: its database in the schema {schema}, its files in {kept}.")
    elif kept:
        click.echo(f"The one that was here before is kept in {kept}.")


@contextmanager
def _empty_if_refused() -> Iterator[bool]:
    """Give whether there is an installation; if not, leave none of its beginnings behind when the block raises."""
    folder, was_there, was_made = data_folder(), data_folder().exists(), is_made()
    try:
        yield was_made
    except click.ClickException:
        if not was_made:
            (folder / "in-use.lock").unlink(missing_ok=True)
        if not was_there:
            with suppress(OSError):  # not empty: it holds receipts that the backup knows of
                folder.rmdir()
        raise
