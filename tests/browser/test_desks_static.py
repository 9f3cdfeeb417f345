"""The desks of trustees and of the credential authority in a real Chromium, against the booth's small server."""

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.booth_server import BoothServer, new_poll

from hustings import voting

QUESTION = voting.KofN("Committee", ("Ann", "Bob", "Cy"), min=1, max=2)


@pytest.fixture(params=["Ed25519", "BELENIOS-2048"])
def server(request: pytest.FixtureRequest) -> Iterator[BoothServer]:
    server = BoothServer(new_poll(request.param, [QUESTION], []))
    yield server
    server.close()


def progress(name: str, key: bool | None, *steps: bool | None, rehearsed: bool = False) -> dict[str, Any]:
    """What one trustee has done, as the server tells it; Una Trustee is the one at the desk."""
    certificate, polynomial, share = steps or (None, None, None)
    return {
        "name": name,
        "key": key,
        "certificate": certificate,
        "polynomial": polynomial,
        "share": share,
        "rehearsed": rehearsed,
        "you": name == "Una Trustee",
    }


def set_desk(server: BoothServer, step: str, public_key: str | None, with_board: bool = True, **changes: Any) -> None:
    """Let the server tell Una Trustee what to do now."""
    board = ("setup", "tally", "shuffle", "decrypt")
    steps = ("key", "ceremony", "certificate", "polynomial", "share", "rehearsal")
    urls = {name: f"/trustee/1/{name}" for name in (*steps, *(board if with_board else ()))}
    urls["archive"] = f"/board/{server.poll.setup.election.uuid}/archive.bel"
    server.poll.desk = {
        "name": "Una Trustee",
        "organisation": "The Fell and Coast Walkers’ Society",
        "election": "Committee 2026",
        "group": server.poll.setup.election.group,
        "kind": "single",
        "step": step,
        "missing": [],
        "progress": [progress("Una Trustee", public_key is not None), progress("Ian Trustee", False)],
        "ceremony": None,
        "public_key": public_key,
        "owner": 1,
        "explain": "You hold one of two keys.",
        "check": None,
        "csrf": "token",
        "urls": dict.fromkeys(board) | urls | {"home": "/office/"},
    } | changes


def load(page: Page, text: str, action: str) -> None:
    file: FilePayload = {"name": "key.privkey", "mimeType": "application/octet-stream", "buffer": text.encode()}
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name=action).click()


