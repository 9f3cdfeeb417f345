"""What the verbs of `hustings departures` share: options, files on all cores with progress, totals, and the caveats."""

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import click

from hustings.cli.count import parse_options, parse_ties
from hustings.counting import (
    RULES,
    Lot,
    OptionError,
    Profile,
    ProfileError,
    TiePolicy,
    UnbrokenTie,
    formats,
)
from hustings.departures import ANYONE, CAVEATS, Change, DepartureError, Leaving, Who, parse_who

Answer = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """What is asked of every file of one command; `more` holds what only its verb needs."""

    rule: str
    seats: int | None
    ties: TiePolicy
    options: Mapping[str, int | str]
    who: tuple[str, ...] = ()
    totals: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)

    def leavers(self) -> Who:
        """Who may leave: all restrictions together."""
        allowed = [parse_who(text) for text in self.who]
        found = allowed[0] if allowed else ANYONE
        for other in allowed[1:]:
            found = found & other
        return found


def asked(verb: Callable[..., None]) -> Callable[..., None]:
    """The options that every verb has."""
    for option in reversed(
        [
            click.argument("files", nargs=-1, metavar="FILE..."),
            click.option("--rule", required=True, help="A rule's identifier; `hustings rules` lists them."),
            click.option("--seats", type=click.IntRange(min=1), help="How many are elected, if the file does not say."),
            click.option(
                "--ties", metavar="POLICY", help="For the count with nobody gone; by default a lot from --seed."
            ),
            click.option(
                "--seed",
                type=click.IntRange(min=0),
                default=0,
                show_default=True,
                help="For lots and for what is drawn at random.",
            ),
            click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the rule."),
            click.option("--json", "as_json", is_flag=True, help="One JSON object per file and line."),
        ]
    ):
        verb = option(verb)
    return verb


who_option = click.option(
    "--who",
    multiple=True,
    metavar="WHO",
    help="Who may leave: anyone, supporters:C, slate:A,B,C[:J], prefers:H>W. Several must all hold.",
)
totals_option = click.option(
    "--totals",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="A CSV of candidates and votes where no ballots are known. For the block vote and approval.",
)
time_option = click.option("--time-limit", default=5.0, show_default=True, metavar="S", help="Seconds for each file.")


def question(
    rule: str, seats: int | None, ties: str | None, seed: int, options: Sequence[str], **rest: Any
) -> Question:
    """The question that the options make. Raises click.BadParameter."""
    if rule not in RULES:
        raise click.BadParameter(f"there is no rule {rule!r}; `hustings rules` lists them.", param_hint="--rule")
    given = parse_options(rule, options)
    return Question(rule, seats, parse_ties(ties) if ties else Lot(str(seed)), given, **rest)


def answer_all(
    work: Callable[[Profile, Question], Answer],
    show: Callable[[Answer], str],
    head: str,
    asked_for: Question,
    files: Sequence[str],
    as_json: bool,
) -> None:
    """Answers for every file, on all cores where there are several, and ends with status 1 if one could not be."""
    if not files:
        raise click.UsageError("Name at least one file.")
    failed = answered = False
    if not as_json and head:
        click.echo(head)
    for file, answer in zip(files, _with_progress(_answers(work, asked_for, files), len(files)), strict=True):
        if isinstance(answer, str):
            failed = True
            click.echo(f"{file}{answer}", err=True)
        elif as_json:
            click.echo(json.dumps({"file": file, **answer}, ensure_ascii=False))
        else:
            answered = True
            click.echo(show({"file": file, **answer}))
    if answered:
        click.echo("\n" + "\n".join(CAVEATS))
    if failed:
        sys.exit(1)


def _answers(
    work: Callable[[Profile, Question], Answer], asked_for: Question, files: Sequence[str]
) -> Iterator[Answer | str]:
    if len(files) == 1:
        yield _answer(work, asked_for, files[0])
        return
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(files))) as pool:
        yield from pool.map(partial(_answer, work, asked_for), files)


def _answer(work: Callable[[Profile, Question], Answer], asked_for: Question, file: str) -> Answer | str:
    """The answer for one file, or what follows the file's name in the sentence that says why there is none."""
    try:
        if asked_for.totals:
            profile = read_totals(Path(file))
        else:
            profile = formats.read(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
        return work(profile, asked_for)
    except formats.ParseError as error:
        return f", {error}"
    except UnbrokenTie as error:
        return f": {error} (--ties lot:SEED or --ties drawn:2,1)"
    except OSError as error:
        return f" cannot be read: {error.strerror}"
    except (OptionError, ProfileError, DepartureError) as error:
        return f": {error}"


def _with_progress(answers: Iterator[Answer | str], number: int) -> Iterator[Answer | str]:
    if number == 1 or not sys.stderr.isatty():
        yield from answers
        return
    with click.progressbar(answers, length=number, label="Answering", file=sys.stderr) as shown:
        yield from shown


def read_totals(path: Path) -> Profile:
    """A CSV with a candidate and their votes in every row; a first row without a digit in its last cell is the header.

    Raises ParseError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise formats.ParseError(1, "expected text in UTF-8; save the file so") from None
    votes: dict[str, int] = {}
    rows = csv.reader(io.StringIO(text, newline=""))
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells) or (rows.line_num == 1 and not any(map(str.isdigit, cells[-1]))):
            continue
        name = cells[0]
        if len(cells) != 2 or not name or not cells[1].isdecimal():
            raise formats.ParseError(rows.line_num, f"expected a candidate and their votes, found {','.join(row)!r}")
        if name in votes:
            raise formats.ParseError(rows.line_num, f"{name!r} has votes in an earlier row too; give each one row")
        votes[name] = int(cells[1])
    if not votes:
        raise formats.ParseError(1, "there is no candidate in this file")
    return Profile.from_totals(tuple(votes), tuple(votes.values()), sum(votes.values()))


def numbers(candidates: Sequence[int]) -> list[int]:
    """Candidates numbered from 1, as in files and on paper."""
    return [c + 1 for c in candidates]


def number(value: Fraction | None) -> int | float | None:
    """A quota as a JSON number."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def certificate(profile: Profile, leaving: Sequence[Leaving]) -> list[dict[str, Any]]:
    """The ballots that leave; candidates numbered from 1, scores as they are."""
    shown = list if profile.kind == "scores" else numbers
    return [{"ballot": shown(line.ballot), "count": line.count} for line in leaving]


def of_change(change: Change) -> Answer:
    """The parts of an answer that every recounted change has."""
    return {
        "certificate": certificate(change.contest.profile, change.certificate),
        "before": numbers(change.before),
        "after": numbers(change.after),
        "quota_before": number(change.quota_before),
        "quota_after": number(change.quota_after),
        "tie_used": change.tie_used,
        "method": change.method,
        "seconds": round(change.seconds, 4),
    }


def told_certificate(answer: Answer) -> str:
    """The ballots that leave as lines of text."""
    if not answer["certificate"]:
        return "  nobody leaves"
    return "\n".join(
        f"  {line['count']} of {'>'.join(map(str, line['ballot'])) or 'blank'}" for line in answer["certificate"]
    )


def told_elected(answer: Answer) -> str:
    """Before and after on one line."""
    before, after = (" ".join(map(str, answer[when])) or "nobody" for when in ("before", "after"))
    return f"{before} -> {after}"
