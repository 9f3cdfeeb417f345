"""The polls of the demonstration: begun, voted in by invented voters, ended, opened by their trustee, declared."""

import random
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import F, Sum
from django.utils import timezone

from hustings import voting
from hustings.accounts.models import Role, User
from hustings.accounts.queries import local
from hustings.elections.actions.casting import cast
from hustings.elections.actions.credentials import pending_credentials
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.elections import announce, create_election, freeze_rolls, set_timetable
from hustings.elections.actions.notices import send_notice, send_to_oneself, write_notice
from hustings.elections.actions.polls import close_poll, open_poll
from hustings.elections.actions.preview import see_ballot
from hustings.elections.actions.rehearsals import rehearse
from hustings.elections.actions.setup import set_up_poll
from hustings.elections.actions.shuffles import submit_shuffle
from hustings.elections.actions.tally import carry_on, draw_lot, publish_results
from hustings.elections.actions.trustees import add_trustee, submit_partial_decryption, submit_public_key
from hustings.elections.letters import draft
from hustings.elections.models import Board, Election, Notice, Rehearsal, TurnoutHour
from hustings.elections.queries.boards import setup, setup_record, tally_to_open
from hustings.elections.queries.results import outcomes
from hustings.jobs.worker import run_pending
from hustings.register.models import Member
from hustings.site.demo.people import SEED
from hustings.site.demo.roles import OFFICERS

SCRUTINEER = next(person.name for person in OFFICERS if person.role == Role.SCRUTINEER)
VISITORS = 2  # electors left without a vote, for a visitor to be


