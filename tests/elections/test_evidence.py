"""The scrutineer's sealed bundle and signed report."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from nacl.public import PrivateKey
from tests.elections import polls

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, Role, User
from hustings.audit.models import AuditEvent
from hustings.cli.main import main
from hustings.elections import sealed_files, signing
from hustings.elections.actions.challenging import challenge
from hustings.elections.actions.evidence import set_evidence_key, sign_report, take_evidence
from hustings.elections.models import Board, ScrutineerReport
from hustings.jobs import files
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending
from hustings.register.models import Member

REPORT = {"observed": "The board, daily.", "conclusion": "no_objection", "remarks": ""}


@pytest.fixture
def board(organisation: Organisation) -> Board:
    members = polls.make_members(3)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    challenge(board, members[1], polls.ballot(board, members[1]))
    return polls.close(board)


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["evidence", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def taken(board: Board, scrutineer: User, folder: Path) -> Path:
    """The bundle for a key that lies in the folder."""
    code, public = run("key", "--out", folder / "key")
    assert code == 0
    set_evidence_key(public, scrutineer)
    path = folder / "bundle"
    job = take_evidence(board.election, scrutineer)
    run_pending()
    made = files.find(job.pk)
    assert made
    path.write_bytes(made.read_bytes())
    return path


@pytest.mark.django_db
def test_bundle_opens_with_its_key_and_holds_the_election(board: Board, scrutineer: User, tmp_path: Path) -> None:
    sign_report(board.election, **REPORT, name=scrutineer.name, by=scrutineer)
    bundle = taken(board, scrutineer, tmp_path)
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(signing.public_keys()))
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    code, output = run("open", bundle, "--key", tmp_path / "key", "--out", tmp_path / "out", "--keys", keys)
    assert code == 0 and "all as the signed list says" in output and "not checked" not in output
    out = tmp_path / "out"
    assert voting.verify(out / "boards" / f"{board.uuid}.bel").ok
    assert len((out / "boards" / f"{board.uuid}-challenged.jsonl").read_text().splitlines()) == 1
    [roll] = json.loads((out / "rolls.json").read_text())
    assert (roll["hash"], roll["size"]) == (board.roll.hash, 3)
    report = (out / "reports/1.json").read_text()
    assert signing.is_signed("reports", report, (out / "reports/1.signature").read_text())
    events = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    assert [event["previous_hash"] for event in events[1:]] == [event["hash"] for event in events[:-1]]
    assert any(event["verb"] == "elections.poll_closed" for event in events)
    assert json.loads((out / "notices.json").read_text())[0]["kind"] == "credentials"
    content = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file()).decode("utf-8", "replace")
    assert not any(member.email in content or member.name in content for member in Member.objects.all())
    event = AuditEvent.objects.get(verb="elections.evidence_taken")
    assert event.actor == scrutineer.pk
    assert "exists already" in run("open", bundle, "--key", tmp_path / "key", "--out", out)[1]


@pytest.mark.django_db
def test_bundle_is_refused_with_another_key_or_changed(board: Board, scrutineer: User, tmp_path: Path) -> None:
    bundle = taken(board, scrutineer, tmp_path)
    sealed = bundle.read_bytes()
    run("key", "--out", tmp_path / "other")
    assert "sealed for another key" in run("open", bundle, "--key", tmp_path / "other", "--out", tmp_path / "out")[1]
    for changed in (sealed[:-1], sealed[: len(sealed) // 2], sealed[:-40] + b"x" * 40, sealed + b"x", b"", sealed[5:]):
        bundle.write_bytes(changed)
        code, output = run("open", bundle, "--key", tmp_path / "key", "--out", tmp_path / "out")
        assert code == 1 and str(bundle) in output and not (tmp_path / "out").exists()
    (tmp_path / "other").write_text("zz")
    assert "no scrutineer's key" in run("open", bundle, "--key", tmp_path / "other", "--out", tmp_path / "out")[1]


@pytest.mark.django_db
def test_bundle_signed_by_another_site_is_refused(board: Board, scrutineer: User, tmp_path: Path) -> None:
    bundle, keys = taken(board, scrutineer, tmp_path), tmp_path / "keys.json"
    published = signing.public_keys()
    keys.write_text(json.dumps(published | {"evidence": published["receipts"]}))
    code, output = run("open", bundle, "--key", tmp_path / "key", "--out", tmp_path / "out", "--keys", keys)
    assert code == 1 and "not signed by that site" in output


@pytest.mark.parametrize("size", [0, 1, sealed_files.CHUNK - 1, sealed_files.CHUNK, 2 * sealed_files.CHUNK + 7])
def test_sealed_file_of_any_size_comes_back(size: int) -> None:
    key = PrivateKey.generate()
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = b"".join(sealed_files.seal(key.public_key, io.BytesIO(content)))
    assert b"".join(sealed_files.unseal(key, io.BytesIO(sealed))) == content
    cut = sealed[: len(sealed_files.MAGIC) + sealed_files.SEALED_KEY + 24]
    with pytest.raises(sealed_files.SealBroken, match="end of the file"):
        list(sealed_files.unseal(key, io.BytesIO(cut)))


@pytest.mark.django_db
def test_evidence_needs_a_key(board: Board, scrutineer: User) -> None:
    with pytest.raises(ActionRefused, match="Set your key first"):
        take_evidence(board.election, scrutineer)
    for wrong in ("", "abc", "A" * 44, "é"):
        with pytest.raises(ActionRefused, match="not the public key"):
            set_evidence_key(wrong, scrutineer)


@pytest.mark.django_db
def test_report_is_signed_published_and_never_changed(
    board: Board, scrutineer: User, client_of: Callable[[User], Client]
) -> None:
    slug, client = board.election.slug, client_of(scrutineer)
    page = reverse("elections:scrutineer_report", args=[slug])
    assert "Sign with your own name" in client.post(page, {**REPORT, "name": "Somebody Else"}).content.decode()
    client.post(page, {**REPORT, "remarks": "None <b>at all</b>.", "name": scrutineer.name})
    report = ScrutineerReport.objects.get()
    content = json.loads(report.document)
    assert content["boards"] == [{"uuid": board.uuid, "height": board.height, "head": board.head}]
    public = Client().get(reverse("elections:scrutineer_reports", args=[slug])).content.decode()
    assert scrutineer.name in public and "I have no objection" in public and "<b>at all" not in public
    assert "The scrutineer’s report" in Client().get(reverse("elections:election", args=[slug])).content.decode()
    signed = Client().get(reverse("elections:scrutineer_report_json", args=[slug, 1]))
    assert signing.is_signed("reports", signed.content.decode(), signed.headers["X-Signature"])
    with pytest.raises(DatabaseError), transaction.atomic():
        ScrutineerReport.objects.update(document="{}")


@pytest.mark.django_db
def test_report_waits_for_the_end_of_the_poll(organisation: Organisation, scrutineer: User) -> None:
    board = polls.open_board(polls.make_members(1))
    with pytest.raises(ActionRefused, match="once the poll is over"):
        sign_report(board.election, **REPORT, name=scrutineer.name, by=scrutineer)


@pytest.mark.django_db
def test_desk_gives_the_bundle(
    board: Board, scrutineer: User, make_user: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    slug, client = board.election.slug, client_of(scrutineer)
    desk, bundle = (reverse(f"elections:{name}", args=[slug]) for name in ("evidence", "evidence_bundle"))
    assert "Set your key first" in client.post(bundle, follow=True).content.decode()
    key = PrivateKey.generate()
    client.post(reverse("elections:evidence_key", args=[slug]), {"public_key": sealed_files.public_text(key)})
    assert sealed_files.public_text(key) in client.get(desk).content.decode()
    job = Job.objects.get(pk=client.post(bundle).headers["Location"].rstrip("/").rpartition("/")[2])
    address = reverse("elections:evidence_file", args=[slug, job.pk])
    assert address not in client.get(desk).content.decode()
    assert "no longer than a day" in client.get(address, follow=True).content.decode()
    run_pending()
    assert address in client.get(desk).content.decode()
    assert client_of(make_user(Role.SCRUTINEER)).get(address).status_code == 404
    sealed = b"".join(client.get(address).streaming_content)
    assert b"".join(sealed_files.unseal(key, io.BytesIO(sealed))).startswith(b"PK")
    assert desk in client.get(reverse("elections:office", args=[slug])).content.decode()
