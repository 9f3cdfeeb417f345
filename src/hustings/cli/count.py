"""`hustings count`: counts ballot files by any rule."""

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from hustings.counting import (
    RULES,
    ByRule,
    Drawn,
    LookBack,
    LookForward,
    Lot,
    OptionError,
    ProfileError,
    ReserveError,
    TiePolicy,
    UnbrokenTie,
    formats,
    reports,
    reserves_of,
)
from hustings.counting import (
    count as count_ballots,
)
from hustings.counting.ties import Step

REPORTS = {
    "text": reports.text_table,
    "html": reports.html_table,
    "csv": reports.csv_table,
    "svg": reports.picture_svg,
    "json": reports.as_json,
}
FILES_PER_CHUNK = 16
# A seed may hold a + of its own ("3+5"): only the name of a way to break ties begins another step.
_NEXT_STEP = re.compile(r"\+(?=(?:rule|back|back-unique|forward)(?:\+|$)|lot:|drawn:)")


@dataclass(frozen=True)
class Job:
    """How every file of one command is counted and shown."""

    rule: str
    seats: int | None
    ties: TiePolicy
    reserves: tuple[tuple[str, int], ...]
    options: dict[str, int | str]
    report: str


@dataclass(frozen=True)
class Outcome:
    """What is printed for one file, or the sentence that says why it was not counted."""

    printed: str
    error: str


@click.command("count")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--rule", required=True, help="A rule's identifier; `hustings rules` lists them.")
@click.option("--seats", type=click.IntRange(min=1), help="How many are elected, if the file does not say.")
@click.option(
    "--ties",
    default="rule",
    show_default=True,
    metavar="POLICY",
    help="rule, back, back-unique, forward, lot:SEED or drawn:3,1,2; several joined by + are tried in turn.",
)
@click.option("--reserve", multiple=True, metavar="GROUP=N", help="At least N seats for candidates of the group.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the rule.")
@click.option("--report", type=click.Choice(list(REPORTS)), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file and line (--report json).")
def count(
    files: tuple[str, ...],
    rule: str,
    seats: int | None,
    ties: str,
    reserve: tuple[str, ...],
    options: tuple[str, ...],
    report: str,
    as_json: bool,
) -> None:
    """Count ballot FILEs: BLT, PrefLib, CSV, the scot-elex layout or Hustings JSON; `-` is standard input."""
    if rule not in RULES:
        raise click.BadParameter(f"there is no rule {rule!r}; `hustings rules` lists them.", param_hint="--rule")
    job = Job(
        rule,
        seats,
        parse_ties(ties),
        tuple((group, _whole(number, "--reserve")) for group, number in _pairs(reserve, "--reserve")),
        parse_options(rule, options),
        "json" if as_json else report,
    )
    failed = False
    for outcome in _with_progress(_outcomes(files, job), len(files)):
        if outcome.error:
            failed = True
            click.echo(outcome.error, err=True)
        else:
            click.echo(outcome.printed, nl=not outcome.printed.endswith("\n"))
    if failed:
        sys.exit(1)


def parse_ties(text: str) -> TiePolicy:
    """A tie policy as written on the command line."""
    steps = tuple(_step(part) for part in _NEXT_STEP.split(text))
    return steps[0] if len(steps) == 1 else steps


def parse_options(rule: str, texts: Sequence[str]) -> dict[str, int | str]:
    """The options of a rule as written on the command line; a seed stays text, also one of digits only."""
    whole = {option.name for option in RULES[rule].options if isinstance(option.default, int)}
    given: dict[str, int | str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise click.BadParameter(f"expected NAME=VALUE, found {text!r}.", param_hint="--option")
        given[name] = int(value) if name in whole and value.isdecimal() else value
    return given


def _step(text: str) -> Step:
    name, _, rest = text.partition(":")
    if name == "lot" and rest:
        return Lot(rest)
    if name == "drawn" and rest:
        return Drawn(tuple(_whole(number, "--ties") - 1 for number in rest.split(",")))
    simple: dict[str, Step] = {
        "rule": ByRule(),
        "back": LookBack(narrow=True),
        "back-unique": LookBack(narrow=False),
        "forward": LookForward(),
    }
    if text not in simple:
        raise click.BadParameter(
            f"{text!r} is not a way to break ties: rule, back, back-unique, forward, lot:SEED or drawn:3,1,2.",
            param_hint="--ties",
        )
    return simple[text]


def _pairs(texts: Sequence[str], hint: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals or not name or not value:
            raise click.BadParameter(f"expected NAME=VALUE, found {text!r}.", param_hint=hint)
        yield name, value


def _whole(text: str, hint: str) -> int:
    if not text.strip().isdecimal():
        raise click.BadParameter(f"expected a whole number, found {text!r}.", param_hint=hint)
    return int(text)


def _outcomes(files: Sequence[str], job: Job) -> Iterator[Outcome]:
    """One outcome per file, in the order given, counted on all cores if there are many."""
    if len(files) <= FILES_PER_CHUNK or "-" in files:
        yield from (_count_file(file, job) for file in files)
        return
    from concurrent.futures import ProcessPoolExecutor  # a tenth of the start of a count that needs none

    chunks = [files[start : start + FILES_PER_CHUNK] for start in range(0, len(files), FILES_PER_CHUNK)]
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(chunks))) as pool:
        for outcomes in pool.map(_count_files, chunks, [job] * len(chunks)):
            yield from outcomes


def _count_files(files: Sequence[str], job: Job) -> list[Outcome]:
    return [_count_file(file, job) for file in files]


def _count_file(file: str, job: Job) -> Outcome:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        profile = formats.read(data)
        seats = job.seats or profile.seats
        if seats is None:
            raise OptionError("the file does not say how many are elected; give --seats.")
        result = count_ballots(
            profile,
            job.rule,
            seats,
            job.ties,
            reserves=reserves_of(profile, job.reserves),
            options=job.options,
        )
    except formats.ParseError as error:
        return Outcome("", f"{file}, {error}")
    except OSError as error:
        return Outcome("", f"{file}: {error.strerror or error}.")
    except (OptionError, ProfileError, ReserveError) as error:
        return Outcome("", f"{file}: {error}")
    except UnbrokenTie as error:
        return Outcome("", f"{file}: {error} (--ties lot:SEED or --ties drawn:2,1)")
    if job.report == "json":
        return Outcome(json.dumps({"file": file, **reports.as_json(result)}, ensure_ascii=False), "")
    return Outcome(str(REPORTS[job.report](result)), "")


def _with_progress(outcomes: Iterator[Outcome], number: int) -> Iterator[Outcome]:
    if number == 1 or not sys.stderr.isatty():
        yield from outcomes
        return
    with click.progressbar(outcomes, length=number, label="Counting", file=sys.stderr) as shown:
        yield from shown
