"""Contests in which voters rank: cast, shuffled, opened, counted by their rule and declared."""

import json
import re
import shlex
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from tests.elections import desks, polls, ranked_polls

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.cli.main import main
from hustings.counting import Lot, count, formats, lot_order, reports
from hustings.elections import methods, rankings
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.polls import close_poll
from hustings.elections.actions.tally import draw_lot, make_tallies
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.declaration_pdf import declaration_pdf
from hustings.elections.models import Board, Election
from hustings.elections.queries.boards import archive
from hustings.elections.queries.results import outcome
from hustings.elections.stage_tables import retold
from hustings.franchise.actions import make_group

pytestmark = pytest.mark.django_db


def verified(board: Board, folder: Path) -> voting.Report:
    path = folder / f"{board.uuid}.bel"
    path.write_bytes(b"".join(archive(polls.fresh(board))))
    report = voting.verify(path)
    assert report.ok, [check for check in report.checks if not check.ok]
    return report


def test_ranked_poll_is_shuffled_opened_counted_and_declared(organisation: Organisation, tmp_path: Path) -> None:
    members = polls.make_members(6)
    board = ranked_polls.open_board(members)
    rankings = [(1, 2, 3, 4), (1, 2, 0, 0), (1, 2, 3, 0), (0, 0, 1, 2), (0, 0, 0, 0), (0, 1, 0, 0)]
    for member, ranks in zip(members, rankings, strict=True):
        ranked_polls.vote(board, member, ranks)
    board = polls.close(board)
    assert (board.state, board.election.state) == (Board.State.COMPLETE, Election.State.TALLIED)
    assert sorted(map(tuple, verified(board, tmp_path).result[0])) == sorted(rankings)
    result = outcome(ranked_polls.contest_of(board))
    assert [result.answers[c].label for c in result.elected] == ["Ann", "Bob"]
    assert (result.cast, result.blank, result.void, result.valid) == (6, 1, 0, 5)
    assert result.votes == (3, 1, 1, 0)
    document = json.loads(declare(board.election, "", polls.officer()).document)
    (contest,) = document["contests"]
    assert contest["elected"] == ["Ann", "Bob"]
    assert contest["count"]["quota"] == "2"
    assert contest["count"]["stages"][0]["votes"] == ["3", "1", "1", "0"]
    assert contest["count"]["sentences"][0].startswith("Stage 1: ")
    assert document["boards"][0]["shuffled_by"] == ["Server"]


def test_invalid_rankings_are_counted_as_the_rule_says_and_listed(organisation: Organisation) -> None:
    members = polls.make_members(5)
    board = ranked_polls.open_board(members, rule="scottish-stv", seats=1)
    for member, ranks in zip(
        members, [(1, 2, 2, 0), (1, 0, 3, 0), (0, 1, 0, 0), (2, 0, 0, 0), (1, 1, 0, 0)], strict=True
    ):
        ranked_polls.vote(board, member, ranks)
    board = polls.close(board)
    result = outcome(ranked_polls.contest_of(board))
    assert (result.void, result.valid, result.votes) == (2, 3, (2, 1, 0, 0))
    assert [(invalid.ranks, invalid.places) for invalid in result.invalid] == [
        ((1, 0, 3, 0), ((0,),)),
        ((1, 1, 0, 0), ()),
        ((1, 2, 2, 0), ((0,),)),
        ((2, 0, 0, 0), ()),
    ]
    declared = declare(board.election, "", polls.officer())
    listed = json.loads(declared.document)["contests"][0]["invalid_rankings"]
    assert listed[0] == {
        "ranks": [{"name": "Ann", "rank": 1}, {"name": "Cleo", "rank": 3}],
        "ballots": 1,
        "counted_as": [["Ann"]],
    }
    for page in ("result", "declaration"):
        shown = Client().get(f"/elections/{board.election.slug}/{page}/").content.decode()
        assert "Rankings with a repeated or missing rank" in shown and "1 Ann, 3 Cleo" in shown
        assert "Stages of the count" in shown and "<svg" in shown
    assert declaration_pdf(declared).startswith(b"%PDF-")


def test_pairwise_rule_takes_the_same_rank_as_the_same_place(organisation: Organisation) -> None:
    members = polls.make_members(3)
    board = ranked_polls.open_board(members, rule="schulze", seats=1)
    for member, ranks in zip(members, [(1, 1, 5, 0), (2, 0, 1, 0), (1, 2, 3, 4)], strict=True):
        ranked_polls.vote(board, member, ranks)
    board = polls.close(board)
    result = outcome(ranked_polls.contest_of(board))
    assert [invalid.places for invalid in result.invalid] == [((0, 1), (2,))]
    assert (result.void, result.elected, result.votes) == (0, (0,), (1, 0, 1, 0))
    declare(board.election, "", polls.officer())
    shown = Client().get(f"/elections/{board.election.slug}/declaration/").content.decode()
    assert "prefer the candidate of the row" in shown


