"""A case in a real browser, from the receipt to the appeal, played by everybody who has a part in it."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.conduct import cases
from tests.conduct.conftest import _hashes_that_take_no_time  # noqa: F401
from tests.elections.polls import browser as browser_of

from hustings.accounts.models import Organisation, User
from hustings.accounts.models import Role as OfficeRole
from hustings.conduct.actions import notice, triage
from hustings.conduct.models import Case, ConductRules, Part
from hustings.conduct.people import Actor, Role
from hustings.conduct.person_keys import make_key
from hustings.register.models import Member

pytestmark = pytest.mark.django_db(transaction=True)
PASSPHRASE = "lamps and gates and paths"


class Desk:
    """The browser of one person, who checks every page they come to."""

    def __init__(self, page: Page, server: LiveServer) -> None:
        self.page, self.url = page, server.url

    def look(self) -> None:
        assert_accessible(self.page)
        assert_fits(self.page)

    def open(self, address: str) -> None:
        self.page.goto(self.url + address)
        self.look()

    def unlock(self, case: Case) -> None:
        """Open the case with the passphrase."""
        self.page.goto(f"{self.url}/cases/passphrase/?next=/cases/{case.reference}/")
        self.page.get_by_label("Your passphrase").fill(PASSPHRASE)
        self.page.get_by_role("button", name="Open").click()

    def take(self, step: str, text: str = "", then: str = "The case so far", **choices: str) -> None:
        """Take a step of the case whose page is open: its link, what it asks for, its button; a heading comes then."""
        self.page.get_by_role("link", name=step, exact=True).click()
        if "find" in choices:  # whom it is about is looked for first, and then confirmed
            self.page.locator("[name=find]").fill(choices.pop("find"))
            self.page.get_by_role("button", name="Find", exact=True).click()
        if choices:  # what only asks for words is one form, whatever the step
            assert_accessible(self.page)
        for kind, value in choices.items():
            box = self.page.locator(f"[name={kind}]")
            if box.first.get_attribute("type") == "radio":
                self.page.get_by_label(value).check()
            else:
                box.fill(value)
        if text:
            self.page.locator("[name=text]").fill(text)
        self.page.get_by_role("button", name=step, exact=True).click()
        expect(self.page.get_by_role("heading", name=then)).to_be_visible()


@pytest.fixture
def desk_of(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[Client | None], Desk]]:
    """`desk_of(client)`: a browser of its own, signed in as the client is."""
    contexts = []

    def made(client: Client | None = None) -> Desk:
        context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 800})
        context.set_default_timeout(30_000)
        contexts.append(context)
        for key, morsel in client.cookies.items() if client else ():
            context.add_cookies([{"name": key, "value": morsel.value, "url": live_server.url}])
        return Desk(context.new_page(), live_server)

    yield made
    for context in contexts:
        context.close()


def test_case_from_receipt_to_appeal(
    organisation: Organisation,
    make_user: Callable[..., User],
    client_of: Callable[[User], Client],
    desk_of: Callable[..., Desk],
) -> None:
    for drawable in cases.pool(8):
        make_key(drawable, PASSPHRASE)
    respondent = cases.member("R")
    officer = desk_of(client_of(make_user(OfficeRole.CONDUCT_OFFICER, name="Cleo Conduct")))
    officer.open("/cases/passphrase/new/")
    for label in ("A new passphrase for cases", "The same passphrase again"):
        officer.page.get_by_label(label).fill(PASSPHRASE)
    officer.page.get_by_role("button", name="Choose it").click()
    expect(officer.page.get_by_text("No case is running.")).to_be_visible()

    # Somebody without an account complains, and follows the case with ten words.
    stranger = desk_of()
    words = complain(stranger)
    case = Case.objects.get()

    # The officer takes it up and gives notice; the respondent reads it and answers.
    officer.open("/office/conduct/")
    officer.page.get_by_role("link", name=case.reference).click()
    expect(officer.page.get_by_text("He threw my hat out of the window.")).to_be_visible()
    officer.take("Say who is complained of", find=respondent.number, member=f"{respondent.name}, {respondent.number}")
    officer.take("Take the complaint up", "It is a breach if it is true.")
    officer.take("Give notice to the respondent", "It is alleged that you threw a hat out of the window.")
    theirs = desk_of(browser_of(respondent))
    theirs.page.goto(f"{theirs.url}/cases/{case.reference}/")
    expect(theirs.page.get_by_role("link", name="Choose a passphrase")).to_be_visible()
    expect(theirs.page.get_by_text("threw a hat")).to_have_count(0)
    make_key(respondent, PASSPHRASE)
    officer.unlock(case)  # whoever opens the case lets in those who wait
    theirs.unlock(case)
    expect(theirs.page.get_by_text("It is alleged that you threw a hat")).to_be_visible()
    expect(theirs.page.get_by_text("It is a breach if it is true.")).to_be_visible()
    theirs.look()
    theirs.take("Answer what is alleged", "It fell out of the window.")

    # An investigator and a panel are drawn by lot; the panel finds and suspends.
    officer.page.reload()
    officer.take("Draw by lot who acts next", role="Investigator")
    investigator = desk_of(browser_of(drawn(Role.INVESTIGATOR)))
    investigator.unlock(case)
    investigator.take("Report what was found out", "Two people saw the throw.")
    officer.page.reload()
    officer.take("Draw by lot who acts next", role="Panel")
    chair = desk_of(browser_of(drawn(Role.PANEL)))
    chair.unlock(case)
    chair.page.get_by_text("How the panel was drawn").click()
    expect(chair.page.get_by_text("gives the same people").last).to_be_visible()
    chair.look()
    chair.page.get_by_role("link", name="Record a finding").click()
    chair.page.get_by_role("radio", name="Clause 1").check()
    chair.page.get_by_role("radio", name="Upheld", exact=True).check()
    chair.page.get_by_label("Members of the panel who agree").fill("1")
    chair.page.locator("[name=text]").fill("We believe the two.")
    chair.page.get_by_role("button", name="Record a finding").click()
    expect(chair.page.get_by_role("alert")).to_contain_text("between 2 and 3 agree")
    chair.page.get_by_label("Members of the panel who agree").fill("3")
    chair.page.get_by_role("button", name="Record a finding").click()
    last = (cases.today() + timedelta(days=30)).isoformat()
    chair.take("Decide on a sanction", "Hats are dear.", kind="Suspension", until=last)

    # The respondent reads on their own page why they are suspended, and appeals; others decide.
    theirs.open("/me/")
    expect(theirs.page.get_by_text("You are suspended from")).to_be_visible()
    theirs.page.get_by_role("link", name="Read why").click()
    expect(theirs.page.get_by_text("We believe the two.")).to_be_visible()
    theirs.take("Appeal", "Nobody asked about the wind.")
    officer.page.reload()
    officer.take("Draw by lot who acts next", role="Appeal panel")
    appeal_chair = desk_of(browser_of(drawn(Role.APPEAL_PANEL)))
    appeal_chair.unlock(case)
    appeal_chair.take("Decide the appeal", "The wind was strong.", then="Conduct", decision="Overturned")
    theirs.open("/me/")
    expect(theirs.page.get_by_text("You are suspended from")).to_have_count(0)
    expect(theirs.page.get_by_text("In good standing")).to_be_visible()

    # The complainant comes back with the words, and reads what became of it.
    again = desk_of()
    again.open("/complaints/follow/")
    again.page.get_by_label("The words of your receipt").fill(" ".join(words))
    again.page.get_by_role("button", name="Open the case").click()
    expect(again.page.get_by_text("Overturned on appeal, ")).to_be_visible()
    expect(again.page.get_by_text("The wind was strong.")).to_be_visible()
    expect(again.page.get_by_text(respondent.name)).to_have_count(0)
    again.look()


def test_case_against_somebody_who_complained_waits_for_the_reviewer_and_an_objection_is_decided(
    organisation: Organisation,
    make_user: Callable[..., User],
    client_of: Callable[[User], Client],
    desk_of: Callable[..., Desk],
) -> None:
    user = make_user(OfficeRole.CONDUCT_OFFICER, email="cleo@pilots.example")
    respondent, witness = cases.member("C"), cases.member("W")
    for person in (user, respondent, *cases.pool(5)):
        make_key(person, PASSPHRASE)
    ConductRules.objects.update(objection_days=3)
    cases.complaint()  # in which the respondent is the complainant
    story = cases.complaint(anonymous=True)
    case = story.case
    triage.name_respondent(case, story.officer, respondent)
    officer = desk_of(client_of(user))
    officer.unlock(case)
    officer.take("Take the complaint up", "It is a breach if it is true.")

    # The case waits until the reviewer has decided, with reasons, that it is not retaliation.
    expect(officer.page.get_by_role("link", name="Give notice to the respondent")).to_have_count(0)
    officer.take("Draw by lot who acts next", role="Independent reviewer")
    reviewer = desk_of(browser_of(drawn(Role.REVIEWER)))
    reviewer.unlock(case)
    expect(reviewer.page.get_by_text("The respondent spoke in a case on")).to_be_visible()
    reviewer.look()
    reviewer.take("Decide whether it is retaliation", "It is older.", then="Conduct", retaliation="It is not: the case")
    officer.page.reload()
    expect(officer.page.get_by_text("It is older.")).to_be_visible()
    officer.take("Give notice to the respondent", "It is alleged that you took a hat.")
    notice.answer(case, Actor(Role.RESPONDENT, respondent), "I did not.")

    # A witness is named, and reads nothing; the respondent objects to the investigator, and somebody else is drawn.
    officer.page.reload()
    officer.take("Name a witness", find=witness.name, member=f"{witness.name}, {witness.number}", role="Witness")
    aside = desk_of(browser_of(witness))
    refused = aside.page.goto(f"{aside.url}/cases/{case.reference}/")
    assert refused and refused.status == 404
    officer.take("Draw by lot who acts next", role="Investigator")
    first = drawn(Role.INVESTIGATOR)
    theirs = desk_of(browser_of(respondent))
    theirs.unlock(case)
    theirs.take("Object to somebody who was drawn", "We share a fence.", part=first.name)
    officer.page.reload()
    officer.take("Draw by lot who acts next", role="Independent reviewer")
    other = desk_of(browser_of(drawn(Role.REVIEWER)))
    other.unlock(case)
    decision = {"objection": first.name, "upheld": "It is upheld: somebody else is drawn"}
    other.take("Decide an objection", "Neighbours do not judge neighbours.", **decision)
    officer.page.reload()
    officer.take("Draw by lot who acts next", role="Investigator")
    assert drawn(Role.INVESTIGATOR) not in (first, respondent, witness)
    theirs.page.reload()
    expect(theirs.page.get_by_text("Neighbours do not judge neighbours.")).to_be_visible()
    left = desk_of(browser_of(first))
    refused = left.page.goto(f"{left.url}/cases/{case.reference}/")
    assert refused and refused.status == 404


def complain(desk: Desk) -> list[str]:
    """Make a complaint on the public pages; return the words of the receipt."""
    desk.open("/complaints/")
    desk.open("/complaints/new/")
    desk.page.get_by_label("On which day did it happen?").fill(cases.today().isoformat())
    desk.page.get_by_role("button", name="Continue").click()
    desk.look()
    desk.page.get_by_label("Members treat each other with respect").check()
    desk.page.get_by_label("What happened?").fill("He threw my hat out of the window.")
    desk.page.get_by_role("button", name="Send the complaint").click()
    desk.look()
    expect(desk.page.locator(".conduct-words li")).to_have_count(10)
    words = desk.page.locator(".conduct-words li").all_inner_texts()
    desk.page.get_by_label("I have written all ten words down").check()
    desk.page.get_by_role("button", name="Go on to the case").click()
    expect(desk.page.get_by_role("heading", name=re.compile("Triage"))).to_be_visible()
    desk.look()
    return words


def drawn(role: Role) -> Member:
    """Whoever the lot drew first."""
    member = Part.objects.filter(role=role, ended_at=None).order_by("place").first()
    assert member and member.member
    return member.member


def test_pages_of_the_office_are_accessible(
    organisation: Organisation, client_of: Callable[[User], Client], desk_of: Callable[..., Desk]
) -> None:
    story = cases.complaint()
    place = cases.pool(2)[0]
    officer = desk_of(client_of(cases.officer()))
    for address in ("/office/", "/office/conduct/", "/office/conduct/pool/", "/office/conduct/rules/"):
        officer.open(address)
    officer.open(f"/cases/{story.case.reference}/")
    officer.page.goto(f"{officer.url}/office/conduct/pool/")
    officer.page.get_by_role("button", name=f"Take out {place}").click()
    expect(officer.page.get_by_role("row", name=place.name)).to_have_count(0)
    desk = desk_of(browser_of(place))
    desk.open("/me/interests/")
