"""An open poll on a real `hustings serve`, its electors, and what must hold of it whatever befalls the service."""

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from tests.conftest import ROOT

from hustings import voting
from hustings.site.rehearsal.serving import free_port, serving

CSRF = "c" * 32
KILLER = Path(__file__).parent / "killer"
# Where the service is killed: `file.py function call|return`.
CASTING = [
    "casting.py cast call",
    "ballots.py check_ballot return",
    "chains.py lock_board return",
    "chains.py append return",
    "casting.py _count_turnout return",
    "log.py record return",  # all is written, nothing committed
    "casting.py _receipt call",  # committed, the receipt not noted
    "receipts.py note return",
    "signing.py sign return",  # the receipt made, the answer not sent
]
TALLYING = [
    "tally.py encrypted_tally return",
    "shuffles.py submit_shuffle call",
    "shuffles.py _go_on return",  # all is written, nothing committed
    "shuffles.py submit_shuffle return",
    "trustees.py submit_partial_decryption return",
    "decryption.py tally_result return",
    "tally.py publish_results return",
]
RANKINGS = ([1, 2, 3, 4], [2, 1, 0, 0], [0, 0, 1, 0], [4, 3, 2, 1])


@dataclass
class Service:
    """The installation in `data`; receipts are kept as electors keep them."""

    data: Path
    poll: dict
    environment: dict[str, str]
    receipts: list[dict] = field(default_factory=list)

    @cached_property
    def setup(self) -> voting.Setup:
        return voting.parse_setup(*self.poll["setup"])

    def ballot(self, elector: int) -> str:
        """A ballot of that elector; each time another one."""
        _session, credential = self.poll["electors"][elector]
        return voting.make_ballot(self.setup, credential, [RANKINGS[elector % len(RANKINGS)]])

    def kill_at(self, place: str) -> None:
        """Let the next process that comes to `file.py function call|return` be killed there."""
        Path(self.environment["HUSTINGS_KILL_AT"]).write_text(place)

    @property
    def was_killed(self) -> bool:
        return not Path(self.environment["HUSTINGS_KILL_AT"]).exists()

    @contextmanager
    def running(self, workers: int = 1) -> Iterator[int]:
        """Serve on a port of its own, until everything that runs on this installation is killed at the end."""
        port = free_port()
        with serving(port, self.data.parent / "server.log", self.environment, workers):
            try:
                yield port
            finally:
                self.kill()

    def processes(self) -> list[int]:
        """The processes that work on this installation."""
        mark = f"HUSTINGS_DATA={self.data}\0".encode()
        found = []
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                if folder.name.isdecimal() and mark in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
        return found

    def kill(self) -> None:
        """kill -9 for all of them at once, until none is left."""
        while left := self.processes():
            for process in left:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.05)

    def post(self, port: int, elector: int, ballot: str) -> tuple[int, dict]:
        """Send a ballot; a receipt that comes back is kept. Raises OSError or HTTPException if no answer comes."""
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": CSRF,
            "Cookie": f"csrftoken={CSRF}; sessionid={self.poll['electors'][elector][0]}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("POST", f"/vote/{self.poll['uuid']}/cast", json.dumps({"ballot": ballot}), headers)
            answer = connection.getresponse()
            content = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status == 201:
            assert content["tracking_number"] == voting.tracking_number(ballot)
            self.receipts.append(content)
        return answer.status, content

    def get(self, port: int, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == 200, path
            return answer.read()
        finally:
            connection.close()

    def check(self, port: int, sent: list[str]) -> voting.Report:
        """All of `sent` are on the board, each once, and no others; every receipt is honoured; the chains are whole."""
        path = self.data.parent / "archive.bel"
        path.write_bytes(archive := self.get(port, f"/board/{self.poll['uuid']}/archive.bel"))
        report = voting.verify(path)
        assert report.ok, report
        assert report.ballots == len(sent)
        assert [archive.count(ballot.encode()) for ballot in sent] == [1] * len(sent)
        heads = [head.decode() for head in re.findall(rb"([0-9a-f]{64})\.event\.json", archive)]
        numbers = {voting.tracking_number(ballot) for ballot in sent}
        for receipt in self.receipts:
            assert receipt["tracking_number"] in numbers
            assert heads[receipt["height"]] == receipt["head"]
        heights = {receipt["tracking_number"]: receipt["height"] for receipt in self.receipts}
        assert len(set(heights.values())) == len(heights)
        self.run("hustings", "audit", "verify")
        return report

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Do in the database what nothing but time, or a look from outside, would do; returns the rows."""
        url = self.environment["HUSTINGS_DATABASE"]
        if url.startswith("postgresql"):
            with psycopg.connect(url, options="-c timezone=UTC") as session:
                return session.execute(statement).fetchall()
        with closing(sqlite3.connect(self.data / "hustings.sqlite3", timeout=30)) as file:
            rows = file.execute(statement).fetchall()
            file.commit()
            return rows

    def run(self, module: str, *arguments: str) -> str:
        """A command of ours on the installation."""
        environment = self.environment | {"PYTHONPATH": _path(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _path(first: Path) -> str:
    return os.pathsep.join([str(first), *filter(None, [os.environ.get("PYTHONPATH")])])


def make_service(folder: Path, electors: int, database: str = "") -> Service:
    """A new installation with an open poll of rankings, its key held by the server."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("HUSTINGS_", "DJANGO_"))}
    environment |= {
        "HUSTINGS_DATA": str(folder / "data"),
        "HUSTINGS_DATABASE": database or "sqlite:///",
        "HUSTINGS_KILL_AT": str(folder / "kill-at"),
        "HUSTINGS_KILL_FUNCTIONS": " ".join(place.split()[1] for place in (*CASTING, *TALLYING)),
        "PYTHONPATH": _path(KILLER),
    }
    service = Service(folder / "data", {}, environment)
    service.poll = json.loads(service.run("tests.faults.open_poll", str(electors)))
    return service
