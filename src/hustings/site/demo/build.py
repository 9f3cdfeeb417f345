"""Make the demonstration: a fellowship of 1,200 members and their elections, each at another point of its way.

Everything goes through the actions that a real installation uses. Only the clock is helped: a poll that was to be
over is given its timetable in the past once its ballots are cast.
"""

import json
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from hustings import voting
from hustings.accounts.actions.organisation import set_up_organisation
from hustings.accounts.actions.users import grant_roles
from hustings.accounts.models import Organisation, Role, User
from hustings.elections.actions import candidates as standing
from hustings.elections.actions.contests import add_contest, set_options
from hustings.elections.letters import voting_links
from hustings.elections.models import Candidate, Contest, Election
from hustings.franchise.actions import create_rule
from hustings.franchise.models import EligibilityRule
from hustings.jobs.worker import run_pending
from hustings.register.actions.imports import check_import, start_import, upload_import
from hustings.register.actions.units import save_unit
from hustings.register.models import Member, Unit
from hustings.site.demo import PEOPLE, clock, conduct, council
from hustings.site.demo.people import ORGANISATION, SEED, as_csv, members
from hustings.site.demo.polls import VISITORS, at, begin, declare_result, end, new_election, open_tally, vote
from hustings.site.demo.roles import OFFICERS

MEMBERS = 1200
TRUSTEE_KEY = "trustee.privkey"
SEAT_HOLDER = "seat-holder"
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
    vote(conference, 260, begin(conference, officer, trustee, key))
    end(conference, officer, days_ago=40)
    open_tally(conference, trustee, key)
    with clock.days_ago(39):
        declare_result(conference, officer)

    say("an election in which members ranked, counted by transferable votes")
    editors = _editors(officer, rule)
    vote(editors, 150, begin(editors, officer, trustee, key))
    end(editors, officer, days_ago=20)
    open_tally(editors, trustee, key)
    with clock.days_ago(19):
        declare_result(editors, officer)

    say("a poll that is closed and waits for its trustee")
    question = _question(officer, rule)
    vote(question, 60, begin(question, officer, trustee, key))
    end(question, officer, days_ago=1)
    run_pending()

    say("a poll that is open")
    committee = _committee(officer, rule)
    credentials = begin(committee, officer, trustee, key)
    vote(committee, 120, credentials)

    say("an election that is being set up")
    _auditors(officer, rule)

    say("a council that adopted a text in part, and the one after it that adopted the whole")
    players = council.Cast(officers[Role.COUNCIL_SECRETARY], officer, trustee, key)
    seat_holder = council.tell(players)

    say("cases under the text that the council adopted")
    _write_people(committee, credentials, {SEAT_HOLDER: seat_holder, **conduct.tell(officers[Role.CONDUCT_OFFICER])})


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


def _committee(officer: User, rule: EligibilityRule) -> Election:
    """The example of the whole product: nine seats, two slates, and a pledge on an outside text."""
    election = new_election(
        "Committee election",
        officer,
        at(-2, 9),
        at(5, 18),
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
    # end() moves the poll back by 40 days; the roll was frozen before it.
    election = new_election("Conference arrangements", officer, at(-6, 9), at(1, 18), freeze=at(-50, 0).date())
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


def _editors(officer: User, rule: EligibilityRule) -> Election:
    # end() moves the poll back by 20 days.
    election = new_election("Editors of the journal", officer, at(-6, 9), at(1, 18), freeze=at(-30, 0).date())
    contest = add_contest(
        election,
        Contest.Kind.SEATS,
        officer,
        title="Editors of the journal",
        seats=2,
        rule="scottish-stv",
        eligibility=rule,
        body_name="Editors of the journal",
        term="two years",
    )
    for person in ORGANISATION["past_candidates"]:
        standing.add_candidate(contest, person["name"], officer, state=Candidate.State.ACCEPTED)
    standing.draw_order(election, officer, seed=f"Editors {SEED}")
    return election


def _question(officer: User, rule: EligibilityRule) -> Election:
    election = new_election("Members' vote on subscriptions", officer, at(-6, 9), at(1, 18), freeze=at(-10, 0).date())
    contest = add_contest(
        election, Contest.Kind.QUESTION, officer, title="How shall subscriptions be paid?", eligibility=rule
    )
    set_options(contest, ["Once a year", "Once a quarter", "Once a month"], officer)
    return election


def _auditors(officer: User, rule: EligibilityRule) -> Election:
    election = new_election("Election of auditors", officer, at(14, 9), at(24, 18), freeze=at(7, 0).date())
    contest = add_contest(
        election, Contest.Kind.SEATS, officer, title="Auditors", seats=2, min_choices=1, max_choices=2, eligibility=rule
    )
    for name in ("Leonie Castellan", "Uchenna Roper", "Hamish Trelawney", "Nasreen Dowd"):
        standing.add_candidate(contest, name, officer, state=Candidate.State.ACCEPTED)
    return election


def _write_people(election: Election, credentials: dict[int, str], others: dict[str, Member]) -> None:
    """Note for the front page whom a visitor can be: two who have not voted, one who may not, and `others`."""
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
    for slug, member in (("not-on-the-roll", other), *others.items()):
        visitors.append({"slug": slug, "number": member.number, "name": member.name, "ballot": ""})
    (settings.DATA / PEOPLE).write_text(json.dumps(visitors))