def test_a_trustee_makes_a_key(page: Page, server: BoothServer) -> None:
    group = server.poll.setup.election.group
    set_desk(server, "key", None, with_board=False)
    page.goto(f"{server.url}/trustee/1/")
    assert_accessible(page)
    page.get_by_role("button", name="Make my key").click()
    expect(page.locator("h1")).to_have_text("Save your key file")
    assert_accessible(page)
    assert_fits(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the key file").click()
    private = Path(download.value.path()).read_text()
    page.get_by_role("button", name="Send the public half").click()
    expect(page.locator("#error-summary")).to_contain_text("Choose a file first")
    load(page, voting.new_trustee_key(group).private, "Send the public half")
    expect(page.locator("#error-summary")).to_contain_text("This file holds another key")
    load(page, "{}", "Send the public half")
    expect(page.locator("#error-summary")).to_contain_text("This is not a key file")
    assert_accessible(page)
    assert not server.poll.posted
    load(page, private, "Send the public half")
    expect(page.locator("h1")).to_have_text("Make your key")
    public = server.poll.posted["/trustee/1/key"]["public_key"]
    voting.check_trustee_key(group, public)
    assert download.value.suggested_filename == f"{fingerprint(public)[:8].upper()}.privkey"
    set_desk(server, "check", public, with_board=False)
    page.reload()
    expect(page.get_by_text(fingerprint(public))).to_be_visible()
    load(page, private, "Check my key")
    expect(page.get_by_role("status")).to_have_text("Your file is right.")


def fingerprint(public: str) -> str:
    """The hash of a public key by which trustees and files are named."""
    return hashlib.sha256(json.dumps(json.loads(public)["public_key"]).encode()).hexdigest()


def test_a_trustee_checks_the_key_during_the_poll(page: Page, server: BoothServer) -> None:
    first, second = server.poll.keys
    set_desk(server, "check", first.public)
    page.goto(f"{server.url}/trustee/1/")
    load(page, second.private, "Check my key")
    expect(page.locator("#error-summary")).to_contain_text("another key than the one that belongs to this election")
    load(page, first.private, "Check my key")
    expect(page.get_by_text("Your public key is in the election’s record")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_a_trustee_opens_the_tally(page: Page, server: BoothServer) -> None:
    poll = server.poll
    poll.ballots = [voting.make_ballot(poll.setup, credential, [[1, 0, 1]]) for credential in poll.credentials]
    set_desk(server, "decrypt", poll.keys[0].public)
    page.goto(f"{server.url}/trustee/1/")
    expect(page.locator("h1")).to_have_text("Open the tally")
    assert_accessible(page)
    assert_fits(page)
    load(page, poll.keys[1].private, "Open my share")
    expect(page.locator("#error-summary")).to_contain_text("another key")
    with page.expect_request("**/decrypt") as sent:
        load(page, poll.keys[0].private, "Open my share")
    tally = voting.encrypted_tally(poll.setup, poll.ballots)
    share = json.loads(sent.value.post_data or "")["partial_decryption"]
    other = voting.partial_decryption(poll.setup, tally.text, poll.keys[1].private)
    assert json.loads(voting.tally_result(poll.setup, tally, {1: share, 2: other})) == {"result": [[3, 0, 3]]}
    set_desk(server, "done", poll.keys[0].public)
    page.reload()
    expect(page.locator("h1")).to_have_text("Your share was received")
    assert_accessible(page)


def test_a_trustee_follows_a_check_and_hands_in_what_was_made_elsewhere(page: Page, server: BoothServer) -> None:
    poll, key = server.poll, server.poll.keys[0]
    poll.ballots = [voting.make_ballot(poll.setup, credential, [[1, 0, 1]]) for credential in poll.credentials]
    set_desk(server, "checking", key.public, check={"percent": 40, "refused": ""})
    page.goto(f"{server.url}/trustee/1/")
    expect(page.locator("h1")).to_have_text("What you handed in is being checked")
    expect(page.get_by_role("status")).to_contain_text("40")
    assert_accessible(page)
    assert_fits(page)
    set_desk(server, "decrypt", key.public, check={"percent": 100, "refused": "The share of Una Trustee was refused."})
    expect(page.locator("#error-summary")).to_contain_text("The share of Una Trustee was refused.", timeout=10_000)
    page.get_by_text("You made it on another computer").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator("#made-elsewhere-error")).to_contain_text("Choose a file first")
    share = voting.partial_decryption(poll.setup, voting.encrypted_tally(poll.setup, poll.ballots).text, key.private)
    made: FilePayload = {"name": "share.json", "mimeType": "application/json", "buffer": f"{share}\n".encode()}
    page.locator("#made-elsewhere").set_input_files(made)
    with page.expect_response("**/decrypt"):
        page.get_by_role("button", name="Hand it in").click()
    assert server.poll.posted["/trustee/1/decrypt"] == {"partial_decryption": share}


def test_a_trustee_is_warned_of_a_record_that_does_not_hold_their_key(page: Page, server: BoothServer) -> None:
    key = voting.new_trustee_key(server.poll.setup.election.group)
    set_desk(server, "decrypt", key.public)
    page.goto(f"{server.url}/trustee/1/")
    expect(page.get_by_text("Do not open this tally")).to_be_visible()
    assert_accessible(page)


def test_the_credential_authority_makes_the_credentials(page: Page, server: BoothServer) -> None:
    group, uuid = server.poll.setup.election.group, server.poll.uuid
    boards = [
        {"uuid": uuid, "name": "All members", "group": group, "changes": 2},
        {"uuid": "1" * 14, "name": "Youth", "group": group, "changes": 0},
    ]
    people = [("1001", "Ada Member", 1), ("1002", "=HYPERLINK(1)", 3), ("1003", 'Cy "C" Member, junior', 1)]
    electors = [
        {
            "id": i,
            "number": number,
            "name": name,
            "email": f"{number}@example.org",
            "boards": [{"uuid": board["uuid"], "weight": weight} for board in boards[: 2 if i == 0 else 1]],
        }
        for i, (number, name, weight) in enumerate(people)
    ]
    votes = {board["uuid"]: f"https://vote.example.org/vote/{board['uuid']}/" for board in boards}
    server.poll.authority = {
        "name": "Committee 2026",
        "organisation": "The Fell and Coast Walkers’ Society",
        "state": "generate",
        "boards": boards,
        "electors": electors,
        "vote_url": votes[uuid],
        "vote_urls": votes,
        "csrf": "token",
        "urls": {"upload": "/credentials/1/upload", "home": "/office/"},
    }
    page.goto(f"{server.url}/credentials/1/")
    assert_accessible(page)
    page.get_by_role("button", name="Make the credentials").click()
    expect(page.locator("h1")).to_have_text("Save the list")
    assert_accessible(page)
    assert_fits(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the list").click()
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    load(page, text.replace("Ada", "Eda"), "Send the public halves")
    expect(page.locator("#error-summary")).to_contain_text("This is not the list that was just made")
    assert_accessible(page)
    load(page, f"\ufeff{text}", "Send the public halves")
    expect(page.locator("h1")).to_have_text("Credential authority’s desk")
    lists = server.poll.posted["/credentials/1/upload"]["boards"]
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["name"] for row in rows] == ["Ada Member", "'=HYPERLINK(1)", 'Cy "C" Member, junior']
    assert [bool(row["link Youth"]) for row in rows] == [True, False, False]
    expected = [
        voting.public_credential(group, uuid, row["credential"]) + (f",{weight}" if weight > 1 else "")
        for row, (_, _, weight) in zip(rows, people, strict=True)
    ]
    assert lists[uuid] == sorted(expected)
    assert server.poll.posted["/credentials/1/upload"]["changes"] == {uuid: 2, "1" * 14: 0}
    assert lists["1" * 14] == [voting.public_credential(group, "1" * 14, rows[0]["credential"])]
    assert rows[0]["link All members"] == f"{votes[uuid]}#{rows[0]['credential']}"
    server.poll.authority |= {"state": "done", "electors": []}
    page.reload()
    expect(page.locator("h1")).to_have_text("The public halves were received")
    assert_accessible(page)
