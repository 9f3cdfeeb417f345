"""The pictures in docs/ are those that the script makes, small, and shown."""

import re

import pytest
from PIL import Image
from scripts.make_pictures import FOLDER, PICTURES, SHOWN
from tests.conftest import ROOT

NAMES = [f"{picture.name}-{screen}.webp" for picture in PICTURES for screen in SHOWN]


def test_every_picture_is_there_and_all_together_are_small() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(NAMES)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_000_000


@pytest.mark.parametrize("name", NAMES)
def test_picture_is_shown_in_its_size(name: str) -> None:
    screen = name.removesuffix(".webp").rpartition("-")[2]
    with Image.open(FOLDER / name) as image:
        assert image.size == SHOWN[screen]
    assert f"pictures/{name}" in (ROOT / "docs" / "pictures.md").read_text()


def test_picture_that_the_docs_show_is_there() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for shown in re.findall(r"\]\(([^)]*\.(?:webp|png|svg))\)", page.read_text()):
            assert (page.parent / shown).is_file(), f"{page}: {shown}"
