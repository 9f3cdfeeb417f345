"""Polls with rankings and a group of trustees, checked step by step by Debian's release of the reference tool."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.elections import desks, polls, ranked_polls
from tests.elections.test_ranked import verified

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import Board

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("belenios-tool"), reason="belenios-tool is not installed"),
]


def check(board: Board, folder: Path) -> None:
    """Both programs accept the archive as it stands."""
    verified(board, folder)
    command = ["belenios-tool", "election", "verify", "--dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_mixed_poll_is_accepted_at_every_step(
    organisation: Organisation, make_user: Callable[..., User], tmp_path: Path
) -> None:
    members = polls.make_members(3)
    election = ranked_polls.make_election(polls.make_roll(members), mixed=True, group="RFC-3526-2048")
    add_trustee(election, "Server", polls.officer())
    users = [make_user("trustee", name=name) for name in ("Tess", "Tim", "Tom")]
    everybody = desks.group(election, users, 2)
    desks.make_keys(*everybody)
    desks.rehearse(*everybody)
    board = polls.opened(election)
    check(board, tmp_path)
    for member, ranks in zip(members, [(1, 2, 3, 4), (2, 1, 0, 0), (0, 0, 0, 0)], strict=True):
        ranked_polls.vote(board, member, ranks, (1, 0))
    check(board, tmp_path)
    board = polls.close(board)
    check(board, tmp_path)
    for desk in everybody:
        desk.do("shuffle")
    polls.run_pending()
    check(board, tmp_path)
    for desk in everybody[1:]:
        desk.do("decrypt")
    assert polls.fresh(board).state == Board.State.COMPLETE
    check(board, tmp_path)
