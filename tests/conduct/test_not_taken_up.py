"""Complaints that go no further: not taken up, or ended in review; and the appeal to people drawn by lot against it."""

import pytest
from tests.conduct import cases

from hustings.accounts.errors import ActionRefused
from hustings.conduct.actions import appeals, findings, notice, triage
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, PoolMember, Stage
from hustings.conduct.people import Role
from hustings.conduct.queries.cases import cases_of_member
from hustings.conduct.queries.next_steps import next_steps

pytestmark = pytest.mark.django_db


def dismissed(*, named: bool = True) -> cases.Story:
    """A complaint without a name that an officer has not taken up."""
    if not PoolMember.objects.exists():
        cases.pool()
    story = cases.complaint(anonymous=True)
    if named:
        triage.name_respondent(story.case, story.officer, story.respondent.member)  # type: ignore[arg-type]
    triage.dismiss(story.case, story.officer, "It breaks no clause.", no_member=not named)
    return story


def decide(story: cases.Story, decision: str) -> Case:
    appeals.appeal(story.case, story.complainant, "It breaks the first.")
    appeals.decide_appeal(story.case, cases.draw(story, Role.APPEAL_PANEL)[0], decision, "We read it again.")
    return story.now()


def test_complaint_that_is_not_taken_up_can_be_appealed_for_and_the_respondent_hears_nothing() -> None:
    story = dismissed()
    assert story.now().stage == Stage.APPEALABLE
    assert {step.verb for step, _ in next_steps(story.now(), [story.complainant])} == {"appeal"}
    assert decide(story, "reheard").stage == Stage.NOTICE
    assert not cases_of_member(story.respondent.member).exists()  # type: ignore[arg-type]
    notice.notify(story.case, story.officer, "This is alleged.")
    assert cases_of_member(story.respondent.member).exists()  # type: ignore[arg-type]


def test_appeal_against_it_can_be_dismissed_and_nothing_is_there_to_be_overturned() -> None:
    story = dismissed()
    appeals.appeal(story.case, story.complainant, "It breaks the first.")
    chair = cases.draw(story, Role.APPEAL_PANEL)[0]
    with pytest.raises(ActionRefused, match="nothing to overturn"):
        appeals.decide_appeal(story.case, chair, "overturned", "We read it again.")
    appeals.decide_appeal(story.case, chair, "dismissed", "We read it again.")
    assert story.now().outcome == Case.Outcome.DISMISSED


def test_without_an_appeal_it_is_closed_when_the_time_is_over() -> None:
    story = dismissed()
    with pytest.raises(ActionRefused, match="still have time"):
        findings.close(story.case, story.officer)
    yesterday = cases.days_ago(1).date()
    story.case.deadlines.create(stage="appealable", role="officer", due_on=yesterday, set_at=cases.days_ago(15))
    findings.close(story.case, story.officer)
    assert story.now().outcome == Case.Outcome.DISMISSED and today() > yesterday


def test_lot_cannot_fall_on_whoever_is_complained_of() -> None:
    cases.pool()
    story = cases.complaint(anonymous=True)
    with pytest.raises(ActionRefused, match="nobody on the register"):
        triage.dismiss(story.case, story.officer, "It breaks no clause.")
    story = dismissed(named=False)
    assert decide(story, "reheard").stage == Stage.TRIAGE
    triage.name_respondent(story.case, story.officer, story.respondent.member)  # type: ignore[arg-type]
    with pytest.raises(ActionRefused, match="appeal panel has decided"):
        triage.dismiss(story.case, story.officer, "It still breaks none.")
    triage.accept(story.case, story.officer, "As the panel decided.")
    assert story.now().stage == Stage.NOTICE


def test_complainant_found_to_retaliate_can_appeal_and_who_is_protected_is_reviewed_before_any_notice() -> None:
    cases.at(Stage.ANSWER)  # in which Member C complains
    protected = cases.Member.objects.get(number="C")
    story = cases.complaint(anonymous=True)
    triage.name_respondent(story.case, story.officer, protected)
    triage.dismiss(story.case, story.officer, "It breaks no clause.")
    assert decide(story, "reheard").stage == Stage.REVIEW
    triage.decide_review(story.case, cases.draw(story, Role.REVIEWER)[0], True, "It came a day after.")
    assert findings.outcome(story.now()) == Case.Outcome.RETALIATION
    cases.pool_more("Q", 4)
    assert decide(story, "reheard").stage == Stage.NOTICE
