"""A clock that is set back or forward during a poll."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone
from tests.elections import polls

from hustings import voting
from hustings.audit.log import verify_chain
from hustings.elections.models import TurnoutHour
from hustings.elections.queries.boards import archive

pytestmark = pytest.mark.django_db


def test_clock_that_steps_neither_loses_a_ballot_nor_breaks_a_chain(
    organisation: object, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    members = polls.make_members(5)
    now = timezone.now()
    board = polls.open_board(members, opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=2))
    clock = timezone.now
    heights = []
    for member, step in zip(members, (0, -26, 3, -1, 30), strict=True):
        monkeypatch.setattr(timezone, "now", lambda step=step: clock() + timedelta(hours=step))
        heights.append(polls.vote(board, member).height)
    assert heights == [1, 2, 3, 4, 5]
    assert verify_chain() is None
    assert TurnoutHour.objects.aggregate(ballots=Sum("ballots"), voters=Sum("voters")) == {"ballots": 5, "voters": 5}
    path = tmp_path / "archive.bel"
    path.write_bytes(b"".join(archive(polls.fresh(board))))
    report = voting.verify(path)
    assert report.ok and report.accepted == 5
