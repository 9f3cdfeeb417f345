"""A PostgreSQL server of its own for a test run: on a socket in a temporary folder, run by an unprivileged user.

`python -m tests.postgresql COMMAND...` runs a command with HUSTINGS_DATABASE naming such a server.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL that Debian's package (or the PATH) offers, or None."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def server(folder: Path, durable: bool = False, kept: Path | None = None) -> Iterator[str]:
    """Start a server with the programs in `folder`, and yield the HUSTINGS_DATABASE value that reaches it.

    `durable`: it waits for the disk, as a real one does. Its data is in the folder `kept` and stays there, or goes.
    """
    home = kept or Path(tempfile.mkdtemp(prefix="hustings-postgresql-"))
    home.mkdir(exist_ok=True)
    # PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(home, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(folder / program), *arguments]
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL)

    data = str(home / "data")
    try:
        if not Path(data).exists():
            run("initdb", "-D", data, "-A", "trust", "-U", "hustings", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-k {home} -c listen_addresses='' -c max_connections=100"
        if not durable:
            options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        run("pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql://hustings@{quote(str(home), safe='')}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "fast" if kept else "immediate", "stop")
    finally:
        if not kept:
            shutil.rmtree(home)


def main() -> int:
    folder = programs()
    if folder is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    with server(folder) as url:
        return subprocess.run(sys.argv[1:], env=os.environ | {"HUSTINGS_DATABASE": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
