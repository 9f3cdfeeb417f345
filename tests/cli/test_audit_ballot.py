"""`hustings audit-ballot` and `hustings receipt check` before a real site and an archive."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.cli.tampering import proxy
from tests.elections import polls
from tests.voting.toy import read, replaced, write

from hustings import voting
from hustings.accounts.models import Organisation
from hustings.cli.audit_ballot import in_words
from hustings.cli.main import main
from hustings.elections import signing
from hustings.elections.actions.challenging import challenge
from hustings.elections.models import Board
from hustings.elections.queries.boards import archive, setup
from hustings.register.models import Member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board(organisation: Organisation) -> Board:
    return polls.open_board(polls.make_members(2))


@pytest.fixture
def member(board: Board) -> Member:
    return Member.objects.earliest("pk")


def run(*arguments: object, typed: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def saved_archive(board: Board, folder: Path) -> Path:
    path = folder / "board.bel"
    path.write_bytes(b"".join(archive(board)))
    return path


def made(board: Board, member: Member) -> tuple[str, str]:
    return voting.make_ballot_and_opening(setup(board), polls.credential(board, member), polls.ANN_BOB_YES)


def saved_receipt(board: Board, member: Member, path: Path) -> Path:
    path.write_text(json.dumps(vars(polls.vote(board, member)), indent=2) + "\n")
    return path


def test_audit_of_a_challenged_ballot_over_the_network(
    board: Board, member: Member, live_server: Any, tmp_path: Path
) -> None:
    ballot, opening = made(board, member)
    challenge(board, member, ballot)
    file = tmp_path / "opening.json"
    file.write_text(opening)
    for address in (f"{live_server.url}/board/{board.uuid}/", live_server.url):
        code, output = run("audit-ballot", file, "--board", address)
        assert code == 0, output
    assert output.splitlines()[:3] == ["Committee", "  Ann", "  Bob"]
    assert "holds exactly this" in output and "does not count" in output
    assert run("audit-ballot", "-", "--board", address, typed=opening)[0] == 0


def test_audit_of_a_ballot_that_holds_something_else(
    board: Board, member: Member, live_server: Any, tmp_path: Path
) -> None:
    ballot, opening = made(board, member)
    challenge(board, member, ballot)
    untrue = json.loads(opening)
    untrue["choices"][1].reverse()
    code, output = run("audit-ballot", "-", "--board", live_server.url, typed=json.dumps(untrue))
    assert code == 1 and "does NOT hold what the opening says" in output


def test_audit_of_a_ballot_that_was_not_challenged(board: Board, member: Member, live_server: Any) -> None:
    _, opening = made(board, member)
    code, output = run("audit-ballot", "-", "--board", live_server.url, typed=opening)
    assert code == 1 and "404" in output


def test_audit_with_an_archive_and_the_ballot_beside_it(board: Board, member: Member, tmp_path: Path) -> None:
    ballot, opening = made(board, member)
    path, file = saved_archive(board, tmp_path), tmp_path / "ballot.json"
    code, output = run("audit-ballot", "-", "--board", path, typed=opening)
    assert code == 1 and "--ballot" in output
    for text in (json.dumps({"ballot": ballot}), ballot):
        file.write_text(text)
        assert run("audit-ballot", "-", "--board", path, "--ballot", file, typed=opening)[0] == 0


def test_audit_tells_of_an_opened_ballot_that_counts(board: Board, member: Member, tmp_path: Path) -> None:
    ballot, opening = made(board, member)
    polls.cast(board, member, ballot)
    code, output = run("audit-ballot", "-", "--board", saved_archive(board, tmp_path), typed=opening)
    assert code == 1 and "stands on the board at height 1" in output


@pytest.mark.parametrize("opening", ["", "[]", '{"uuid": 3}', "\x1b[2J"])
def test_audit_of_what_is_no_opening(board: Board, opening: str, tmp_path: Path) -> None:
    code, output = run("audit-ballot", "-", "--board", saved_archive(board, tmp_path), typed=opening)
    assert code == 1 and "opening" in output and "Traceback" not in output


def test_choices_in_words() -> None:
    ranked = voting.Ranked("Committee", ("Ann", "Bob", "Cy"))
    assert in_words(ranked, [2, 0, 1]) == ["Committee", "  1. Cy", "  2. Ann"]
    assert in_words(ranked, [0, 0, 0]) == ["Committee", "  blank: no answer has a rank"]
    either = voting.KofN("Adopt?", ("Yes", "No"), min=0, max=1, blank=True)
    assert in_words(either, [1, 0, 0])[1:] == ["  blank vote"]
    assert in_words(either, [0, 0, 0])[1:] == ["  none of the answers"]
    assert in_words(either, [0, 0, 1])[1:] == ["  No"]


def test_receipt_that_holds(board: Board, member: Member, live_server: Any, tmp_path: Path) -> None:
    receipts = [saved_receipt(board, member, tmp_path / f"{n}.json") for n in range(2)]
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(signing.public_keys()))
    page = f"{live_server.url}/.well-known/hustings-keys.json"
    for options in (
        ("--board", f"{live_server.url}/board/{board.uuid}/"),
        ("--board", saved_archive(board, tmp_path), "--keys", keys),
        ("--keys", page),
    ):
        code, output = run("receipt", "check", *receipts, *options)
        assert code == 0, output
        assert "Receipts checked: 2" in output


def test_receipt_of_a_ballot_that_was_removed(board: Board, member: Member, live_server: Any, tmp_path: Path) -> None:
    receipts = [saved_receipt(board, member, tmp_path / f"{n}.json") for n in range(2)]

    def tamper(body: bytes) -> bytes:
        honest = tmp_path / "honest.bel"
        honest.write_bytes(body)
        return write(tmp_path / "cut.bel", read(honest)[:-2]).read_bytes() if len(body) > 5000 else body

    with proxy(live_server.url) as between:
        between.tamper = tamper
        code, output = run("receipt", "check", *receipts, "--board", between.address)
    assert code == 1 and "ballots were removed" in output and "this is proof" in output


def test_two_receipts_of_a_rewritten_board(board: Board, member: Member, tmp_path: Path) -> None:
    keys, first = tmp_path / "keys.json", saved_receipt(board, member, tmp_path / "first.json")
    keys.write_text(json.dumps(signing.public_keys()))
    said = json.loads(json.loads(first.read_text())["statement"])
    statement = json.dumps(said | {"head": "0" * 64})
    second = tmp_path / "second.json"
    second.write_text(json.dumps({"statement": statement, "signature": signing.sign("receipts", statement)}))
    code, output = run("receipt", "check", first, second, "--keys", keys)
    assert code == 1 and "name different ballots or heads" in output and "this is proof" in output
    changed = write(tmp_path / "changed.bel", replaced(read(saved_archive(board, tmp_path)), 5, "{}"))
    code, output = run("receipt", "check", first, "--keys", keys, "--board", changed)
    assert code == 1 and "does not hold the ballot" in output


def test_receipt_that_nobody_signed(board: Board, member: Member, live_server: Any, tmp_path: Path) -> None:
    path = saved_receipt(board, member, tmp_path / "receipt.json")
    forged = json.loads(path.read_text())
    forged["statement"] = forged["statement"].replace('"height":1', '"height":2')
    path.write_text(json.dumps(forged))
    code, output = run("receipt", "check", path, "--board", live_server.url)
    assert code == 1 and "did not sign" in output and "removed" not in output and "this is proof" not in output


def test_receipt_needs_to_be_told_who_signs(board: Board, member: Member, tmp_path: Path) -> None:
    path = saved_receipt(board, member, tmp_path / "receipt.json")
    code, output = run("receipt", "check", path, "--board", saved_archive(board, tmp_path))
    assert code == 1 and "--keys" in output
    code, output = run("receipt", "check", path, "--keys", path)
    assert code == 1 and "name none for receipts" in output
