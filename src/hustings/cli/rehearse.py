"""`hustings rehearse`: play a real election through the running system before a real poll."""

import os
import statistics
import sys
from pathlib import Path

import click

from hustings import voting
from hustings.counting import ProfileError, formats
from hustings.site.rehearsal import script
from hustings.site.rehearsal.electors import RehearsalError
from hustings.site.rehearsal.mailbox import NoLetterError
from hustings.site.rehearsal.play import Outcome
from hustings.site.rehearsal.play import rehearse as play_it
from hustings.site.rehearsal.serving import NotServingError


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seats", type=click.IntRange(1), help="Seats to fill; otherwise as the file says.")
@click.option("--ballots", type=click.IntRange(1), help="Play so many ballots, drawn at random; otherwise all.")
@click.option("--revotes", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="Share who vote twice.")
@click.option("--ranked", is_flag=True, help="Rank, and count by Scottish STV; two of three trustees open the tally.")
@click.option("--group", type=click.Choice(voting.GROUPS), default="Ed25519", show_default=True)
@click.option(
    "--declaration",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write what was declared there.",
)
@click.option("--clients", type=click.IntRange(1), help="Electors who vote at once; otherwise one a core.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which ballots are drawn, and who votes twice.")
def rehearse(
    file: Path,
    seats: int | None,
    ballots: int | None,
    revotes: float,
    ranked: bool,
    group: str,
    declaration: Path | None,
    clients: int | None,
    seed: int,
) -> None:
    """Play FILE, a file of real ballots, through an installation made for it and removed afterwards.

    Each ballot's first preferences, as many as there are seats, become the choices of a block vote; with --ranked the
    whole ballots are cast. Every elector gets a letter with a credential, signs in with a mailed code and casts over
    HTTP; the trustees open the tally; the declared totals, or every declared stage, are compared with those computed
    straight from FILE. The exit status is 0 only if all agree.
    """
    try:
        profile = formats.load(file)
    except (ProfileError, formats.ParseError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    if not (seats := seats or profile.seats):
        raise click.UsageError(f"{file} does not say how many seats there are; say it with --seats.")
    if profile.kind != "rankings":
        raise click.ClickException(f"{file} holds no rankings; a rehearsal takes each ballot's first preferences.")
    if ranked and group == "BELENIOS-2048":
        raise click.UsageError("The group BELENIOS-2048 has no room for rankings; take another --group.")
    play = script.write(profile, seats, ballots, revotes, seed, ranked=ranked)

    def say(line: str) -> None:
        click.echo(f"- {line}")

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r  {done:,} of {total:,}", nl=done == total, err=True)

    try:
        outcome = play_it(play, group, clients or os.cpu_count() or 1, say, progress)
    except (RehearsalError, NoLetterError, NotServingError) as error:
        raise click.ClickException(str(error)) from error
    if declaration:
        declaration.write_text(outcome.declaration)
    _print(outcome)
    sys.exit(not outcome.holds)


def _print(outcome: Outcome) -> None:
    width = max(map(len, outcome.candidates))
    click.echo(f"\n{'':{width}}  {'file':>8} {'declared':>8}")
    for name, votes in zip(outcome.candidates, outcome.expected, strict=True):
        declared = outcome.declared.get(name)
        marks = ("  elected" if name in outcome.elected else "") + ("" if votes == declared else "  DIFFERENT")
        click.echo(f"{name:{width}}  {votes:8,} {declared if declared is None else format(declared, ','):>8}{marks}")
    click.echo(
        f"\n{outcome.electors:,} electors cast {outcome.ballots:,} ballots in {outcome.seconds:.0f} s"
        f" ({outcome.ballots / outcome.seconds:.1f} a second; half of them answered within"
        f" {statistics.median(outcome.casts) * 1000:.0f} ms)."
    )
    failed = [check for check in outcome.report.checks if not check.ok]
    click.echo("The archive verifies." if not failed else f"The archive does NOT verify: {failed[0].detail}")
    what = "totals" if outcome.stages is None else "stages"
    click.echo(f"Declared {what} and file agree." if outcome.holds else "The rehearsal FAILED.")
