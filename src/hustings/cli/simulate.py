"""`hustings departures simulate`: exit, voice and loyalty over many terms, from a model in a file."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from math import isfinite
from pathlib import Path
from typing import Any

import click

from hustings.departures.simulation import (
    Axis,
    ClusterError,
    Mode,
    Model,
    ModelError,
    chain,
    read_model,
    reports,
    sweep,
    variations,
)
from hustings.departures.simulation import (
    simulate as run,
)

MOST_VALUES = 10_000
Progress = Callable[[int, int], None]


@click.command()
@click.argument("model_file", metavar="MODEL.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--terms", type=int, default=20, show_default=True, help="How many terms are followed.")
@click.option("--replicates", type=int, default=200, show_default=True, help="How often, independently.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same figures.")
@click.option(
    "--mode", type=click.Choice(["cohorts", "agents", "mean-field", "chain"]), default="cohorts", show_default=True
)
@click.option(
    "--sweep",
    "swept",
    multiple=True,
    metavar="FIELD=VALUES",
    help="Vary FIELD or GROUP.FIELD over 0:0.2:0.01 (from, to, step) or 1,2,5; twice for a map.",
)
@click.option("--vary", type=click.FloatRange(0, 100, min_open=True), help="Each assumption by so many per cent.")
@click.option("--cluster", metavar="ADDRESS", help="The address of a Dask scheduler, as tcp://host:8786.")
@click.option("--json", "as_json", is_flag=True, help="The figures as one line of JSON.")
@click.option("--svg", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Draw the picture.")
def simulate(
    model_file: Path,
    terms: int,
    replicates: int,
    seed: int,
    mode: Any,
    swept: tuple[str, ...],
    vary: float | None,
    cluster: str | None,
    as_json: bool,
    svg: Path | None,
) -> None:
    """Follow the organisation that MODEL.toml describes over many terms: who stays, speaks, leaves and joins, and in
    which term another group gets the majority. docs/departures/simulate.md explains the fields of the file."""
    if mode == "chain" and (swept or vary or cluster or svg):
        raise click.UsageError("The exact chain is one answer; it takes no --sweep, --vary, --cluster or --svg.")
    if vary and (swept or svg):
        raise click.UsageError("Give --vary alone: it varies one assumption after the other, and draws nothing.")
    if vary and not isfinite(vary):
        raise click.BadParameter("expected a number over 0, at most 100.", param_hint="--vary")
    axes = [_axis(text) for text in swept]
    if svg and len(axes) > 2:
        raise click.UsageError("A map has two axes at most; give --sweep once or twice, or leave --svg out.")
    try:
        model = read_model(_text(model_file))
        drawn = None
        with _progress() as progress:
            if mode == "chain":
                exact = chain(model, terms)
                text, data = reports.chain_table(exact), reports.chain_json(exact)
            elif axes:
                grid = sweep(model, axes, terms, replicates, seed, mode=mode, cluster=cluster, progress=progress)
                text, data = reports.sweep_table(grid), reports.sweep_json(grid)
                drawn = reports.sweep_svg(grid) if svg else None
            elif vary:
                text, data = _varied(model, vary / 100, terms, replicates, seed, mode, cluster)
            else:
                found = run(model, terms, replicates, seed, mode=mode, cluster=cluster, progress=progress)
                text, data = reports.simulation_table(found), reports.simulation_json(found)
                drawn = reports.simulation_svg(found) if svg else None
    except ClusterError as error:
        raise click.ClickException(str(error)) from None
    except (ValueError, OSError) as error:
        raise click.ClickException(f"{model_file}: {error}") from None
    if svg and drawn:
        try:
            svg.write_text(drawn, encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{svg} cannot be written: {error.strerror}") from None
    click.echo(json.dumps({"file": str(model_file), **data}, ensure_ascii=False) if as_json else text, nl=as_json)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ModelError("the file", "expected text in UTF-8.") from None


def _varied(
    model: Model, share: float, terms: int, replicates: int, seed: int, mode: Mode, cluster: str | None
) -> tuple[str, dict[str, Any]]:
    """One sweep for each assumption."""
    grids = [
        sweep(model, (axis,), terms, replicates, seed, mode=mode, cluster=cluster) for axis in variations(model, share)
    ]
    tables = [reports.sweep_table(grid).partition("\n\n")[0] for grid in grids]
    last = reports.sweep_table(grids[0]).partition("\n\n")[2] if grids else reports.CAVEAT + "\n"
    return "\n\n".join([*tables, last]), {"variations": [reports.sweep_json(grid) for grid in grids]}


def _axis(text: str) -> Axis:
    """An axis as written on the command line: FIELD=FROM:TO:STEP or FIELD=VALUE,VALUE."""
    name, _, written = text.partition("=")
    group, _, field = name.rpartition(".")
    expected = f"expected FIELD=FROM:TO:STEP or FIELD=VALUE,VALUE, found {text!r}."
    try:
        parts = [Decimal(part) for part in written.replace(":", ",").split(",")]
    except InvalidOperation:
        raise click.BadParameter(expected, param_hint="--sweep") from None
    if ":" not in written:
        return Axis(field, group, tuple(map(float, parts)))
    if len(parts) != 3 or "," in written or not all(part.is_finite() for part in parts) or parts[2] <= 0:
        raise click.BadParameter(expected, param_hint="--sweep")
    low, high, step = parts
    if not low <= high <= low + step * MOST_VALUES:
        raise click.BadParameter(f"{written} holds no value, or more than {MOST_VALUES}.", param_hint="--sweep")
    return Axis(field, group, tuple(float(low + step * i) for i in range(int((high - low) / step) + 1)))


@contextmanager
def _progress() -> Iterator[Progress]:
    """What shows how far the work is, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    with click.progressbar(length=1, label="Simulating", file=sys.stderr) as bar:

        def show(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield show
