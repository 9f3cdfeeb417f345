"""The booth's ranking page in a real Chromium: by buttons, by keyboard and by drag; mixed with other questions."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.booth_server import BoothServer, Poll, new_poll
from tests.browser.test_booth_static import heading, open_booth, press

from hustings import voting

NAMES = ("Alba Quist", "Benedikt Oyelaran-Fotheringham", "Chiara di Pietro", "Dmitri Ó Súilleabháin", "Eun-ji Park")
COMMITTEE = voting.Ranked("Members of the committee", NAMES)
RULES = voting.KofN("Shall the rules be changed?", ("Yes", "No"), min=1, max=1)


def ranked_notes(names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "kind": "ranked",
        "title": "Members of the committee",
        "hint": "They serve for two years.",
        "seats": 2,
        "rule": "Scottish STV",
        "blank": True,
        "answers": [
            {"label": name, "detail": "Independent", "url": f"/candidates/{i}/"} for i, name in enumerate(names)
        ],
    }


RULES_NOTES = {
    "kind": "question",
    "hint": "",
    "answers": [{"label": x, "detail": "", "url": ""} for x in ("Yes", "No")],
}


@pytest.fixture
def server() -> Iterator[BoothServer]:
    server = BoothServer(new_poll("Ed25519", [COMMITTEE, RULES], [ranked_notes(NAMES), RULES_NOTES]))
    yield server
    server.close()


def start(page: Page, server: BoothServer) -> None:
    open_booth(page, server)
    press(page, "Start voting")
    heading(page, COMMITTEE.question)


def add(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("button", name=f"preference: {name}", exact=False).click()


def order(page: Page) -> list[str]:
    """The names in the voter's order, as the page shows them, each with its number."""
    found = page.locator("#ranked .hustings-rank").all()
    assert [item.locator(".hustings-rank__number").inner_text() for item in found] == [
        str(place) for place in range(1, len(found) + 1)
    ]
    return [item.locator(".hustings-rank__name > span").first.inner_text() for item in found]


def finish(page: Page) -> None:
    """From the ranking page on: the other question, and the ballot cast."""
    press(page, "Continue")
    page.get_by_label("No", exact=True).check()
    press(page, "Continue")
    press(page, "Encrypt my ballot")
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")


def counted(poll: Poll) -> list[Any]:
    """The result of the ballots that the server took, shuffled by both trustees."""
    tally = voting.encrypted_tally(poll.setup, poll.ballots)
    for _ in poll.keys:
        tally = voting.shuffled_tally(poll.setup, tally, voting.shuffle(poll.setup, tally.text))
    shares = {i: voting.partial_decryption(poll.setup, tally.text, key.private) for i, key in enumerate(poll.keys, 1)}
    return json.loads(voting.tally_result(poll.setup, tally, shares))["result"]


def test_a_member_ranks_with_buttons_on_a_telephone(page: Page, server: BoothServer) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    start(page, server)
    expect(page.get_by_text("2 are elected. The ballots are counted by Scottish STV.")).to_be_visible()
    assert_accessible(page)
    add(page, NAMES[2], NAMES[0], NAMES[4])
    said = page.locator("[role=status]")
    expect(said).to_have_text(f"{NAMES[4]}: 3rd preference of 3")
    expect(page.locator(".hustings-tally")).to_have_text("3 of 5 ranked")
    assert order(page) == [NAMES[2], NAMES[0], NAMES[4]]
    page.get_by_role("button", name=f"Up {NAMES[4]}").click()
    page.get_by_role("button", name=f"Up {NAMES[4]}").click()
    expect(said).to_have_text(f"{NAMES[4]}: 1st preference of 3")
    expect(page.get_by_role("button", name=f"Down {NAMES[4]}")).to_be_focused()
    page.get_by_role("button", name=f"Take out {NAMES[0]}").click()
    expect(said).to_have_text(f"{NAMES[0]} taken out. 2 ranked")
    assert order(page) == [NAMES[4], NAMES[2]]
    assert_accessible(page)
    assert_fits(page)
    press(page, "Continue")
    page.get_by_label("Yes", exact=True).check()
    press(page, "Continue")
    heading(page, "Check your choices")
    expect(page.get_by_text(f"1st preference: {NAMES[4]}")).to_be_visible()
    expect(page.get_by_text(f"2nd preference: {NAMES[2]}")).to_be_visible()
    expect(page.get_by_text(f"Not ranked: {NAMES[0]}, {NAMES[1]}, {NAMES[3]}")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name=f"Change your choice for {COMMITTEE.question}").click()
    assert order(page) == [NAMES[4], NAMES[2]]
    page.get_by_role("button", name=f"Down {NAMES[4]}").click()
    press(page, "Continue")
    press(page, "Encrypt my ballot")
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    assert counted(server.poll) == [[[0, 0, 1, 0, 2]], [1, 0]]


