"""The table of steps: who may do what at every stage, and who may read what, as the people of a case meet it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.conduct import cases

from hustings.accounts.errors import ActionRefused
from hustings.conduct import deadlines
from hustings.conduct.actions import time, triage
from hustings.conduct.actions.reminders import remind_overdue
from hustings.conduct.actions.steps import begin
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, CaseEvent, Deadline, Stage, TextKind
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.next_steps import next_steps
from hustings.conduct.queries.progress import progress
from hustings.conduct.states import AT_WORK, DUTIES, STEPS, may_read

pytestmark = pytest.mark.django_db

ALWAYS = {"step-aside", "extend"}
AFTER_NOTICE = ALWAYS | {"pause"}
# What each role can do at each stage of the shortest way, with whoever is at work there drawn already. Where a role is
# not named it can do nothing. What else the table allows (to draw, to go on without an answer, to review a suspension)
# waits for something that has not happened here; the tests of those steps show it.
CAN: dict[Stage, dict[Role, set[str]]] = {
    Stage.TRIAGE: {Role.OFFICER: ALWAYS | {"name-respondent", "dismiss"}},
    Stage.REVIEW: {Role.OFFICER: AFTER_NOTICE, Role.REVIEWER: {"decide-review", "step-aside"}},
    Stage.NOTICE: {Role.OFFICER: AFTER_NOTICE | {"notify", "name-witness"}},
    Stage.ANSWER: {
        Role.OFFICER: AFTER_NOTICE | {"name-witness", "suspend"},
        Role.RESPONDENT: {"answer", "conciliate"},
        Role.COMPLAINANT: {"conciliate"},
    },
    Stage.CONCILIATION: {
        Role.OFFICER: AFTER_NOTICE | {"settle", "end-conciliation", "suspend"},
        Role.RESPONDENT: {"end-conciliation"},
        Role.COMPLAINANT: {"end-conciliation"},
    },
    Stage.INVESTIGATION: {
        Role.OFFICER: AFTER_NOTICE | {"name-witness", "suspend"},
        Role.RESPONDENT: {"conciliate"},
        Role.COMPLAINANT: {"conciliate"},
        Role.INVESTIGATOR: {"report", "name-witness", "step-aside"},
    },
    Stage.HEARING: {
        Role.OFFICER: AFTER_NOTICE | {"name-witness", "suspend"},
        Role.INVESTIGATOR: {"name-witness", "step-aside"},
        Role.PANEL: {"find", "step-aside"},
    },
    Stage.SANCTION: {
        Role.OFFICER: AFTER_NOTICE,
        Role.INVESTIGATOR: {"step-aside"},
        Role.PANEL: {"sanction", "step-aside"},
    },
    Stage.APPEALABLE: {
        Role.OFFICER: AFTER_NOTICE,
        Role.RESPONDENT: {"appeal"},
        Role.COMPLAINANT: {"appeal"},
        Role.INVESTIGATOR: {"step-aside"},
        Role.PANEL: {"step-aside"},
    },
    Stage.APPEAL: {
        Role.OFFICER: AFTER_NOTICE,
        Role.COMPLAINANT: {"appeal"},
        Role.INVESTIGATOR: {"step-aside"},
        Role.PANEL: {"step-aside"},
        Role.APPEAL_PANEL: {"decide-appeal", "step-aside"},
    },
    Stage.CLOSED: {},
}
# Who can read what once a case has come to a stage: C complainant, R respondent, O officer, V reviewer, I investigator,
# P panel, A appeal panel.
LETTERS = {
    Role.COMPLAINANT: "C",
    Role.RESPONDENT: "R",
    Role.OFFICER: "O",
    Role.REVIEWER: "V",
    Role.INVESTIGATOR: "I",
    Role.PANEL: "P",
    Role.APPEAL_PANEL: "A",
}
READ_AT = (Stage.TRIAGE, Stage.REVIEW, Stage.ANSWER, Stage.INVESTIGATION, Stage.HEARING, Stage.APPEALABLE, Stage.CLOSED)
READS: dict[TextKind, tuple[str, ...]] = {
    TextKind.COMPLAINT: ("CO", "COV", "CROV", "CROVI", "CROVIP", "CROVIP", "CROVIPA"),
    TextKind.TRIAGE: ("O", "COV", "CROV", "CROVI", "CROVIP", "CROVIP", "CROVIPA"),
    TextKind.REVIEW: ("O", "OV", "ROV", "ROV", "ROV", "CROV", "CROVA"),  # C only what found that they retaliate
    TextKind.NOTICE: ("O", "OV", "CROV", "CROVI", "CROVIP", "CROVIP", "CROVIPA"),
    TextKind.ANSWER: ("O", "O", "ROV", "CROVI", "CROVIP", "CROVIP", "CROVIPA"),
    TextKind.CONCILIATION: ("CO", "CO", "CRO", "CRO", "CRO", "CRO", "CRO"),
    TextKind.MESSAGE: ("CO", "CO", "CRO", "CROI", "CROIP", "CROIP", "CROIPA"),
    TextKind.REPORT: ("O", "O", "O", "OI", "CROIP", "CROIP", "CROIPA"),
    TextKind.OBJECTION: ("CO", "CO", "CRO", "CROVI", "CROVIP", "CROVIP", "CROVIPA"),
    TextKind.FINDING: ("", "", "", "", "P", "CROP", "CROPA"),
    TextKind.SANCTION: ("", "", "", "", "", "CROP", "CROPA"),
    TextKind.APPEAL: ("CO", "CO", "CO", "CO", "CO", "CO", "CROA"),
    TextKind.APPEAL_DECISION: ("CO", "COV", "CROV", "CROVI", "CROVIP", "CROVIP", "CROVIPA"),
    TextKind.SUSPENSION: ("O", "O", "ROV", "ROV", "ROVP", "ROVP", "ROVPA"),
    TextKind.TIME: ("CO", "COV", "CROV", "CROVI", "CROVIP", "CROVIP", "CROVIPA"),
}


def test_every_kind_of_text_is_read_by_those_of_its_row_and_by_nobody_else() -> None:
    assert set(READS) == set(TextKind)
    for kind, row in READS.items():
        for stage, letters in zip(READ_AT, row, strict=True):
            readers = {role for role in Role if may_read(role, kind, stage)}
            assert readers == {role for role, letter in LETTERS.items() if letter in letters}, (kind, stage)


@pytest.mark.parametrize("stage", Stage)
def test_everybody_can_take_the_steps_of_their_row_and_no_other(stage: Stage) -> None:
    story, people = everybody_at(stage)
    case = story.now()
    assert case.stage == stage
    for actor in people:
        can = CAN[stage].get(actor.role, set())
        assert {step.verb for step, _ in next_steps(case, [actor])} == can, actor.role
        for verb, step in STEPS.items():
            if stage in step.stages and actor.role in step.by:
                continue
            with pytest.raises(ActionRefused):
                begin(case, verb, actor)
    # Nobody acts in a part that they do not have, whatever they say.
    stranger = cases.member("S")
    for verb, step in STEPS.items():
        for role in step.by:
            with pytest.raises(ActionRefused):
                begin(case, verb, Actor(role, stranger))


def everybody_at(stage: Stage) -> tuple[cases.Story, list[Actor]]:
    """A case at that stage with those drawn who are at work there, and everybody who has or had a part in it."""
    off_the_way = {Stage.REVIEW: Stage.TRIAGE, Stage.CONCILIATION: Stage.ANSWER}
    story = cases.at(off_the_way.get(stage, stage))
    if stage == Stage.REVIEW:
        triage.name_respondent(story.case, story.officer, story.respondent.person)  # type: ignore[arg-type]
        triage.accept(story.case, story.officer, "It may be retaliation.", review=True)
    if stage == Stage.CONCILIATION:
        cases.agree(story)
    role = AT_WORK.get(stage)
    if role:
        cases.draw(story, role)
    return story, [story.officer, story.complainant, story.respondent, *cases.everybody_drawn(story)]


def test_every_stage_on_the_way_has_its_deadline_and_nothing_is_edited() -> None:
    story = cases.at(Stage.CLOSED)
    assert story.case.outcome == Case.Outcome.UPHELD
    stages = list(Deadline.objects.filter(case=story.case).values_list("stage", flat=True))
    assert stages == [stage for stage in cases.WAY if stage != Stage.CLOSED]
    assert all(deadline.role == DUTIES[Stage(deadline.stage)].role for deadline in Deadline.objects.all())
    assert not cases.everybody_drawn(story)  # whoever was drawn has left
    for change in (CaseEvent.objects.all().delete, lambda: Deadline.objects.update(due_on="2030-01-01")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_paused_case_waits_and_nobody_loses_days() -> None:
    story = cases.at(Stage.ANSWER)
    before = story.case.deadlines.last()
    for days in (0, 29):
        with pytest.raises(ActionRefused, match="Choose a day"):
            time.pause(story.case, story.officer, today() + timedelta(days=days), "The respondent is in hospital.")
    time.pause(story.case, story.officer, today() + timedelta(days=28), "The respondent is in hospital.")
    assert {step.verb for step, _ in next_steps(story.now(), [story.respondent])} == set()
    assert {step.verb for step, _ in next_steps(story.now(), [story.officer])} == {
        "resume",
        "extend",
        "step-aside",
    }
    with pytest.raises(ActionRefused, match="paused"):
        begin(story.case, "answer", story.respondent)
    with pytest.raises(ActionRefused, match="reasons"):
        time.resume(story.case, story.officer, " ")
    now = progress(story.now(), [Role.COMPLAINANT])
    assert now.deadline and (now.deadline.role, now.deadline.due_on, now.overdue) == (
        Role.OFFICER,
        today() + timedelta(days=28),
        False,
    )
    Case.objects.filter(pk=story.case.pk).update(paused_at=cases.days_ago(3), paused_until=today() - timedelta(days=1))
    assert deadlines.is_over(story.now()) and remind_overdue() == 1
    time.extend(story.now(), story.officer, today() + timedelta(days=1), "They are still there.")
    assert not deadlines.is_over(story.now()) and story.now().paused_at
    time.resume(story.case, story.officer, "They are well again.")
    after = story.case.deadlines.last()
    assert before and after and (after.due_on - before.due_on).days == 3


def test_more_time_ends_later_than_before_and_has_a_reason() -> None:
    story = cases.at(Stage.ANSWER)
    due = story.case.deadlines.last()
    assert due
    with pytest.raises(ActionRefused, match="later day"):
        time.extend(story.case, story.officer, due.due_on, "They asked.")
    later = due.due_on.replace(year=due.due_on.year + 1)
    time.extend(story.case, story.officer, later, "They asked.")
    assert story.case.deadlines.last().due_on == later  # type: ignore[union-attr]
