"""Polls for tests: members on a roll, an election of two contests, and its way through the states."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hustings import voting
from hustings.accounts.models import Role, RoleGrant, User
from hustings.elections.actions import rehearsals
from hustings.elections.actions.casting import Receipt, cast
from hustings.elections.actions.polls import close_poll, open_poll
from hustings.elections.actions.setup import set_up_poll
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import (
    Board,
    Candidate,
    Contest,
    Election,
    MarkedRegister,
    Notice,
    Option,
    PendingCredential,
    Rehearsal,
    Trustee,
)
from hustings.elections.queries.boards import setup
from hustings.franchise.models import EligibilityRule, Roll, RollEntry
from hustings.jobs.worker import run_pending
from hustings.register.actions.sessions import begin_session
from hustings.register.models import Member

ANN_BOB_YES = ([0, 1, 1, 0], [1, 0])
CANDIDATES = ("Ann", "Bob", "Cleo")


def officer() -> User:
    """The returning officer of these polls."""
    user = User.objects.filter(email="officer@pilots.example").first()
    if user is None:
        user = User.objects.create_user("officer@pilots.example", "Olga Officer")
        RoleGrant.objects.create(user=user, role=Role.RETURNING_OFFICER)
    return user


def make_members(count: int) -> list[Member]:
    """Members 1 .. count of the register."""
    return [
        Member.objects.create(number=f"{n:04}", name=f"Member {n}", email=f"m{n}@pilots.example")
        for n in range(1, count + 1)
    ]


def make_roll(members: Sequence[Member], weights: Sequence[int] = ()) -> Roll:
    """A frozen roll of these members."""
    rule = EligibilityRule.objects.create(name="All members", conditions={"all": []}, created_by=officer())
    weights = weights or [1] * len(members)
    roll = Roll.objects.create(
        rule=rule,
        name="All members",
        conditions=rule.conditions,
        as_at=date(2026, 1, 1),
        size=len(members),
        total_weight=sum(weights),
        salt="00",
        hash="00" * 32,
        unit_counts=[{"units": [None], "electors": len(members)}],
    )
    RollEntry.objects.bulk_create(
        RollEntry(roll=roll, member=member, weight=weight) for member, weight in zip(members, weights, strict=True)
    )
    return roll


def make_election(roll: Roll, group: str = "Ed25519", **details: object) -> Election:
    """A draft: two seats for three candidates, and a question; the poll may open now and closes in an hour."""
    now = timezone.now()
    election = Election.objects.create(
        **{
            "slug": "committee",
            "name": "Committee election",
            "group": group,
            "opens_at": now - timedelta(minutes=5),
            "closes_at": now + timedelta(hours=1),
            "freeze_on": roll.as_at,
            "announced_at": now,
            "ballot_seen_at": now,
            "draw_seed": "dice",
            "created_by": officer(),
            "keep_credentials": True,
            **details,
        }
    )
    seats = Contest.objects.create(
        election=election, position=1, kind="seats", title="Committee", rule="block", seats=2, min_choices=1,
        max_choices=2, blank_allowed=True, eligibility=roll.rule, roll=roll, body_name="Committee", term="2027",
    )  # fmt: skip
    for order, name in enumerate(CANDIDATES):
        Candidate.objects.create(contest=seats, name=name, state="accepted", drawn_order=order)
    question = Contest.objects.create(
        election=election, position=2, kind="question", title="Adopt the text?", min_choices=1, max_choices=1,
        blank_allowed=False, eligibility=roll.rule, roll=roll,
    )  # fmt: skip
    for position, text in enumerate(("Yes", "No")):
        Option.objects.create(contest=question, text=text, position=position)
    Notice.objects.create(
        election=election, kind="credentials", subject="Vote", body="{link}", previewed_at=now, created_by=officer()
    )
    return election


def ready_poll(members: Sequence[Member], *, weights: Sequence[int] = (), **details: object) -> Board:
    """The only board of a poll that is set up, with the key held by the server."""
    election = make_election(make_roll(members, weights), **details)
    add_trustee(election, "Server", officer())
    return _set_up(election)


def _set_up(election: Election) -> Board:
    set_up_poll(election, officer())
    run_pending()
    return fresh(election.boards.get())


def open_board(members: Sequence[Member], **details: object) -> Board:
    """The same, open."""
    board = ready_poll(members, **details)
    open_poll(board.election, officer())
    return fresh(board)


def opened(election: Election) -> Board:
    """The only board of an election whose trustees have made their keys, set up and opened."""
    board = _set_up(election)
    open_poll(board.election, officer())
    return fresh(board)


def fresh(board: Board) -> Board:
    """The board as it is now."""
    return Board.objects.select_related("election", "roll").get(pk=board.pk)


def credential(board: Board, member: Member) -> str:
    """A member's private credential."""
    return PendingCredential.objects.get(election=board.election, member=member).credential


def ballot(board: Board, member: Member, choices: Sequence[Sequence[int]] = ANN_BOB_YES) -> str:
    """A ballot as the member's browser would make it."""
    return voting.make_ballot(setup(board), credential(board, member), choices)


def vote(board: Board, member: Member, choices: Sequence[Sequence[int]] = ANN_BOB_YES) -> Receipt:
    """Cast a ballot."""
    return cast(fresh(board), member, ballot(board, member, choices))


def browser(member: Member) -> Client:
    """A browser in which this member is signed in."""
    client = Client()
    session = client.session
    session["member_id"] = member.pk
    session["member_session"] = str(begin_session(member, "", session.get_expiry_date()).pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def post_ballot(client: Client, board: Board, text: object, act: str = "cast") -> HttpResponse:
    """Send a ballot as the booth does, to be cast or challenged."""
    body = json.dumps({"ballot": text})
    return client.post(f"/vote/{board.uuid}/{act}", body, content_type="application/json")


def rehearse(trustee: Trustee, private_key: str) -> None:
    """Let a trustee open the test ballot."""
    test = Rehearsal.objects.get(election=trustee.election)
    share = voting.partial_decryption(voting.parse_setup(*test.setup_records), test.tally, private_key)
    rehearsals.rehearse(trustee, share)


def end_time(election: Election) -> None:
    """Let the poll's time be over."""
    Election.objects.filter(pk=election.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


def close(board: Board) -> Board:
    """Close the poll and run the tally."""
    end_time(board.election)
    close_poll(board.election, officer())
    run_pending()
    return fresh(board)


def marked(board: Board) -> int:
    """How many are marked as having voted."""
    return MarkedRegister.objects.filter(board=board, voted_on__isnull=False).count()
