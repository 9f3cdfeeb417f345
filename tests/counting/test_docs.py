"""The worked examples in docs/counting are what the command prints. HUSTINGS_REWRITE=1 writes them anew."""

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from hustings.cli.main import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "counting"
PAGES = [path for path in sorted(DOCS.glob("*.md")) if "```console" in path.read_text()]
EXAMPLE = re.compile(r"```console\n\$ hustings (.*?)\n(.*?)```", re.DOTALL)


def output(command: str) -> str:
    arguments = [str(ROOT / word) if word.startswith("docs/") else word for word in shlex.split(command)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_worked_example_is_what_the_command_prints(page: Path) -> None:
    text = page.read_text()
    fresh = EXAMPLE.sub(lambda found: f"```console\n$ hustings {found[1]}\n{output(found[1])}```", text)
    picture = re.search(r"pictures/(\w+\.svg)", text)
    drawn = {}
    if picture:
        command = EXAMPLE.findall(text)[0][0]
        drawn = {DOCS / "pictures" / picture[1]: output(f"{command} --report svg")}
    if os.environ.get("HUSTINGS_REWRITE"):
        page.write_text(fresh)
        for path, svg in drawn.items():
            path.write_text(svg)
    assert text == fresh
    assert all(path.read_text() == svg for path, svg in drawn.items())


def test_every_rule_is_explained_on_a_page() -> None:
    from hustings.counting import RULES

    told = "".join(path.read_text() for path in DOCS.glob("*.md"))
    assert [identifier for identifier in RULES if f"`{identifier}`" not in told] == []
