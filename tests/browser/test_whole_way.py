"""The main job of Hustings, by the people who do it: from an empty installation to a declaration that verifies."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.installation import Installation, installation

from hustings import voting

expect.set_options(timeout=60_000)

PASSWORD = "three odd words together"
MEMBERS = """number,name,email,joined,paid up to,unit
1,Ann Abel,ann@example.org,2020-01-01,2099-12-31,North
2,Bob Brun,bob@example.org,2020-01-01,2099-12-31,North
3,Cat Cole,cat@example.org,2020-01-01,2099-12-31,South
4,Dan Dorn,,2020-01-01,2099-12-31,South
5,Eve Eder,eve@example.org,2020-13-01,2099-12-31,South
"""
CANDIDATES = "name,slate,statement\nKim Kay,Reform,I **bake**.\nLou Lee,,I listen.\nMax Moe,Reform,I count."
SLUG = "bakers-committee"


class Person:
    """Somebody at a browser of their own. Every page that they see is checked by axe and fits a telephone."""

    def __init__(self, browser: Browser, site: Installation, width: int) -> None:
        self.site = site
        self.context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 800})
        self.context.set_default_timeout(60_000)
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda question: question.accept())

    def open(self, address: str) -> Page:
        self.page.goto(address if address.startswith("http") else self.site.url + address)
        self.look()
        return self.page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def look(self) -> None:
        assert_accessible(self.page)
        assert_fits(self.page)

    def wait_for_work(self, until: str) -> None:
        """Let the page of a job bring the person back by itself, to the page that shows `until`."""
        expect(self.page.get_by_text(until)).to_be_visible()
        self.look()

    def accept_invitation(self, address: str) -> None:
        self.open(self.site.letter(address, r"http\S+/invitation/\S+"))
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Continue")
        expect(self.page.locator("h1")).to_have_text("Office")

    def sign_in_as_member(self, number: str, address: str) -> None:
        self.page.get_by_label("Membership number or e-mail address").fill(number)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("h1")).to_have_text("Check your e-mail")
        self.look()
        self.page.get_by_label("Code").fill(self.site.letter(address, r"\b\d{4} \d{4}\b"))
        self.page.keyboard.press("Enter")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as made:
        yield made


def test_whole_way_from_an_empty_installation_to_a_declaration(
    browser: Browser, site: Installation, tmp_path: Path
) -> None:
    officer, trustee = Person(browser, site, 1280), Person(browser, site, 1280)
    set_up_organisation(Person(browser, site, 1280))
    officer.accept_invitation("olu@example.org")
    trustee.accept_invitation("tess@example.org")

    import_members(officer, tmp_path)
    make_rule(officer)
    set_up_election(officer)
    key = make_key(trustee, tmp_path)
    open_poll(officer)

    ann, bob, cat = (Person(browser, site, width) for width in (390, 1280, 320))
    first = vote(ann, "1", "ann@example.org", ["Lou Lee"])
    vote(bob, "2", "bob@example.org", ["Kim Kay", "Max Moe"])
    vote_by_keyboard(cat, "3", "cat@example.org", "Kim Kay")
    last = vote_again(ann, ["Kim Kay", "Lou Lee"])
    assert first != last
    during = download(ann, tmp_path / "during.bel")

    site.close_polls_now()
    close_poll(officer)
    open_tally(trustee, key)
    declare(officer)

    document = check_declaration(officer, tmp_path)
    (contest,) = document["contests"]
    assert {line["name"]: line["votes"] for line in contest["votes"]} == {"Kim Kay": 3, "Lou Lee": 1, "Max Moe": 1}
    assert contest["elected"][0] == "Kim Kay"
    assert set(contest["ties"][0]["tied"]) == {"Lou Lee", "Max Moe"}
    assert (contest["electorate"], contest["ballots"], contest["blank"]) == (4, 3, 0)

    after = download(officer, tmp_path / "after.bel")
    report = voting.verify(after, since=during)
    assert report.ok, report.cause
    assert (report.ballots, report.accepted) == (4, 4)
    verify_with_reference_tool(after, tmp_path / "reference")


def set_up_organisation(admin: Person) -> None:
    page = admin.open(admin.site.first_link)
    page.get_by_label("Name of the organisation").fill("Union of Test Bakers")
    page.get_by_label("Whom voters ask for help").fill("help@example.org")
    page.get_by_label("Address that e-mails come from").fill("elections@example.org")
    page.get_by_label("E-mail address", exact=True).fill("ada@example.org")
    page.get_by_label("Your name").fill("Ada Admin")
    page.get_by_label("Password").fill(PASSWORD)
    admin.press("Set up")
    admin.look()
    for address, name, roles in (
        ("olu@example.org", "Olu Officer", ["Membership secretary", "Returning officer"]),
        ("tess@example.org", "Tess Trustee", ["Trustee"]),
    ):
        page = admin.open("/office/users/invite/")
        page.get_by_label("E-mail address").fill(address)
        page.get_by_label("Name").fill(name)
        for role in roles:
            page.get_by_label(role).check()
        admin.press("Send the invitation")


def import_members(officer: Person, folder: Path) -> None:
    file = folder / "members.csv"
    file.write_text(MEMBERS)
    page = officer.open("/office/imports/")
    page.get_by_label("File of members").set_input_files(file)
    page.get_by_label("Add units that are not in the register yet").check()
    officer.press("Continue")
    officer.look()
    officer.press("Check every row")
    officer.wait_for_work("‘2020-13-01’ is not a date")
    officer.press("Import all but the refused rows")
    officer.wait_for_work("What was done")
    expect(officer.open("/office/members/").get_by_role("link", name="Cat Cole")).to_be_visible()


def make_rule(officer: Person) -> None:
    page = officer.open("/office/franchise/rules/new/")
    page.get_by_role("link", name="in good standing").click()
    officer.press("Add")
    page.get_by_role("link", name="a member without a break").click()
    officer.look()
    page.get_by_label("Months").fill("6")
    officer.press("Add")
    officer.look()
    page.get_by_label("Name of the rule").fill("Six months in good standing")
    officer.press("Save the rule")
    officer.press("Count the members")
    officer.look()
    expect(page.get_by_text("4 members may vote.")).to_be_visible()


def set_up_election(officer: Person) -> None:
    page = officer.open("/office/elections/new/")
    page.get_by_label("Name").fill("Bakers committee")
    page.get_by_label("BELENIOS-2048").check()
    page.get_by_label("This server makes the credentials").check()
    officer.press("Create the election")
    officer.look()

    now = datetime.now(ZoneInfo("Europe/London"))
    page = officer.open(f"/office/elections/{SLUG}/timetable/")
    page.locator("[name=freeze_on]").fill(f"{now:%Y-%m-%d}")
    for field, moment in (("opens_at", now), ("closes_at", now + timedelta(days=1))):
        page.locator(f"[name={field}_0]").fill(f"{moment:%Y-%m-%d}")
        page.locator(f"[name={field}_1]").fill(f"{moment:%H:%M}")
    officer.press("Save")

    page = officer.open(f"/office/elections/{SLUG}/contests/new/seats/")
    page.get_by_label("Title").fill("Two members of the committee")
    page.get_by_label("Who may vote").select_option(label="Six months in good standing")
    page.get_by_label("Seats", exact=True).fill("2")
    page.get_by_label("Voting method").select_option("block")
    page.get_by_label("Most choices").fill("2")
    page.get_by_label("Body").fill("Committee")
    page.get_by_label("Term").fill("one year")
    officer.press("Save")
    officer.look()
    page.get_by_role("link", name="Paste candidates").click()
    page.get_by_label("Candidates").fill(CANDIDATES)
    officer.press("Add all of them")
    page.get_by_role("link", name="Add a pledge").click()
    officer.look()
    page.get_by_label("Pledge", exact=True).fill("Adopt the code in full")
    page.get_by_label("The decision it promises").fill("The code")
    officer.press("Save")
    for name, answer in (("Kim Kay", "Yes"), ("Max Moe", "No")):
        page.get_by_role("link", name=f"Pledges {name}").click()
        officer.look()
        page.get_by_label(answer, exact=True).check()
        officer.press("Save")

    page = officer.open(f"/office/elections/{SLUG}/draw/")
    page.get_by_label("Seed").fill("lottery 4 8 15 16 23 42")
    officer.press("Draw")
    officer.open(f"/office/elections/{SLUG}/freeze/")
    officer.press("Freeze the roll")
    officer.press("Announce the election")
    page = officer.open(f"/office/elections/{SLUG}/poll/")
    page.get_by_label("Tess Trustee").check()
    officer.press("Add a holder of a key")


def make_key(trustee: Person, folder: Path) -> Path:
    page = trustee.open("/office/desks/")
    page.get_by_role("link", name="Bakers committee").click()
    trustee.press("Make my key")
    with page.expect_download() as download:
        trustee.press("Save the key file")
    trustee.look()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    page.locator("#file").set_input_files(file)
    trustee.press("Send the public half")
    expect(page.locator("h1")).to_have_text("Open the test ballot")
    trustee.look()
    page.locator("#file").set_input_files(file)
    trustee.press("Open the test ballot")
    expect(page.locator("h1")).to_have_text("Check that your file is still there")
    trustee.look()
    return file


def open_poll(officer: Person) -> None:
    officer.open(f"/office/elections/{SLUG}/ballot/")
    officer.press("I have looked at the ballot and it is right")
    page = officer.open(f"/office/elections/{SLUG}/notices/new/credentials/")
    officer.press("Save")
    officer.look()
    officer.press("Send it to me first")
    officer.site.letter("olu@example.org", "This is your own link")
    notice = page.url
    officer.open(f"/office/elections/{SLUG}/poll/")
    officer.press("Set up the poll")
    wait_for_state(officer, "ready to open")
    officer.open(notice)
    officer.press("Send it to everybody")
    officer.site.letter("cat@example.org", r"/vote/")
    officer.open(f"/office/elections/{SLUG}/poll/")
    officer.press("Open the poll")
    officer.look()


def wait_for_state(officer: Person, state: str) -> None:
    """Look again until the election is in that state: a job is at work."""
    page = officer.open(f"/office/elections/{SLUG}/poll/")
    shown = page.get_by_text(re.compile(rf"^\s*{state}\s*$", re.IGNORECASE)).first
    for _ in range(120):
        if shown.is_visible():
            officer.look()
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"The election is not {state} after a minute: {page.locator('main').inner_text()}")


def vote(member: Person, number: str, address: str, names: list[str]) -> str:
    page = member.open(member.site.letter(address, r"http\S+/vote/\S+"))
    expect(page).not_to_have_url(re.compile("#"))  # the script takes the credential away as soon as it runs
    member.press("Sign in to vote")
    member.look()
    member.sign_in_as_member(number, address)
    member.press("Start voting")
    member.look()
    return choose_and_cast(member, names)


def choose_and_cast(member: Person, names: list[str]) -> str:
    page = member.page
    for name in names:
        page.get_by_label(name, exact=True).check()
    member.press("Continue")
    expect(page.locator("h1")).to_have_text("Check your choices")
    member.look()
    member.press("Encrypt my ballot")
    tracking = page.locator("#tracking").inner_text()
    member.look()
    member.press("Cast this ballot")
    expect(page.locator("h1")).to_have_text("Your ballot was cast")
    member.look()
    expect(page.locator("main")).to_contain_text(tracking)
    return tracking


def vote_again(member: Person, names: list[str]) -> str:
    """Open the voting link once more, in the tab that shows the receipt."""
    page = member.page
    page.goto(member.site.letter("ann@example.org", r"http\S+/vote/\S+"))
    expect(page.get_by_text("You have voted already.")).to_be_visible()
    member.look()
    member.press("Start voting")
    return choose_and_cast(member, names)


def vote_by_keyboard(member: Person, number: str, address: str, name: str) -> None:
    """From the link to the receipt with Tab, Space and Enter only."""
    page = member.open(member.site.letter(address, r"http\S+/vote/\S+"))

    def tab_to(wanted: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).innerText?.trim().split('\\n')[0]"
            )
            if focused == wanted:
                return
        raise AssertionError(f"Tab does not reach {wanted!r} on {page.url}")

    tab_to("Sign in to vote")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/**")
    tab_to("Membership number or e-mail address")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check your e-mail")
    tab_to("Code")
    page.keyboard.type(member.site.letter(address, r"\b\d{4} \d{4}\b"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start voting")).to_be_visible()
    tab_to("Start voting")
    page.keyboard.press("Enter")
    expect(page.get_by_label(name, exact=True)).to_be_visible()
    tab_to(name)
    page.keyboard.press("Space")
    for button in ("Continue", "Encrypt my ballot", "Cast this ballot"):
        expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
        tab_to(button)
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Your ballot was cast")
    member.look()


def download(person: Person, path: Path) -> Path:
    page = person.open(f"/elections/{SLUG}/")
    page.get_by_role("link", name=re.compile("^Public board")).click()
    person.look()
    with page.expect_download() as archive:
        page.get_by_role("link", name=re.compile("archive", re.IGNORECASE)).first.click()
    archive.value.save_as(path.with_name(archive.value.suggested_filename))
    return path.with_name(archive.value.suggested_filename).rename(path)


def close_poll(officer: Person) -> None:
    officer.open(f"/office/elections/{SLUG}/poll/")
    officer.press("Close the poll")
    officer.look()


def open_tally(trustee: Person, key: Path) -> None:
    page = trustee.page
    for _ in range(60):
        trustee.open("/office/desks/")
        page.get_by_role("link", name="Bakers committee").click()
        if page.locator("h1").inner_text() == "Open the tally":
            break
        page.wait_for_timeout(1000)
    trustee.look()
    page.locator("#file").set_input_files(key)
    trustee.press("Open my share")
    expect(page.locator("h1")).to_have_text("Your share was received")
    trustee.look()


def declare(officer: Person) -> None:
    """Lou Lee and Max Moe are tied for the second seat: the lot is drawn from a public seed, then declared."""
    wait_for_state(officer, "counted, not yet declared")
    page = officer.page
    page.get_by_role("link", name="Draw the lot").click()
    officer.look()
    page.get_by_label("Seed of the lot").fill("six dice: 1 4 2 6 6 3")
    officer.press("Draw")
    officer.look()
    page.get_by_role("button", name="Declare the result").or_(
        page.get_by_role("link", name="Declare the result")
    ).click()
    officer.look()
    page.get_by_label("Scrutineer").fill("Sam Scrutineer")
    officer.press("Declare")
    officer.look()


def check_declaration(person: Person, folder: Path) -> dict:
    """The page, the picture, the PDF and the signed JSON, and the page that checks the signature."""
    page = person.open(f"/elections/{SLUG}/result/")
    expect(page.get_by_role("img").first).to_be_visible()
    page = person.open(f"/elections/{SLUG}/declaration/")
    expect(page.get_by_text("Sam Scrutineer")).to_be_visible()
    files = {}
    for kind in ("JSON", "PDF"):
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile(rf"Download.*\({kind}\)")).click()
        files[kind] = folder / download.value.suggested_filename
        download.value.save_as(files[kind])
    assert files["PDF"].read_bytes().startswith(b"%PDF-")
    signed = json.loads(files["JSON"].read_text())
    person.open("/declaration/")
    return json.loads(signed["document"]) if isinstance(signed.get("document"), str) else signed


def verify_with_reference_tool(archive: Path, folder: Path) -> None:
    tool = shutil.which("belenios-tool")
    assert tool, "install belenios-tool (make test does so on Debian)"
    folder.mkdir()
    uuid = re.search(rb'"uuid":"(\w+)"', archive.read_bytes())
    assert uuid
    shutil.copy(archive, folder / f"{uuid[1].decode()}.bel")
    done = subprocess.run([tool, "election", "verify"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