def at(days: int, hour: int) -> datetime:
    """Return that hour of the organisation's day, so many days from today."""
    return (local(timezone.now()) + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def new_election(
    name: str, officer: User, opens: datetime, closes: datetime, description: str = "", freeze: date | None = None
) -> Election:
    election = create_election(name, officer, description=description, help_contact="elections@example.org")
    timetable = {
        "freeze_on": freeze or min(local(opens).date(), local(timezone.now()).date()),
        "opens_at": opens,
        "closes_at": closes,
        "declare_by": closes + timedelta(days=3),
    }
    return set_timetable(election, timetable, officer)


def begin(election: Election, officer: User, trustee: User, key: voting.TrusteeKey) -> dict[int, str]:
    """Freeze, name the trustees, rehearse, set up, post the links and open; return each elector's credential."""
    announce(election, officer)
    Election.objects.filter(pk=election.pk).update(announced_at=election.opens_at - timedelta(days=14))
    freeze_rolls(election, officer)
    add_trustee(election, "This server", officer)
    holder = add_trustee(election, trustee.name, officer, trustee)
    submit_public_key(holder, key.public)
    test = Rehearsal.objects.get(election=election)
    rehearse(holder, voting.partial_decryption(voting.parse_setup(*test.setup_records), test.tally, key.private))
    see_ballot(election, officer)
    set_up_poll(election, officer)
    run_pending()
    election.refresh_from_db()
    credentials = pending_credentials(election)
    words = draft(Notice.Kind.CREDENTIALS)
    notice = write_notice(election, Notice.Kind.CREDENTIALS, words.subject, words.body, officer)
    send_to_oneself(notice, officer)
    send_notice(notice, officer)
    run_pending()
    open_poll(election, officer)
    election.refresh_from_db()
    return credentials


def vote(election: Election, electors: int, credentials: dict[int, str]) -> None:
    """Let so many electors vote, one in twelve of them twice."""
    draw = random.Random(SEED)  # noqa: S311 - invented votes, the same on every run
    board = election.boards.get()
    voters = draw.sample(sorted(credentials)[VISITORS:], electors)
    voters += draw.sample(voters, electors // 12)
    texts = [setup_record(board, position) for position in range(3)]
    choices = [[_choice(question, draw) for question in setup(board).election.questions] for _ in voters]
    people = Member.objects.in_bulk(set(voters))
    with ProcessPoolExecutor() as pool:
        make = partial(_ballot, texts)
        ballots = pool.map(make, [credentials[member] for member in voters], choices, chunksize=8)
        for member, ballot in zip(voters, ballots, strict=True):
            cast(board, people[member], ballot)
    _spread_turnout(board, draw)


def _ballot(texts: list[str], credential: str, choices: list[list[int]]) -> str:
    return voting.make_ballot(voting.parse_setup(*texts), credential, choices)


def _choice(question: voting.Question, draw: random.Random) -> list[int]:
    """Invented marks or ranks, with a leaning of each voter towards one end of the ballot so that the bars differ."""
    answers = len(question.answers)
    blank = draw.random() < 0.03
    leaning = draw.choice((0.5, 1, 2))
    marked = sorted(range(answers), key=lambda place: draw.random() ** (1 + leaning * place / answers))
    if isinstance(question, voting.Ranked):
        ranked = [] if blank else marked[: draw.randint(1, answers)]
        return [ranked.index(place) + 1 if place in ranked else 0 for place in range(answers)]
    marked = [] if blank else marked[: draw.randint(max(1, question.max - 3), question.max)]
    return [int(blank)] + [int(place in marked) for place in range(answers)]


def _spread_turnout(board: Board, draw: random.Random) -> None:
    """Spread the turnout curve over the poll: the demonstration's ballots were all cast just now."""
    opened = board.election.opens_at.replace(minute=0, second=0, microsecond=0)
    hours = (timezone.now() - opened).total_seconds() / 3600
    counts = board.turnout_hours.aggregate(voters=Sum("voters"), ballots=Sum("ballots"))
    spread: dict[timedelta, Counter[str]] = defaultdict(Counter)
    for name, count in counts.items():
        for _ in range(count):
            spread[timedelta(hours=int(hours * draw.betavariate(1, 1.6)))][name] += 1
    marks = list(board.marked_register.exclude(voted_on=None))
    for mark in marks:
        mark.voted_on = local(opened + timedelta(hours=hours * draw.random())).date()
    board.marked_register.bulk_update(marks, ["voted_on"])
    board.turnout_hours.all().delete()
    TurnoutHour.objects.bulk_create(
        TurnoutHour(board=board, hour=opened + after, **numbers) for after, numbers in sorted(spread.items())
    )


def end(election: Election, officer: User, days_ago: int) -> None:
    """Move the timetable of a poll that was to close tomorrow back, so that it is over, and close it."""
    election.refresh_from_db()
    opened, back = election.opens_at, timedelta(days=days_ago + 1)
    for field in ("announced_at", "opens_at", "closes_at", "declare_by"):
        setattr(election, field, local(getattr(election, field)) - back)  # the same time of the day, also in summer
    election.save()
    for board in election.boards.all():
        TurnoutHour.objects.filter(board=board).update(hour=F("hour") - (opened - election.opens_at))
        marks = list(board.marked_register.exclude(voted_on=None))
        for mark in marks:
            mark.voted_on -= back
        board.marked_register.bulk_update(marks, ["voted_on"])
    close_poll(election, officer)


def open_tally(election: Election, trustee: User, key: voting.TrusteeKey) -> None:
    """Let the tally of a closed poll be made, shuffled where voters ranked, and opened by the trustee."""
    run_pending()
    holder = election.trustees.get(user=trustee)
    for board in election.boards.filter(state=Board.State.SHUFFLING):
        submit_shuffle(board, holder, voting.shuffle(setup(board), _tally(board).text))
    carry_on(election)
    run_pending()
    for board in election.boards.all():
        share = voting.partial_decryption(setup(board), _tally(board).text, key.private)
        submit_partial_decryption(board, holder, share)
    publish_results(election)


def declare_result(election: Election, officer: User) -> None:
    """Draw the lots that are needed, and declare."""
    for result in outcomes(election):
        if result.tie is not None:
            draw_lot(result.contest, f"Lot {SEED}", officer)
    declare(election, SCRUTINEER, officer)


def _tally(board: Board) -> voting.EncryptedTally:
    tally = tally_to_open(board)
    assert tally is not None  # the poll is closed
    return tally


def set_up_unopposed(election: Election, officer: User) -> None:
    """Set up an election in which nothing is contested, so that it can be declared without a vote."""
    announce(election, officer)
    freeze_rolls(election, officer)
    see_ballot(election, officer)
    set_up_poll(election, officer)
    run_pending()
