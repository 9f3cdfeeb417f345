"""A new installation for every run of a benchmark, and the same run several times."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DATABASES = ("sqlite", "postgresql")


@contextmanager
def empty_databases(kind: str) -> Iterator[Callable[[], str]]:
    """A function that makes an empty database and returns its HUSTINGS_DATABASE value.

    The PostgreSQL server is started for the purpose, waits for the disk as a real one does, and is removed.
    """
    if kind == "sqlite":
        yield lambda: "sqlite:///"
        return
    sys.path.insert(0, str(ROOT))
    import psycopg
    from tests import postgresql

    programs = postgresql.programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    with postgresql.server(programs, durable=True) as url:
        numbers = count(1)

        def make() -> str:
            name = f"run{next(numbers)}"
            with psycopg.connect(url, autocommit=True) as session:
                session.execute(f"CREATE DATABASE {name}")
            return url.replace("/postgres", f"/{name}")

        yield make


def run_alone(script: str, database: str, *arguments: object) -> dict[str, Any]:
    """Run `script --one ...` in a process and an installation of its own; return the JSON that it prints last."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: text for name, text in os.environ.items() if not name.startswith(("HUSTINGS_", "DJANGO_"))}
        environment |= {
            "HUSTINGS_DATA": str(Path(folder) / "data"),
            "HUSTINGS_DATABASE": database,
            "DJANGO_SETTINGS_MODULE": "hustings.site.settings",
        }
        command = [sys.executable, str(Path(script).resolve()), "--one", *map(str, arguments)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(f"A run failed: {' '.join(command)}")
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return result


def machine() -> str:
    """What the figures were measured on."""
    import platform

    return f"{len(os.sched_getaffinity(0))} cores, {platform.machine()}, Python {platform.python_version()}"
