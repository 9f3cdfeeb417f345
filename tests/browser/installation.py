"""A real installation for a test: its own folder, its own server and worker, and a real SMTP server for its letters."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from hustings.site.rehearsal import mailbox
from hustings.site.rehearsal.serving import free_port, serving


@dataclass(frozen=True)
class Installation:
    url: str
    data: Path
    mail: Path
    first_link: str

    def letter(self, address: str, pattern: str) -> str:
        """Wait for a letter to `address` and return the latest match in it."""
        found, _read = mailbox.latest(self.mail, address, pattern)
        return found[0]

    def close_polls_now(self) -> None:
        """Let the time at which polls close be over: a test does not wait a day, and no page can shorten a poll."""
        with closing(sqlite3.connect(self.data / "hustings.sqlite3", timeout=30)) as database:
            database.execute("UPDATE elections_election SET closes_at = strftime('%Y-%m-%d %H:%M:%S', 'now')")
            database.commit()


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """Make an installation as an operator would, `hustings init` and `hustings serve`, and stop it at the end."""
    port, smtp = free_port(), free_port()
    url, data, mail = f"http://127.0.0.1:{port}", folder / "data", folder / "mail"
    mail.mkdir()
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("HUSTINGS_", "DJANGO_"))}
    environment |= {
        "HUSTINGS_DATA": str(data),
        "HUSTINGS_URL": url,
        "HUSTINGS_SMTP_HOST": "127.0.0.1",
        "HUSTINGS_SMTP_PORT": str(smtp),
    }
    made = subprocess.run(
        [sys.executable, "-m", "hustings", "init"], env=environment, capture_output=True, text=True, check=True
    )
    link = re.search(r"http\S+", made.stdout)
    assert link, made.stdout
    office = mailbox.open_office(mail, smtp)
    try:
        with serving(port, folder / "server.log", environment):
            yield Installation(url, data, mail, link[0])
    finally:
        office.stop()
