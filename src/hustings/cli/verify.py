"""hustings verify: check everything that is public about an election."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from hustings.voting import Check, Report, canonical
from hustings.voting import verify as verify_archive
from hustings.voting.verification import NOT_REACHED, NOT_YET


def _show_progress(done: int, total: int) -> None:
    click.echo(f"\r{100 * done // total:3d} %", err=True, nl=False)


def _word(check: Check) -> str:
    if check.detail == NOT_REACHED:
        return "------"
    if check.ok:
        return "to come" if check.detail == NOT_YET else "passed"
    return "FAILED"


def _total(found: canonical.Json) -> str:
    """The sums of a question in the order of its answers, or how many ballots were opened one by one."""
    sums = canonical.array(found, "result")
    if any(isinstance(each, list) for each in sums):
        return f"{len(sums)} ballots, opened one by one; --json prints them"
    return ", ".join(map(str, sums))


def _in_words(report: Report) -> str:
    lines = [f"{_word(check)}  {check.name}: {check.detail}" for check in report.checks]
    lines.append(f"{report.accepted} of {report.ballots} ballots accepted")
    if report.result is not None:
        totals = map(_total, canonical.array(report.result, "result"))
        lines += [f"question {number}: {total}" for number, total in enumerate(totals, 1)]
    if report.ok:
        lines.append("The archive verifies.")
    else:
        cause = report.cause
        lines.append(f"The archive does NOT verify{f': {cause.name}: {cause.detail}' if cause else '.'}")
    # Names in an archive are somebody else's: they must not steer the terminal.
    return "\n".join("".join(letter if letter.isprintable() else "?" for letter in line) for line in lines)


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--since", type=click.Path(path_type=Path), help="Also check that nothing of this earlier copy is gone.")
@click.option(
    "--accept-2.0-threshold",
    "accept_2_0_threshold",
    is_flag=True,
    help="Accept threshold trustees in the format of release 2.0, which later releases refuse.",
)
def verify(archive: Path, as_json: bool, since: Path | None, accept_2_0_threshold: bool) -> None:
    """Check everything that is public about the election in ARCHIVE; the exit status is 0 only if all of it holds."""
    terminal = sys.stderr.isatty()
    report = verify_archive(
        archive,
        since=since,
        accept_2_0_threshold=accept_2_0_threshold,
        progress=_show_progress if terminal else None,
    )
    if terminal:
        click.echo("\r", err=True, nl=False)
    if as_json:
        click.echo(json.dumps(asdict(report)))
    else:
        click.echo(_in_words(report))
    sys.exit(0 if report.ok else 1)
