"""Make the demonstration: a fellowship of 1,200 members and four elections, each at another point of its way.

Everything goes through the actions that a real installation uses. Only the clock is helped: a poll that was to be
over is given its timetable in the past once its ballots are cast.
"""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F, Sum
from django.utils import timezone

from hustings import voting
from hustings.accounts.actions.organisation import set_up_organisation
from hustings.accounts.actions.users import grant_roles
from hustings.accounts.models import Organisation, Role, User
from hustings.accounts.queries import local
from hustings.elections.actions import candidates as standing
from hustings.elections.actions.casting import cast
from hustings.elections.actions.contests import add_contest, set_options
from hustings.elections.actions.credentials import pending_credentials
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.elections import announce, create_election, freeze_rolls, set_timetable
from hustings.elections.actions.notices import send_notice, send_to_oneself, write_notice
from hustings.elections.actions.polls import close_poll, open_poll
from hustings.elections.actions.preview import see_ballot
from hustings.elections.actions.setup import set_up_poll
from hustings.elections.actions.tally import publish_results
from hustings.elections.actions.trustees import add_trustee, submit_partial_decryption, submit_public_key
from hustings.elections.letters import draft, voting_links
from hustings.elections.models import Board, Candidate, Contest, Election, Notice, TurnoutHour
from hustings.elections.queries.boards import encrypted_tally, setup, setup_record
from hustings.franchise.actions import create_rule
from hustings.franchise.models import EligibilityRule
from hustings.jobs.worker import run_pending
from hustings.register.actions.imports import check_import, start_import, upload_import
from hustings.register.actions.units import save_unit
from hustings.register.models import Member, Unit
from hustings.site.demo.people import ORGANISATION, SEED, as_csv, members
from hustings.site.demo.roles import OFFICERS

MEMBERS = 1200
VISITORS = 2  # electors left without a vote, for a visitor to be
TRUSTEE_KEY = "trustee.privkey"
PEOPLE = "people.json"
Say = Callable[[str], None]


def build(say: Say, today: date) -> None:
    """Fill an empty, migrated database and the data folder; `say` is told what is being done."""
    say("the organisation and the people who work for it")
    officers = _organisation()
    officer, trustee = officers[Role.RETURNING_OFFICER], officers[Role.TRUSTEE]
    say(f"{MEMBERS:,} members, imported from their secretary's file")
    _register(officers[Role.MEMBERSHIP_SECRETARY], today)
    rule = create_rule(
        "Members for six months, in good standing",
        {"all": [{"is": "good_standing"}, {"is": "member_for", "months": 6, "on": None}]},
        officer,
    )
    key = voting.new_trustee_key("Ed25519", trustee.name)
    (settings.DATA / TRUSTEE_KEY).write_text(key.private)

    say("an election that is declared")
    conference = _conference(officer, rule)
    _vote(conference, 260, _begin(conference, officer, trustee, key.public))
    _end(conference, officer, days_ago=40)
    run_pending()
    for board in conference.boards.all():
        share = voting.partial_decryption(setup(board), encrypted_tally(board).text, key.private)
        submit_partial_decryption(board, conference.trustees.get(user=trustee), share)
    publish_results(conference)
    declare(conference, next(person.name for person in OFFICERS if person.role == Role.SCRUTINEER), officer)

    say("a poll that is closed and waits for its trustee")
    question = _question(officer, rule)
    _vote(question, 60, _begin(question, officer, trustee, key.public))
    _end(question, officer, days_ago=1)
    run_pending()

    say("a poll that is open")
    committee = _committee(officer, rule)
    credentials = _begin(committee, officer, trustee, key.public)
    _vote(committee, 120, credentials)

    say("an election that is being set up")
    _auditors(officer, rule)
    _write_people(committee, credentials)


def _organisation() -> dict[Role, User]:
    people = {}
    for person in OFFICERS:
        user = User.objects.create_user(person.email, person.name)
        grant_roles(user, [person.role], by=None)
        people[person.role] = user
    organisation = Organisation(
        name=ORGANISATION["units"][0][1],
        short_name="Lamplighters",
        help_contact="elections@example.org",
        from_email="elections@example.org",
        grace_days=28,
    )
    set_up_organisation(organisation, people[Role.ADMINISTRATOR])
    return people


def _register(secretary: User, today: date) -> None:
    units: dict[str, Unit] = {}
    for code, name, kind, above in ORGANISATION["units"]:
        units[code] = save_unit(Unit(name=name, kind=kind, code=code, parent=units.get(above)), secretary)
    file = SimpleUploadedFile("members.csv", as_csv(members(MEMBERS, today)).encode())
    taken = upload_import(file, today, add_units=False, by=secretary)
    check_import(taken, taken.columns, secretary)
    run_pending()
    taken.refresh_from_db()
    start_import(taken, secretary)
    run_pending()


