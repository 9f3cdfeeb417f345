"""Panels drawn by lot: who is left out and why, objections on the record, people who step aside."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from tests.conduct import cases

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation
from hustings.conduct import panels as lots
from hustings.conduct import sealing
from hustings.conduct.actions import findings, notice, panels, settings, triage
from hustings.conduct.actions.reminders import tell_ready
from hustings.conduct.conflicts import Conflict, conflicts
from hustings.conduct.deadlines import today
from hustings.conduct.models import Admission, ConductRules, Draw, PersonKey, PoolMember, Stage
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import cases_of_officer, is_officer
from hustings.conduct.queries.next_steps import next_steps, to_draw
from hustings.conduct.sealing import Holder
from hustings.register.actions import record_event
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


def test_everybody_with_a_conflict_is_left_out_with_every_reason() -> None:
    able = cases.pool(5)
    story = cases.at(Stage.ANSWER)
    kept_off = {
        "party": story.complainant.member,
        "witness": cases.member("W"),
        "same_unit": cases.member("N", unit="UR"),  # of the respondent's branch
        "interest": cases.member("I"),
        "standing": cases.member("X"),
    }
    for member in kept_off.values():
        PoolMember.objects.create(member=member, from_date=today())
    PoolMember.objects.create(member=cases.member("G"), from_date=today() - timedelta(days=9), to_date=today())
    notice.name_witness(story.case, story.officer, kept_off["witness"], Role.WITNESS)
    settings.declare_interest(kept_off["interest"], story.respondent.member)  # type: ignore[arg-type]
    record_event(kept_off["standing"], "suspended", today(), None)
    notice.answer(story.case, story.respondent, "I was not there.")

    (investigator,) = cases.draw(story, Role.INVESTIGATOR)
    draw = Draw.objects.get()
    assert draw.pool == [member.pk for member in able]
    assert dict(draw.left_out.values_list("member", "reasons")) == {
        member.pk: [why] for why, member in kept_off.items()
    }
    assert investigator.member in able and lots.drawn_again(draw) == draw.drawn
    # Whoever was drawn is out of every later draw of the case, and so of the appeal.
    assert conflicts(story.case, [investigator.member]) == {investigator.member.pk: ["earlier_part"]}


def test_lot_follows_from_the_seed_and_the_server_makes_it() -> None:
    story = cases.at(Stage.INVESTIGATION)
    first, second = lots.lot(story.case, Role.INVESTIGATOR, "a"), lots.lot(story.case, Role.INVESTIGATOR, "a")
    assert first == second and first.drawn[0] == first.pool[lots.lot_order("a", len(first.pool))[0]]
    assert lots.lot(story.case, Role.INVESTIGATOR).seed != lots.lot(story.case, Role.INVESTIGATOR).seed


def test_draw_needs_enough_people_and_is_not_repeated() -> None:
    story = cases.at(Stage.HEARING)
    PoolMember.objects.exclude(pk__in=PoolMember.objects.values("pk")[:2]).update(to_date=today())
    with pytest.raises(ActionRefused, match="Add members to the pool"):
        panels.draw(story.case, story.officer, Role.PANEL)
    PoolMember.objects.update(to_date=None)
    cases.draw(story, Role.PANEL)
    assert to_draw(story.now()) == []
    with pytest.raises(ActionRefused, match="Nobody is to be drawn"):
        panels.draw(story.case, story.officer, Role.PANEL)


def test_objection_is_decided_on_the_record_before_the_panel_can_find() -> None:
    cases.pool()
    ConductRules.objects.update(objection_days=3)
    story = cases.at(Stage.ANSWER)
    notice.answer(story.case, story.respondent, "I was not there.")
    (investigator,) = cases.draw(story, Role.INVESTIGATOR)
    with pytest.raises(ActionRefused, match="can object to those who were drawn until"):
        notice.report(story.case, investigator, "Nothing happened.")
    part = story.case.parts.get(role=Role.INVESTIGATOR)
    objection = panels.object_to(story.case, story.respondent, part, "We are neighbours.")
    with pytest.raises(ActionRefused, match="objected already"):
        panels.object_to(story.case, story.respondent, part, "We are neighbours.")
    with pytest.raises(ActionRefused, match="somebody else"):
        panels.decide_objection(story.case, story.respondent, objection, True, "We are.")
    with pytest.raises(ActionRefused, match="somebody else"):
        panels.decide_objection(story.case, story.officer, objection, True, "They are.")
    assert to_draw(story.now()) == [Role.REVIEWER]
    (reviewer,) = cases.draw(story, Role.REVIEWER)
    panels.decide_objection(story.case, reviewer, objection, True, "They share a fence.")
    assert not Admission.objects.filter(member=investigator.member, removed_at=None).exists()
    with pytest.raises(ActionRefused, match="somebody else"):
        notice.report(story.case, investigator, "Nothing happened.")
    (other,) = cases.draw(story, Role.INVESTIGATOR)
    assert other.member != investigator.member

    refused = panels.object_to(
        story.case, story.complainant, story.case.parts.get(ended_at=None, role=other.role), "No."
    )
    ConductRules.objects.update(objection_days=0)
    with pytest.raises(ActionRefused, match="must still decide an objection"):
        notice.report(story.case, other, "Nothing happened.")
    panels.decide_objection(story.case, reviewer, refused, False, "It is no reason.")
    assert story.drawn(Role.REVIEWER) == [reviewer]  # for the next objection at this stage
    notice.report(story.case, other, "Nothing happened.")
    assert story.now().stage == Stage.HEARING and not story.drawn(Role.REVIEWER)
    with pytest.raises(ActionRefused, match="somebody else"):
        panels.decide_objection(story.case, reviewer, refused, True, "It is.")


def test_whoever_is_drawn_reads_nothing_before_the_time_for_objections_is_over(
    organisation: Organisation, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    everybody = {member: cases.give_key(member) for member in cases.pool()}
    ConductRules.objects.update(objection_days=3)
    PersonKey.objects.filter(user=cases.officer()).delete()
    private = cases.give_key(cases.officer())
    officers = Holder(PersonKey.objects.get(user=cases.officer()), private)
    story = cases.at(Stage.INVESTIGATION)
    (investigator,) = cases.draw(story, Role.INVESTIGATOR)
    assert investigator.member
    theirs = Holder(investigator.member.conduct_key, everybody[investigator.member])
    sealing.settle_all(officers)
    with pytest.raises(ActionRefused, match="not open to you"):
        sealing.open_case(story.case, theirs)
    assert tell_ready() == 0
    objection = panels.object_to(
        story.case, story.respondent, story.case.parts.get(role=Role.INVESTIGATOR), "We are neighbours."
    )
    story.case.parts.filter(role=Role.INVESTIGATOR).update(from_at=cases.days_ago(3))
    sealing.settle_all(officers)
    assert lots.held_back(story.case) == {investigator.member.pk}, "nobody has decided yet"
    panels.decide_objection(story.case, cases.draw(story, Role.REVIEWER)[0], objection, False, "It is no reason.")
    with django_capture_on_commit_callbacks(execute=True):
        assert (tell_ready(), tell_ready()) == (1, 0)
    assert mailoutbox[-1].to == ["cleo@pilots.example"]
    sealing.settle_all(officers)
    assert sealing.open_case(story.case, theirs).private


def test_whoever_steps_aside_reads_no_more_and_is_replaced() -> None:
    story = cases.at(Stage.HEARING)
    first, *_others = cases.draw(story, Role.PANEL)
    panels.step_aside(story.case, first)
    assert to_draw(story.now()) == [Role.PANEL]
    assert not Admission.objects.filter(member=first.member, removed_at=None).exists()
    chair, *_others = cases.draw(story, Role.PANEL)
    assert len(story.drawn(Role.PANEL)) == 3 and first not in story.drawn(Role.PANEL)
    allegation = story.case.allegations.get()
    with pytest.raises(ActionRefused, match="who was drawn first, records it"):
        findings.find(story.case, story.drawn(Role.PANEL)[1], allegation, True, 3, "Two saw it.")
    with pytest.raises(ActionRefused, match="between 2 and 3"):
        findings.find(story.case, chair, allegation, True, 1, "Two saw it.")
    findings.find(story.case, chair, allegation, False, 2, "Nobody saw it.")
    assert story.now().stage == Stage.APPEALABLE


def test_panel_member_who_is_suspended_or_declares_an_interest_is_replaced() -> None:
    story = cases.at(Stage.HEARING)
    chair, second, third = cases.draw(story, Role.PANEL)
    assert second.member and third.member and story.respondent.member
    settings.declare_interest(second.member, story.respondent.member)
    record_event(third.member, "suspended", today(), None)
    assert to_draw(story.now()) == [Role.PANEL]
    with pytest.raises(ActionRefused, match="must still draw"):
        findings.find(story.case, chair, story.case.allegations.get(), True, 3, "Two saw it.")
    cases.pool_more("Q", 2)
    cases.draw(story, Role.PANEL)
    assert len(story.drawn(Role.PANEL)) == 3 and not {second, third} & set(story.drawn(Role.PANEL))
    assert not Admission.objects.filter(member__in=(second.member, third.member), removed_at=None).exists()
    record_event(story.drawn(Role.PANEL)[1].member, "renewed", today(), None, paid_up_to=today() - timedelta(days=300))
    findings.find(story.case, chair, story.case.allegations.get(), True, 3, "Two saw it.")  # in arrears is no reason


def test_who_does_not_act_in_time_is_replaced_and_whoever_comes_then_is_given_time() -> None:
    story = cases.at(Stage.HEARING)
    _chair, second, _third = cases.draw(story, Role.PANEL)
    part = story.case.parts.get(role=Role.PANEL, member=second.member)
    with pytest.raises(ActionRefused, match="whose time to act is over"):
        panels.replace(story.case, story.officer, part, "They never answer.")
    yesterday = cases.days_ago(1)
    story.case.deadlines.create(stage="hearing", role="panel", due_on=yesterday.date(), set_at=cases.days_ago(30))
    story.case.parts.filter(role=Role.PANEL).update(from_at=cases.days_ago(20))
    assert "replace" in {step.verb for step, _ in next_steps(story.now(), [story.officer])}
    panels.replace(story.case, story.officer, part, "They never answer.")
    assert not Admission.objects.filter(member=second.member, removed_at=None).exists()
    cases.pool_more("Q", 1)
    cases.draw(story, Role.PANEL)
    drawn = story.case.parts.filter(role=Role.PANEL, ended_at=None).latest("place")
    with pytest.raises(ActionRefused, match="whose time to act is over"):
        panels.replace(story.case, story.officer, drawn, "I would rather have another.")


def test_officer_who_was_put_aside_for_a_wrong_number_is_back_once_it_is_corrected() -> None:
    cases.pool()
    story, olga = cases.complaint(), cases.officer("Olga Other")
    panels.join(story.case, Actor(Role.OFFICER, olga))
    Member.objects.filter(number="P0").update(email="olga@pilots.example")
    triage.name_respondent(story.case, story.officer, Member.objects.get(number="P0"))
    assert not is_officer(olga, story.now())
    assert not Admission.objects.filter(user=olga, removed_at=None).exists()
    triage.name_respondent(story.case, story.officer, Member.objects.get(number="R"))
    assert is_officer(olga, story.now()) and Admission.objects.filter(user=olga, removed_at=None).exists()
    # Whoever becomes an officer while they are complained of has nothing to do with the case, either.
    Member.objects.filter(number="R").update(email="late@pilots.example")
    assert not is_officer(cases.officer("Late Officer"), story.now())


def test_officer_who_steps_aside_is_out_unless_nobody_else_could_read() -> None:
    story = cases.complaint(anonymous=True)
    story.case.keys.get().admissions.exclude(user=story.officer.user).delete()
    with pytest.raises(ActionRefused, match="Nobody else could read"):
        panels.step_aside(story.case, story.officer)
    other = Actor(Role.OFFICER, cases.officer("Olga Other"))
    panels.join(story.case, other)
    admission = Admission.objects.get(user=other.user)
    assert bytes(admission.sealed_key) == b""  # until somebody who can read it opens the case
    with pytest.raises(ActionRefused, match="Nobody else could read"):  # nobody would ever open it to them
        panels.step_aside(story.case, story.officer)


def test_officer_who_is_a_party_or_in_the_pool_acts_in_no_other_part() -> None:
    cases.pool()
    story, olga = cases.complaint(), cases.officer("Olga Other")
    assert list(cases_of_officer(olga)) == [story.case]
    Member.objects.filter(number="R").update(email="Olga@pilots.example")
    triage.name_respondent(story.case, story.officer, Member.objects.get(number="R"))
    assert not cases_of_officer(olga).exists() and cases_of_officer(story.officer.user).exists()  # type: ignore[arg-type]
    with pytest.raises(ActionRefused, match="somebody else"):
        triage.dismiss(story.case, Actor(Role.OFFICER, olga), "It is nothing.")
    Member.objects.filter(number="P0").update(email="cleo@pilots.example")
    drawable = Member.objects.get(number="P0")
    assert conflicts(story.now(), [drawable]) == {drawable.pk: [Conflict.EARLIER_PART]}


def test_pool_takes_members_only_and_each_once(membership_secretary: object) -> None:
    member = cases.member("M")
    settings.add_to_pool(member, cases.officer())
    for whom, sentence in ((member, "already"), (Member.objects.create(number="0", name="No Member"), "none today")):
        with pytest.raises(ActionRefused, match=sentence):
            settings.add_to_pool(whom, cases.officer())
    place = member.conduct_pool.get()
    settings.end_pool(place, cases.officer())
    with pytest.raises(ActionRefused, match="has left"):
        settings.end_pool(place, cases.officer())
    with pytest.raises(ActionRefused, match="own number"):
        settings.declare_interest(member, member)
