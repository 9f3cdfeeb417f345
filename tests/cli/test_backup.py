"""`hustings backup` and `hustings restore`, run as an operator runs them, on installations of their own."""

import fcntl
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from tests.conftest import ROOT


def hustings(data: Path, *arguments: str, code: str = "", database: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command on the installation in `data`; `code` runs first in the same process, with Django loaded."""
    before = f"from hustings.cli.installation import start; start()\n{code}\n" if code else ""
    script = f"{before}from hustings.cli.main import main; main()"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HUSTINGS", "DJANGO"))}
    environment |= {"HUSTINGS_DATA": str(data), "HUSTINGS_DATABASE": database or "sqlite:///"}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)


EVENT = "from hustings.audit.log import record; record('tests.happened', by='system', mark='{}')"


def marks(data: Path, database: str = "") -> list[str]:
    """Return the marks of the events that EVENT wrote, straight from the database."""
    sql = "SELECT facts FROM audit_auditevent WHERE verb = 'tests.happened' ORDER BY sequence"
    if database:
        with psycopg.connect(database) as session:
            return [facts["mark"] for (facts,) in session.execute(sql)]
    with closing(sqlite3.connect(data / "hustings.sqlite3")) as file:
        return [json.loads(facts)["mark"] for (facts,) in file.execute(sql)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with an event in its log, and a backup of it beside it."""
    data = tmp_path_factory.mktemp("made") / "data"
    assert hustings(data, "init").returncode == 0
    ended = hustings(data, "backup", str(data.parent / "backup.zip"), code=EVENT.format("kept"))
    assert ended.returncode == 0, ended.stderr
    (data.parent / "said").write_text(ended.stdout)
    return data


@pytest.fixture
def backup(made: Path) -> Path:
    return made.parent / "backup.zip"


@pytest.fixture
def later(made: Path, tmp_path: Path) -> Path:
    """The same installation, with a later event in its log."""
    data = tmp_path / "later"
    shutil.copytree(made, data)
    assert hustings(data, "audit", "verify", code=EVENT.format("later")).returncode == 0
    return data


def test_restore_in_an_empty_place_brings_everything_back(made: Path, backup: Path, tmp_path: Path) -> None:
    ended = hustings(tmp_path / "new", "restore", str(backup))
    assert ended.returncode == 0, ended.stderr
    assert marks(tmp_path / "new") == ["kept"]
    for name in ("secret-key", "keys/receipts.key", "keys/declarations.key"):
        restored = tmp_path / "new" / name
        assert restored.read_bytes() == (made / name).read_bytes()
        assert stat.S_IMODE(restored.stat().st_mode) == 0o600
    assert not list((tmp_path / "new").glob("before-restore-*"))
    said = re.search(
        r"`hustings (audit verify --noted \w{64})` must find the log whole", (made.parent / "said").read_text()
    )
    assert said
    checked = hustings(tmp_path / "new", *said[1].split())
    assert checked.returncode == 0, checked.stderr


def test_backup_is_for_its_owner_only_and_hashes_all_that_it_holds(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(manifest["files"]) == set(archive.namelist()) - {"manifest.json"}


def test_backup_refuses_to_overwrite_a_file(made: Path, backup: Path) -> None:
    before = backup.read_bytes()
    ended = hustings(made, "backup", str(backup))
    assert ended.returncode == 1
    assert "is there already" in ended.stderr
    assert backup.read_bytes() == before


def test_backup_refuses_the_data_folder_itself(made: Path) -> None:
    assert "write the backup somewhere else" in hustings(made, "backup", str(made / "b.zip")).stderr


def test_restore_refuses_to_replace_unless_told_to_and_then_keeps_what_was_there(backup: Path, later: Path) -> None:
    data = later
    refused = hustings(data, "restore", str(backup))
    assert refused.returncode == 1
    assert "give --replace" in refused.stderr
    assert marks(data) == ["kept", "later"]
    ended = hustings(data, "restore", "--replace", str(backup))
    assert ended.returncode == 0, ended.stderr
    assert marks(data) == ["kept"]
    (kept,) = data.glob("before-restore-*")
    assert f"is kept in {kept}.\n" in ended.stdout
    assert marks(kept) == ["kept", "later"]
    assert (kept / "secret-key").is_file()


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def add_file(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("data/../../evil", "x")


def no_zip(path: Path) -> None:
    path.write_text("this is no backup")


@pytest.mark.parametrize("damage", [flip, shorten, add_file, no_zip])
def test_damaged_backup_is_refused_and_nothing_is_made(
    backup: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy.zip"
    copy.write_bytes(backup.read_bytes())
    damage(copy)
    ended = hustings(tmp_path / "new", "restore", str(copy))
    assert ended.returncode == 1
    assert "damaged" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.rglob("evil"))
    assert not (tmp_path / "new").exists()


def test_manifest_that_names_a_file_outside_the_data_folder_is_refused(backup: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(evil, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        for name in manifest["files"]:
            new.writestr(name, old.read(name))
        new.writestr("data/../../stolen", "x")
        manifest["files"]["data/../../stolen"] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        new.writestr("manifest.json", json.dumps(manifest))
    ended = hustings(tmp_path / "new", "restore", str(evil))
    assert "do not belong" in ended.stderr
    assert not (tmp_path / "stolen").exists()


def test_backup_of_a_later_version_is_refused(backup: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(later, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        manifest["migrations"].append("elections.9999_from_the_future")
        for name in manifest["files"]:
            new.writestr(name, old.read(name))
        new.writestr("manifest.json", json.dumps(manifest))
    assert "elections.9999_from_the_future" in hustings(tmp_path / "new", "restore", str(later)).stderr


BEHIND = """
from hustings.audit import backups
backups.register_restore_check(lambda: ["Board 7 ends at ballot 3; a receipt for ballot 5 was issued."])
"""


def test_restore_that_would_lose_ballots_is_refused_until_the_loss_is_accepted(backup: Path, later: Path) -> None:
    data = later
    (data / "receipts").mkdir()
    (data / "receipts" / "7.log").write_text("5 abc\n")
    refused = hustings(data, "restore", "--replace", str(backup), code=BEHIND)
    assert refused.returncode == 1
    assert "a receipt for ballot 5 was issued" in refused.stderr
    assert marks(data) == ["kept", "later"]
    assert (data / "receipts" / "7.log").read_text() == "5 abc\n"
    ended = hustings(data, "restore", "--replace", "--accept-loss", str(backup), code=BEHIND)
    assert ended.returncode == 0, ended.stderr
    assert marks(data) == ["kept"]
    assert not (data / "receipts").exists()
    assert next(data.glob("before-restore-*/receipts/7.log")).read_text() == "5 abc\n"


def test_receipts_of_both_sides_are_known_to_the_check(made: Path, tmp_path: Path) -> None:
    (made / "receipts").mkdir(exist_ok=True)
    (made / "receipts" / "7.log").write_text("1 aa\n2 bb\n")
    file = tmp_path / "with-receipts.zip"
    assert hustings(made, "backup", str(file)).returncode == 0
    data = tmp_path / "data"
    (data / "receipts").mkdir(parents=True)
    (data / "receipts" / "7.log").write_text("1 aa\n3 cc\n")
    assert hustings(data, "restore", str(file)).returncode == 0
    assert (data / "receipts" / "7.log").read_text() == "1 aa\n3 cc\n2 bb\n"


def test_restore_refuses_while_the_site_runs(made: Path, backup: Path) -> None:
    with (made / "in-use.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        ended = hustings(made, "restore", "--replace", str(backup))
    assert ended.returncode == 1
    assert "stop `hustings serve` first" in ended.stderr


WRITER = """
import itertools, sys
from hustings.audit.log import record
print("writing", flush=True)
for number in itertools.count():
    record("tests.happened", by="system", mark=number)
"""


@pytest.fixture
def writer(later: Path) -> Iterator[subprocess.Popen[str]]:
    script = f"from hustings.cli.installation import start; start()\n{WRITER}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HUSTINGS", "DJANGO"))}
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        env=environment | {"HUSTINGS_DATA": str(later)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    yield process
    process.kill()
    process.wait()


def test_backup_made_while_the_service_writes_is_whole(
    later: Path, writer: subprocess.Popen[str], tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    assert hustings(later, "backup", str(file)).returncode == 0
    assert writer.poll() is None
    writer.kill()
    assert hustings(tmp_path / "new", "restore", str(file)).returncode == 0
    assert "The log is whole" in hustings(tmp_path / "new", "audit", "verify").stdout


def test_backup_and_restore_on_postgresql(postgresql_server: str, backup: Path, tmp_path: Path) -> None:
    with psycopg.connect(postgresql_server, autocommit=True) as session:
        for name in ("first", "second"):
            session.execute(f"CREATE DATABASE {name}")
    first, second = (postgresql_server.replace("/postgres", f"/{name}") for name in ("first", "second"))
    data = tmp_path / "data"
    assert hustings(data, "init", database=first).returncode == 0
    file = tmp_path / "backup.zip"
    ended = hustings(data, "backup", str(file), code=EVENT.format("kept"), database=first)
    assert ended.returncode == 0, ended.stderr
    new = tmp_path / "new"
    ended = hustings(new, "restore", str(file), database=second)
    assert ended.returncode == 0, ended.stderr
    assert marks(new, second) == ["kept"]
    assert "holds a sqlite database" in hustings(new, "restore", "--replace", str(backup), database=second).stderr

    hustings(new, "audit", "verify", code=EVENT.format("later"), database=second)
    refused = hustings(new, "restore", "--replace", str(file), code=BEHIND, database=second)
    assert "a receipt for ballot 5 was issued" in refused.stderr
    assert marks(new, second) == ["kept", "later"]
    ended = hustings(new, "restore", "--replace", str(file), database=second)
    assert ended.returncode == 0, ended.stderr
    assert "its database in the schema before_restore_" in ended.stdout
    assert marks(new, second) == ["kept"]
