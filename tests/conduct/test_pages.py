"""The pages of a case, opened by everybody: who is let in, what each finds there, and which steps their form takes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from tests.conduct import cases
from tests.conduct.test_states import CAN, everybody_at
from tests.elections.polls import browser as browser_of

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.accounts.models import Role as OfficeRole
from hustings.audit.models import AuditEvent
from hustings.conduct import receipts, sealing
from hustings.conduct.actions import panels, triage
from hustings.conduct.actions.opening import open_case
from hustings.conduct.models import Case, CaseEvent, ConductRules, Reading, Sealed, Stage, TextKind
from hustings.conduct.people import Actor, Person, Role
from hustings.conduct.person_keys import make_key
from hustings.conduct.queries.cases import acts_as, events
from hustings.conduct.states import STEPS
from hustings.register.models import Member

pytestmark = pytest.mark.django_db
PASSPHRASE = "lamps and gates and paths"


def step(story: cases.Story, verb: str) -> str:
    return reverse("conduct:step", args=[story.case.reference, verb])


def test_pages_of_a_case_open_to_those_inside_and_to_nobody_else(
    organisation: Organisation, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    story = cases.at(Stage.HEARING)
    aside = cases.officer("Anna Aside")
    panels.step_aside(story.case, Actor(Role.OFFICER, aside))
    assert story.officer.user
    office, theirs = client_of(story.officer.user), browser_of(story.respondent.member)
    for browser, verb, status in ((office, "extend", 200), (office, "accept", 409), (theirs, "extend", 403)):
        assert browser.get(step(story, verb)).status_code == status
        assert browser.post(step(story, verb)).status_code == status
    outside = (
        client_of(aside),
        browser_of(cases.member("S")),
        client_of(make_user(OfficeRole.ADMINISTRATOR)),
        Client(),
    )
    for browser, status in zip(outside, (404, 404, 403, 302), strict=True):
        home = reverse("conduct:case", args=[story.case.reference])
        for address in (home, step(story, "extend"), step(story, "find")):
            assert browser.get(address).status_code == status
            # What somebody wrote whose hour is over is not lost: they are asked for the words of their receipt.
            assert browser.post(step(story, "extend")).status_code == (403 if status == 302 else status)
    assert office.get(step(story, "unknown")).status_code == 404


@pytest.mark.parametrize("stage", Stage)
def test_every_step_answers_everybody_at_every_stage_as_the_table_says(
    stage: Stage, organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    story, people = everybody_at(stage)
    witness = story.case.parts.create(role=Role.WITNESS, member=cases.member("S"), from_at=cases.days_ago(1)).member
    people.append(Actor(Role.WITNESS, witness))
    for actor in people:
        can = CAN[stage].get(actor.role, set())
        browser = client_of(actor.user) if actor.user else browser_of(actor.member)
        is_inside = actor.role != Role.WITNESS and acts_as(story.now(), actor)
        for verb in STEPS:
            if verb in can:
                assert browser.get(step(story, verb)).status_code == 200, (actor.role, verb)
                with transaction.atomic():  # what asks for nothing is taken, and here taken back
                    assert browser.post(step(story, verb)).status_code in (200, 302), (actor.role, verb)
                    transaction.set_rollback(True)
            else:
                expected = 404 if not is_inside else 409 if actor.role in STEPS[verb].by else 403
                assert refusals(story, verb, actor.person) == {expected}, (actor.role, verb)


def refusals(story: cases.Story, verb: str, person: Person | None) -> set[int]:
    """With which status a step's page is refused, asked for and sent; the page that says so is not rendered."""
    found = set()
    address = step(story, verb)
    view, _args, named = resolve(address)
    for ask in (RequestFactory().get, RequestFactory().post):
        request = ask(address)
        request.user = person if isinstance(person, User) else AnonymousUser()
        request.member = None if isinstance(person, User) else person  # type: ignore[attr-defined]
        try:
            found.add(view(request, **named).status_code)
        except (Http404, PermissionDenied, ActionRefused) as error:
            found.add({Http404: 404, PermissionDenied: 403, ActionRefused: 409}[type(error)])
    return found


