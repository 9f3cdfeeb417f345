"""Declarations: signed, by two people where asked for, never edited; ties broken by a lot that anybody can draw."""

import hashlib
import json
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from tests.elections import polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.counting import lot_order
from hustings.elections import signing
from hustings.elections.actions.approvals import ask_second_person, give_second_signature
from hustings.elections.actions.declarations import correct_declaration, declare
from hustings.elections.actions.tally import draw_lot
from hustings.elections.models import Board, Declaration, Lot
from hustings.elections.queries.declarations import percent
from hustings.elections.queries.results import outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def tied(organisation: Organisation) -> Board:
    """A counted poll in which Bob and Cleo are tied for the second seat."""
    members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, members[0], ([0, 1, 1, 0], [1, 0]))
    polls.vote(board, members[1], ([0, 1, 0, 1], [1, 0]))
    return polls.close(board)


def test_declare_with_a_tie_is_refused_until_the_lot_is_drawn(tied: Board) -> None:
    contest = tied.election.contests.get(kind="seats")
    with pytest.raises(ActionRefused, match="Draw the lot"):
        declare(tied.election, "", polls.officer())
    lot = draw_lot(contest, " 2 7 1 8 ", polls.officer())
    assert (lot.seed, lot.tied) == ("2 7 1 8", ["Bob", "Cleo"])
    favoured = next(c for c in lot_order("2 7 1 8", 3) if c in (1, 2))
    assert lot.order[0] == polls.CANDIDATES[favoured]
    assert outcome(contest).elected == (0, favoured)
    document = json.loads(declare(tied.election, "", polls.officer()).document)
    assert document["contests"][0]["ties"][0]["seed"] == "2 7 1 8"


def test_lot_is_drawn_once(tied: Board) -> None:
    contest = tied.election.contests.get(kind="seats")
    with pytest.raises(ActionRefused, match="seed"):
        draw_lot(contest, "  ", polls.officer())
    draw_lot(contest, "1", polls.officer())
    with pytest.raises(ActionRefused, match="already"):
        draw_lot(contest, "2", polls.officer())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Lot.objects.update(seed="2")


def test_lot_without_a_tie_is_refused(tied: Board) -> None:
    with pytest.raises(ActionRefused, match="Nobody is tied"):
        draw_lot(tied.election.contests.get(kind="question"), "1", polls.officer())


def test_declaration_is_hashed_signed_and_never_edited(tied: Board) -> None:
    draw_lot(tied.election.contests.get(kind="seats"), "1", polls.officer())
    declared = declare(tied.election, "Saul", polls.officer())
    assert declared.hash == hashlib.sha256(declared.document.encode()).hexdigest()
    assert signing.is_signed("declarations", declared.document, declared.signature)
    assert not signing.is_signed("declarations", declared.document.replace("Saul", "Paul"), declared.signature)
    assert not signing.is_signed("declarations", declared.document, "no Base64")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Declaration.objects.update(document="{}")
    with pytest.raises(ActionRefused):
        declare(tied.election, "Saul", polls.officer())


def test_correction_is_a_later_declaration(tied: Board) -> None:
    with pytest.raises(ActionRefused, match="nothing to correct"):
        correct_declaration(tied.election, "", "A name", polls.officer())
    draw_lot(tied.election.contests.get(kind="seats"), "1", polls.officer())
    first = declare(tied.election, "", polls.officer())
    with pytest.raises(ActionRefused, match="what the correction is"):
        correct_declaration(tied.election, "", " ", polls.officer())
    second = correct_declaration(tied.election, "Saul", "The scrutineer was left out", polls.officer())
    assert (second.number, second.corrects) == (2, first)
    assert json.loads(second.document)["correction"] == "The scrutineer was left out"


def test_declaration_takes_two_people_where_the_organisation_says_so(tied: Board, administrator: User) -> None:
    draw_lot(tied.election.contests.get(kind="seats"), "1", polls.officer())
    Organisation.objects.update(two_people=True)
    with pytest.raises(ActionRefused, match="Two people"):
        declare(tied.election, "", polls.officer())
    give_second_signature(ask_second_person(tied.election, "declare", polls.officer()), administrator)
    assert declare(tied.election, "", polls.officer()).number == 1


def test_keys_are_readable_by_their_owner_alone(db: None) -> None:
    published = signing.public_keys()
    assert published == signing.public_keys()
    assert published["receipts"] != published["declarations"]
    for purpose in signing.PURPOSES:
        path = Path(settings.DATA) / "keys" / f"{purpose}.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_percent_is_rounded_half_up_without_floats() -> None:
    assert [percent(*share) for share in ((1, 3), (2, 3), (1, 8), (1, 2000), (0, 5), (5, 5), (0, 0))] == [
        "33.3", "66.7", "12.5", "0.1", "0.0", "100.0", "0.0",
    ]  # fmt: skip
