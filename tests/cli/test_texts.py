"""`hustings texts compare`, as a person calls it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hustings.cli.main import main

SOURCE = "\n".join(f"{number}. {word} is what this clause says." for number, word in enumerate("abcdefghijk", 1))
PART = (
    SOURCE.replace("4. d is", "4. d was")
    .replace("5. e is", "5. e will be")
    .replace("6. f is what this", "6. f is what that")
    .replace("7. g is what this clause says.\n", "")
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "source.md").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "part.md").write_text(PART, encoding="utf-8")
    return tmp_path


def run(files: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["texts", "compare", *(a.replace("@", f"{files}/") for a in arguments)])


def test_json_says_what_became_of_every_clause(files: Path) -> None:
    result = run(files, "@source.md", "@part.md", "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["summary"] == "in part: 7 of 11 verbatim, 3 reworded, 1 omitted"
    assert said["counts"] == {"verbatim": 7, "reworded": 3, "omitted": 1, "covered": 0, "added": 0}
    assert len(said["clauses"]) == 11
    assert said["clauses"][0] == {"source": "1", "disposition": "verbatim", "adopted": "1", "diff": []}
    assert said["clauses"][3] == {
        "source": "4",
        "disposition": "reworded",
        "adopted": "4",
        "diff": [["equal", "d"], ["removed", "is"], ["added", "was"], ["equal", "what this clause says."]],
    }
    assert said["clauses"][6] == {
        "source": "7",
        "disposition": "omitted",
        "adopted": None,
        "diff": [["removed", "g is what this clause says."]],
    }


def test_covered_clause_is_named(files: Path) -> None:
    said = json.loads(run(files, "@source.md", "@part.md", "--covered", "7=3", "--json").stdout)
    assert said["summary"] == "in part: 7 of 11 verbatim, 3 reworded, 1 covered"
    assert (said["clauses"][6]["disposition"], said["clauses"][6]["adopted"]) == ("covered", "3")


def test_text_shows_summary_and_words(files: Path) -> None:
    lines = run(files, "@source.md", "@part.md").stdout.splitlines()
    assert lines[0] == "in part: 7 of 11 verbatim, 3 reworded, 1 omitted"
    assert "4   reworded as 4" in lines
    assert "    d [-is-] {+was+} what this clause says." in lines
    assert "7   omitted" in lines


def test_standard_input_is_a_text_too(files: Path) -> None:
    arguments = ["texts", "compare", str(files / "source.md"), "-"]
    assert CliRunner().invoke(main, arguments, input=SOURCE).stdout.startswith("in full\n")


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"1. A\n1. B", [], "bad.md, line 2: there is a clause 1 on line 1 already"),
        (b"", [], "bad.md, line 1: the text is empty."),
        (b"1. A\n2. \xff", [], "bad.md, line 2: this line is not UTF-8 text"),
        (PART.encode(), ["--covered", "7"], "expected N=M, such as 7=3, found '7'."),
        (PART.encode(), ["--covered", "7=99"], "the adopted text has no clause 99"),
        (PART.encode(), ["--covered", "7=1", "--covered", "7=2"], "source clause 7 is claimed twice"),
        (PART.encode(), ["--covered", "1=2"], "it stands verbatim as clause 1."),
    ],
)
def test_bad_input_is_one_sentence_and_no_trace(files: Path, content: bytes, options: list[str], message: str) -> None:
    (files / "bad.md").write_bytes(content)
    result = run(files, "@source.md", "@bad.md", *options)
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_missing_file_is_named(files: Path) -> None:
    result = run(files, "@source.md", "@none.md")
    assert result.exit_code == 2
    assert "none.md" in result.stderr
