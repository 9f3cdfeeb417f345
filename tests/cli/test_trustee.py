import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.voting import toy
from tests.voting.toy import Toy, place_of, write

from hustings.cli.main import main
from hustings.voting import check_partial_decryption, check_trustee_key, new_trustee_key


@pytest.fixture(scope="module")
def election() -> Toy:
    return toy.build("Ed25519")


def trustee(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, ["trustee", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def until_tally(election: Toy, path: Path) -> Path:
    return write(path / "a.bel", election.records[: place_of(election.records, '{"decryption_factors"')])


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_generate_a_key_that_is_accepted(group: str, tmp_path: Path) -> None:
    assert trustee("generate", "--group", group, "--name", "Zoë", "--out", tmp_path).exit_code == 0
    (private,), (public,) = tmp_path.glob("*.privkey"), tmp_path.glob("*.pubkey")
    check_trustee_key(group, public.read_text())
    assert json.loads(public.read_text())["name"] == "Zoë"
    assert private.stat().st_mode & 0o777 == 0o600
    assert private.stem == public.stem


def test_decrypt_makes_a_share_that_holds(election: Toy, tmp_path: Path) -> None:
    archive, key, share = until_tally(election, tmp_path), tmp_path / "key", tmp_path / "share"
    key.write_text(election.keys[1].private)
    result = trustee("decrypt", archive, "--key", key)
    assert result.exit_code == 0 and "trustee 2 in Toy" in result.stderr
    check_partial_decryption(election.setup, election.tally.text, 2, result.stdout.strip())
    assert trustee("decrypt", archive, "--key", key, "--out", share).exit_code == 0
    check_partial_decryption(election.setup, election.tally.text, 2, share.read_text())
    again = trustee("decrypt", archive, "--key", key, "--out", share)
    assert again.exit_code == 1 and "not overwritten" in again.stderr


def test_decrypt_with_a_key_that_is_none(election: Toy, tmp_path: Path) -> None:
    archive, key = until_tally(election, tmp_path), tmp_path / "key"
    for content in (b"", b'"5"', b"\xff", new_trustee_key("Ed25519").private.encode()):
        key.write_bytes(content)
        result = trustee("decrypt", archive, "--key", key)
        assert result.exit_code == 1 and result.stderr.startswith("Error: ") and result.stdout == ""


def test_decrypt_before_the_tally(election: Toy, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(election.keys[0].private)
    result = trustee("decrypt", write(tmp_path / "a.bel", election.records[:7]), "--key", key)
    assert result.exit_code == 1 and "no encrypted tally yet" in result.stderr


def test_decrypt_an_archive_that_does_not_verify(election: Toy, tmp_path: Path) -> None:
    """A trustee must not open what someone put in place of the tally, such as a single ballot."""
    key = tmp_path / "key"
    key.write_text(election.keys[0].private)
    index = place_of(election.records, '[[{"alpha"')
    answers = json.loads(election.ballots[1])["answers"]
    single = toy.compact([answer["choices"] for answer in answers])
    records = toy.replaced(election.records[: index + 3], index, single)
    result = trustee("decrypt", write(tmp_path / "a.bel", records), "--key", key)
    assert result.exit_code == 1 and "does not verify (encrypted tally" in result.stderr and result.stdout == ""


@pytest.fixture
def published(election: Toy, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a board, and the archive that stands there."""
    archive = tmp_path / "site" / "board" / "toy" / "archive.bel"
    archive.parent.mkdir(parents=True)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/board/toy/", archive
        server.shutdown()


def test_wait_ends_when_the_share_is_on_the_board(election: Toy, published: tuple[str, Path], tmp_path: Path) -> None:
    url, archive = published
    bodies = [record.body for record in election.records]
    share = next(body for body in bodies if body.startswith('{"decryption_factors"'))
    file, other = tmp_path / "share", tmp_path / "other"
    file.write_text(share + "\n")
    other.write_text(share.replace("1", "2", 1))
    until_tally(election, tmp_path).rename(archive)
    early = trustee("wait", url, file, "--once")
    assert early.exit_code == 1 and "not on the board" in early.stderr
    threading.Timer(1.5, lambda: write(archive, election.records)).start()
    assert "Accepted" in trustee("wait", url, file, "--every", "1").stdout
    refused = trustee("wait", url, other)
    assert refused.exit_code == 1 and "gone on without it" in refused.stderr


def test_wait_says_what_is_wrong_with_the_address_or_the_file(published: tuple[str, Path], tmp_path: Path) -> None:
    url, _archive = published
    file = tmp_path / "file"
    for text, address, sentence in (
        ("{}", url, "neither a shuffle nor a share"),
        ('{"ciphertexts":[]}', url, "answers 404"),
        ('{"ciphertexts":[]}', "http://127.0.0.1:1/", "not the address of a board"),
    ):
        file.write_text(text)
        result = trustee("wait", address, file, "--once")
        assert result.exit_code == 1 and sentence in result.stderr
