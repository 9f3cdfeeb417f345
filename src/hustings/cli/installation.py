"""Start Django for a verb that works on an installation, and say in one sentence what is missing."""

import os
import pwd
import shutil
from pathlib import Path

import click


def data_folder() -> Path:
    """Return the folder that the settings will name, without loading them: loading makes the folder and its key."""
    return Path(os.environ.get("HUSTINGS_DATA", "var")).resolve()


def is_made() -> bool:
    """Say whether `hustings init` (or a restore) has made an installation in the data folder."""
    return (data_folder() / "secret-key").is_file()


def start() -> None:
    """Load the settings (DJANGO_SETTINGS_MODULE names others than a real installation's)."""
    # The register is in these files: nobody but the operator reads what an installation writes.
    os.umask(0o077)
    _refuse_root_in_the_folder_of_another()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, PermissionError) as error:
        raise click.ClickException(str(error)) from error


def _refuse_root_in_the_folder_of_another() -> None:
    """Files that root makes there (SQLite's journal, a log of receipts) would stop the service, which is not root."""
    folder = data_folder()
    if os.geteuid() == 0 and folder.exists() and (owner := folder.stat().st_uid) != 0:
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = f"#{owner}"
        raise click.ClickException(
            f"{folder} belongs to {name}: run this as that user, for example `runuser -u {name} -- hustings ...`."
        )


def start_made() -> None:
    """Load the settings of an installation that must be there already, and see that its database is as it must be.

    A verb that is called in the wrong folder makes nothing there.
    """
    if not is_made():
        raise click.ClickException(
            f"There is no installation in {data_folder()} yet. Make one with `hustings init`, or name the folder of "
            "yours in HUSTINGS_DATA."
        )
    start()
    check_database()


def check_database() -> None:
    """Raise ClickException unless the database can be reached and is as this program needs it."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        raise click.ClickException(
            f"The database {connection.settings_dict['NAME']} is not there. Bring the installation back with "
            "`hustings restore`, or make a new database with `hustings init`."
        )
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        if not shutil.disk_usage(data_folder()).free:
            raise click.ClickException(
                f"The disk that holds {data_folder()} is full, so the database cannot work: make room. Nothing that "
                "was accepted is lost."
            ) from error
        raise click.ClickException(f"The database cannot be reached: {str(error).strip()}") from error
    if not executor.loader.applied_migrations:
        raise click.ClickException("There is no installation here yet. Make one with `hustings init`.")
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException("The database is of an earlier version. Bring it up to date with `hustings init`.")


def check_build() -> None:
    """Raise ClickException unless the front end has been built."""
    manifest = Path(__file__).parent.parent / "site" / "static" / "build" / "manifest.json"
    if not manifest.is_file():
        raise click.ClickException("The booth and the style sheets are not built. Build them with `make env`.")
