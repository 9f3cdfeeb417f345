"""The story of a text: adopted in part against what the societies asked, promised in full, voted on by who promised.

Everything goes through the actions that a real installation uses, on days that lie back as far as the story asks.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from hustings import voting
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.council.actions.bodies import add_elected_seats, save_body
from hustings.council.actions.consultations import bind_consultation, consult, record_positions, respond
from hustings.council.actions.divisions import cast_vote, close_division, open_division
from hustings.council.actions.instruments import add_source, bind_proposal, create_instrument, propose, rule_on_clause
from hustings.council.actions.meetings import (
    call_meeting,
    close_meeting,
    note_attendance,
    open_meeting,
    plan_meeting,
    publish_minutes,
    save_agenda_item,
)
from hustings.council.actions.motions import move_amendment, move_motion, settle_amendment
from hustings.council.actions.pledges import bind_pledge
from hustings.council.clauses import parse
from hustings.council.models import (
    Amendment,
    Body,
    Consultation,
    Instrument,
    Meeting,
    Motion,
    PledgeTest,
    Position,
    Proposal,
    Response,
    SourceText,
    Vote,
)
from hustings.council.queries.instruments import proposal_comparison
from hustings.council.queries.seats import holdings_on
from hustings.elections.actions import candidates as standing
from hustings.elections.actions.contests import add_contest
from hustings.elections.actions.polls import close_poll
from hustings.elections.models import Candidate, Contest, Election, Pledge, PledgeAnswer
from hustings.elections.queries.candidates import latest_answers
from hustings.franchise.actions import create_rule
from hustings.franchise.models import EligibilityRule
from hustings.register.models import Member, Unit
from hustings.site.demo import clock
from hustings.site.demo.people import SEED
from hustings.site.demo.polls import begin, declare_result, new_election, open_tally, set_up_unopposed, vote

STORY: dict[str, Any] = tomllib.loads(Path(__file__).with_name("council.toml").read_text())
SEATS, VOTERS = 7, 30
FOR, AGAINST, ABSTAINING = Vote.Choice.FOR, Vote.Choice.AGAINST, Vote.Choice.ABSTAINING
YES, NO, NONE = PledgeAnswer.Answer.YES, PledgeAnswer.Answer.NO, PledgeAnswer.Answer.NONE
# Of eleven candidates for the new council nine promise, one says no, one says nothing; and to the second pledge.
ANSWERS = (YES, YES, NO, YES, YES, YES, NONE, YES, YES, YES, YES)
OTHER_ANSWERS = (YES, NO, YES, NONE, NO, YES, YES, YES, NONE, YES, NO)


@dataclass(frozen=True)
class Cast:
    """Who works for the council and its elections, and the trustee's key."""

    secretary: User
    officer: User
    trustee: User
    key: voting.TrusteeKey


def tell(people: Cast) -> Member:
    """Play the story from its beginning until today; return a seat-holder of today, for a visitor to be."""
    region = Unit.objects.get(code=STORY["region"])
    conditions = {"all": [{"is": "good_standing"}, {"is": "unit", "unit": region.pk}]}
    with clock.days_ago(800):
        body = _body(people.secretary)
        rule = create_rule(f"Members of the {region.name}, in good standing", conditions, people.officer)
    old = _council(people, rule, 795, 780, {})
    source, instrument, consultation = _ask_the_societies(body, people.secretary)
    _adopt_in_part(body, old, source, instrument, consultation, people.secretary)
    new = _council(people, rule, 75, 60, dict(enumerate(ANSWERS)))
    pledge = Pledge.objects.get(text=STORY["pledges"][0][0])
    _adopt_in_full(body, new, source, instrument, pledge, people.secretary)
    _meet_today(body, new, people.secretary)
    return new[0]


def _body(secretary: User) -> Body:
    body = Body(
        name=STORY["body"], description=STORY["description"], notice_days=7, bar_months=6, reopening_signatures=4
    )
    save_body(body, secretary)
    add_elected_seats(body, SEATS, secretary)
    return body


def _council(
    people: Cast, rule: EligibilityRule, opened: int, declared: int, answers: Mapping[int, str]
) -> list[Member]:
    """Elect a council: the first has as many candidates as seats, the next are asked for a pledge and voted on."""
    with clock.days_ago(opened):
        election = _election(people.officer, rule, answers)
        if answers:
            vote(election, VOTERS, begin(election, people.officer, people.trustee, people.key))
        else:
            set_up_unopposed(election, people.officer)
    with clock.days_ago(declared):
        if answers:
            close_poll(election, people.officer)
            open_tally(election, people.trustee, people.key)
        declare_result(election, people.officer)
        body = Body.objects.get(name=STORY["body"])
        return [holding.member for holding in holdings_on(body, local(timezone.now()).date())]


