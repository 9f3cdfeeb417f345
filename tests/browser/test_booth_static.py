"""The booth in a real Chromium, against a small server that keeps its contract: real elections, faults on demand."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.booth_server import BoothServer, Poll, new_poll

from hustings import voting

NAMES = (
    "Alba Quist",
    "Benedikt Oyelaran-Fotheringham",
    "Chiara di Pietro",
    "Dmitri Ó Súilleabháin",
    "Eun-ji Park",
)
COMMITTEE = voting.KofN("Members of the committee", NAMES, min=2, max=3, blank=True)
RULES = voting.KofN("Shall the rules be changed?", ("Yes", "No"), min=1, max=1, blank=True)
NOTES = [
    {
        "hint": "They serve for two years.",
        "answers": [
            {"label": name, "detail": "Independent", "url": f"/candidates/{i}/"} for i, name in enumerate(NAMES)
        ],
    },
    {"hint": "", "answers": [{"label": name, "detail": "", "url": ""} for name in ("Yes", "No")]},
]

Serve = Callable[[Poll], BoothServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[BoothServer] = []

    def start(poll: Poll) -> BoothServer:
        servers.append(BoothServer(poll))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def server(serve: Serve) -> BoothServer:
    return serve(new_poll("Ed25519", [COMMITTEE, RULES], NOTES))


def open_booth(page: Page, server: BoothServer, elector: int = 0) -> None:
    page.goto(f"{server.booth}#{server.poll.credentials[elector]}")


def heading(page: Page, text: str) -> None:
    """Wait for a page, and see that the focus went to its heading and its name into the title."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    expect(page.locator("h1")).to_be_focused()
    expect(page).to_have_title(re.compile(re.escape(text)))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def choose(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_label(name, exact=True).check()
    press(page, "Continue")


def make_ballot(page: Page, server: BoothServer) -> str:
    """Go from the link to the tracking number, which is returned."""
    open_booth(page, server)
    press(page, "Start voting")
    choose(page, NAMES[0], NAMES[2])
    choose(page, "No")
    press(page, "Encrypt my ballot")
    return page.locator("#tracking").inner_text()


def counted(poll: Poll) -> list[list[int]]:
    """The result of the ballots that the server took."""
    tally = voting.encrypted_tally(poll.setup, poll.ballots)
    shares = {i: voting.partial_decryption(poll.setup, tally.text, key.private) for i, key in enumerate(poll.keys, 1)}
    return json.loads(voting.tally_result(poll.setup, tally, shares))["result"]


def test_a_member_votes_on_a_telephone(page: Page, server: BoothServer) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    poll = server.poll
    voter, poll.facts["voter"] = poll.facts["voter"], None
    open_booth(page, server)
    heading(page, "Committee 2026")
    expect(page).to_have_url(server.booth)  # the credential has left the address bar
    expect(page.get_by_text(poll.facts["trust"])).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Sign in to vote").click()
    poll.facts["voter"] = voter
    page.goto(server.booth)
    expect(page.get_by_text(f"It ends in {poll.credentials[0][-6:]}")).to_be_visible()
    assert_accessible(page)
    press(page, "Start voting")

    heading(page, COMMITTEE.question)
    assert [label.inner_text() for label in page.locator(".govuk-checkboxes__label").all()][:-1] == list(NAMES)
    expect(page.locator(".hustings-tally")).to_have_text("0 of 3 chosen, 3 left")
    page.get_by_label(NAMES[0]).check()
    expect(page.locator(".hustings-tally")).to_have_text("1 of 3 chosen, 2 left")
    assert_accessible(page)
    assert_fits(page)
    choose(page, NAMES[2])
    heading(page, RULES.question)
    choose(page, "Yes")

    heading(page, "Check your choices")
    expect(page.get_by_text(NAMES[2])).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name=f"Change your choice for {RULES.question}").click()
    expect(page.get_by_label("Yes", exact=True)).to_be_checked()
    choose(page, "No")
    press(page, "Encrypt my ballot")

    heading(page, "Your ballot is encrypted, but not yet cast")
    tracking = page.locator("#tracking").inner_text()
    assert not poll.ballots
    assert_accessible(page)
    assert_fits(page)
    press(page, "Cast this ballot")

    heading(page, "Your ballot was cast")
    assert page.locator("#tracking").inner_text() == tracking == voting.tracking_number(poll.ballots[0])
    assert_accessible(page)
    assert_fits(page)
    with page.expect_download() as download:
        press(page, "Save the receipt as a file")
    receipt = json.loads(Path(download.value.path()).read_text())
    assert receipt["tracking_number"] == tracking
    assert counted(poll) == [[0, 1, 0, 1, 0, 0], [0, 0, 1]]
    assert page.evaluate("sessionStorage.length") == 0, "the credential outlives the vote"


