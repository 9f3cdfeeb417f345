"""The dress rehearsal: real ballots of a real election, through an installation of its own."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from hustings.counting import formats

WARDS = Path(__file__).parents[1] / "data" / "counting"
LONG = bool(os.environ.get("HUSTINGS_LONG"))
BALLOTS, RANKED = ("300", "80") if LONG else ("60", "24")  # a tenth of them cast twice; 24 take four stages


def hustings(*arguments: str, folder: Path, timeout: int = 900) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUSTINGS_", "DJANGO_"))}
    command = [sys.executable, "-m", "hustings", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=clean, timeout=timeout)


def test_rehearse_real_ballots_declares_the_totals_of_the_file(tmp_path: Path) -> None:
    ward = WARDS / "eilean_siar_2012_ward3.csv"
    done = hustings("rehearse", str(ward), "--ballots", BALLOTS, "--revotes", "0.1", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Declared totals and file agree." in done.stdout
    assert "The archive verifies." in done.stdout
    assert f"{BALLOTS} electors cast" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_rehearse_ranked_ballots_declares_every_stage_of_the_file(tmp_path: Path) -> None:
    ward = WARDS / "shetland_2017_ward7.csv"
    done = hustings("rehearse", str(ward), "--ranked", "--ballots", RANKED, "--revotes", "0.1", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Declared stages and file agree." in done.stdout
    assert "The archive verifies." in done.stdout


@pytest.mark.skipif(not LONG, reason="casts every ballot of a ward")
def test_rehearse_whole_ward_declares_the_stages_that_two_other_programs_agree_on(tmp_path: Path) -> None:
    name = "eilean_siar_2012_ward3"
    ward, declaration = WARDS / f"{name}.csv", tmp_path / "declaration.json"
    done = hustings("rehearse", str(ward), "--ranked", "--declaration", str(declaration), folder=tmp_path, timeout=7200)
    assert done.returncode == 0, done.stdout + done.stderr
    (contest,) = json.loads(declaration.read_text())["contests"]
    agreed = json.loads((WARDS / "stages.json").read_text())[name]
    names = [" ".join(name.split()) for name in formats.load(ward).candidates]
    assert contest["elected"] == [names[c - 1] for c in agreed["election_order"]]
    places = [contest["count"]["candidates"].index(name) for name in names]
    for declared, votes in zip(contest["count"]["stages"], agreed["stages"], strict=False):
        assert [Fraction(declared["votes"][place]) * 100_000 for place in places] == votes


def test_rehearse_file_without_ballots_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "no-ballots.csv").write_text("these are no ballots\n")
    done = hustings("rehearse", "no-ballots.csv", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: no-ballots.csv: ")
    assert "Traceback" not in done.stderr
