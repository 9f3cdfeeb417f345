"""The operator's guide and the rehearsal that follows it (deploy/rehearse.sh) say the same."""

import re

from tests.conftest import ROOT


def test_every_line_that_the_rehearsal_follows_stands_in_the_guide() -> None:
    script = (ROOT / "deploy" / "rehearse.sh").read_text()
    guide = "".join(page.read_text() for page in (ROOT / "docs" / "operators").glob("*.md"))
    blocks = [block for _, block in re.findall(r"^follow <<'(\w+)'\n(.*?)^\1$", script, re.MULTILINE | re.DOTALL)]
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"^follow <<< '(.*)'$", script, re.MULTILINE)
    assert len(lines) > 30
    assert [line for line in lines if f"    {line}" not in guide] == []


def test_every_file_of_the_guide_is_there() -> None:
    guide = (ROOT / "docs" / "operators" / "install.md").read_text()
    named = set(re.findall(r"deploy/([\w.-]*\w)", guide))
    assert {"nginx.conf", "Caddyfile", "hustings", "hustings.env"} <= named
    assert [name for name in named if not (ROOT / "deploy" / name).exists()] == []