def test_tie_that_looking_back_cannot_break_waits_for_the_lot(
    organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    members = polls.make_members(4)
    board = ranked_polls.open_board(members, rule="scottish-stv", seats=1)
    for member, first in zip(members, (0, 0, 1, 1), strict=True):
        ranked_polls.vote(board, member, [int(c == first) for c in range(4)])
    board = polls.close(board)
    contest = ranked_polls.contest_of(board)
    assert outcome(contest).count is None and outcome(contest).tied_names == ["Cleo", "Dan"]
    with pytest.raises(ActionRefused, match="Draw the lot"):
        declare(board.election, "", polls.officer())
    page = client_of(polls.officer()).get(f"/office/elections/{board.election.slug}/poll/declare/").content.decode()
    assert "<li>Committee: There is a tie, to be broken by lot: Cleo, Dan</li>" in page
    assert f'/poll/lots/{contest.pk}/">Draw the lot: Committee</a>' in page and "Declare</button>" not in page
    draw_lot(contest, "7 7 7", polls.officer())
    favoured = next(c for c in lot_order("7 7 7", 4) if c in (0, 1))
    assert outcome(contest).elected == (favoured,)
    page = client_of(polls.officer()).get(f"/office/elections/{board.election.slug}/poll/declare/").content.decode()
    assert "Declare</button>" in page and "Draw the lot" not in page
    declared = declare(board.election, "", polls.officer())
    ties = json.loads(declared.document)["contests"][0]["ties"]
    assert [tie["tied"] for tie in ties] == [["Cleo", "Dan"], ["Ann", "Bob"]]
    assert {tie["seed"] for tie in ties} == {"7 7 7"}
    assert ties[1]["order"][0] == ["Ann", "Bob"][favoured]
    shown = Client().get(f"/elections/{board.election.slug}/declaration/").content.decode()
    gone = ["Ann", "Bob"][1 - favoured]
    assert "gave the order" in shown and f"Excluded at stage {ties[1]['stage']}: {gone}." in shown
    assert declaration_pdf(declared).startswith(b"%PDF-")


def test_count_is_told_in_the_readers_language_and_signed_in_english(organisation: Organisation) -> None:
    members = polls.make_members(5)
    board = ranked_polls.open_board(members, rule="wig-stv", seats=2)
    for member, ranking in zip(members, [(1, 2, 0, 0)] * 3 + [(0, 0, 1, 0), (0, 0, 0, 1)], strict=True):
        ranked_polls.vote(board, member, ranking)
    board = polls.close(board)
    draw_lot(ranked_polls.contest_of(board), "5", polls.officer())
    declared = declare(board.election, "", polls.officer())
    [contest] = json.loads(declared.document)["contests"]
    assert "reaches the quota" in contest["count"]["stages"][0]["event"]
    french = Client()
    french.cookies["django_language"] = "fr"
    for page in ("result", "declaration"):
        shown = unescape(french.get(f"/elections/{board.election.slug}/{page}/").content.decode())
        assert "atteint le quota et obtient un siège" in shown and "les bulletins vont à" in shown
        assert "Décimales\u00a0: 5" in shown and "Quota\u00a0: entier" in shown
        assert "Transferts de voix par étape" in shown  # the picture
        assert page == "result" or "Un classement est nul" in shown
        assert not re.search(r"is elected|papers go|A ranking is void|were tied|Stage \d|whole|Decimals", shown)
    shown = [str(option) for option in methods.options_set("wig-stv", {"decimals": 3, "gone": "since"})]
    assert shown == ["Decimals: 3", "Gone: since"]  # what was signed, and nothing that the registry has by now
    contest["count"]["stages"][0]["event"] = "As it was signed then."
    told = retold(contest, outcome(ranked_polls.contest_of(board)).count)
    assert told["count"]["stages"][0]["event"] == "As it was signed then."


def test_rankings_that_counted_can_be_downloaded_and_counted_again(organisation: Organisation) -> None:
    members = polls.make_members(5)
    board = ranked_polls.open_board(members, mixed=True, seats=1)
    for member, ranks in zip(
        members, [(1, 2, 3, 0), (1, 2, 0, 0), (2, 1, 0, 0), (0, 0, 0, 0), (1, 0, 3, 0)], strict=True
    ):
        ranked_polls.vote(board, member, ranks, (1, 0))
    board = polls.close(board)
    contest = ranked_polls.contest_of(board)
    address = f"/elections/{board.election.slug}/result/{contest.pk}.blt"
    assert Client().get(address).status_code == 404  # only what is declared
    declared = declare(board.election, "", polls.officer())
    profile = formats.read(Client().get(address).content)
    assert (profile.ballots, profile.seats, profile.title) == (4, 1, "Committee")
    again = reports.as_json(count(profile, contest.rule, 1))
    signed = json.loads(declared.document)["contests"][0]["count"]
    assert again == {name: signed[name] for name in again}
    question = board.election.contests.get(kind="question")
    assert Client().get(f"/elections/{board.election.slug}/result/{question.pk}.blt").status_code == 404


@pytest.mark.parametrize(
    ("rule", "ties", "seed", "options", "group"),
    [
        ("scottish-stv", "rule", "7 + 7 it's 3+5", {}, ""),
        ("scottish-stv", "back", "3+5", {}, "Young 'uns = under 30"),
        ("ni-stv", "lot", "7+7", {}, ""),
        ("scottish-stv", "lot", "", {}, "Young"),
        ("irish-stv", "forward", "dice", {"seed": "007=3+5"}, "Young"),
        ("irish-stv", "rule", "dice", {"seed": "007"}, ""),
        ("wig-stv", "back", "", {"decimals": 2, "quota": "exact"}, ""),
    ],
)
def test_command_on_the_page_counts_the_download_as_it_was_declared(
    organisation: Organisation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rule: str,
    ties: str,
    seed: str,
    options: dict[str, int | str],
    group: str,
) -> None:
    is_tied = bool(seed)
    ranks = [(1, 2, 3, 0), (1, 3, 2, 0), (1, 0, 0, 2), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 2, 1), (0, 0, 0, 0)]
    if not is_tied:
        ranks = [(1, 2, 0, 0)] * 5 + [(0, 0, 1, 2)] * 2 + [(0, 3, 2, 1)]
    members = polls.make_members(len(ranks))
    election = ranked_polls.make_election(polls.make_roll(members), rule=rule, seats=2)
    contest = election.contests.get()
    contest.ties, contest.rule_options = ties, options
    if group:
        contest.reserved_for, contest.reserved_seats = make_group(group, "-", polls.officer()), 1
        contest.candidates.filter(name__in=("Cleo", "Dan")).update(in_group=True)
    contest.save()
    add_trustee(election, "Server", polls.officer())
    board = polls.opened(election)
    for member, ranking in zip(members, ranks, strict=True):
        ranked_polls.vote(board, member, ranking)
    board = polls.close(board)
    contest = ranked_polls.contest_of(board)
    if is_tied:
        draw_lot(contest, seed, polls.officer())
    signed = json.loads(declare(board.election, "", polls.officer()).document)["contests"][0]["count"]
    page = Client().get(f"/elections/{board.election.slug}/result/").content.decode()
    program, *words = shlex.split(unescape(re.findall(r"<code>(hustings .*?)</code>", page)[0]))
    form = "json" if group else "blt"
    assert f'/result/{contest.pk}.{form}"' in page
    download = Client().get(f"/elections/{board.election.slug}/result/{contest.pk}.{form}")
    assert f'filename="{words[1]}"' in download["Content-Disposition"]
    (tmp_path / words[1]).write_bytes(download.content)
    monkeypatch.chdir(tmp_path)
    again = CliRunner().invoke(main, [*words, "--json"])
    assert (program, again.stderr) == ("hustings", "")
    counted = json.loads(again.stdout)
    del counted["file"]
    assert counted == {name: signed[name] for name in counted}
    assert counted["elected"]
    if is_tied:
        assert "by the lot of the seed" in again.stdout


