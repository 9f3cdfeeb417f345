"""The pages of a case, opened by everybody: who is let in, what each finds there, and which steps their form takes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.conduct import cases
from tests.conduct.test_states import CAN
from tests.elections.polls import browser as browser_of

from hustings.accounts.models import Organisation, User
from hustings.accounts.models import Role as OfficeRole
from hustings.conduct.actions import panels
from hustings.conduct.models import Case, CaseEvent, ConductRules, Reading, Sealed, Stage, TextKind
from hustings.conduct.people import Actor, Role
from hustings.conduct.person_keys import make_key
from hustings.conduct.states import STEPS

pytestmark = pytest.mark.django_db
PASSPHRASE = "lamps and gates and paths"


def step(story: cases.Story, verb: str) -> str:
    return reverse("conduct:step", args=[story.case.pk, verb])


def test_every_step_opens_to_those_of_the_table_and_to_nobody_else(
    organisation: Organisation, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    story = cases.at(Stage.HEARING)
    chair = cases.draw(story, Role.PANEL)[0]
    investigator = story.drawn(Role.INVESTIGATOR)[0]
    aside = cases.officer("Anna Aside")
    panels.step_aside(story.case, Actor(Role.OFFICER, aside))
    inside = [story.officer, story.complainant, story.respondent, investigator, chair]
    browsers = [(client_of(actor.user) if actor.user else browser_of(actor.member), actor.role) for actor in inside]
    for verb in STEPS:
        for browser, role in browsers:
            expected = 200 if verb in CAN[Stage.HEARING].get(role, set()) else 409 if role in STEPS[verb].by else 403
            # A form that was sent without what it asks for comes back, and one that asks nothing is taken.
            answer = browser.post(step(story, verb), {"text": ""})
            if answer.status_code == 302:
                assert expected == 200 and verb == "step-aside"
                story.case.parts.filter(role=role, ended_at__isnull=False).update(ended_at=None)
            else:
                assert answer.status_code == expected, (verb, role)
    outside = (
        client_of(aside),
        browser_of(cases.member("S")),
        client_of(make_user(OfficeRole.ADMINISTRATOR)),
        Client(),
    )
    for browser, status in zip(outside, (404, 404, 403, 302), strict=True):
        for address in (reverse("conduct:case", args=[story.case.pk]), step(story, "extend"), step(story, "find")):
            assert browser.get(address).status_code == status
            assert browser.post(step(story, "extend")).status_code == status
    assert browsers[0][0].get(step(story, "unknown")).status_code == 404


def test_each_side_reads_what_the_rule_lets_it_and_every_reading_is_logged(
    organisation: Organisation, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    officer = make_user(OfficeRole.CONDUCT_OFFICER, email="cleo@pilots.example")
    for person in (officer, cases.member("C")):
        make_key(person, PASSPHRASE)
    story = cases.at(Stage.INVESTIGATION)
    investigator = cases.draw(story, Role.INVESTIGATOR)[0]
    assert story.respondent.member and story.complainant.member and investigator.member
    case = reverse("conduct:case", args=[story.case.pk])
    theirs = browser_of(story.respondent.member)
    sealed = theirs.get(case).content.decode()
    assert "I was not there." not in sealed and "Type your passphrase" in sealed
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
    shown = {role for role, text in texts.items() if "Complained of" in text}
    assert shown == {role for role, text in texts.items() if "Left out:" in text} | {Role.OFFICER} == {Role.OFFICER}
    assert story.respondent.member.name not in texts[Role.COMPLAINANT]
    assert story.complainant.member.name not in texts[Role.RESPONDENT]


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
    assert "No member has this number" in office.post(step(story, "name-respondent"), {"member": "?"}).content.decode()
    office.post(step(story, "name-respondent"), {"member": story.respondent.member.number})
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
    office.post(reverse("conduct:pool"), {"member": "M"})
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
