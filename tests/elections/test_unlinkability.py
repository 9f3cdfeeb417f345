"""Whoever reads everything that is kept cannot tell which member cast which ballot.

The same poll is played twice, with the same ballots in the same order, but each cast by the other member. Every table,
every file of the data folder and every line that is logged must be the same both times, but for the bonds: hashes
under a key that is in no table and no backup. What could tell is the list of credentials alone: who made it holds it,
and of a list made here, as of the bonds and their key, nothing is left once the poll is closed.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone
from tests.elections import polls

from hustings import voting
from hustings.accounts.models import Organisation
from hustings.audit import backups
from hustings.elections import sealing
from hustings.elections.models import (
    Board,
    BoardBallot,
    BoardRecord,
    Bond,
    ChallengedBallot,
    MarkedRegister,
    PendingCredential,
)

pytestmark = pytest.mark.django_db


class Undone(Exception):  # noqa: N818 - it only ends a transaction
    pass


def everything_kept() -> dict[str, object]:
    """All rows of all tables, and all files of the data folder but the database itself."""
    tables = {
        model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in apps.get_models()
    }
    database = Path(str(connection.settings_dict["NAME"]))
    files = {
        str(path): path.read_bytes()
        for path in Path(settings.DATA).rglob("*")
        if path.is_file() and not path.name.startswith(database.name)
    }
    return tables | files


@contextmanager
def numbers_given_again() -> Iterator[None]:
    """Let both worlds number their rows alike: PostgreSQL does not take back the numbers of an undone transaction."""
    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences")
        before = cursor.fetchall()
        yield
        for sequence, last in before:
            cursor.execute("SELECT setval(%s, %s, %s)", [sequence, last or 1, last is not None])


def played(
    board: Board, casts: Sequence[tuple[Client, str, str]], caplog: pytest.LogCaptureFixture
) -> tuple[dict[str, object], list[str]]:
    """What is kept and logged once these (browser, act, ballot) were sent; then all of it is undone."""
    receipts = Path(settings.DATA) / "receipts" / f"{board.uuid}.log"
    receipts.unlink(missing_ok=True)
    caplog.clear()
    kept: dict[str, object] = {}
    with numbers_given_again(), pytest.raises(Undone), transaction.atomic():
        for browser, act, ballot in casts:
            assert polls.post_ballot(browser, board, ballot, act).status_code == 201
        kept = everything_kept()
        raise Undone
    return kept, [f"{entry.name} {entry.levelname} {entry.getMessage()}" for entry in caplog.records]


def test_nothing_that_is_kept_tells_who_cast_which_ballot(
    organisation: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "hustings")
    ann, bob = polls.make_members(2)
    board = polls.open_board([ann, bob])
    browsers = {member: polls.browser(member) for member in (ann, bob)}
    ballots = [polls.ballot(board, member) for member in (ann, bob)]
    challenged = polls.ballot(board, ann)
    hour = None
    while hour != timezone.now().hour:  # in the rare case that the hour changed while we played
        hour = timezone.now().hour
        worlds = [
            played(
                board,
                [
                    (browsers[one], "challenge", challenged),
                    (browsers[one], "cast", ballots[0]),
                    (browsers[other], "cast", ballots[1]),
                ],
                caplog,
            )
            for one, other in ((ann, bob), (bob, ann))
        ]
    (first, first_log), (second, second_log) = worlds
    assert len(first["elections.BoardBallot"]) == 2 and len(first["elections.ChallengedBallot"]) == 1
    bonds = [kept.pop("elections.Bond") for kept in (first, second)]
    assert [len(each) for each in bonds] == [2, 2] and bonds[0] != bonds[1]
    assert first == second and first_log == second_log
    # The comparison can see a difference: somebody who did not vote is one.
    alone, _ = played(board, [(browsers[ann], "cast", ballots[0])], caplog)
    other, _ = played(board, [(browsers[bob], "cast", ballots[0])], caplog)
    assert alone["elections.MarkedRegister"] != other["elections.MarkedRegister"]
    assert {name for name in alone if alone[name] != other[name]} == {"elections.MarkedRegister", "elections.Bond"}


def test_no_key_leads_from_a_ballot_to_a_person_but_through_the_whole_poll() -> None:
    for model in (BoardBallot, BoardRecord, ChallengedBallot):
        assert {field.name for field in model._meta.get_fields() if field.is_relation and field.concrete} == {"board"}
    ballots = {model._meta.label for model in (BoardBallot, BoardRecord, ChallengedBallot)}
    people = {"register.Member", "franchise.RollEntry"}
    for model in apps.get_models():
        targets = {
            field.related_model._meta.label
            for field in model._meta.get_fields()
            if field.is_relation and field.concrete and field.related_model
        }
        assert not (targets & people and targets & ballots), model


def test_marked_register_holds_a_day_and_nothing_of_a_ballot() -> None:
    days = {"voted_on", "paper_on"}
    assert {field.name for field in MarkedRegister._meta.get_fields()} == {"id", "board", "entry"} | days
    for day in days:
        assert isinstance(MarkedRegister._meta.get_field(day), models.DateField)
        assert not isinstance(MarkedRegister._meta.get_field(day), models.DateTimeField)


def test_only_the_list_of_credentials_could_tell_and_nothing_of_it_outlives_the_poll(
    organisation: Organisation, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    ann, bob = polls.make_members(2)
    board = polls.open_board([ann, bob])
    polls.vote(board, ann)
    [cast] = board.ballots.all()
    public = voting.public_credential("Ed25519", board.uuid, polls.credential(board, ann))
    assert cast.credential == public  # this list is the link, and the only one
    assert Bond.objects.count() == 1 and sealing.has_key(board.election.pk)
    assert "sealing" in backups.LEFT_OUT
    with django_capture_on_commit_callbacks(execute=True):
        board = polls.close(board)
    assert not Bond.objects.exists() and not sealing.has_key(board.election.pk)
    assert not PendingCredential.objects.exists()
