"""`hustings demo`: a demonstration organisation, made anew and served."""

import os
import shutil
from pathlib import Path

import click

from hustings.cli.installation import check_build, start
from hustings.cli.serve import run
from hustings.site.demo import MARK, PEOPLE


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", default="var/demo", show_default=True, type=click.Path(path_type=Path), help="Its own folder.")
@click.option("--keep", is_flag=True, help="Serve the demonstration that is there already.")
def demo(port: int, data: Path, keep: bool) -> None:
    """Make a demonstration organisation and serve it on this machine."""
    _name_installation(data.resolve(), port)
    if keep and all((data / name).is_file() for name in (MARK, PEOPLE)):
        _migrate()  # it may be an earlier version's
    else:
        _make(data)
    check_build()
    _greet(port)
    run("127.0.0.1", port)


def _name_installation(data: Path, port: int) -> None:
    """Point this process, and those it starts, at the demonstration's folder and at no other installation."""
    for name in [name for name in os.environ if name.startswith("HUSTINGS_")]:
        del os.environ[name]
    os.environ |= {
        "HUSTINGS_DATA": str(data),
        "HUSTINGS_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "hustings.site.demo.settings",
    }


def _make(data: Path) -> None:
    if data.exists():
        if not (data / MARK).is_file() and any(data.iterdir()):
            raise click.ClickException(f"{data} holds something else than a demonstration. Name another: --data.")
        shutil.rmtree(data)
    data.mkdir(parents=True, mode=0o700)
    (data / MARK).write_text("Nothing in this folder is real.\n")
    click.echo("Making a demonstration:")
    _migrate()
    from django.utils import timezone

    from hustings.site.demo.build import build

    build(lambda line: click.echo(f"- {line}"), timezone.now().date())


def _migrate() -> None:
    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _greet(port: int) -> None:
    from hustings.site.demo.roles import OFFICERS
    from hustings.site.demo.views import visitors

    base = f"http://127.0.0.1:{port}"
    click.echo(f"\nOpen {base}/ : the demonstration's front page, with everything to try. Sign in straight away as")
    for officer in OFFICERS:
        click.echo(f"  {base}/demo/as/{officer.slug}/".ljust(58) + str(officer.role.label).lower())
    for visitor in visitors():
        click.echo(f"  {base}/demo/as/{visitor['slug']}/".ljust(58) + f"a member who {visitor['can']}")
    click.echo(f"  {base}/demo/outbox/".ljust(58) + "the e-mail that was sent\nStop with Ctrl-C.\n")
