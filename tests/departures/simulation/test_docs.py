"""The examples in docs/departures/simulate.md are what the command prints. HUSTINGS_REWRITE=1 writes them anew."""

import os
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from hustings.cli.main import main
from hustings.departures.simulation import Behaviour, Group, Model, read_model

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/departures/simulate.md"
MAP = ROOT / "docs/departures/pictures/two-blocs.svg"
EXAMPLE = re.compile(r"```console\n\$ hustings (.*?)\n(.*?)```", re.DOTALL)


def output(command: str) -> str:
    arguments = [str(ROOT / word) if word.startswith("docs/") else word for word in shlex.split(command)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_worked_examples_are_what_the_command_prints(tmp_path: Path) -> None:
    text = PAGE.read_text()
    fresh = EXAMPLE.sub(lambda found: f"```console\n$ hustings {found[1]}\n{output(found[1])}```", text)
    swept = next(found[1] for found in EXAMPLE.finditer(text) if found[1].count("--sweep") == 2)
    output(f"{swept} --svg {tmp_path / 'map.svg'}")
    svg = (tmp_path / "map.svg").read_text()
    if os.environ.get("HUSTINGS_REWRITE"):
        PAGE.write_text(fresh)
        MAP.parent.mkdir(exist_ok=True)
        MAP.write_text(svg)
    assert text == fresh
    assert MAP.read_text() == svg


def test_every_field_is_explained() -> None:
    told = PAGE.read_text()
    names = [field.name for kind in (Model, Group, Behaviour) for field in fields(kind)]
    assert [name for name in names if f"`{name}`" not in told and name not in ("groups", "behaviour")] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs/departures/examples").glob("*.toml")), ids=lambda path: path.stem)
def test_example_is_a_model(path: Path) -> None:
    assert read_model(path.read_text()).title
