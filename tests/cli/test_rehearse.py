"""The dress rehearsal: real ballots of a real election, through an installation of its own."""

import os
import subprocess
import sys
from pathlib import Path

WARDS = Path(__file__).parents[1] / "data" / "counting"
BALLOTS = "300"


def hustings(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUSTINGS_", "DJANGO_"))}
    command = [sys.executable, "-m", "hustings", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=clean, timeout=900)


def test_rehearse_real_ballots_declares_the_totals_of_the_file(tmp_path: Path) -> None:
    ward = WARDS / "eilean_siar_2012_ward3.csv"
    done = hustings("rehearse", str(ward), "--ballots", BALLOTS, "--revotes", "0.05", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Declared totals and file agree." in done.stdout
    assert "The archive verifies." in done.stdout
    assert f"{BALLOTS} electors cast" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_rehearse_file_without_ballots_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "no-ballots.csv").write_text("these are no ballots\n")
    done = hustings("rehearse", "no-ballots.csv", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: no-ballots.csv: ")
    assert "Traceback" not in done.stderr
