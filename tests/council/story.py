"""A body with something of everything that its pages can show."""

from datetime import timedelta
from typing import Any

from tests.council.bodies import days_ago, in_session, make_body, make_members, move, seat, secretary
from tests.elections import drafts

from hustings.accounts.models import User
from hustings.council.actions.bodies import add_elected_seats, plan_term
from hustings.council.actions.decisions import correct_decision
from hustings.council.actions.divisions import cast_vote, close_division, open_division
from hustings.council.actions.meetings import (
    close_meeting,
    note_attendance,
    plan_meeting,
    publish_minutes,
    save_agenda_item,
)
from hustings.council.actions.motions import move_amendment
from hustings.council.actions.pledges import bind_pledge
from hustings.council.models import Body, Decision, Meeting, Motion
from hustings.elections.actions.candidates import add_candidate, answer_pledges, save_pledge
from hustings.elections.actions.declarations import declare
from hustings.elections.models import Contest, Election
from hustings.register.models import Member


def elected_body(officer: User, count: int = 5) -> tuple[Body, list[Member], Contest]:
    """A body whose members were declared elected in a contest with one pledge: yes, yes, no, no answer, yes."""
    members = make_members(count)
    body = make_body(bar_months=3, reopening_signatures=2, casting_vote=True)
    add_elected_seats(body, count, secretary())
    election = drafts.make_draft(officer)
    contest = drafts.make_seats(election, officer, seats=count, body_name=body.name, term="2026 to 2028")
    pledge = save_pledge(contest, "I will vote to adopt the path code in full", "The path code", officer)
    answers = ["yes", "yes", "no", "", "yes"]
    for member, answer in zip(members, answers, strict=False):
        candidate = add_candidate(contest, member.name, officer, member=member, state="accepted")
        if answer:
            answer_pledges(candidate, {pledge: answer}, officer)
    plan_term(body, contest, secretary(), name="2026 to 2028", starts_on=days_ago(100).date())
    Election.objects.filter(pk=election.pk).update(state="tallied")
    declare(Election.objects.get(pk=election.pk), "", officer)
    return body, members, Contest.objects.get(pk=contest.pk)


def everything(officer: User) -> dict[str, Any]:
    """The objects by the names that addresses give them."""
    body, members, contest = elected_body(officer)
    seat(body, [Member.objects.create(number="9001", name="Co-opted Colleague")])
    first = in_session(body, members[:4], days=10)
    item = save_agenda_item(first, "The path code", secretary(), "Please *read* it.")
    motion = move(first, members, agenda_item=item)
    clause = motion.clauses.get(position=1)
    for text in ("Paths are for walkers.", "Paths are for riders."):
        amendment = move_amendment(clause, "replace", text, members[0], secretary(), seconder=members[1])
    decided = move(first, members, "Mend the gates")
    test = bind_pledge(contest.pledges.get(), decided, "for", secretary())
    vote(decided, dict(zip(members[:4], ("for", "against", "against", "abstaining"), strict=True)))
    correct_decision(Decision.objects.get(), "It was the northern gate.", secretary())
    division = open_division(motion, secretary(), amendment=motion.amendments.get(number=1))
    planned = plan_meeting(body, "Spring meeting", days_ago(-30), secretary(), "The hall")
    return {
        "body": body.slug,
        "seat": body.seats.get(kind="co_opted").pk,
        "holding": body.seats.first().holdings.get().pk,
        "term": body.terms.get().pk,
        "contest": contest.pk,
        "candidate": contest.candidates.first().pk,
        "meeting": first.pk,
        "planned": planned.pk,
        "item": item.pk,
        "motion": motion.pk,
        "decided": decided.pk,
        "clause": clause.pk,
        "amendment": amendment.pk,
        "division": division.pk,
        "test": test.pk,
        "number": 1,
    }


def vote(motion: Motion, votes: dict[Member, str]) -> None:
    """Let them vote on a motion, each as given."""
    division = open_division(motion, secretary())
    for member, choice in votes.items():
        cast_vote(division, member, choice, secretary())
    close_division(division, secretary())


def closed(meeting: Meeting, members: list[Member]) -> None:
    """Close a meeting in which somebody left early, and publish its minutes twice."""
    note_attendance(meeting, members[:1], False, secretary(), meeting.opened_at + timedelta(minutes=20))
    close_meeting(meeting, secretary())
    publish_minutes(meeting, "# Minutes\n\nAll went well.", secretary())
