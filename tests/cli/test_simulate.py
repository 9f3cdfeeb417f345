"""The command `hustings departures simulate`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from distributed import LocalCluster

from hustings.cli.main import main
from hustings.departures.simulation import workers

EXAMPLES = Path(__file__).parents[2] / "docs/departures/examples"
BLOCS, SOCIETY = EXAMPLES / "two-blocs.toml", EXAMPLES / "society.toml"
GROUP = '[[groups]]\nname = "A"\nmembers = 5\nposition = 0.5\ncandidates = [0.5]\n'


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["departures", "simulate", *map(str, arguments)])


def test_simulate_prints_json(tmp_path: Path) -> None:
    svg = tmp_path / "fans.svg"
    first = run(SOCIETY, "--terms", "4", "--replicates", "3", "--json", "--svg", svg)
    found = json.loads(first.stdout)
    assert (found["mode"], found["terms"], found["replicates"], found["seed"]) == ("cohorts", 4, 3, 1)
    assert [group["name"] for group in found["groups"]] == ["West", "East"]
    assert found["groups"][0]["members"][0] == [540000] * 5
    assert len(found["flipped_by"]) == 5
    assert svg.read_text().startswith("<svg")
    assert run(SOCIETY, "--terms", "4", "--replicates", "3", "--json").stdout == first.stdout
    assert run(SOCIETY, "--terms", "4", "--replicates", "3", "--json", "--seed", "2").stdout != first.stdout


def test_sweep_prints_every_point(tmp_path: Path) -> None:
    swept = ("--sweep", "A.leave=0:0.1:0.05", "--sweep", "B.leave=0,0.02", "--mode", "mean-field")
    found = json.loads(run(BLOCS, *swept, "--json", "--svg", tmp_path / "map.svg").stdout)
    assert [axis["values"] for axis in found["axes"]] == [[0.0, 0.05, 0.1], [0.0, 0.02]]
    flips = {tuple(point["values"]): point["median_flip"] for point in found["points"]}
    assert flips[0.05, 0.0] == 2
    assert flips[0.0, 0.02] is None
    assert "Term of the flip against A.leave and B.leave" in (tmp_path / "map.svg").read_text()


def test_vary_shows_how_the_answer_moves_with_each_assumption() -> None:
    text = run(BLOCS, "--vary", "10", "--mode", "mean-field").stdout
    varied = [line.split()[0] for line in text.splitlines() if line.endswith("members at the end")]
    bloc = [f"A.{name}" for name in ("members", "leave", "turnout", "turnout_speaking")]
    assert varied == bloc + [name.replace("A", "B") for name in bloc if name != "A.leave"]
    assert "0.045" in text
    assert "0.055" in text


@pytest.fixture
def cluster() -> Iterator[str]:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, host="127.0.0.1", dashboard_address=None, protocol="tcp"
    ) as found:
        yield found.scheduler_address


def test_cluster_gives_what_this_machine_gives(cluster: str) -> None:
    arguments = (BLOCS, "--terms", "3", "--replicates", "9", "--json")
    assert run(*arguments, "--cluster", cluster).stdout == run(*arguments).stdout
    swept = (*arguments, "--sweep", "A.leave=0,0.05")
    assert run(*swept, "--cluster", cluster).stdout == run(*swept).stdout


def test_cluster_that_does_not_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CLUSTER_SECONDS", 0.2)
    result = run(BLOCS, "--cluster", "tcp://127.0.0.1:1")
    assert result.exit_code == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in result.stderr


def test_cluster_without_the_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run(BLOCS, "--cluster", "tcp://127.0.0.1:1")
    assert "pip install 'hustings[cluster]'" in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "the file: expected TOML"),
        ("", "groups: expected at least one group."),
        ("colour = 1\n" + GROUP, "colour: is no field; expected one of"),
        (GROUP + 'leave = "often"', "groups[1].leave: expected a number, found 'often'."),
        (GROUP + "leave = 1.5", "groups[1].leave: expected a number from 0 to 1, found 1.5."),
        (GROUP + "leaves = 0.5", "groups[1].leaves: is no field"),
        (GROUP.replace("members = 5", "members = 0"), "nobody is in any group"),
        (GROUP.replace("members = 5\n", ""), "groups[1].members: is missing"),
        (GROUP.replace("position = 0.5", 'position = "left"'), "groups[1].position: expected a number from 0 to 1 or"),
        (GROUP.replace("position = 0.5", "position = { uniform = [1, 0] }"), "groups[1].position: expected uniform ="),
        (GROUP.replace("position = 0.5", "position = { round = 1 }"), "groups[1].position: expected one of point,"),
        (GROUP + "loyalty = 2", "groups[1].loyalty: expected levels from 0 to 1, found [2.0]."),
        (GROUP + "loyalty = true", "groups[1].loyalty: expected numbers in square brackets, found [True]."),
        ("seats = 2\n" + GROUP, "seats: expected from 1 to as many as there are candidates"),
        ('rule = "dhondt"\n' + GROUP, "rule: expected one of fptp, block"),
        ('motion = "chair"\n' + GROUP, "motion: expected one of median, member, random, found 'chair'."),
        ("behaviour = 3\n" + GROUP, "behaviour: expected a table"),
        ("[behaviour]\nturnout = -1\n" + GROUP, "turnout: expected a number from 0 to 1, found -1."),
        ("groups = 3", "groups: expected a line [[groups]]"),
        (
            "bins = 100000\n"
            + GROUP.replace("position = 0.5", "position = { uniform = [0, 1] }")
            + f"loyalty = {[0.5] * 101}",
            "use fewer.",
        ),
        (GROUP + GROUP, "groups: expected names that differ, found A, A."),
    ],
)
def test_model_with_an_error_gets_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "model.toml"
    path.write_text(text)
    result = run(path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"Error: {path}: " in result.stderr
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--terms", "-1"), "Terms are numbered"),
        (("--replicates", "0"), "from 1 to 1000000 replicates"),
        (("--sweep", "A.leave"), "expected FIELD=FROM:TO:STEP"),
        (("--sweep", "A.leave=0:1:0"), "expected FIELD=FROM:TO:STEP"),
        (("--sweep", "A.leave=0:1:0.00000001"), "or more than 10000"),
        (("--sweep", "Z.leave=0,1"), "there is no group 'Z'; there are A, B."),
        (("--sweep", "A.leave=1,2"), "leave: expected a number from 0 to 1, found 2.0."),
        (("--sweep", "A.leave=nan"), "expected a number from 0 to 1"),
        (("--sweep", "seats=inf"), "expected a whole number, found inf"),
        (("--sweep", "A.members=nan"), "expected a whole number, found nan"),
        (("--sweep", "A.leave=0,1", "--sweep", "A.leave=0,1"), "vary the same thing twice"),
        (("--vary", "nan"), "expected a number over 0"),
        (("--terms", "10000", "--replicates", "1000000"), "more than can be kept at once"),
        (("--sweep", "A.members=3000", "--mode", "agents", "--sweep", "A.joiners=10000000"), "use the mode cohorts"),
        (("--cluster", "nowhere"), "no address of a Dask scheduler"),
        (("--terms", "1", "--svg", "no/such/folder.svg"), "cannot be written: No such file"),
        (("--mode", "chain", "--vary", "10"), "takes no --sweep, --vary"),
        (("--vary", "10", "--sweep", "leave=0,1"), "Give --vary alone"),
    ],
)
def test_wrong_option_gets_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    result = run(BLOCS, *arguments)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
