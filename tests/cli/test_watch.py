"""`hustings watch` before a real site: it keeps what it has seen, and reports what is removed or changed."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.cli.tampering import Proxy, proxy
from tests.elections import polls
from tests.voting.toy import read, replaced, write

from hustings.accounts.models import Organisation
from hustings.cli import watch
from hustings.cli.main import main
from hustings.elections.models import Board
from hustings.register.models import Member
from hustings.voting.copies import chain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "PAUSE", 0.01)


@pytest.fixture
def board(organisation: Organisation) -> Board:
    board = polls.open_board(polls.make_members(3))
    for member in Member.objects.all()[:2]:
        polls.vote(board, member)
    return board


@pytest.fixture
def site(live_server: Any) -> Iterator[Proxy]:
    with proxy(live_server.url) as between:
        yield between


def look(site: Proxy, board: Board, folder: Path, *options: str) -> tuple[int, str]:
    command = ["watch", f"{site.address}/board/{board.uuid}/", "--keep", str(folder), *(options or ("--once",))]
    result = CliRunner().invoke(main, command)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def rewritten(board: Board, folder: Path, how: Any) -> Any:
    """What a tampered archive looks like, as a function of the bytes of the honest one."""

    def tamper(body: bytes) -> bytes:
        path = folder / "honest"
        path.write_bytes(body)
        return write(folder / "tampered", how(read(path))).read_bytes()

    return tamper


def test_watch_keeps_and_verifies_what_is_new(board: Board, site: Proxy, tmp_path: Path) -> None:
    code, output = look(site, board, tmp_path)
    assert code == 0 and "Height 2" in output and "2 of them ballots" in output
    assert look(site, board, tmp_path)[1] == ""
    polls.vote(board, Member.objects.latest("pk"))
    code, output = look(site, board, tmp_path)
    assert code == 0 and "1 new events, 1 of them ballots" in output
    kept = chain(tmp_path / f"{board.uuid}.bel")
    assert kept[-1].head == polls.fresh(board).head
    assert len((tmp_path / f"{board.uuid}.log").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (lambda records: records[:-2], "height 2, which brings in"),
        (lambda records: [*records[:5], *records[7:]], "is not chained"),
        (lambda records: replaced(records, 5, records[5].body.replace(':"', ':"1', 1)), "height 1, which brings in"),
        (lambda records: replaced(records, 0, records[0].body.replace("Committee", "Society", 1)), "Setup event"),
    ],
)
def test_watch_reports_what_was_removed_or_changed(
    board: Board, site: Proxy, tmp_path: Path, how: Any, says: str
) -> None:
    kept = tmp_path / "kept"
    assert look(site, board, kept)[0] == 0
    before = (kept / f"{board.uuid}.bel").read_bytes()
    site.tamper = rewritten(board, tmp_path, how)
    code, output = look(site, board, kept)
    assert code == 1 and "WRONG" in output and says in output and "report this" in output
    assert (kept / f"{board.uuid}.bel").read_bytes() == before
    assert len(list(kept.glob("*.wrong.bel"))) == 1


def test_watch_reports_an_invalid_ballot_that_is_new(board: Board, site: Proxy, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert look(site, board, kept)[0] == 0
    polls.vote(board, Member.objects.latest("pk"))

    def spoil(records: list[Any]) -> list[Any]:
        body = records[-2].body
        place = body.index('"response":"') + len('"response":"')
        other = "2" if body[place] == "1" else "1"
        return replaced(records, len(records) - 2, f"{body[:place]}{other}{body[place + 1 :]}")

    site.tamper = rewritten(board, tmp_path, spoil)
    code, output = look(site, board, kept)
    assert code == 1 and "ballots: ballot 3" in output


def test_watch_waits_out_failures_of_the_network(board: Board, site: Proxy, tmp_path: Path) -> None:
    assert look(site, board, tmp_path)[0] == 0
    site.status = 503
    code, output = look(site, board, tmp_path)
    assert code == 2 and "503" in output and "WRONG" not in output
    site.status, site.cut = 0, 1000
    code, output = look(site, board, tmp_path)
    assert code == 2 and "WRONG" not in output
    site.cut = 0
    assert look(site, board, tmp_path) == (0, "")


def test_watch_looks_again_before_it_reports(board: Board, site: Proxy, tmp_path: Path) -> None:
    assert look(site, board, tmp_path)[0] == 0
    looks = iter([lambda body: body[:-512], lambda body: body])
    site.tamper = lambda body: next(looks)(body)
    assert look(site, board, tmp_path) == (0, "")


def test_watch_reports_a_board_that_is_gone(board: Board, site: Proxy, tmp_path: Path) -> None:
    site.status = 404
    assert look(site, board, tmp_path)[0] == 2
    site.status = 0
    assert look(site, board, tmp_path)[0] == 0
    site.status = 404
    code, output = look(site, board, tmp_path)
    assert code == 1 and "not published any more" in output


def test_watch_follows_until_the_result(
    board: Board, site: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        # Another thread has its own connection, as the server that closes the poll has.
        thread = threading.Thread(target=polls.close, args=(board,))
        thread.start()
        thread.join()

    monkeypatch.setattr(watch.time, "sleep", wait)
    code, output = look(site, board, tmp_path, "--every", "7")
    assert code == 0 and "The result is on the board" in output
    assert waited == [7] and chain(tmp_path / f"{board.uuid}.bel")[-1].kind == "Result"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "vote.example", "http://vote.example/", "http://x/board/é/"])
def test_watch_of_what_is_no_board(address: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["watch", address, "--keep", str(tmp_path)])
    assert result.exit_code == 1 and "address" in result.output


def test_watch_refuses_a_folder_that_is_in_use(board: Board, site: Proxy, tmp_path: Path) -> None:
    with watch._alone(watch.Watched(board.uuid, "", tmp_path)):
        code, output = look(site, board, tmp_path)
    assert code == 1 and "being watched already" in output