def test_each_side_reads_what_the_rule_lets_it_and_every_reading_is_logged(
    organisation: Organisation, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    officer = make_user(OfficeRole.CONDUCT_OFFICER, email="cleo@pilots.example")
    for person in (officer, cases.member("C")):
        make_key(person, PASSPHRASE)
    story = cases.at(Stage.INVESTIGATION)
    investigator = cases.draw(story, Role.INVESTIGATOR)[0]
    assert story.respondent.member and story.complainant.member and investigator.member
    case = reverse("conduct:case", args=[story.case.reference])
    theirs = browser_of(story.respondent.member)
    sealed = theirs.get(case).content.decode()
    assert "I was not there." not in sealed and "Choose a passphrase" in sealed
    make_key(story.respondent.member, PASSPHRASE)
    assert "not open to you yet" in opened(theirs, case)
    assert not Reading.objects.exists()

    texts = {
        Role.OFFICER: opened(client_of(officer), case),  # which lets the respondent in, too
        Role.COMPLAINANT: opened(browser_of(story.complainant.member), case),
        Role.RESPONDENT: opened(theirs, case),
    }
    assert all("I was not there." in text and investigator.member.name in text for text in texts.values())
    answer = Sealed.objects.get(kind=TextKind.ANSWER)
    assert answer.readings.count() == 3
    # Who the other side is, and why somebody could not be drawn, the page tells those who decide, and neither party.
    shown = {role for role, text in texts.items() if ">Respondent</dt>" in text}
    assert shown == {role for role, text in texts.items() if "Left out:" in text} | {Role.OFFICER} == {Role.OFFICER}
    assert story.respondent.member.name not in texts[Role.COMPLAINANT]
    assert story.complainant.member.name not in texts[Role.RESPONDENT]


def test_receipt_of_another_case_does_not_stand_in_the_way_of_ones_own_passphrase(organisation: Organisation) -> None:
    member, officer = cases.member("C"), cases.officer()
    version, words = cases.instrument(), receipts.words_from(receipts.new_token())
    other = open_case(version, [(version.identifiers[0], version.in_force_from)], None)
    receipts.issue(other, Role.COMPLAINANT, sealing.new_case_key(other, [officer]), words)
    case = cases.complaint().case
    address = reverse("conduct:case", args=[case.reference])
    make_key(member, PASSPHRASE)
    theirs = browser_of(member)
    theirs.post(reverse("conduct:follow"), {"words": " ".join(words)})
    page = theirs.get(address).content.decode()
    assert "Type your passphrase to read it" in page and "not open to you yet" not in page
    # Their own key is open, and does not open it: now they wait, and can ask for time until the case is closed.
    page = opened(theirs, address)
    assert "not open to you yet" in page and "ask for more time below" in page and "Add to the case" in page
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_at=timezone.now(), outcome="dismissed")
    page = theirs.get(address).content.decode()
    assert "not open to you yet" in page and "ask for more time below" not in page


def opened(browser: Client, address: str) -> str:
    """The page, after the passphrase was typed."""
    browser.post(reverse("conduct:unlock"), {"passphrase": PASSPHRASE})
    return browser.get(address).content.decode()