def _election(
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


def _committee(officer: User, rule: EligibilityRule) -> Election:
    """The example of the whole product: nine seats, two slates, and a pledge on an outside text."""
    now = timezone.now()
    election = _election(
        "Committee election",
        officer,
        now - timedelta(days=2),
        now + timedelta(days=5),
        f"The nine members of the committee, who will decide on the **{ORGANISATION['outside_text']}** this year.",
    )
    contest = add_contest(
        election,
        Contest.Kind.SEATS,
        officer,
        title="Committee",
        seats=9,
        min_choices=1,
        max_choices=9,
        eligibility=rule,
        body_name="Committee",
        term="two years",
    )
    slates = {
        slate["name"]: standing.save_slate(contest, slate["name"], officer, slate["statement"])
        for slate in ORGANISATION["slates"]
    }
    pledges = [
        standing.save_pledge(contest, text, ORGANISATION["outside_text"], officer) for text in ORGANISATION["pledges"]
    ]
    for person in ORGANISATION["candidates"]:
        candidate = standing.add_candidate(
            contest,
            person["name"],
            officer,
            statement=person["statement"],
            slate=slates.get(person.get("slate")),
            state=Candidate.State.ACCEPTED,
        )
        given = {p: answer for p, answer in zip(pledges, person["answers"], strict=True) if answer}
        standing.answer_pledges(candidate, given, officer)
    standing.draw_order(election, officer, seed=f"Lamplighters {SEED}")
    return election


def _conference(officer: User, rule: EligibilityRule) -> Election:
    now = timezone.now()
    # _end() moves the poll back by 40 days; the roll was frozen before it.
    freeze = local(now).date() - timedelta(days=50)
    opens, closes = now - timedelta(days=7), now + timedelta(hours=1)
    election = _election("Conference arrangements", officer, opens, closes, freeze=freeze)
    contest = add_contest(
        election,
        Contest.Kind.SEATS,
        officer,
        title="Conference arrangements panel",
        seats=3,
        min_choices=1,
        max_choices=3,
        eligibility=rule,
        body_name="Conference arrangements panel",
        term="one year",
    )
    for person in ORGANISATION["past_candidates"]:
        standing.add_candidate(
            contest, person["name"], officer, statement=person["statement"], state=Candidate.State.ACCEPTED
        )
    standing.draw_order(election, officer, seed=f"Conference {SEED}")
    spring = add_contest(
        election,
        Contest.Kind.QUESTION,
        officer,
        title="Shall conference move from autumn to spring?",
        eligibility=rule,
    )
    set_options(spring, ["Yes", "No"], officer)
    return election


def _question(officer: User, rule: EligibilityRule) -> Election:
    now = timezone.now()
    freeze = local(now).date() - timedelta(days=10)
    opens, closes = now - timedelta(days=7), now + timedelta(hours=1)
    election = _election("Members' vote on subscriptions", officer, opens, closes, freeze=freeze)
    contest = add_contest(
        election, Contest.Kind.QUESTION, officer, title="How shall subscriptions be paid?", eligibility=rule
    )
    set_options(contest, ["Once a year", "Once a quarter", "Once a month"], officer)
    return election


def _auditors(officer: User, rule: EligibilityRule) -> Election:
    now = timezone.now()
    freeze = local(now).date() + timedelta(days=7)
    opens = now + timedelta(days=14)
    election = _election("Election of auditors", officer, opens, opens + timedelta(days=10), freeze=freeze)
    contest = add_contest(
        election, Contest.Kind.SEATS, officer, title="Auditors", seats=2, min_choices=1, max_choices=2, eligibility=rule
    )
    for name in ("Leonie Castellan", "Uchenna Roper", "Hamish Trelawney", "Nasreen Dowd"):
        standing.add_candidate(contest, name, officer, state=Candidate.State.ACCEPTED)
    return election


def _begin(election: Election, officer: User, trustee: User, public_key: str) -> dict[int, str]:
    """Freeze, name the trustees, set up, post the links and open; return each elector's credential."""
    announce(election, officer)
    freeze_rolls(election, officer)
    add_trustee(election, "This server", officer)
    submit_public_key(add_trustee(election, trustee.name, officer, trustee), public_key)
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


def _vote(election: Election, electors: int, credentials: dict[int, str]) -> None:
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
    """Invented marks, with a leaning of each voter towards one end of the ballot so that the bars differ."""
    answers = len(question.answers)
    blank = draw.random() < 0.03
    leaning = draw.choice((0.5, 1, 2))
    marked = sorted(range(answers), key=lambda place: draw.random() ** (1 + leaning * place / answers))
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


def _end(election: Election, officer: User, days_ago: int) -> None:
    """Move a poll's timetable back, so that it is over, and close it."""
    election.refresh_from_db()
    back = election.closes_at - timezone.now() + timedelta(days=days_ago)
    for board in election.boards.all():
        TurnoutHour.objects.filter(board=board).update(hour=F("hour") - back)
    for field in ("opens_at", "closes_at", "declare_by"):
        setattr(election, field, getattr(election, field) - back)
    election.save()
    close_poll(election, officer)


def _write_people(election: Election, credentials: dict[int, str]) -> None:
    """Note for the front page whom a visitor can be: two who have not voted, and one who may not."""
    boards = list(election.boards.all())
    on_roll = Member.objects.filter(pk__in=credentials)
    visitors = [
        {
            "slug": slug,
            "number": member.number,
            "name": member.name,
            "ballot": voting_links(boards, credentials[member.pk]),
        }
        for slug, member in zip(("voter", "another-voter"), on_roll.order_by("pk")[:VISITORS], strict=True)
    ]
    other = Member.objects.exclude(pk__in=credentials).exclude(email="").order_by("pk").first()
    visitors.append(
        {
            "slug": "not-on-the-roll",
            "number": other.number,
            "name": other.name,
            "ballot": "",
        }
    )
    (settings.DATA / PEOPLE).write_text(json.dumps(visitors))
