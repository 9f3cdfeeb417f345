"""A running `hustings serve`: for rehearsals, tests and benchmarks, which all start one on a port of its own."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

START_SECONDS, STOP_SECONDS = 90.0, 60.0


class NotServingError(Exception):
    """The server ended, or does not answer. The message holds the end of its log."""


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(
    port: int, log: Path, environment: Mapping[str, str] | None = None, workers: int = 2
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `hustings serve` in the block, which begins once it answers. Raises NotServingError.

    `environment` (or else this process's own) names the installation; what the server says goes to `log`.
    """
    command = [sys.executable, "-m", "hustings", "serve", "--port", str(port), "--workers", str(workers)]
    with log.open("ab") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as server:  # noqa: S603 - ourselves
        try:
            _wait_for(port, server, log)
            yield server
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(STOP_SECONDS)
            server.kill()


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError):
            opener.open(f"http://127.0.0.1:{port}/receipt/", timeout=5).close()
            return
        time.sleep(0.1)
    raise NotServingError(f"The server did not start: {log.read_text(errors='replace')[-1000:]}")
