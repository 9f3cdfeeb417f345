"""Cast as intended in a real Chromium: a ballot challenged in the booth, and opened on another device."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.booth_server import BoothServer, new_poll
from tests.browser.test_booth_static import heading, open_booth, press
from tests.browser.test_ranked_booth import COMMITTEE, NAMES, RULES, RULES_NOTES, add, ranked_notes

from hustings import voting

FRONTEND = Path(__file__).parents[2] / "frontend"
# The picture as a camera sees it, in text because two million numbers take half a minute, and what it reads out of it.
PIXELS = """() => {
    const [size, code] = [800, document.querySelector(".hustings-code")];
    const canvas = Object.assign(document.createElement("canvas"), {width: size, height: size});
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, size, size);
    context.drawImage(code, 0, 0, size, size);
    const bytes = context.getImageData(0, 0, size, size).data;
    return {width: size, height: size, data: Array.from(bytes, byte => String.fromCharCode(byte)).join("")};
}"""
READER = """import decode from "qr/decode.js";
import { readFileSync } from "node:fs";
const { width, height, data } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(decode({ width, height, data: Uint8Array.from(Buffer.from(data, "latin1")) }));"""


@pytest.fixture
def server() -> Iterator[BoothServer]:
    server = BoothServer(new_poll("Ed25519", [COMMITTEE, RULES], [ranked_notes(NAMES), RULES_NOTES]))
    yield server
    server.close()


def challenge(page: Page, server: BoothServer) -> str:
    """Vote up to the tracking number, challenge the ballot, and give back its opening."""
    open_booth(page, server)
    press(page, "Start voting")
    add(page, NAMES[3], NAMES[0])
    press(page, "Continue")
    page.get_by_label("No", exact=True).check()
    press(page, "Continue")
    press(page, "Encrypt my ballot")
    heading(page, "Your ballot is encrypted, but not yet cast")
    assert not server.poll.challenged
    press(page, "Challenge this ballot")
    heading(page, "This ballot is open, and can no longer be cast")
    return page.locator("#opening").input_value()


def test_a_challenged_ballot_is_opened_on_another_device(page: Page, browser: Browser, server: BoothServer) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    opening = challenge(page, server)
    tracking = page.locator("#tracking").inner_text()
    poll = server.poll
    assert voting.check_opening(poll.setup, poll.challenged[tracking], opening) == [[2, 0, 0, 1, 0], [0, 1]]
    expect(page.get_by_role("img")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    with page.expect_download() as download:
        press(page, "Save the opening as a file")
    assert Path(download.value.path()).read_text() == opening

    other = browser.new_page()
    other.goto(f"{server.url}/check-ballot/")
    heading(other, "Check a challenged ballot")
    assert_accessible(other)
    press(other, "Check the ballot")
    expect(other.locator("#error-summary")).to_contain_text("Paste the opening, or choose the file")
    assert_accessible(other)
    other.get_by_label("Paste the opening").fill(opening)
    press(other, "Check the ballot")
    heading(other, "This is what the ballot holds")
    expect(other.get_by_text(f"1st preference: {NAMES[3]}")).to_be_visible()
    expect(other.get_by_text(f"2nd preference: {NAMES[0]}")).to_be_visible()
    expect(other.locator("#tracking")).to_have_text(tracking)
    assert_accessible(other)
    assert_fits(other)
    press(other, "Check another ballot")
    file: FilePayload = {"name": "opening.json", "mimeType": "application/json", "buffer": opening.encode()}
    other.locator("#file").set_input_files(file)
    press(other, "Check the ballot")
    heading(other, "This is what the ballot holds")
    other.close()

    press(page, "Make a new ballot")
    heading(page, "Check your choices")
    press(page, "Encrypt my ballot")
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    assert len(poll.ballots) == 1 and voting.tracking_number(poll.ballots[0]) != tracking


def test_the_code_leads_to_the_check_with_the_opening(page: Page, browser: Browser, server: BoothServer) -> None:
    opening = challenge(page, server)
    squares = page.evaluate(PIXELS)
    read = subprocess.run(
        ["node", "--input-type=module", "-e", READER],
        cwd=FRONTEND,
        input=json.dumps(squares),
        capture_output=True,
        text=True,
        check=True,
    )
    address = read.stdout
    assert opening not in address, "the opening is written as it is"
    other = browser.new_page()
    other.goto(address)
    heading(other, "This is what the ballot holds")
    assert other.url == f"{server.url}/check-ballot/", "the opening stays in the address bar"
    other.close()


def test_an_opening_that_is_untrue_raises_the_alarm(page: Page, server: BoothServer) -> None:
    opening = json.loads(challenge(page, server))
    untrue = {**opening, "choices": [[1, 2, 0, 0, 0], opening["choices"][1]]}
    page.goto(f"{server.url}/check-ballot/")
    page.get_by_label("Paste the opening").fill(json.dumps(untrue, indent=2))
    press(page, "Check the ballot")
    heading(page, "Stop: this ballot does not hold what its opening says")
    expect(page.get_by_role("alert")).to_contain_text("Do not vote with that device")
    assert_accessible(page)
    press(page, "Check another ballot")
    for text, sentence in [
        ("what?", "This is not a whole opening"),
        (json.dumps({**opening, "tracking_number": "A" * 43}), "The server keeps no challenged ballot"),
    ]:
        page.get_by_label("Paste the opening").fill(text)
        press(page, "Check the ballot")
        expect(page.locator("#error-summary")).to_contain_text(sentence)


def test_a_challenge_that_fails_opens_nothing(page: Page, server: BoothServer) -> None:
    poll = server.poll
    poll.facts["urls"]["challenge"] = f"/vote/{poll.uuid}/cast"
    poll.faults = [(409, {"error": "The poll has closed."}), (401, {"error": "You are not signed in."})]
    open_booth(page, server)
    press(page, "Start voting")
    add(page, NAMES[3])
    press(page, "Continue")
    page.get_by_label("No", exact=True).check()
    press(page, "Continue")
    press(page, "Encrypt my ballot")
    press(page, "Challenge this ballot")
    heading(page, "The ballot could not be challenged")
    expect(page.get_by_text("The poll has closed.")).to_be_visible()
    assert page.locator("#opening").count() == 0
    assert_accessible(page)
    press(page, "Try again")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.locator("#opening").count() == 0
