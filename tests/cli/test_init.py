"""`hustings init` and what the other verbs say before it has run."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from tests.cli.test_backup import hustings


def link(output: str) -> str:
    return next(line for line in output.splitlines() if "/staff/invitation/" in line)


ADMINISTRATOR = """
from hustings.accounts.models import *
RoleGrant.objects.create(user=User.objects.create_user("ada@example.org", "Ada", "old password"), role="administrator")
"""


def test_init_prints_a_link_until_there_is_an_administrator(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = hustings(data, "init")
    assert first.returncode == 0, first.stderr
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600
    assert link(hustings(data, "init").stdout) != link(first.stdout)
    again = hustings(data, "init", code=ADMINISTRATOR)
    assert "/staff/invitation/" not in again.stdout
    assert "/office/users/" in again.stdout
    lost = hustings(data, "init", "--new-password", "Ada@example.org")
    assert "/staff/invitation/" in link(lost.stdout)
    nobody = hustings(data, "init", "--new-password", "nobody@example.org")
    assert nobody.returncode == 1
    assert "Nobody with the address nobody@example.org works here." in nobody.stderr


def test_verbs_say_what_to_do_before_there_is_an_installation(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for verb in (["worker"], ["audit", "verify"], ["backup", "b.zip"], ["init", "--new-password", "ada@example.org"]):
        ended = hustings(data, *verb)
        assert ended.returncode == 1
        assert ended.stderr.startswith(f"Error: There is no installation in {data} yet. Make one with `hustings init`")
        assert not data.exists()


def test_verbs_make_no_database_in_the_place_of_one_that_is_gone(tmp_path: Path) -> None:
    hustings(tmp_path, "init")
    database = tmp_path / "hustings.sqlite3"
    database.unlink()
    ended = hustings(tmp_path, "audit", "verify")
    assert ended.returncode == 1 and f"The database {database} is not there" in ended.stderr
    assert not database.exists()


def test_database_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    ended = hustings(tmp_path, "init", database="postgresql://nobody@127.0.0.1:1/nothing")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: The database cannot be reached:")
    assert "Traceback" not in ended.stderr


def test_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    ended = hustings(tmp_path, "init", database="mysql://x")
    assert "HUSTINGS_DATABASE is neither" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_tampering_with_the_log_fails_the_check(tmp_path: Path) -> None:
    hustings(tmp_path, "init")
    with sqlite3.connect(tmp_path / "hustings.sqlite3") as database:
        database.execute("DROP TRIGGER audit_auditevent_append_only_update")
        database.execute("DROP TRIGGER audit_auditevent_append_only_delete")
        database.execute("DROP TRIGGER audit_auditevent_append_only_replace")
    ended = hustings(tmp_path, "audit", "verify")
    assert ended.returncode == 1
    assert "audit_auditevent" in ended.stderr
    with sqlite3.connect(tmp_path / "hustings.sqlite3") as database:
        database.execute("UPDATE audit_auditevent SET verb = 'tests.nothing' WHERE sequence = 1")
    ended = hustings(tmp_path, "audit", "verify")
    assert ended.stderr == "Error: Event 1 was changed after it was written.\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be kept from the folder of another")
def test_root_writes_nothing_into_the_folder_of_the_service(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, 1, 1)
    ended = hustings(data, "init")
    assert f"{data} belongs to daemon: run this as that user" in ended.stderr
    assert not any(data.iterdir())