def _election(officer: User, rule: EligibilityRule, answers: Mapping[int, str]) -> Election:
    now = timezone.now()
    name = f"{STORY['body']} {local(now).year}"
    freeze = local(now).date() - timedelta(days=3)
    election = new_election(name, officer, now, now + timedelta(days=10), freeze=freeze)
    contest = add_contest(
        election,
        Contest.Kind.SEATS,
        officer,
        title=STORY["body"],
        seats=SEATS,
        min_choices=1,
        max_choices=SEATS,
        eligibility=rule,
        body_name=STORY["body"],
        term=f"{local(now).year} to {local(now).year + 2}",
    )
    pledges = [standing.save_pledge(contest, text, decision, officer) for text, decision in STORY["pledges"] if answers]
    for place, member in enumerate(_candidates(len(answers))):
        candidate = standing.add_candidate(contest, member.name, officer, member=member, state=Candidate.State.ACCEPTED)
        given = zip(pledges, (answers.get(place, NONE), OTHER_ANSWERS[place]), strict=False)
        standing.answer_pledges(candidate, {pledge: answer for pledge, answer in given if answer != NONE}, officer)
    standing.draw_order(election, officer, seed=f"{name} {SEED}")
    return election


def _candidates(answers: int) -> Sequence[Member]:
    """Members of the region, other ones for the first council than for the next, no two of one name."""
    branches = Unit.objects.filter(parent__code=STORY["region"])
    of_region = Member.objects.filter(unit_memberships__unit__in=branches).exclude(email="")
    members = list({member.name: member for member in of_region.order_by("pk")}.values())
    return members[SEATS : SEATS + answers] if answers else members[:SEATS]


def _ask_the_societies(body: Body, secretary: User) -> tuple[SourceText, Instrument, Consultation]:
    with clock.days_ago(750):
        source = add_source(STORY["source"]["title"], STORY["source"]["origin"], STORY["source"]["text"], secretary)
        instrument = create_instrument(STORY["instrument"], body, secretary)
        return source, instrument, _consult(body, source, secretary)


