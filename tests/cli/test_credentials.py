import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hustings.cli.main import main
from hustings.voting import credentials_record, new_uuid, public_credential
from hustings.voting.digests import sha256_hex

UUID = new_uuid()


def generate(folder: Path, electors: str, *arguments: str) -> Result:
    path = folder / "electors"
    path.write_text(electors, encoding="utf-8")
    command = ["credentials", "generate", "--uuid", UUID, "--electors", str(path), "--out", str(folder), *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.mark.parametrize(("group", "options"), [("Ed25519", ()), ("BELENIOS-2048", ("--short",))], ids=str)
def test_generate_a_credential_for_each_elector(group: str, options: tuple[str, ...], tmp_path: Path) -> None:
    result = generate(tmp_path, "ann@example.org,3\nzoë,0\nbob\n", "--group", group, *options)
    assert result.exit_code == 0
    private = json.loads((tmp_path / f"{UUID}.privcreds").read_text())
    assert (tmp_path / f"{UUID}.privcreds").stat().st_mode & 0o777 == 0o600
    assert list(private) == ["ann@example.org", "zoë", "bob"]
    lines = [line.split(",") for line in json.loads((tmp_path / f"{UUID}.pubcreds").read_text())]
    assert {login: (element, weight) for element, weight, login in lines} == {
        login: (public_credential(group, UUID, private[login]), weight)
        for login, weight in (("ann@example.org", "3"), ("zoë", "0"), ("bob", ""))
    }
    record = credentials_record(group, [(element, int(weight or 1)) for element, weight, _ in lines])
    assert sha256_hex(record) in result.stdout
    assert [line[0] for line in lines] == [entry.partition(",")[0] for entry in json.loads(record)]


@pytest.mark.parametrize(
    ("electors", "words"),
    [
        ("", "names no electors"),
        ("ann\n\nbob", "line 2"),
        ("ann\nbob\nann", "line 3: ann occurs twice"),
        ("ann,x", "line 1: the weight 'x'"),
        ("ann,-1", "the weight '-1'"),
        ("ann,٣", "whole number"),
        ("ann," + "9" * 30, "weight"),
    ],
)
def test_generate_from_a_file_with_a_fault(electors: str, words: str, tmp_path: Path) -> None:
    result = generate(tmp_path, electors)
    assert result.exit_code == 1 and words in result.stderr
    assert not list(tmp_path.glob("*creds"))


def test_generate_never_overwrites(tmp_path: Path) -> None:
    assert generate(tmp_path, "ann").exit_code == 0
    before = (tmp_path / f"{UUID}.privcreds").read_text()
    result = generate(tmp_path, "ann")
    assert result.exit_code == 1 and "not overwritten" in result.stderr
    assert (tmp_path / f"{UUID}.privcreds").read_text() == before


def test_generate_for_what_is_no_election(tmp_path: Path) -> None:
    result = generate(tmp_path, "ann", "--uuid", "../../etc/passwd")
    assert result.exit_code == 1 and "no identifier of an election" in result.stderr
