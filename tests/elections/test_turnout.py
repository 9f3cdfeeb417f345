"""Turnout: hour by hour and by unit, as a picture that says its content in words."""

from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from tests.elections import polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation
from hustings.accounts.queries import local
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.polls import CHALLENGE_PERIOD, delete_marked_register, keep_times
from hustings.elections.models import Election, MarkedRegister
from hustings.elections.pictures import turnout_curve
from hustings.elections.queries import turnout
from hustings.franchise.models import Roll, RollEntry
from hustings.register.models import Unit

pytestmark = pytest.mark.django_db


def test_turnout_curve_is_drawn_to_scale_and_told_in_words() -> None:
    drawn = ElementTree.fromstring(turnout_curve([("9 h", 10), ("10 h", 40)], 40, "Turnout <b>", "40 & all voted"))
    names = {"svg": "http://www.w3.org/2000/svg"}
    assert drawn.get("role") == "img"
    assert drawn.findtext("svg:title", namespaces=names) == "Turnout <b>"
    assert drawn.findtext("svg:desc", namespaces=names) == "40 & all voted"
    points = [tuple(map(float, p.split(","))) for p in drawn.find("svg:polyline", names).get("points").split()]
    assert len(points) == 3
    (_, floor), (_, first), (_, top) = points
    assert floor - top == pytest.approx(4 * (floor - first))


def test_turnout_curve_before_anybody_voted_is_drawn() -> None:
    assert ElementTree.fromstring(turnout_curve([], 0, "Turnout", "")).get("role") == "img"


def test_by_hour_fills_the_hours_without_a_vote(organisation: Organisation) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members, opens_at=timezone.now() - timedelta(hours=3))
    polls.vote(board, members[0])
    polls.vote(board, members[0])
    polls.vote(board, members[1])
    points = turnout.by_hour(board)
    assert [voters for _hour, voters in points] == [0, 0, 0, 2]
    assert all(later[0] - earlier[0] == timedelta(hours=1) for earlier, later in pairwise(points))
    assert turnout.voters(board) == 2


def test_by_unit_merges_what_the_roll_merged(organisation: Organisation) -> None:
    members = polls.make_members(5)
    units = [Unit.objects.create(name=name, kind="branch", code=name) for name in ("East", "West", "North")]
    bare = polls.make_roll(members[:1])
    roll = Roll.objects.create(
        rule=bare.rule, name="By unit", conditions={"all": []}, as_at=bare.as_at, size=5, total_weight=5, salt="0",
        hash="0", unit_counts=[{"units": [units[0].pk], "electors": 3},
                               {"units": [units[1].pk, units[2].pk], "electors": 2}],
    )  # fmt: skip
    homes = [0, 0, 0, 1, 2]
    RollEntry.objects.bulk_create(
        RollEntry(roll=roll, member=member, unit=units[home]) for member, home in zip(members, homes, strict=True)
    )
    election = polls.make_election(roll)
    polls.add_trustee(election, "Server", polls.officer())
    board = polls.opened(election)
    for member in (members[0], members[1], members[4]):
        polls.vote(board, member)
    counted = [turnout.UnitTurnout("East", 3, 2), turnout.UnitTurnout("West, North", 2, 1)]
    # On the day itself nobody can see from which unit a ballot comes that has just appeared on the board.
    assert [unit.voters for unit in turnout.by_unit(board)] == [0, 0]
    MarkedRegister.objects.exclude(voted_on=None).update(voted_on=local(timezone.now()).date() - timedelta(days=1))
    assert [unit.voters for unit in turnout.by_unit(board)] == [0, 0]  # as counted before, for the day
    board.turnout_hours.update(hour=timezone.now() - timedelta(days=1))
    assert turnout.by_unit(board) == counted
    polls.vote(board, members[2])
    assert turnout.by_unit(board) == counted
    assert [unit.voters for unit in turnout.by_unit(polls.close(board))] == [3, 1]


def test_marked_register_is_deleted_when_the_result_can_no_longer_be_challenged(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members)
    for member, choices in zip(members, ([0, 1, 1, 0], [0, 1, 1, 0], [0, 1, 0, 0]), strict=True):
        polls.vote(board, member, (choices, [1, 0]))
    board = polls.close(board)
    declare(board.election, "", polls.officer())
    keep_times()
    with pytest.raises(ActionRefused, match="28 days"):
        delete_marked_register(Election.objects.get(), polls.officer())
    assert MarkedRegister.objects.count() == 3
    later = timezone.now() + CHALLENGE_PERIOD
    monkeypatch.setattr(timezone, "now", lambda: later)
    keep_times()
    assert not MarkedRegister.objects.exists()
    assert turnout.voters(board) == 3
    assert turnout.by_unit(board) == []
