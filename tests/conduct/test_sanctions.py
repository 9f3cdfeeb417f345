"""What follows from a finding: standing, and through it the franchise, by rule alone; and what an appeal gives back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from tests.conduct import cases

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation
from hustings.conduct.actions import appeals, findings, notice, reminders, suspensions, triage
from hustings.conduct.deadlines import today
from hustings.conduct.models import Appeal, Case, CaseEvent, ConductRules, Sanction, Stage
from hustings.conduct.people import Role
from hustings.conduct.queries.next_steps import next_steps, to_draw
from hustings.conduct.retaliation import is_protected
from hustings.franchise.actions import create_rule, freeze_roll
from hustings.franchise.queries import electors
from hustings.register.actions import record_event
from hustings.register.actions.duplicates import merge
from hustings.register.models import Duplicate, Member, StandingEvent
from hustings.register.queries import standing
from hustings.register.standing import Word

pytestmark = pytest.mark.django_db


def word(story: cases.Story, days: int = 0) -> Word:
    assert story.respondent.member
    return standing(story.respondent.member, today() + timedelta(days=days)).word


def decided(story: cases.Story, decision: str) -> Case:
    appeals.decide_appeal(story.case, cases.draw(story, Role.APPEAL_PANEL)[0], decision, "We read everything again.")
    return story.now()


def test_suspended_member_leaves_the_roll_by_rule_alone_and_is_restored_by_appeal(organisation: Organisation) -> None:
    story = cases.at(Stage.APPEALABLE, kind="suspension", days=60)
    officer, member = cases.officer(), story.respondent.member
    rule = create_rule("Good standing", {"all": [{"is": "good_standing"}]}, officer)
    during = freeze_roll(rule, today(), officer)
    assert not electors(during).filter(member=member).exists() and electors(during).exists()
    assert word(story, 60) == Word.SUSPENDED and word(story, 61) == Word.GOOD  # it ends by itself

    appeals.appeal(story.case, story.respondent, "Nobody asked my witness.")
    assert decided(story, "overturned").outcome == Case.Outcome.OVERTURNED
    restored = freeze_roll(rule, today(), officer)
    assert electors(restored).filter(member=member).exists()
    # What was frozen stays frozen; and a roll of a poll that is frozen later has the member back, too.
    assert not electors(during).filter(member=member).exists()
    assert Sanction.objects.get().end.why == "appeal"


def test_exclusion_is_undone_by_an_appeal_and_other_suspensions_go_on() -> None:
    first = cases.at(Stage.APPEALABLE, kind="suspension", days=90)
    second = cases.at(Stage.APPEAL, kind="suspension", days=10)
    assert decided(second, "overturned").stage == Stage.CLOSED
    assert word(first, 90) == Word.SUSPENDED and word(first, 91) == Word.GOOD

    third = cases.at(Stage.APPEAL, kind="exclusion")
    assert word(third) == Word.EXCLUDED
    decided(third, "overturned")
    assert word(third) == Word.SUSPENDED  # of the first case
    assert word(third, 91) == Word.GOOD
    appeals.appeal(first.case, first.respondent, "Nobody asked my witness.")
    decided(first, "overturned")
    assert word(third) == Word.GOOD  # though the register had recorded it anew


@pytest.mark.parametrize("first_lifted", [0, 1])
@pytest.mark.parametrize("days", [(90, 10), (10, 90), (30, 30)])
def test_of_two_suspensions_each_ends_alone(days: tuple[int, int], first_lifted: int) -> None:
    stories = [cases.at(Stage.APPEALABLE, kind="suspension", days=each) for each in days]
    longest = max(days)
    assert word(stories[0], longest) == Word.SUSPENDED and word(stories[0], longest + 1) == Word.GOOD
    for place, left in ((first_lifted, days[1 - first_lifted]), (1 - first_lifted, None)):
        story = stories[place]
        appeals.appeal(story.case, story.respondent, "Nobody asked my witness.")
        decided(story, "overturned")
        if left is not None:
            assert word(story, left) == Word.SUSPENDED and word(story, left + 1) == Word.GOOD
    assert word(stories[0]) == Word.GOOD


def test_suspension_that_begins_later_within_another_ends_neither_early_nor_with_it() -> None:
    first = cases.at(Stage.APPEALABLE, kind="suspension", days=60)
    second = cases.at(Stage.SANCTION)
    chair, later = second.drawn(Role.PANEL)[0], today() + timedelta(days=20)
    findings.sanction(second.case, chair, "suspension", "Why.", from_date=later, until=later + timedelta(days=10))
    assert word(first, 31) == word(first, 60) == Word.SUSPENDED and word(first, 61) == Word.GOOD
    appeals.appeal(second.case, second.respondent, "Nobody asked my witness.")
    decided(second, "overturned")  # taken back before it began
    assert word(first, 31) == word(first, 60) == Word.SUSPENDED and word(first, 61) == Word.GOOD
    appeals.appeal(first.case, first.respondent, "Nobody asked my witness.")
    decided(first, "overturned")
    assert word(first) == word(first, 25) == Word.GOOD


@pytest.mark.parametrize("kind", ["suspension", "exclusion"])
def test_appeal_gives_back_a_suspension_that_the_register_had_recorded(kind: str) -> None:
    secretary, member = cases.officer("Sam Secretary"), cases.member("R")
    record_event(member, "suspended", today(), secretary, until=today() + timedelta(days=40))
    story = cases.at(Stage.APPEAL, kind=kind, days=10 if kind == "suspension" else None)
    decided(story, "overturned")
    assert word(story, 40) == Word.SUSPENDED and word(story, 41) == Word.GOOD


def test_appeal_changes_nothing_where_the_register_reinstated_the_member_before() -> None:
    story = cases.at(Stage.APPEAL, kind="suspension", days=60)
    record_event(story.respondent.member, "reinstated", today(), cases.officer("Sam Secretary"))  # type: ignore[arg-type]
    decided(story, "overturned")
    assert word(story) == Word.GOOD
    assert StandingEvent.objects.filter(member=story.respondent.member).count() == 3  # joined, suspended, reinstated


def test_sanction_reaches_the_record_that_was_kept_where_two_of_the_respondent_were_merged() -> None:
    story, kept = cases.at(Stage.SANCTION), cases.member("R2")
    closed = story.respondent.member
    assert closed
    first, second = sorted((closed, kept), key=lambda member: member.pk)
    merge(Duplicate.objects.create(first=first, second=second, why="same e-mail"), kept, cases.officer("Sam Secretary"))
    chair = story.drawn(Role.PANEL)[0]
    findings.sanction(story.case, chair, "exclusion", "Why.", from_date=today())
    assert standing(kept, today()).word == Word.EXCLUDED


def test_appeal_that_is_dismissed_leaves_everything_and_an_earlier_standing_is_not_given_back() -> None:
    story = cases.at(Stage.APPEAL, kind="suspension", days=30)
    assert decided(story, "dismissed").outcome == Case.Outcome.UPHELD
    assert word(story) == Word.SUSPENDED
    other = cases.at(Stage.APPEAL, kind="warning")
    record_event(other.respondent.member, "resigned", today(), None)  # type: ignore[arg-type]
    decided(other, "overturned")
    assert word(other) == Word.RESIGNED


def test_case_that_is_sent_back_is_heard_by_people_who_took_no_part() -> None:
    cases.pool(11)
    story = cases.at(Stage.APPEAL, kind="suspension", days=30)
    before = {part.member for part in story.case.parts.exclude(role__in=(Role.COMPLAINANT, Role.RESPONDENT))}
    appeals.appeal(story.case, story.complainant, "It was too little.")
    with pytest.raises(ActionRefused, match="appealed already"):
        appeals.appeal(story.case, story.complainant, "It was too little.")
    assert decided(story, "reheard").stage == Stage.HEARING
    assert word(story) == Word.GOOD and Appeal.objects.filter(outcome="reheard").count() == 2
    chair, *_others = cases.draw(story, Role.PANEL)
    before |= {part.member for part in story.case.parts.filter(role=Role.APPEAL_PANEL)}
    assert not before & {actor.member for actor in story.drawn(Role.PANEL)}
    findings.find(story.case, chair, story.case.allegations.get(), False, 3, "It cannot be shown.")
    Case.objects.filter(pk=story.case.pk)
    assert findings.outcome(story.now()) == Case.Outcome.NOT_UPHELD


def test_sanction_is_of_the_list_and_its_days_make_sense() -> None:
    story = cases.at(Stage.SANCTION)
    ConductRules.objects.update(sanctions=["warning", "suspension"])
    chair = story.drawn(Role.PANEL)[0]
    yesterday, tomorrow = today() - timedelta(days=1), today() + timedelta(days=1)
    for kind, days, sentence in (
        ("exclusion", {"from_date": today()}, "no such sanction"),
        ("suspension", {}, "from which day"),
        ("suspension", {"from_date": today()}, "until when"),
        ("suspension", {"from_date": yesterday}, "in the past"),
        ("suspension", {"from_date": tomorrow, "until": today()}, "before it begins"),
        ("warning", {"from_date": today(), "until": tomorrow}, "has no end"),
    ):
        with pytest.raises(ActionRefused, match=sentence):
            findings.sanction(story.case, chair, kind, "Why.", **days)
    assert not Sanction.objects.exists() and story.now().stage == Stage.SANCTION
    findings.sanction(story.case, chair, "", "It is enough that it was found.")
    assert not Sanction.objects.exists() and story.now().stage == Stage.APPEALABLE
    with pytest.raises(ActionRefused, match="still have time to appeal"):
        findings.close(story.case, story.officer)


def test_suspension_before_a_finding_has_grounds_an_end_and_a_review() -> None:
    story = cases.at(Stage.ANSWER)
    with pytest.raises(ActionRefused, match="at most"):
        suspensions.suspend(story.case, story.officer, today() + timedelta(days=90), "They may burn the books.")
    with pytest.raises(ActionRefused, match="reasons"):
        suspensions.suspend(story.case, story.officer, today() + timedelta(days=20), "")
    assert word(story) == Word.GOOD  # nothing of what was refused is left
    sanction = suspensions.suspend(story.case, story.officer, today() + timedelta(days=20), "They may burn the books.")
    assert sanction.review_by == today() + timedelta(days=10)
    assert word(story, 20) == Word.SUSPENDED and word(story, 21) == Word.GOOD
    with pytest.raises(ActionRefused, match="not done twice"):
        suspensions.suspend(story.case, story.officer, today(), "Again.")
    assert to_draw(story.now()) == [Role.REVIEWER]
    (reviewer,) = cases.draw(story, Role.REVIEWER)
    suspensions.review_suspension(story.case, reviewer, True, "The books are in a safe.")
    assert word(story) == Word.GOOD and Sanction.objects.get().end.why == "review"
    assert not story.drawn(Role.REVIEWER)
    with pytest.raises(ActionRefused, match="not done twice"):  # or nobody would review the second
        suspensions.suspend(story.case, story.officer, today() + timedelta(days=20), "The safe is open.")
    assert "suspend" not in {step.verb for step, _ in next_steps(story.now(), [story.officer])}


def test_suspension_that_nobody_reviews_is_reminded_of_and_lifted(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    story = cases.at(Stage.ANSWER)
    suspensions.suspend(story.case, story.officer, today() + timedelta(days=20), "They may burn the books.")
    sent = len(mailoutbox)
    for days, word_then, letters in ((2, Word.SUSPENDED, 0), (4, Word.SUSPENDED, 1), (10, Word.SUSPENDED, 1)):
        monkeypatch.setattr(suspensions, "today", lambda days=days: today() + timedelta(days=days))
        with django_capture_on_commit_callbacks(execute=True):
            assert suspensions.lift_unreviewed() == 0
        assert (word(story), len(mailoutbox) - sent) == (word_then, letters)
    monkeypatch.setattr(suspensions, "today", lambda: today() + timedelta(days=11))
    assert suspensions.lift_unreviewed() == 1
    assert word(story) == Word.GOOD and Sanction.objects.get().end.why == "unreviewed"
    assert story.now().events.last().verb == "lift" and suspensions.lift_unreviewed() == 0


def test_suspension_before_a_finding_ends_with_a_case_in_which_nothing_is_upheld() -> None:
    story = cases.at(Stage.ANSWER)
    suspensions.suspend(story.case, story.officer, today() + timedelta(days=20), "They may burn the books.")
    (reviewer,) = cases.draw(story, Role.REVIEWER)
    suspensions.review_suspension(story.case, reviewer, False, "They said so.")
    assert word(story) == Word.SUSPENDED
    cases.agree(story)
    notice.settle(story.case, story.officer, "They shook hands.")
    assert word(story) == Word.GOOD and story.now().outcome == Case.Outcome.CONCILIATED
    # What was lifted on its first day is taken back; the register keeps both.
    assert list(StandingEvent.objects.filter(member=story.respondent.member).values_list("kind", flat=True)) == [
        "joined",
        "suspended",
        "taken_back",
    ]


def test_case_against_somebody_who_spoke_is_reviewed_before_it_goes_on() -> None:
    earlier = cases.at(Stage.ANSWER)
    witness, complainant = cases.member("W"), earlier.complainant.member
    notice.name_witness(earlier.case, earlier.officer, witness, Role.SUPPORTER)
    for member in (witness, complainant):
        assert isinstance(member, Member) and is_protected(member)
    assert not is_protected(earlier.respondent.member)  # type: ignore[arg-type]
    story = cases.complaint(anonymous=True)
    with pytest.raises(ActionRefused, match="who is complained of"):
        triage.accept(story.case, story.officer, "It is a breach if it is true.")
    triage.name_respondent(story.case, story.officer, witness)
    triage.accept(story.case, story.officer, "It is a breach if it is true.")
    assert story.now().stage == Stage.REVIEW
    with pytest.raises(ActionRefused, match="belongs to another"):
        notice.notify(story.case, story.officer, "This is alleged.")
    (reviewer,) = cases.draw(story, Role.REVIEWER)
    with pytest.raises(ActionRefused, match="reasons"):
        triage.decide_review(story.case, reviewer, True, "")
    triage.decide_review(story.case, reviewer, True, "It came a day after the testimony.")
    assert story.now().stage == Stage.APPEALABLE and findings.outcome(story.now()) == Case.Outcome.RETALIATION
    assert not story.case.parts.filter(role=Role.RESPONDENT).exists()  # who never learnt of it

    old = cases.days_ago(400)
    earlier.case.parts.filter(member=witness).update(from_at=old)
    assert is_protected(witness), "the case in which they spoke still runs"
    cases.agree(earlier)
    notice.settle(earlier.case, earlier.officer, "They shook hands.")
    assert not is_protected(witness)
    ConductRules.objects.update(protected_months=24)
    assert is_protected(witness)


def test_notice_waits_for_the_reviewer_where_the_respondent_spoke_since_the_complaint_was_taken_up() -> None:
    story, earlier = cases.at(Stage.NOTICE), cases.at(Stage.ANSWER)
    other = cases.complaint(anonymous=True)
    respondent = cases.member("L")
    triage.name_respondent(other.case, other.officer, respondent)
    triage.accept(other.case, other.officer, "It is a breach if it is true.")
    with pytest.raises(ActionRefused, match="nothing to review"):
        triage.send_to_review(story.case, story.officer)
    notice.name_witness(earlier.case, earlier.officer, respondent, Role.WITNESS)
    with pytest.raises(ActionRefused, match="protected by now"):
        notice.notify(other.case, other.officer, "This is alleged.")
    assert "notify" not in {step.verb for step, _ in next_steps(other.now(), [other.officer])}
    triage.send_to_review(other.case, other.officer)
    triage.decide_review(other.case, cases.draw(other, Role.REVIEWER)[0], False, "The complaint is older.")
    notice.notify(other.case, other.officer, "This is alleged.")
    assert other.now().stage == Stage.ANSWER


def test_conciliation_needs_both_and_holds_nobody() -> None:
    story = cases.at(Stage.ANSWER)
    notice.conciliate(story.case, story.complainant)
    assert story.now().stage == Stage.ANSWER
    notice.conciliate(story.case, story.respondent)
    assert story.now().stage == Stage.CONCILIATION
    notice.end_conciliation(story.case, story.respondent)
    assert story.now().stage == Stage.ANSWER  # nobody loses the answer by having tried
    notice.conciliate(story.case, story.complainant)
    assert story.now().stage == Stage.ANSWER  # what was agreed to before is no agreement to another try
    notice.answer(story.case, story.respondent, "I was not there.")
    notice.conciliate(story.case, story.respondent)
    notice.end_conciliation(story.case, story.complainant)
    assert story.now().stage == Stage.INVESTIGATION


def test_overdue_steps_remind_once_a_week(
    organisation: Organisation, mailoutbox: list, django_capture_on_commit_callbacks: object
) -> None:
    story = cases.at(Stage.ANSWER)
    with pytest.raises(ActionRefused, match="still has time"):
        notice.investigate(story.case, story.officer)
    assert reminders.remind_overdue() == 0
    overdue = story.case.deadlines.create(
        stage="answer", role="respondent", due_on=today() - timedelta(days=1), set_at=cases.days_ago(20)
    )
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert reminders.remind_overdue() == 1
    assert reminders.remind_overdue() == 0
    (letter,) = mailoutbox
    assert letter.to == [story.respondent.member.email]  # type: ignore[union-attr]
    assert "alleged" not in letter.body and letter.body.count(story.case.reference) == 1  # in the link
    assert CaseEvent.objects.filter(verb="remind").count() == 1 and overdue
    notice.investigate(story.case, story.officer)
    assert story.now().stage == Stage.INVESTIGATION