def test_the_receipt_tells_the_time_in_the_organisations_zone(page: Page, server: BoothServer) -> None:
    server.poll.facts["zone"] = "Asia/Kathmandu"
    make_ballot(page, server)
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    expect(page.get_by_text("22 November 2026, 21:45:00 (Asia/Kathmandu)")).to_be_visible()
    expect(page.get_by_role("term").filter(has_text="Height")).to_be_visible()


def test_a_member_votes_with_the_keyboard_alone(page: Page, server: BoothServer) -> None:
    open_booth(page, server)
    heading(page, "Committee 2026")

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            label = page.evaluate(
                "(e => e.labels && e.labels.length ? e.labels[0].innerText : e.innerText)(document.activeElement)"
            )
            if label == name:
                return
        raise AssertionError(f"Tab never reaches {name}")

    tab_to("Start voting")
    page.keyboard.press("Enter")
    heading(page, COMMITTEE.question)
    for name in (NAMES[1], NAMES[3], NAMES[4]):
        tab_to(name)
        page.keyboard.press("Space")
    tab_to("Continue")
    page.keyboard.press("Enter")
    heading(page, RULES.question)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to("Continue")
    page.keyboard.press("Enter")
    heading(page, "Check your choices")
    tab_to("Encrypt my ballot")
    page.keyboard.press("Enter")
    heading(page, "Your ballot is encrypted")
    tab_to("Cast this ballot")
    page.keyboard.press("Enter")
    heading(page, "Your ballot was cast")
    assert counted(server.poll) == [[0, 0, 1, 0, 1, 1], [1, 0, 0]]


def test_too_many_or_too_few_choices_are_told_in_a_sentence(page: Page, server: BoothServer) -> None:
    open_booth(page, server)
    press(page, "Start voting")
    summary = page.locator("#error-summary")
    for marks, sentence in [
        ((), "Choose at least 2, or leave the question blank"),
        (NAMES[:1], "You chose 1; choose at least 1 more, or leave the question blank"),
        (NAMES[1:4], "You chose 4, which is 1 more than the 3 allowed. Take away 1"),
    ]:
        choose(page, *marks)
        expect(summary).to_be_focused()
        expect(summary.get_by_role("link")).to_have_text(sentence)
        expect(page).to_have_title(re.compile("^Error: "))
        assert_accessible(page)
    summary.get_by_role("link").click()
    expect(page.get_by_label(NAMES[0])).to_be_focused()
    page.get_by_label("I leave this question blank").check()
    assert not page.get_by_label(NAMES[0], exact=True).is_checked()
    press(page, "Continue")
    press(page, "Continue")
    expect(summary.get_by_role("link")).to_have_text("Choose one answer, or leave the question blank")
    choose(page, "I leave this question blank")
    press(page, "Encrypt my ballot")
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    assert counted(server.poll) == [[1, 0, 0, 0, 0, 0], [1, 0, 0]]


def test_the_browsers_own_back_leads_one_step_back(page: Page, server: BoothServer) -> None:
    open_booth(page, server)
    press(page, "Start voting")
    choose(page, NAMES[0], NAMES[1])
    heading(page, RULES.question)
    page.go_back()
    heading(page, COMMITTEE.question)
    expect(page.get_by_label(NAMES[1])).to_be_checked()
    page.goto(f"{server.booth}#review")
    heading(page, RULES.question)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter your voting credential"),
        ("AbCdE", "A voting credential has 22 letters and digits; check that none is missing or typed twice"),
        ("AbCdE-0GhJkL-mNpQr-StUvWx", "A voting credential never contains “0”"),
        ("AbCdE-fGhJkL-mNpQr-StUvWx", "This credential is not on the list of this poll"),
    ],
)
def test_a_mistyped_credential_is_told_kindly(page: Page, server: BoothServer, typed: str, sentence: str) -> None:
    page.goto(server.booth)
    page.get_by_label("Your voting credential").fill(typed)
    press(page, "Start voting")
    expect(page.locator("#error-summary")).to_contain_text(sentence)
    expect(page.get_by_label("Your voting credential")).to_have_value(typed)
    assert_accessible(page)
    page.get_by_label("Your voting credential").fill(f" {server.poll.credentials[1].replace('-', '')} ")
    press(page, "Start voting")
    heading(page, COMMITTEE.question)


@pytest.mark.parametrize("faults", [["lost"], ["lost", "lost"], [(503, {})], [(500, {})]])
def test_a_ballot_that_was_lost_on_the_way_is_sent_again(page: Page, server: BoothServer, faults: list[Any]) -> None:
    tracking = make_ballot(page, server)
    server.poll.faults = faults
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    assert [voting.tracking_number(ballot) for ballot in server.poll.ballots] == [tracking]


