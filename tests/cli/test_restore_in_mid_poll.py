"""`hustings restore` while a poll is open, whole: a backup behind the receipts is refused, or says what it loses."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from tests.cli.test_backup import hustings

from hustings import voting

MAKE = """
from hustings.accounts.models import Organisation
from tests.elections import polls
Organisation.objects.create(pk=1, name="Pilots", from_email="elections@pilots.example")
polls.open_board(polls.make_members(3))
"""
CAST = """
import json, sys
from hustings.elections.actions.casting import cast
from hustings.elections.models import Board
from hustings.register.models import Member
from tests.elections import polls
board, member = polls.fresh(Board.objects.get()), Member.objects.get(number="{number}")
text = {text!r} or polls.ballot(board, member)
print(json.dumps([text, vars(cast(board, member, text))]))
"""
ARCHIVE = """
from pathlib import Path
from hustings.elections.models import Board
from hustings.elections.queries.boards import archive
Path({path!r}).write_bytes(b"".join(archive(Board.objects.get())))
"""


@dataclass(frozen=True)
class Installation:
    """An installation that is operated only through the command, and the backups beside it."""

    data: Path
    database: str

    def run(self, *arguments: str, code: str = "") -> tuple[int, str]:
        ended = hustings(self.data, *arguments, code=code, database=self.database)
        assert "Traceback" not in ended.stderr, ended.stderr
        return ended.returncode, ended.stdout + ended.stderr

    def cast(self, number: str, text: str = "", before: str = "") -> tuple[str, dict[str, object]]:
        """Let a member cast a ballot (a new one without `text`); returns its text and the receipt."""
        status, output = self.run("audit", "verify", code=before + CAST.format(number=number, text=text))
        assert (status, "The log is whole" in output) == (0, True), output
        text, receipt = json.loads(output.splitlines()[0])
        return text, receipt

    def backup(self, name: str) -> str:
        file = self.data.parent / name
        status, output = self.run("backup", str(file))
        assert status == 0, output
        return str(file)


@pytest.fixture(params=["sqlite", "postgresql"] if os.environ.get("HUSTINGS_LONG") else ["sqlite"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """An installation with an open poll of three members, of whom the first has voted."""
    database = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        with psycopg.connect(server, autocommit=True) as session:
            session.execute("CREATE DATABASE mid_poll")
        database = server.replace("/postgres", "/mid_poll")
    made = Installation(tmp_path / "data", database)
    assert made.run("init")[0] == 0
    made.cast("0001", before=MAKE)
    return made


def test_backup_that_is_behind_the_receipts_is_refused_until_the_loss_is_accepted(installation: Installation) -> None:
    early = installation.backup("early.zip")
    text, receipt = installation.cast("0002")
    assert receipt["height"] == 2

    status, output = installation.run("restore", "--replace", early)
    assert status == 1
    assert "holds 1 ballots, but receipts were given for 2: 1 accepted ballots would be lost" in output
    assert "--accept-loss" in output
    assert installation.cast("0002", text)[1]["head"] == receipt["head"]  # nothing has changed

    status, output = installation.run("restore", "--replace", "--accept-loss", early)
    assert status == 0, output
    # The poll goes on: the ballot that was lost is cast again, and a later backup is whole.
    assert installation.cast("0002", text)[1]["height"] == 2
    late = installation.backup("late.zip")
    status, output = installation.run("restore", "--replace", late)
    assert status == 0, output

    archive = installation.data.parent / "now.bel"
    assert installation.cast("0003", before=ARCHIVE.format(path=str(archive)))[1]["height"] == 3
    report = voting.verify(archive)
    assert (report.ok, report.ballots) == (True, 2)