def test_poll_without_ballots_is_shuffled_and_opened(organisation: Organisation, tmp_path: Path) -> None:
    board = polls.close(ranked_polls.open_board(polls.make_members(2)))
    assert board.state == Board.State.COMPLETE
    assert verified(board, tmp_path).result == [[]]


@pytest.mark.parametrize("rule", methods.RANKED)
def test_every_ranked_rule_counts_what_was_opened(organisation: Organisation, rule: str) -> None:
    names = ["Ann", "Bob", "Cleo", "Dan"]
    rows = [[1, 2, 3, 4]] * 5 + [[2, 1, 0, 0]] * 3 + [[0, 0, 1, 0], [0, 0, 0, 0], [3, 3, 1, 0], [9, 0, 0, 0]]
    read = rankings.read(rule, names, rows)
    counted = count(read.profile, rule, 1, Lot("1"))
    assert counted.elected[0] == 0
    assert read.blank == 1 and counted.valid + read.blank + read.void == len(rows)


def test_job_that_runs_again_changes_nothing(
    organisation: Organisation, make_user: Callable[..., User], tmp_path: Path
) -> None:
    """A job that was killed is run again from its beginning, wherever it stopped."""
    members = polls.make_members(2)
    election = ranked_polls.make_election(polls.make_roll(members))
    add_trustee(election, "Server", polls.officer())
    alone = desks.single(election, make_user("trustee"))
    desks.make_keys(alone)
    desks.rehearse(alone)
    board = polls.opened(election)
    ranked_polls.vote(board, members[0], (1, 2, 0, 0))
    polls.end_time(election)
    close_poll(board.election, polls.officer())
    heights = []
    for step in (None, "shuffle", "decrypt"):
        if step:
            alone.do(step)
        for _again in range(2):
            make_tallies(Election.objects.get(), lambda done, total, said: None)
            heights.append(polls.fresh(board).height)
    assert heights[0::2] == heights[1::2]
    assert polls.fresh(board).state == Board.State.COMPLETE
    assert verified(board, tmp_path).ok
