"""`hustings serve`: the site and its worker, until stopped."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import click

from hustings.cli.installation import check_build, start_made

GRACE_SECONDS = 30
RESTART_SECONDS = 2.0


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen; a proxy stands before it.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes of the site.")
def serve(port: int, address: str, workers: int) -> None:
    """Serve the site, and run its background work."""
    check_build()
    start_made()
    run(address, port, workers)


def run(address: str, port: int, workers: int = 2) -> None:
    """Run gunicorn and one worker process until SIGTERM or SIGINT; a worker that died is started again."""
    from django.conf import settings

    _check_port(address, port)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with in_use(settings.DATA):
        site, worker = _start_site(address, port, workers), _start_worker()
        click.echo(f"Serving on http://{address}:{port}")
        while not stop.wait(RESTART_SECONDS) and site.poll() is None:
            if worker.poll() is not None:
                click.echo("The worker ended and is started again.", err=True)
                worker = _start_worker()
        failed = site.poll() is not None
        _end(site, worker)
    if failed:
        raise click.ClickException("The site ended by itself; what it wrote above says why.")


@contextmanager
def in_use(data: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold the data folder's lock: shared while the site runs, alone while a restore replaces what is in it."""
    with (data / "in-use.lock").open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            running = (
                "The site is running: stop `hustings serve` first." if alone else "A restore is running: wait for it."
            )
            raise click.ClickException(running) from None
        yield


def _start_site(address: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    arguments = {
        "bind": f"{address}:{port}",
        "workers": str(workers),
        "worker-class": "gthread",
        "threads": "8",
        "timeout": "120",
        "graceful-timeout": str(GRACE_SECONDS),
        "log-level": "warning",
    }
    options = [f"--{name}={value}" for name, value in arguments.items()]
    return _child("gunicorn", *options, "--no-control-socket", "hustings.site.wsgi:application")


def _start_worker() -> subprocess.Popen[bytes]:
    return _child("hustings", "worker")


def _child(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only this process, which then stops the children in order.
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, env=os.environ, start_new_session=True)  # noqa: S603 (arguments of our own)


def _end(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _check_port(address: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {address}:{port}: {error.strerror}. Choose another port with --port."
            ) from error
