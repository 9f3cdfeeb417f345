"""`hustings decisions verify`."""

import json
import subprocess
import sys
from pathlib import Path

from hustings.council.chain import EXPORT_FORMAT, FORMAT, GENESIS, canonical, hash_of


def export(count: int) -> dict[str, object]:
    entries, previous = [], GENESIS
    for number in range(1, count + 1):
        document = canonical({"format": FORMAT, "number": number, "previous_hash": previous, "title": f"No. {number}"})
        previous = hash_of(document)
        entries.append({"number": number, "document": document, "hash": previous})
    return {"format": EXPORT_FORMAT, "organisation": "Pilots", "decisions": entries}


def verify(tmp_path: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Run it where there is no installation."""
    file = tmp_path / "decisions.json"
    file.write_text(text)
    return subprocess.run(
        [sys.executable, "-m", "hustings", "decisions", "verify", str(file)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(sys.path), "HUSTINGS_DATA": str(tmp_path / "none")},
        check=False,
    )


def test_whole_export_is_said_to_be_whole(tmp_path: Path) -> None:
    run = verify(tmp_path, json.dumps(export(3)))
    assert (run.returncode, run.stdout) == (0, "The register is whole: 3 decisions, each as it was recorded.\n")
    assert not (tmp_path / "none").exists()


def test_changed_export_names_the_decision(tmp_path: Path) -> None:
    run = verify(tmp_path, json.dumps(export(3)).replace("No. 2", "No. 9"))
    assert run.returncode == 1
    assert "Decision 2 was changed after it was recorded." in run.stderr


def test_other_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    run = verify(tmp_path, "<html>")
    assert run.returncode == 1
    assert "is not an export of the decisions" in run.stderr
    assert "Traceback" not in run.stderr
