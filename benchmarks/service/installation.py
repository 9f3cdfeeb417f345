"""An installation for the benchmark: in a folder that is kept for later parts, or in one that goes with it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@contextmanager
def installation(kind: str, kept: Path | None) -> Iterator[Path]:
    """The folder of an installation, begun if it is new; its PostgreSQL server runs during the block.

    The server is as Debian sets it up, and waits for the disk as a real one does.
    """
    with tempfile.TemporaryDirectory(prefix="hustings-service-") as passing:
        folder = (kept or Path(passing)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if kind == "sqlite":
            os.environ["HUSTINGS_DATABASE"] = "sqlite:///"
            yield folder
            return
        sys.path.insert(0, str(ROOT))
        from tests import postgresql

        programs = postgresql.programs()
        if programs is None:
            raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
        with postgresql.server(programs, durable=True, kept=folder / "postgresql" if kept else None) as url:
            os.environ["HUSTINGS_DATABASE"] = url
            yield folder


def run_part(name: str, folder: Path, members: int) -> dict[str, float]:
    """Run one part of the benchmark in a process of its own; return the figures that it prints last."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("HUSTINGS_", "DJANGO_"))}
    environment |= {
        "HUSTINGS_DATA": str(folder / "data"),
        "HUSTINGS_DATABASE": os.environ["HUSTINGS_DATABASE"],
        "DJANGO_SETTINGS_MODULE": "hustings.site.settings",
    }
    command = [sys.executable, str(Path(__file__).parent / "parts.py"), name, str(members), str(folder)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"The part failed: {' '.join(command)}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def figures_so_far(folder: Path) -> dict[str, dict[str, float]]:
    """What earlier parts measured in this installation."""
    path = folder / "figures.json"
    return json.loads(path.read_text()) if path.exists() else {}


def keep(figures: Mapping[str, Any], folder: Path) -> None:
    """Keep what was measured, for a later run of other parts."""
    (folder / "figures.json").write_text(json.dumps(figures, indent=1))
