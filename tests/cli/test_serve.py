"""`hustings serve`: the site and its worker start, answer, and stop together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests.cli.test_backup import hustings
from tests.conftest import ROOT


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str, seconds: int = 60) -> bytes:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def processes_with(data: Path) -> list[int]:
    """Return the processes that run on this data folder."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and f"HUSTINGS_DATA={data}\0".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue  # it has ended meanwhile, or is not ours
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system has no /proc")
def test_serve_runs_the_site_and_the_work_and_stops_all_of_it(tmp_path: Path, port: int) -> None:
    assert hustings(tmp_path, "init", code="").returncode == 0
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HUSTINGS", "DJANGO"))}
    environment |= {"HUSTINGS_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "hustings", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True) as site:
        try:
            assert b"govuk-template" in answers(f"http://127.0.0.1:{port}/")
            assert answers(f"http://127.0.0.1:{port}/static/build/site.css")
            taken = hustings(tmp_path, "serve", "--port", str(port))
            assert f"Cannot listen on 127.0.0.1:{port}" in taken.stderr
            assert len(processes_with(tmp_path)) >= 4  # this one's child, gunicorn, its processes, the worker
        finally:
            site.send_signal(signal.SIGTERM)
            _, errors = site.communicate(timeout=60)
    assert site.returncode == 0, errors
    assert "Traceback" not in errors
    assert processes_with(tmp_path) == []


def test_serve_says_what_to_do_when_the_front_end_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    from hustings.cli import installation

    monkeypatch.setattr(installation, "__file__", str(tmp_path / "cli" / "installation.py"))
    with pytest.raises(click.ClickException, match="make env"):
        installation.check_build()


def test_serve_says_what_to_do_before_there_is_an_installation(tmp_path: Path) -> None:
    ended = hustings(tmp_path, "serve")
    assert ended.returncode == 1
    assert "`hustings init`" in ended.stderr or "`make env`" in ended.stderr
