"""A database as one address names it: sqlite:///FILE or postgresql://USER@HOST/NAME."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def database(url: str, data: Path) -> dict[str, Any]:
    """Return Django's settings of the database at `url`; `sqlite:///` without a file is one in the folder `data`."""
    parts = urlsplit(url)
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(url)
    if parts.scheme != "sqlite":
        raise ImproperlyConfigured("HUSTINGS_DATABASE is neither sqlite:///FILE nor postgresql://USER@HOST/NAME.")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(parts.path.removeprefix("/")) or str(data / "hustings.sqlite3"),
        "OPTIONS": {
            # A writer takes its lock at BEGIN, so that two casts queue instead of failing half way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            # What is deleted (credentials that were sent) must not stay readable in the file, nor in a backup of it.
            "PRAGMA secure_delete=ON;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        options = conninfo_to_dict(url)
    except ProgrammingError:
        # What the library says may quote the password.
        raise ImproperlyConfigured(
            "The address of the database cannot be read. Write it like postgresql://USER@HOST/NAME, with %40 for an @ "
            "in the password."
        ) from None
    # Compiling a query takes longer than any of ours does without.
    options.setdefault("options", "-c jit=off")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": options.pop("dbname", "hustings"),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": options.pop("port", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