def test_step_is_taken_by_its_form_and_what_is_lacking_is_said(
    organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    cases.pool()
    story = cases.complaint()
    assert story.officer.user and story.respondent.member
    office = client_of(story.officer.user)
    respondent, naming = story.respondent.member, step(story, "name-respondent")
    for nobody in ("?", ""):
        assert "error-summary" in office.post(naming, {"find": nobody}).content.decode()
    for typed in ("R", "member r", respondent.number):
        found = office.post(naming, {"find": typed}).content.decode()
        assert (
            "error-summary" not in found and f'value="{respondent.pk}"' in found and "Member R, R, Branch UR" in found
        )
    other = Member.objects.exclude(pk=respondent.pk).filter(name="Member C").get()  # not among those who were found
    assert "error-summary" not in office.post(naming, {"find": "r@pilots", "member": other.pk}).content.decode()
    unchosen = office.post(naming, {"find": "R", "shown": "R"}).content.decode()
    assert "Choose the member whom you mean." in unchosen
    assert story.now().respondent is None
    assert AuditEvent.objects.filter(verb="conduct.member_looked_up", facts={}).count() == 5
    office.post(naming, {"find": "R", "member": respondent.pk})
    assert story.now().respondent == respondent
    refused = office.post(step(story, "accept"), {"text": ""}).content.decode()
    assert "“Reasons” is empty" in refused and story.now().stage == Stage.TRIAGE
    scripts = "<script>alert(1)</script> It is a breach."
    done = office.post(step(story, "accept"), {"text": scripts}, follow=True)
    assert "The complaint was taken up." in done.content.decode() and story.now().stage == Stage.NOTICE
    again = office.post(step(story, "accept"), {"text": "Again."})
    assert again.status_code == 409 and "just now" in again.content.decode()
    assert CaseEvent.objects.filter(verb="accept").count() == 1


def test_office_keeps_the_pool_and_the_rules(
    organisation: Organisation, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    office = client_of(cases.officer())
    member = cases.member("M")
    office.post(reverse("conduct:pool"), {"find": "M", "member": Member.objects.get(number="M").pk})
    place = member.conduct_pool.get()
    assert "Member M" in office.get(reverse("conduct:pool")).content.decode()
    assert "Declare an interest" in browser_of(member).get("/me/").content.decode()
    other = cases.member("O")
    browser_of(member).post(reverse("conduct:interest"), {"member": other.number})
    office.post(reverse("conduct:pool_end", args=[place.pk]))
    assert "Member M" not in office.get(reverse("conduct:pool")).content.decode()
    rules = {
        name: field for name, field in ConductRules().__dict__.items() if name.endswith(("_days", "_months", "size"))
    }
    office.post(reverse("conduct:rules"), {**rules, "answer_days": 0, "sanctions": ["warning"]})
    assert not ConductRules.objects.exists()
    office.post(reverse("conduct:rules"), {**rules, "answer_days": 21, "sanctions": ["warning"]})
    saved = ConductRules.objects.get()
    assert (saved.answer_days, saved.sanctions) == (21, ["warning"])
    assert not Case.objects.exists()


def test_complainant_cannot_tell_a_review_from_the_time_before_the_notice(
    organisation: Organisation, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    """Or a complaint would tell whoever makes it that the person complained of spoke in another case."""
    cases.pool()
    pages, sent = [], []
    for review in (False, True):
        story = cases.complaint()
        triage.name_respondent(story.case, story.officer, story.respondent.member)  # type: ignore[arg-type]
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            triage.accept(story.case, story.officer, "It may be a breach.", review=review)
            if review:
                cases.draw(story, Role.REVIEWER)
        theirs = browser_of(story.complainant.member)
        page = theirs.get(reverse("conduct:case", args=[story.case.reference])).content.decode()
        listed = theirs.get("/me/").content.decode().split(story.case.reference, 2)[2].split("</li>")[0]
        plain = re.sub(r"csrfmiddlewaretoken[^>]*|/cases/[^/]*", "", page).replace(story.case.reference, "")
        pages.append((re.sub(r"\d\d:\d\d(:\d\d)?", "", plain), listed))
        sent.append([letter.to for letter in mailoutbox].count([story.complainant.member.email]))  # type: ignore[union-attr]
    assert pages[0] == pages[1] and sent[0] == sent[1]
    assert "Notice to the respondent" in pages[1][0] and "eview" not in pages[1][1]
    refused = theirs.post(step(story, "conciliate"))
    assert refused.status_code == 409 and "review" not in refused.content.decode()

    # Nor does their list put the case first because its review is overdue.
    newer = cases.complaint().case.reference
    yesterday = cases.today() - timedelta(days=1)
    story.case.deadlines.create(stage="review", role="reviewer", due_on=yesterday, set_at=cases.days_ago(9))
    listed = theirs.get("/me/").content.decode()
    assert listed.index(newer) < listed.index(story.case.reference)

    # The notice that comes after it says nothing of it, either; whoever retaliates is told, with reasons.
    triage.decide_review(story.case, story.drawn(Role.REVIEWER)[0], False, "It came before.")
    assert "decide-review" not in {event.verb for event in events(story.now(), [story.complainant])}
    assert "decide-review" in {event.verb for event in events(story.now(), [story.officer])}


def test_form_to_add_tells_strangers_nothing_of_a_case(client: Client, organisation: Organisation) -> None:
    answers = []
    for reference in (cases.complaint().case.reference, "2026-AAAAAA"):
        page = client.post(reverse("conduct:add", args=[reference]), {"text": "?"}).content.decode()
        answers.append(re.sub(r"csrfmiddlewaretoken[^>]*", "", page.replace(reference, "")))
    assert answers[0] == answers[1]


def test_everything_is_sealed_anew_at_once_where_whoever_steps_aside_has_the_case_open(
    organisation: Organisation, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    officer = make_user(OfficeRole.CONDUCT_OFFICER, email="cleo@pilots.example")
    make_key(officer, PASSPHRASE)
    make_key(cases.member("C"), PASSPHRASE)
    story = cases.at(Stage.ANSWER)
    office = client_of(officer)
    opened(office, reverse("conduct:case", args=[story.case.reference]))
    office.post(step(story, "step-aside"))
    (key,) = story.case.keys.filter(destroyed_at=None)
    assert {text.key for text in Sealed.objects.filter(case=story.case)} == {key}
    assert not key.admissions.filter(user=officer).exists()
