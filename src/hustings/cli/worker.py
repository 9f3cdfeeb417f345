"""`hustings worker`: run the work in the background."""

import signal
from threading import Event

import click

from hustings.cli.installation import start_made


@click.command()
def worker() -> None:
    """Run imports, notices, counts and other long work until it is stopped.

    `hustings serve` starts one; another one on top of it does no harm.
    """
    start_made()
    from django.conf import settings

    from hustings.cli.serve import in_use
    from hustings.jobs.worker import work

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with in_use(settings.DATA):
        work(stop)