def test_a_member_ranks_with_the_keyboard_alone(page: Page, server: BoothServer) -> None:
    start(page, server)

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if name in page.evaluate("document.activeElement.textContent"):
                return
        raise AssertionError(f"Tab never reaches {name}")

    tab_to(f"preference: {NAMES[0]}")
    for _ in NAMES[:4]:
        page.keyboard.press("Enter")
    assert order(page) == list(NAMES[:4])
    expect(page.get_by_role("button", name=f"preference: {NAMES[4]}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Continue")).to_be_focused()
    page.get_by_role("button", name=f"Take out {NAMES[4]}").focus()
    for key in ("Home", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert order(page) == [NAMES[0], NAMES[4], *NAMES[1:4]]
    page.keyboard.press("Delete")
    assert order(page) == list(NAMES[:4])
    expect(page.get_by_role("button", name=f"Take out {NAMES[1]}")).to_be_focused()
    page.keyboard.press("End")
    tab_to("Continue")
    page.keyboard.press("Enter")
    heading(page, RULES.question)
    page.go_back()
    heading(page, COMMITTEE.question)
    assert order(page) == [NAMES[0], NAMES[2], NAMES[3], NAMES[1]]


def drag(page: Page, name: str, x: float, y: float, *, release: bool = True) -> None:
    """Drag a name by its handle to a point of the screen, in steps as a hand does."""
    grip = page.locator(".hustings-rank", has_text=name).locator(".hustings-rank__grip")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, y, steps=6)
    page.wait_for_timeout(50)
    if release:
        page.mouse.up()


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_member_ranks_by_dragging(page: Page, server: BoothServer) -> None:
    page.set_viewport_size({"width": 900, "height": 1400})
    start(page, server)
    drag(page, NAMES[3], *middle(page, ".hustings-ranking-empty"))
    assert order(page) == [NAMES[3]]
    x, y = middle(page, "#ranked .hustings-rank >> nth=0")
    drag(page, NAMES[1], x, y + 20)
    x, y = middle(page, "#ranked .hustings-rank >> nth=0")
    drag(page, NAMES[4], x, y - 20)
    assert order(page) == [NAMES[4], NAMES[3], NAMES[1]]
    x, y = middle(page, "#ranked .hustings-rank >> nth=2")
    drag(page, NAMES[4], x, y + 20)
    assert order(page) == [NAMES[3], NAMES[1], NAMES[4]]
    expect(page.locator("[role=status]")).to_have_text(f"{NAMES[4]}: 3rd preference of 3")
    drag(page, NAMES[1], *middle(page, "#rest .hustings-rank >> nth=-1"))
    assert order(page) == [NAMES[3], NAMES[4]]
    x, y = middle(page, "#ranked .hustings-rank >> nth=1")
    drag(page, NAMES[3], x, y + 20, release=False)
    expect(page.locator(".hustings-drop")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.up()
    assert order(page) == [NAMES[3], NAMES[4]]
    finish(page)
    assert counted(server.poll) == [[[0, 0, 0, 1, 2]], [0, 1]]


def test_a_member_ranks_with_a_finger(browser: Browser, server: BoothServer) -> None:
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 1400}, locale="en-GB"
    )
    page = context.new_page()
    start(page, server)
    touch = context.new_cdp_session(page)

    def swipe(name: str, x: float, y: float) -> None:
        from_x, from_y = middle(page, f".hustings-rank:has-text('{name}') .hustings-rank__grip")
        steps = [(from_x + (x - from_x) * i / 8, from_y + (y - from_y) * i / 8) for i in range(9)]
        for i, (at_x, at_y) in enumerate(steps):
            kind = "touchMove" if i else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at_x, "y": at_y}]})
        page.wait_for_timeout(50)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(NAMES[3], *middle(page, ".hustings-ranking-empty"))
    expect(page.locator("[role=status]")).to_have_text(f"{NAMES[3]}: 1st preference of 1")
    x, y = middle(page, "#ranked .hustings-rank >> nth=0")
    swipe(NAMES[0], x, y - 30)
    expect(page.locator("[role=status]")).to_have_text(f"{NAMES[0]}: 1st preference of 2")
    assert order(page) == [NAMES[0], NAMES[3]]
    assert page.evaluate("scrollY") == 0, "the page scrolls under the finger that drags"
    context.close()


def test_a_blank_is_said_expressly(page: Page, server: BoothServer) -> None:
    start(page, server)
    press(page, "Continue")
    summary = page.locator("#error-summary")
    expect(summary).to_contain_text("Add at least one name to your order, or leave the question blank")
    assert_accessible(page)
    summary.get_by_role("link").click()
    expect(page.get_by_role("button", name=f"preference: {NAMES[0]}")).to_be_focused()
    page.get_by_label("I leave this question blank").check()
    expect(page.locator(".hustings-tally")).to_have_text("Left blank")
    add(page, NAMES[0])
    expect(page.get_by_label("I leave this question blank")).to_be_hidden()
    press(page, "Take all out")
    assert not page.get_by_label("I leave this question blank").is_checked()
    page.get_by_label("I leave this question blank").check()
    finish(page)
    assert counted(server.poll) == [[[0] * 5], [0, 1]]


def test_thirty_candidates_are_ranked_and_stay_in_sight(page: Page) -> None:
    names = tuple(f"Candidate {i:02}" for i in range(1, 31))
    server = BoothServer(new_poll("Ed25519", [voting.Ranked(COMMITTEE.question, names)], [ranked_notes(names)]))
    page.set_viewport_size({"width": 390, "height": 800})
    start(page, server)
    page.get_by_role("button", name=f"preference: {names[20]}").scroll_into_view_if_needed()
    before = page.locator(".hustings-rank", has_text=names[22]).bounding_box()
    add(page, names[20], names[21])
    after = page.locator(".hustings-rank", has_text=names[22]).bounding_box()
    assert before and after and abs(before["y"] - after["y"]) < 300, "the page jumps while names are added"
    add(page, *[name for name in names if name not in names[20:22]])
    expect(page.get_by_text("You have ranked everybody.")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    press(page, "Continue")
    press(page, "Encrypt my ballot")
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    assert counted(server.poll) == [[[*range(3, 23), 1, 2, *range(23, 31)]]]
    server.close()


def test_the_ranking_page_speaks_french(page: Page, server: BoothServer) -> None:
    server.poll.facts["language"] = "fr"
    open_booth(page, server)
    press(page, "Commencer à voter")
    page.get_by_role("button", name=f"préférence : {NAMES[1]}").click()
    expect(page.locator("[role=status]")).to_have_text(f"{NAMES[1]} : 1re préférence sur 1")
    assert_accessible(page)