def test_a_long_failure_says_that_nothing_is_known_and_nothing_lost(page: Page, server: BoothServer) -> None:
    tracking = make_ballot(page, server)
    server.poll.faults = ["lost"] * 3
    press(page, "Cast this ballot")
    heading(page, "It is not known yet whether your ballot was received")
    expect(page.locator("#tracking")).to_have_text(tracking)
    assert_accessible(page)
    press(page, "Send the same ballot again")
    heading(page, "Your ballot was cast")
    assert len(server.poll.ballots) == 1


def test_a_lost_answer_ends_in_the_receipt_of_the_ballot_that_was_received(page: Page, server: BoothServer) -> None:
    tracking = make_ballot(page, server)
    server.poll.faults = ["unanswered"]
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    expect(page.locator("#tracking")).to_have_text(tracking)
    assert_accessible(page)
    assert len(server.poll.ballots) == 1


def test_a_receipt_for_another_ballot_raises_the_alarm(page: Page, server: BoothServer) -> None:
    tracking = make_ballot(page, server)
    server.poll.faults = ["changed"]
    press(page, "Cast this ballot")
    heading(page, "Stop: the server recorded something else than your ballot")
    expect(page.get_by_role("alert")).to_contain_text("Your vote may have been changed")
    assert_accessible(page)
    with page.expect_download() as download:
        press(page, "Save the evidence")
    evidence = json.loads(Path(download.value.path()).read_text())
    assert evidence["tracking_number"] == tracking == voting.tracking_number(evidence["ballot"])
    assert evidence["answer"]["tracking_number"] == "A" * 43


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        ((401, {"error": "You are not signed in."}), "You are no longer signed in"),
        ((403, {"error": "You are not on the roll of this poll."}), "Your ballot was not accepted"),
        ((409, {"error": "The poll closed on 30 November."}), "Your ballot was not accepted"),
        ((422, {"error": "The signature is wrong.", "check": "signature"}), "Your ballot was not accepted"),
    ],
)
def test_a_refused_ballot_says_why_and_can_be_cast_again(
    page: Page, server: BoothServer, fault: tuple[int, dict[str, str]], title: str
) -> None:
    make_ballot(page, server)
    server.poll.faults = [fault]
    press(page, "Cast this ballot")
    heading(page, title)
    status, body = fault
    if status != 401:
        expect(page.get_by_text(body["error"])).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="cast my ballot" if status == 401 else "Send the same ballot again").click()
    heading(page, "Your ballot was cast")


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("early", "Voting has not opened yet"),
        ("closed", "Voting has closed"),
        ("annulled", "This poll was annulled"),
        ("declared", "The result has been declared"),
    ],
)
def test_a_poll_that_is_not_open_says_so(page: Page, server: BoothServer, state: str, title: str) -> None:
    server.poll.facts["state"] = state
    open_booth(page, server)
    heading(page, title)
    assert_accessible(page)


def test_a_member_who_is_not_on_the_roll_is_told_why(page: Page, server: BoothServer) -> None:
    server.poll.facts["voter"] |= {"on_roll": False, "why_not": "You joined after the freeze date."}
    open_booth(page, server)
    heading(page, "You are not on the roll of this poll")
    expect(page.get_by_text("You joined after the freeze date.")).to_be_visible()
    assert_accessible(page)


def test_an_election_whose_key_is_not_its_trustees_is_not_voted_in(page: Page, server: BoothServer) -> None:
    key = voting.new_trustee_key("Ed25519")
    server.poll.records["trustees.json"] = voting.trustees_record("Ed25519", [key.public])
    open_booth(page, server)
    heading(page, "Do not vote on this page")
    assert_accessible(page)


def test_the_booth_speaks_french(page: Page, server: BoothServer) -> None:
    server.poll.facts["language"] = "fr"
    open_booth(page, server)
    press(page, "Commencer à voter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".hustings-tally")).to_have_text("0 sur 3, encore 3")
    assert_accessible(page)


def test_the_booth_fits_at_400_percent(page: Page, server: BoothServer) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    open_booth(page, server)
    press(page, "Start voting")
    heading(page, COMMITTEE.question)
    assert page.evaluate("getComputedStyle(document.querySelector('.hustings-ballot-bar')).position") == "static"
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(("group", "seconds"), [("Ed25519", 2), ("BELENIOS-2048", 30)])
def test_thirty_candidates_are_encrypted_in_time(
    page: Page, serve: Serve, group: str, seconds: float, record_property: Callable[[str, object], None]
) -> None:
    names = tuple(f"Candidate {i}" for i in range(1, 31))
    server = serve(new_poll(group, [voting.KofN("Committee", names, min=1, max=9, blank=True)], []))
    open_booth(page, server)
    press(page, "Start voting")
    choose(page, *names[::4], names[1])
    press_time = time.perf_counter()
    press(page, "Encrypt my ballot")
    page.locator("#tracking").wait_for()
    taken = time.perf_counter() - press_time
    record_property(f"seconds in {group}", taken)
    assert taken < seconds
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    assert len(server.poll.ballots) == 1
