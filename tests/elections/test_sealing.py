"""Credentials that wait to be sent are sealed: neither the database nor a backup holds one in the clear."""

import stat
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.elections import polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation
from hustings.audit import backups, databases
from hustings.elections import sealing
from hustings.elections.actions.credentials import generate_credentials, pending_credentials
from hustings.elections.actions.setup import prepare_boards
from hustings.elections.models import Board, PendingCredential
from hustings.register.models import Member

CREDENTIAL = "ABCDE-FGHJKL-MNPQR-STUVWX"


def test_sealed_credential_is_for_one_member_of_one_election() -> None:
    sealed = sealing.seal(7, 8, CREDENTIAL)
    assert sealing.unseal(7, 8, sealed) == CREDENTIAL
    assert CREDENTIAL.encode() not in sealed and sealed != sealing.seal(7, 8, CREDENTIAL)
    sealing.seal(6, 8, CREDENTIAL)
    for election, member, text in ((7, 9, sealed), (6, 8, sealed), (5, 8, sealed), (7, 8, sealed[:-1]), (7, 8, b"")):
        with pytest.raises(ActionRefused, match="cannot be unsealed"):
            sealing.unseal(election, member, text)


def test_key_is_the_owners_alone_and_goes_for_good() -> None:
    sealed = sealing.seal(11, 1, CREDENTIAL)
    path = Path(settings.DATA) / "sealing" / "11.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sealing.forget(11)
    assert not sealing.has_key(11) and not path.exists()
    sealing.seal(11, 1, CREDENTIAL)
    with pytest.raises(ActionRefused):
        sealing.unseal(11, 1, sealed)


def found_in(path: Path, credentials: list[str]) -> list[str]:
    content = path.read_bytes()
    bare = [credential.replace("-", "") for credential in credentials]
    return [text for text in credentials + bare if text.encode() in content]


def unpacked(dump: Path) -> Path:
    """The copy of a database as something in which a search finds what is there: pg_dump's own form is compressed."""
    if connection.vendor == "sqlite":
        return dump
    text = dump.with_suffix(".sql")
    subprocess.run(["pg_restore", f"--file={text}", str(dump)], check=True)
    return text


@pytest.mark.django_db(transaction=True)
def test_neither_database_nor_backup_holds_a_credential_in_the_clear(
    organisation: Organisation, tmp_path: Path
) -> None:
    board = polls.open_board(polls.make_members(3))
    credentials = list(pending_credentials(board.election).values())
    assert len(credentials) == 3
    snapshot = tmp_path / "database"
    databases.copy_to(snapshot)
    assert found_in(unpacked(snapshot), credentials) == []
    assert found_in(unpacked(snapshot), ["Committee election"])  # the search finds what is there
    rows = b" ".join(bytes(row) for row in PendingCredential.objects.values_list("sealed", flat=True))
    assert len(rows) > 100 and not [credential for credential in credentials if credential.encode() in rows]
    polls.vote(board, Member.objects.earliest("pk"))  # makes the key of receipts, which belongs in a backup
    backups.write(tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "unpacked")
    assert "data/keys/receipts.key" in names and not [name for name in names if "sealing" in name]
    files = [path for path in (tmp_path / "unpacked").rglob("*") if path.is_file()]
    files.append(unpacked(tmp_path / "unpacked" / "database"))
    assert [found for path in files for found in found_in(path, credentials)] == []


@pytest.mark.django_db(transaction=True)
def test_key_goes_when_the_poll_closes(organisation: Organisation) -> None:
    board = polls.open_board(polls.make_members(2))
    assert sealing.has_key(board.election_id)
    polls.close(board)
    assert not PendingCredential.objects.exists() and not sealing.has_key(board.election_id)


@pytest.mark.django_db
def test_credentials_are_made_anew_when_their_key_was_lost_before_set_up(organisation: Organisation) -> None:
    election = polls.make_election(polls.make_roll(polls.make_members(2)))
    prepare_boards(election, polls.officer())
    generate_credentials(election, lambda done, total, message: None)
    first = pending_credentials(election)
    sealing.forget(election.pk)
    with pytest.raises(ActionRefused, match="not part of a backup"):
        pending_credentials(election)
    generate_credentials(election, lambda done, total, message: None)
    again = pending_credentials(election)
    assert again.keys() == first.keys() and not set(again.values()) & set(first.values())
    assert Board.objects.get().credentials
