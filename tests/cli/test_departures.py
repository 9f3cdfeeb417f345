"""The command `hustings departures`, but for its verb simulate."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hustings.cli.main import main
from hustings.departures import CAVEATS

DATA = Path(__file__).parents[1] / "data" / "counting"
WARD = DATA / "shetland_2017_ward7.csv"
RULE = ("--rule", "scottish-stv")
SHAPE = [
    *("file", "rule", "seats", "lower", "upper", "exact", "certificate", "before", "after"),
    *("quota_before", "quota_after", "tie_used", "method", "seconds"),
]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["departures", *map(str, arguments)])


def lines(*arguments: str | Path) -> list[dict[str, object]]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_margin_prints_its_answer_as_json() -> None:
    (line,) = lines("margin", WARD, *RULE)
    assert list(line) == SHAPE
    assert (line["lower"], line["upper"], line["exact"]) == (1, 1, True)
    assert (line["before"], line["after"]) == ([1, 2, 4, 5], [1, 2, 3, 5])
    assert (line["quota_before"], line["quota_after"]) == (299, 299)
    (left,) = line["certificate"]  # type: ignore[misc, attr-defined]
    assert left["count"] == 1 and left["ballot"][0] == 1


def test_what_if_recounts_without_the_ballots_removed() -> None:
    (line,) = lines("what-if", WARD, *RULE, "--remove", "1>2>3:1")
    assert list(line) == [name for name in SHAPE if name not in ("lower", "upper", "exact")]
    assert (line["certificate"], line["after"]) == ([{"ballot": [1, 2, 3], "count": 1}], [1, 2, 3, 5])
    said = run("what-if", WARD, *RULE, "--remove", "1>2>3:1").stdout
    assert "elected 1 2 4 5 -> 1 2 3 5" in said and "of those who leave, 1 prefer the new result" in said
    # A second such ballot brings the old result back.
    (both,) = lines("what-if", WARD, *RULE, "--remove", "1>2>3:1", "--remove", "1>2>3:1")
    assert both["before"] == both["after"] and both["certificate"] == [{"ballot": [1, 2, 3], "count": 2}]


def test_several_files_are_answered_in_order() -> None:
    wards = sorted(DATA.glob("shetland*.csv"))
    assert [Path(str(line["file"])) for line in lines("committee-sizes", *wards, *RULE)] == wards


def test_caveats_are_said_with_every_answer() -> None:
    said = run("margin", WARD, *RULE, "--who", "supporters:1").stdout
    assert all(caveat in said for caveat in CAVEATS)
    assert "exactly 1 departure," in said


def test_totals_alone_answer_for_a_block_vote(tmp_path: Path) -> None:
    totals, own = tmp_path / "totals.csv", tmp_path / "own.csv"
    totals.write_text("Candidate,Votes\nAnn,900\nBob,870\nCy,800\n")
    own.write_text("Ann,100\nBob,100\n")
    (line,) = lines("margin", "--totals", totals, "--rule", "block", "--seats", "2")
    assert list(line) == SHAPE
    assert (line["lower"], line["upper"], line["before"], line["after"]) == (71, 71, [1, 2], [1, 3])
    (tip,) = lines("tip", "--totals", totals, "--group", own, "--rule", "block", "--seats", "2")
    assert (tip["share"], tip["turned"]) == (0.7, [2, 3])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"Ann,3.5\nBob,1\n", "line 1: expected a candidate and their votes, found 'Ann,3.5'"),
        (b"Candidate,Votes\nAnn,-3\nBob,1\n", "line 2: expected a candidate"),
        (b"Ann,3\nBob,1\nAnn,2\n", "line 3: 'Ann' has votes in an earlier row too"),
        (b"Ann,3\xff\nBob,1\n", "expected text in UTF-8"),
        (b"Candidate,Votes\n", "there is no candidate in this file"),
    ],
)
def test_totals_that_cannot_be_read_get_a_sentence(tmp_path: Path, text: bytes, said: str) -> None:
    totals = tmp_path / "totals.csv"
    totals.write_bytes(text)
    result = run("margin", "--totals", totals, "--rule", "block", "--seats", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr and result.stderr.count("\n") == 1


def test_group_tips_the_result() -> None:
    (line,) = lines("tip", WARD, *RULE, "--who", "slate:1,2:1")
    assert 0 < float(str(line["share"])) <= 1 and not line["exact"]
    assert "the result changes at" in run("tip", WARD, *RULE, "--who", "slate:1,2:1").stdout


def test_target_costs_departures() -> None:
    (line,) = lines("elect", WARD, *RULE, "--candidates", "3")
    assert (list(line), line["upper"], 3 in line["after"]) == (SHAPE, 1, True)  # type: ignore[operator]
    assert lines("elect", WARD, *RULE, "--goal", "elect:3")[0]["upper"] == 1


def test_sample_repeats_itself_for_its_seed() -> None:
    ask = ("sample", WARD, *RULE, "--leaving", "30", "--draws", "200", "--seed", "5")
    (line,), (again,) = lines(*ask), lines(*ask)
    assert line == again
    assert float(str(line["low"])) <= float(str(line["probability"])) <= float(str(line["high"]))


def test_no_show_lists_what_it_finds(tmp_path: Path) -> None:
    ballots = tmp_path / "ballots.blt"
    ballots.write_text('3 1\n39 1 2 3 0\n35 2 3 1 0\n26 3 1 2 0\n0\n"Ann"\n"Bob"\n"Cy"\n"Chair"\n')
    (line,) = lines("no-show", ballots, "--rule", "irv")
    (case,) = line["found"]  # type: ignore[misc, attr-defined]
    assert (case["wanted"], case["elected"], case["upper"]) == (3, 1, 10)
    assert case["certificate"] == [{"ballot": [2, 3, 1], "count": 10}]
    assert "10 voters want 3 and not 1" in run("no-show", ballots, "--rule", "irv").stdout
    assert "none found" in run("no-show", ballots, "--rule", "irv", "--limit", "9").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["margin", WARD, *RULE, "--who", "supporters:9"], "There is no candidate 9"),
        (["margin", WARD, *RULE, "--who", "supporters:1", "--who", "supporters:2"], "No ballot belongs to"),
        (["margin", WARD, *RULE, "--who", "prefers:2>2"], "the same candidate twice"),
        (["margin", WARD, *RULE, "--who", "some"], "does not say who may leave"),
        (["margin", WARD, *RULE, "--goal", "win:1"], "is not a goal"),
        (["margin", WARD, *RULE, "--goal", "elect:1,2,3,4,5"], "cannot be elected to 4 seats"),
        (["margin", WARD, *RULE, "--time-limit", "0"], "time limit is 0.0 seconds"),
        (["margin", WARD, "--rule", "coin"], "there is no rule"),
        (["margin", WARD, *RULE, "--totals", WARD], "not both"),
        (["margin", *RULE], "at least one file"),
        (["margin", "--totals", WARD, "--rule", "block", "--seats", "1"], "expected a candidate and their votes"),
        (["margin", WARD, *RULE, "--time-limit", "nan"], "time limit is nan seconds"),
        (["margin", "no-such-file", *RULE], "no-such-file cannot be read: No such file"),
        (["elect", WARD, *RULE, "--goal", "unseat:1"], "elects nobody"),
        (["sample", WARD, *RULE, "--leaving", "5", "--seed", "-1"], "'--seed'"),
        (["what-if", WARD, *RULE, "--remove", "1>2>3:4"], "there are only 3"),
        (["what-if", WARD, *RULE, "--remove", "1-2"], "expected ballots and their number"),
        (["elect", WARD, *RULE], "Say who is to be elected"),
        (["tip", WARD, *RULE], "Say which group leaves"),
        (["sample", WARD, *RULE, "--leaving", "5000"], "5000 voters cannot leave"),
        (["no-show", WARD, *RULE, "--limit", "0"], "give 1 or more"),
    ],
)
def test_bad_question_gets_a_sentence(arguments: list[str | Path], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code != 0
    assert said in result.stderr
    assert "Traceback" not in result.output
