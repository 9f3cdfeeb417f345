import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.voting.toy import DATA, compact, read, write

from hustings.cli.main import main
from hustings.voting import Record
from hustings.voting.digests import sha256_hex

ARCHIVE = next((DATA / "small-approval-Ed25519").glob("*.bel"))
NEGATIVE = next((DATA / "negative" / "D-broken-chain").glob("*.bel"))


def hustings(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["verify", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout


def test_verify_good_archive() -> None:
    code, output = hustings(ARCHIVE, "--json")
    report = json.loads(output)
    assert code == 0 and report["ok"] is True
    assert list(report) == ["ok", "checks", "ballots", "accepted", "result"]
    assert all(list(check) == ["name", "ok", "detail"] for check in report["checks"])
    assert (report["ballots"], report["accepted"]) == (6, 6)
    assert report["result"] == json.loads((ARCHIVE.parent / "result.json").read_text())["result"]
    code, output = hustings(ARCHIVE)
    assert code == 0 and "The archive verifies." in output


def test_verify_bad_archive() -> None:
    code, output = hustings(NEGATIVE, "--json")
    assert code == 1 and json.loads(output)["ok"] is False
    code, output = hustings(NEGATIVE)
    assert code == 1 and "does NOT verify" in output and "FAILED  archive: " in output
    assert "FAILED  result" not in output and "------  result: not reached" in output
    assert output.rstrip().splitlines()[-1].startswith("The archive does NOT verify: archive: ")


def test_verify_since_something_unusable_names_the_earlier_copy(tmp_path: Path) -> None:
    cut = tmp_path / "earlier.bel"
    cut.write_bytes(ARCHIVE.read_bytes()[:40000])
    code, output = hustings(ARCHIVE, "--since", cut)
    assert code == 1 and "passed  result: " in output
    assert output.rstrip().splitlines()[-1].startswith(f"The archive does NOT verify: since: {cut}")


def test_verify_what_is_no_archive(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"\xff" * 3000)
    for path in (rubbish, tmp_path, tmp_path / "absent"):
        code, output = hustings(path, "--json")
        assert code == 1
        assert json.loads(output)["ok"] is False and json.loads(output)["result"] is None


def test_verify_lets_no_archive_steer_the_terminal(tmp_path: Path) -> None:
    start = read(ARCHIVE)[:4]
    body = compact({"height": 0, "type": "\x1b[2J", "payload": start[3].digest})
    bad = write(tmp_path / "bad.bel", [*start, Record(f"{sha256_hex(body)}.event.json", body)])
    code, output = hustings(bad)
    assert code == 1 and "?[2J event" in output and "\x1b" not in output


def test_verify_since(tmp_path: Path) -> None:
    assert hustings(ARCHIVE, "--since", ARCHIVE)[0] == 0
    code, output = hustings(ARCHIVE, "--since", NEGATIVE, "--json")
    assert code == 1
    assert [check["name"] for check in json.loads(output)["checks"] if not check["ok"]] == ["since"]
    assert hustings(ARCHIVE, "--since", tmp_path / "absent")[0] == 1


def test_verify_accepts_the_option_for_old_threshold_keys() -> None:
    assert hustings(ARCHIVE, "--accept-2.0-threshold")[0] == 0


@pytest.mark.parametrize("archive", [ARCHIVE, NEGATIVE], ids=["good", "bad"])
def test_verify_prints_nothing_but_the_report_and_loads_no_django(archive: Path) -> None:
    program = "import sys; from hustings.cli.main import main\ntry: main()\nfinally: assert 'django' not in sys.modules"
    command = [sys.executable, "-c", program, "verify", str(archive), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert json.loads(done.stdout)["ok"] is (archive == ARCHIVE)
    assert done.returncode == (0 if archive == ARCHIVE else 1)


def test_verify_shows_progress_on_a_terminal_only() -> None:
    terminal, stderr = pty.openpty()
    program = "from hustings.cli.main import main; main()"
    command = [sys.executable, "-c", program, "verify", str(ARCHIVE), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, timeout=60, check=True)
    os.close(stderr)
    assert "100 %" in os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert json.loads(done.stdout)["ok"] is True
