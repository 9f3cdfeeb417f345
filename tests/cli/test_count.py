"""The commands `hustings count` and `hustings rules`."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hustings.cli.count import parse_options
from hustings.cli.main import main
from hustings.counting import RULES

DATA = Path(__file__).parents[1] / "data" / "counting"
WARD = DATA / "north_lanarkshire_2017_ward11.csv"
BLT = '3 1\n-3\n4 1 2 0\n4 2 1 0\n2 3 1 0\n0\n"Ann"\n"Bob"\n"Cy"\n"Chair"\n'
TIED = '2 1\n4 1 0\n4 2 0\n0\n"Ann"\n"Bob"\n"Chair"\n'


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["count", *map(str, arguments)], input=given)


def test_count_prints_one_json_object_per_file() -> None:
    wards = sorted(DATA.glob("*.csv"))
    expected = json.loads((DATA / "stages.json").read_text())
    result = run(*wards, *wards, "--rule", "scottish-stv", "--json")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["file"]) for line in lines] == wards * 2
    for line in lines:
        want = expected[Path(line["file"]).stem]
        assert sorted(line["elected"]) == want["elected"]
        assert Decimal(line["quota"]) == want["quota"]
        for stage, votes in zip(line["stages"], want["stages"] or [], strict=False):
            assert [Decimal(value) for value in stage["votes"]] == [Decimal(value) / 100000 for value in votes]
    assert set(lines[0]) == {"file", "rule", "seats", "valid", "quota", "elected", "stages"}
    assert "rules 50 and 51" in lines[0]["stages"][-1]["event"] or "rules 4" in lines[0]["stages"][-1]["event"]


def test_count_reads_standard_input_and_skips_the_withdrawn() -> None:
    result = run("-", "--rule", "irv", "--json", given=BLT)
    line = json.loads(result.stdout)
    assert (line["file"], line["elected"], line["quota"]) == ("-", [1], None)


def test_count_of_lists_gives_seats_by_list(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    path.write_text("totals,Blue,Red\n100,60,40\n")
    line = json.loads(run(path, "--rule", "dhondt", "--seats", "5", "--json").stdout)
    assert line["elected"] == {"Blue": 3, "Red": 2}


def test_count_prints_a_table_by_default() -> None:
    text = run(WARD, "--rule", "scottish-stv").stdout
    assert "517.25396" in text
    assert "517.13156" in text
    assert "Elected: Tracy Carragher, Tom Castles, Fergus Macgregor" in text


@pytest.mark.parametrize(
    ("form", "begins"), [("html", "<table"), ("csv", "Candidate,"), ("svg", "<svg"), ("json", '{"file"')]
)
def test_count_prints_other_reports(form: str, begins: str) -> None:
    assert run(WARD, "--rule", "meek-stv", "--report", form).stdout.startswith(begins)


def test_count_asks_for_a_lot_and_takes_it() -> None:
    asked = run("-", "--rule", "fptp", given=TIED)
    assert asked.exit_code == 1
    assert "Ann, Bob are tied" in asked.stderr and "--ties lot:SEED" in asked.stderr
    for policy, winner in [("drawn:2,1", [2]), ("drawn:1,2", [1]), ("back+drawn:2,1", [2])]:
        line = json.loads(run("-", "--rule", "fptp", "--ties", policy, "--json", given=TIED).stdout)
        assert line["elected"] == winner
        assert line["stages"][0]["ties"][0]["how"] == "by the lot that was drawn"
    assert "by the lot of the seed “x”" in run("-", "--rule", "fptp", "--ties", "lot:x", given=TIED).stdout


def test_seed_may_hold_a_plus_and_digits_only() -> None:
    for policy, seed in [("rule+lot:3+5", "3+5"), ("lot:ru+rule", "ru"), ("lot:3 + back+rule", "3 + back")]:
        assert f"seed “{seed}”" in run("-", "--rule", "fptp", "--ties", policy, given=TIED).stdout
    assert parse_options("irish-stv", ["seed=007=3"]) == {"seed": "007=3"}
    assert parse_options("irish-stv", ["seed=007"]) == {"seed": "007"}
    assert parse_options("wig-stv", ["decimals=007"]) == {"decimals": 7}


def test_count_reserves_seats_by_group(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text("totals,Ann,Bob,Cy,Di\ngroup,women,men,men,women\n90,10,50,40,30\n")
    assert json.loads(run(path, "--rule", "block", "--seats", "2", "--json").stdout)["elected"] == [2, 3]
    reserved = run(path, "--rule", "block", "--seats", "2", "--reserve", "women=1", "--json")
    assert json.loads(reserved.stdout)["elected"] == [2, 4]
    unknown = run(path, "--rule", "block", "--seats", "2", "--reserve", "youth=1")
    assert "the groups are: men, women" in unknown.stderr


def test_count_takes_options_of_the_rule() -> None:
    line = json.loads(run(WARD, "--rule", "wig-stv", "--option", "decimals=2", "--json").stdout)
    assert all(len(votes.partition(".")[2]) <= 2 for stage in line["stages"] for votes in stage["votes"])
    refused = run(WARD, "--rule", "wig-stv", "--option", "digits=2")
    assert refused.exit_code == 1
    assert "it has: decimals, quota" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--rule", "nonsense"), "hustings rules"),
        (("--rule", "fptp", "--ties", "coin"), "is not a way to break ties"),
        (("--rule", "fptp", "--ties", "drawn:a"), "expected a whole number"),
        (("--rule", "fptp", "--reserve", "women"), "expected NAME=VALUE"),
        (("--rule", "star"), "needs scores"),
        (("--rule", "irv", "--seats", "2"), "fills one seat, not 2"),
        (("--rule", "condorcet", "--seats", "2"), "fills one seat, not 2"),
        (("--rule", "scottish-stv", "--seats", "99"), "all of these are elected without a count"),
    ],
)
def test_count_says_what_is_wrong_with_an_argument(arguments: tuple[str, ...], said: str) -> None:
    result = run(WARD, *arguments)
    assert result.exit_code != 0
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_count_names_file_line_and_reason_and_counts_the_others(tmp_path: Path) -> None:
    bad = tmp_path / "bad.blt"
    bad.write_text('2 1\n3 1 7 0\n0\n"Ann"\n"Bob"\n')
    result = run(bad, tmp_path / "missing.blt", WARD, "--rule", "scottish-stv", "--json")
    assert result.exit_code == 1
    assert f"{bad}, line 2: there is no candidate 7" in result.stderr
    assert f"{tmp_path / 'missing.blt'}: No such file or directory.\n" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_rules_lists_every_rule_with_its_source() -> None:
    text = CliRunner().invoke(main, ["rules"]).stdout
    assert all(identifier in text for identifier in RULES)
    plain = json.loads(CliRunner().invoke(main, ["rules", "--json"]).stdout)
    assert [rule["identifier"] for rule in plain] == list(RULES)
    assert all(rule["source"] for rule in plain)