def _consult(body: Body, text: SourceText | Proposal, secretary: User) -> Consultation:
    """Ask the affiliated societies for a fortnight; all of them want the whole text."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[s["code"] for s in STORY["societies"]])}
    closes = timezone.now() + timedelta(days=14)
    consultation = consult(body, STORY["question"], text, list(units.values()), closes, secretary)
    words = {society["code"]: society["words"] for society in STORY["societies"]}
    for consulted in consultation.consulted.select_related("unit"):
        record_positions(consulted, {"": (Position.Answer.ADOPT, words[consulted.unit.code])}, secretary)
    return consultation


def _adopt_in_part(
    body: Body,
    council: list[Member],
    source: SourceText,
    instrument: Instrument,
    consultation: Consultation,
    secretary: User,
) -> None:
    part = STORY["in_part"]
    with clock.days_ago(710):
        proposal = propose(instrument, part["text"], secretary, source=source)
        comparison = proposal_comparison(proposal)
        assert comparison
        for row in comparison.open:
            assert row.outcome.source
            number = row.outcome.source.number
            adopted = [clause.number for clause in row.outcome.adopted]
            disposition = row.outcome.disposition
            rule_on_clause(proposal, number, disposition, adopted, part["rationale"][number], secretary)
        meeting = _called(body, "Ninth meeting", _evening(13), STORY["question"], secretary)
        motion = _move(meeting, council, part, secretary)
        bind_proposal(motion, proposal, secretary)
        bind_consultation(consultation, motion, secretary)
        departed = (Response.Kind.DEPARTED, part["departure"])
        respond(consultation, True, dict.fromkeys(consultation.consulted.all(), departed), secretary)
    with clock.days_ago(696):
        _open(meeting, council[:-2], secretary)
        note_attendance(meeting, council[-2:-1], True, secretary, _at(meeting, 20))
        first, second = _amend(motion, council, part["amendments"], secretary)
        votes = (FOR, AGAINST, AGAINST, AGAINST, AGAINST, FOR)
        _divide(motion, dict(zip(council[:-1], votes, strict=True)), secretary, 40, first)
        settle_amendment(second, Amendment.State.WITHDRAWN, secretary)
        votes = (FOR, FOR, AGAINST, FOR, FOR, AGAINST)
        _divide(motion, dict(zip(council[:-1], votes, strict=True)), secretary, 55)
        note_attendance(meeting, council[:1], False, secretary, _at(meeting, 70))
        close_meeting(meeting, secretary, _at(meeting, 80))
    with clock.days_ago(690):
        publish_minutes(meeting, part["minutes"], secretary)


def _adopt_in_full(
    body: Body, council: list[Member], source: SourceText, instrument: Instrument, pledge: Pledge, secretary: User
) -> None:
    full = STORY["in_full"]
    with clock.days_ago(45):
        text = f"{STORY['source']['text'].rstrip()}\n{full['added']}\n"
        proposal = propose(instrument, text, secretary, source=source)
        consultation = _consult(body, proposal, secretary)
    with clock.days_ago(29):
        meeting = _called(body, "First meeting of the new council", _evening(8), STORY["question"], secretary)
        motion = _move(meeting, council, full, secretary)
        bind_proposal(motion, proposal, secretary)
        bind_consultation(consultation, motion, secretary)
        followed = (Response.Kind.FOLLOWED, "")
        respond(consultation, True, dict.fromkeys(consultation.consulted.all(), followed), secretary)
        bind_pledge(pledge, motion, PledgeTest.Promised.FOR, secretary)
    votes = _as_promised(council, pledge)
    with clock.days_ago(20):
        _open(meeting, [member for member in council if member in votes], secretary)
        _divide(motion, votes, secretary, 60)
        close_meeting(meeting, secretary, _at(meeting, 95))
    with clock.days_ago(15):
        publish_minutes(meeting, full["minutes"], secretary)


def _as_promised(council: list[Member], pledge: Pledge) -> dict[Member, str]:
    """Of those who promised one votes against, one abstains and one stays away; the others do as they said."""
    given = latest_answers(pledge.contest)
    answers = {c.member: given.get((c.pk, pledge.pk), NONE) for c in pledge.contest.candidates.select_related("member")}
    promised = [member for member in council if answers[member] == YES]
    votes: dict[Member, str] = {member: AGAINST if answers[member] == NO else FOR for member in council}
    votes[promised[-1]], votes[promised[-2]] = AGAINST, ABSTAINING
    del votes[promised[-3]]
    return votes


def _meet_today(body: Body, council: list[Member], secretary: User) -> None:
    """A meeting in session, with two amendments to one clause side by side and a division in which to vote."""
    begins = (timezone.now() - timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    with clock.days_ago(10):
        meeting = _called(body, "Second meeting of the new council", begins, STORY["next"]["title"], secretary)
        motion = _move(meeting, council, STORY["next"], secretary, question=False)
        first, _second = _amend(motion, council, STORY["next"]["amendments"], secretary)
        pledge = Pledge.objects.get(text=STORY["pledges"][1][0])
        bind_pledge(pledge, motion, PledgeTest.Promised.FOR, secretary)
    _open(meeting, council[:-1], secretary)
    division = open_division(motion, secretary, amendment=first, at=_at(meeting, 40))
    for member, choice in zip(council[1:4], (FOR, AGAINST, FOR), strict=True):
        cast_vote(division, member, choice, secretary)


def _evening(in_days: int) -> datetime:
    """Seven o'clock in the evening, so many days on."""
    return (local(timezone.now()) + timedelta(days=in_days)).replace(hour=19, minute=0, second=0, microsecond=0)


def _at(meeting: Meeting, minutes: int) -> datetime:
    """So many minutes after a meeting was to begin."""
    return meeting.starts_at + timedelta(minutes=minutes)


def _called(body: Body, title: str, begins: datetime, item: str, secretary: User) -> Meeting:
    meeting = plan_meeting(body, title, begins, secretary, "Lantern House")
    save_agenda_item(meeting, item, secretary)
    return call_meeting(meeting, secretary)


def _open(meeting: Meeting, present: list[Member], secretary: User) -> None:
    open_meeting(meeting, present[0], secretary, _at(meeting, 5))
    note_attendance(meeting, present, True, secretary, _at(meeting, 5))


def _move(
    meeting: Meeting, members: list[Member], motion: Mapping[str, Any], secretary: User, question: bool = True
) -> Motion:
    return move_motion(
        meeting,
        motion["title"],
        parse(motion["motion"]),
        members[0],
        secretary,
        seconder=members[1],
        question=STORY["question"] if question else "",
        agenda_item=meeting.agenda.first(),
    )


def _amend(
    motion: Motion, members: list[Member], amendments: Sequence[Mapping[str, Any]], secretary: User
) -> list[Amendment]:
    return [
        move_amendment(
            motion.clauses.get(position=amendment["clause"]),
            Amendment.Kind.REPLACE,
            amendment["text"],
            members[place + 2],
            secretary,
            seconder=members[place + 3],
        )
        for place, amendment in enumerate(amendments)
    ]


def _divide(
    motion: Motion, votes: Mapping[Member, str], secretary: User, minutes: int, amendment: Amendment | None = None
) -> None:
    """A division so many minutes into the meeting, in which these vote as they do."""
    division = open_division(motion, secretary, amendment=amendment, at=_at(motion.meeting, minutes))
    for member, choice in votes.items():
        cast_vote(division, member, choice, secretary)
    close_division(division, secretary, at=_at(motion.meeting, minutes + 4))
