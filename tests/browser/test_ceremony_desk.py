"""A threshold group at the trustee's desk in a real Chromium: one member in the browser, two with the library."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.booth_server import BoothServer, new_poll
from tests.browser.test_desks_static import load, progress, set_desk

from hustings import voting

NAMES = ("Una Trustee", "Ian Trustee", "Eve Trustee")
QUESTION = voting.KofN("Committee", ("Ann", "Bob", "Cy"), min=1, max=2)
RANKED = voting.Ranked("Chair", ("Ann", "Bob", "Cy"))


@pytest.fixture
def server() -> Iterator[BoothServer]:
    server = BoothServer(new_poll("Ed25519", [QUESTION, RANKED], []))
    yield server
    server.close()


def desk(server: BoothServer, step: str, public_key: str | None = None, **changes: Any) -> None:
    """The desk of the first of three members, of whom any two open the tally."""
    done = {"certificate": 0, "polynomial": 1, "share": 2}.get(step, 3)
    steps = [done > i for i in range(3)]
    rows = [progress("Una Trustee", None, *steps), *(progress(name, None, *steps) for name in NAMES[1:])]
    agreed = {"group": "Ed25519", "threshold": 2, "names": NAMES, "index": 1}
    told: dict[str, Any] = {"kind": "member", "ceremony": agreed, "progress": rows, "explain": "", "check": None}
    told |= changes
    set_desk(server, step, public_key, with_board=step in ("shuffle", "decrypt"), **told)


def so_far(server: BoothServer, certificates: Any = None, shares: Any = None, key: str | None = None) -> None:
    sealed = voting.encrypted_private_key(key) if key else None
    answer = {"certificates": certificates, "shares": shares, "encrypted_private_key": sealed}
    server.poll.answers["/trustee/1/ceremony"] = answer


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def make_seed(page: Page, server: BoothServer) -> str:
    """Step 1 in the browser; the seed."""
    desk(server, "certificate")
    page.goto(f"{server.url}/trustee/1/")
    heading(page, "Make your seed")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Make my seed").click()
    heading(page, "Save your seed file")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the seed file").click()
    assert download.value.suggested_filename.endswith(".seed")
    load(page, voting.new_threshold_seed(), "Send my certificate")
    expect(page.locator("#error-summary")).to_contain_text("This file holds another seed")
    assert_accessible(page)
    assert not server.poll.posted
    seed = Path(download.value.path()).read_text()
    load(page, f"{seed}\n", "Send my certificate")
    heading(page, "Make your seed")
    return seed


def test_a_member_goes_through_the_ceremony_and_opens_the_tally(page: Page, server: BoothServer) -> None:
    poll = server.poll
    ceremony = voting.Ceremony("Ed25519", 2, NAMES)
    seeds = [make_seed(page, server), voting.new_threshold_seed(), voting.new_threshold_seed()]
    certificates = [poll.posted["/trustee/1/certificate"]["certificate"]]
    voting.check_threshold_certificate(ceremony, 1, certificates[0])
    certificates += [voting.threshold_certificate(ceremony, index, seeds[index - 1]) for index in (2, 3)]

    # On another day, in a browser that has kept nothing.
    desk(
        server,
        "wait",
        missing=["Ian Trustee", "Eve Trustee"],
        progress=[
            progress("Una Trustee", None, True, False, False),
            progress("Ian Trustee", None, False, False, False),
            progress("Eve Trustee", None, False, False, False),
        ],
    )
    page.reload()
    heading(page, "There is nothing to do now")
    expect(page.get_by_text("Still to come: Ian Trustee, Eve Trustee")).to_be_visible()
    expect(page.get_by_role("row", name="Una Trustee (you)")).to_contain_text("1 of 3 steps")
    assert_accessible(page)
    assert_fits(page)

    so_far(server, certificates)
    desk(server, "polynomial")
    page.get_by_role("button", name="Look again").click()
    heading(page, "Deal out the shares")
    assert_accessible(page)
    assert_fits(page)
    load(page, seeds[1], "Send my part")
    expect(page.locator("#error-summary")).to_contain_text("This file holds another seed than the one")
    load(page, "not a seed", "Send my part")
    expect(page.locator("#error-summary")).to_contain_text("This is not a seed file")
    with page.expect_request("**/polynomial"):
        load(page, seeds[0], "Send my part")
    heading(page, "Deal out the shares")
    polynomials = [poll.posted["/trustee/1/polynomial"]["polynomial"]]
    voting.check_threshold_polynomial(ceremony, certificates, 1, polynomials[0])
    polynomials += [voting.threshold_polynomial(ceremony, certificates, seed) for seed in seeds[1:]]

    shares = [voting.threshold_shares(ceremony, certificates, polynomials, index) for index in (1, 2, 3)]
    desk(server, "share")
    so_far(server, certificates, shares[1])
    page.reload()
    heading(page, "Take your share")
    load(page, seeds[0], "Check the shares and send my public key")
    expect(page.locator("#error-summary")).to_contain_text("Your own polynomial cannot be decrypted")
    assert_accessible(page)
    so_far(server, certificates, shares[0])
    page.reload()
    with page.expect_request("**/share"):
        load(page, seeds[0], "Check the shares and send my public key")
    heading(page, "Take your share")
    keys = [poll.posted["/trustee/1/share"]["key"]]
    voting.check_threshold_key(ceremony, certificates, polynomials, 1, keys[0])
    keys += [voting.threshold_key(ceremony, certificates, seeds[i], shares[i]) for i in (1, 2)]
    parameters = voting.threshold_parameters(ceremony, certificates, polynomials, keys)
    trustees = voting.trustees_record("Ed25519", [], [parameters])
    public = json.dumps(json.loads(keys[0])["public_key"], separators=(",", ":"), ensure_ascii=False)
    so_far(server, certificates, shares[0], keys[0])

    rehearse(page, server, trustees, public, seeds)
    shuffle_and_open(page, server, trustees, public, seeds, keys)


def rehearse(page: Page, server: BoothServer, trustees: str, public: str, seeds: list[str]) -> None:
    """The test ballot before the poll, with the wrong file and with the right one."""
    test = voting.rehearsal("Ed25519", trustees)
    names = ("election", "trustees", "credentials")
    records = dict(zip(names, test.setup.records, strict=True))
    server.poll.answers["/trustee/1/rehearsal"] = {**records, "tally": test.tally.text}
    desk(server, "rehearse", public)
    page.reload()
    heading(page, "Open the test ballot")
    assert_accessible(page)
    assert_fits(page)
    load(page, seeds[2], "Open the test ballot")
    expect(page.locator("#error-summary")).to_contain_text("This file holds another seed than the one")
    with page.expect_request(lambda request: request.method == "POST"):
        load(page, seeds[0], "Open the test ballot")
    heading(page, "Open the test ballot")
    share = server.poll.posted["/trustee/1/rehearsal"]["partial_decryption"]
    voting.check_partial_decryption(test.setup, test.tally.text, 1, share)
    desk(server, "check", public)
    page.reload()
    load(page, seeds[0], "Check my key")
    expect(page.get_by_role("status")).to_have_text("Your file is right.")
    assert_accessible(page)


def shuffle_and_open(
    page: Page, server: BoothServer, trustees: str, public: str, seeds: list[str], keys: list[str]
) -> None:
    """After the poll: the member shuffles in the browser, then opens together with one other."""
    uuid, credential = voting.new_uuid(), voting.new_credential()
    election = voting.election_record(
        uuid=uuid, name="Chair", description="", group="Ed25519", questions=[QUESTION, RANKED], trustees=trustees
    )
    element = voting.public_credential("Ed25519", uuid, credential)
    record = voting.credentials_record("Ed25519", [(element, 1)])
    setup = voting.parse_setup(election, trustees, record)
    tally = voting.encrypted_tally(setup, [voting.make_ballot(setup, credential, [[1, 0, 1], [2, 0, 1]])])
    answers = server.poll.answers
    answers["/trustee/1/setup"] = {"election": election, "trustees": trustees, "credentials": record}
    answers["/trustee/1/tally"] = {"tally": tally.text}
    desk(server, "shuffle", public)
    page.reload()
    heading(page, "Shuffle the ballots")
    assert_accessible(page)
    assert_fits(page)
    open_elsewhere(page, f"shuffle {server.poll.setup.election.uuid}.bel --out shuffle.json")
    made = []
    for _ in ("the answer to which is lost", "refused, because the first was taken"):
        with page.expect_request("**/shuffle"):
            page.get_by_role("button", name="Shuffle the ballots").click()
        heading(page, "Shuffle the ballots")
        made.append(server.poll.posted["/trustee/1/shuffle"]["shuffle"])
    shuffle = made[0]
    voting.check_shuffle(setup, tally.text, 1, shuffle)

    first, foreign = tally.text, voting.shuffle(setup, tally.text)
    tally = voting.shuffled_tally(setup, tally, shuffle)
    desk(server, "decrypt", public)
    for shuffles, said in (
        ([], "is not among those before the tally"),
        ([(NAMES[1], foreign)], "is not among those before the tally"),
        ([(NAMES[1], foreign), (NAMES[0], shuffle)], f"{NAMES[0]}: The proof of a shuffle does not hold"),
    ):
        given = [{"name": name, "text": text} for name, text in shuffles]
        answers["/trustee/1/tally"] = {"tally": tally.text, "first": first, "shuffles": given}
        page.reload()
        expect(page.get_by_text("Do not open this tally")).to_be_visible()
        expect(page.get_by_text(said)).to_be_visible()

    taken = [{"name": NAMES[0], "text": shuffle}]
    answers["/trustee/1/tally"] = {"tally": tally.text, "first": first, "shuffles": taken}
    page.reload()
    heading(page, "Open the tally")
    expect(page.get_by_text(f"Fingerprint of the shuffle of {NAMES[0]}")).to_be_visible()
    expect(page.get_by_text("what they say, but not whose they are")).to_be_visible()
    open_elsewhere(page, ".bel --key MEMBER-1.seed --dkey MEMBER-1.dkey --out share.json")
    assert_accessible(page)
    with page.expect_request("**/decrypt"):
        load(page, seeds[0], "Open my share")
    heading(page, "Open the tally")
    share = server.poll.posted["/trustee/1/decrypt"]["partial_decryption"]
    voting.check_partial_decryption(setup, tally.text, 1, share)
    other = voting.threshold_private_key("Ed25519", seeds[2], voting.encrypted_private_key(keys[2]))
    shares = {1: share, 3: voting.partial_decryption(setup, tally.text, other)}
    assert json.loads(voting.tally_result(setup, tally, shares)) == {"result": [[1, 0, 1], [[2, 0, 1]]]}


def hand_in(page: Page, text: str) -> None:
    """Choose the file that the command line wrote, and hand it in."""
    page.locator("#made-elsewhere").set_input_files(
        {"name": "made", "mimeType": "application/octet-stream", "buffer": f"{text}\n".encode()}
    )
    page.get_by_role("button", name="Hand it in").click()


def open_elsewhere(page: Page, command: str) -> None:
    page.get_by_text("You made it on another computer").click()
    expect(page.get_by_text(command)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def saved(page: Page, name: str) -> str:
    """The text of a file that the desk saves for the command line."""
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save {name}").click()
    assert download.value.suggested_filename == name
    return Path(download.value.path()).read_text()


def test_a_key_made_on_another_computer_is_handed_in_and_its_secret_is_not(page: Page, server: BoothServer) -> None:
    key, posted = voting.new_trustee_key("Ed25519"), server.poll.posted
    set_desk(server, "key", None, with_board=False)
    page.goto(f"{server.url}/trustee/1/")
    open_elsewhere(page, "hustings trustee generate --group Ed25519")
    hand_in(page, key.private)
    expect(page.locator("#made-elsewhere-error")).to_contain_text("it was not sent")
    assert_accessible(page)
    assert not posted
    with page.expect_response("**/trustee/1/key"):
        hand_in(page, key.public)
    assert posted["/trustee/1/key"] == {"public_key": key.public}


def test_a_member_takes_to_another_computer_what_each_step_needs(page: Page, server: BoothServer) -> None:
    posted, ceremony = server.poll.posted, voting.Ceremony("Ed25519", 2, NAMES)
    seeds = [voting.new_threshold_seed() for _ in NAMES]
    certificates = [voting.threshold_certificate(ceremony, i, seed) for i, seed in enumerate(seeds, 1)]
    polynomials = [voting.threshold_polynomial(ceremony, certificates, seed) for seed in seeds]
    shares = [voting.threshold_shares(ceremony, certificates, polynomials, i) for i in (1, 2, 3)]
    keys = [voting.threshold_key(ceremony, certificates, seed, text) for seed, text in zip(seeds, shares, strict=True)]

    desk(server, "certificate")
    page.goto(f"{server.url}/trustee/1/")
    open_elsewhere(page, "certificate --group Ed25519 --threshold 2 --size 3 --index 1")
    hand_in(page, seeds[0])
    expect(page.locator("#made-elsewhere-error")).to_contain_text("it was not sent")
    with page.expect_response("**/certificate"):
        hand_in(page, certificates[0])

    so_far(server, certificates)
    desk(server, "polynomial")
    page.reload()
    open_elsewhere(page, "polynomial --seed MEMBER-1.seed --certificates certificates.txt")
    assert saved(page, "certificates.txt").splitlines() == certificates
    with page.expect_response("**/polynomial"):
        hand_in(page, polynomials[0])

    so_far(server, certificates, shares[0])
    desk(server, "share")
    page.reload()
    open_elsewhere(page, "--certificates certificates.txt --shares MEMBER-1.shares")
    assert saved(page, "MEMBER-1.shares") == shares[0]
    with page.expect_response("**/share"):
        hand_in(page, keys[0])

    parameters = voting.threshold_parameters(ceremony, certificates, polynomials, keys)
    test = voting.rehearsal("Ed25519", voting.trustees_record("Ed25519", [], [parameters]))
    given = dict(zip(("election", "trustees", "credentials"), test.setup.records, strict=True))
    given["tally"] = test.tally.text
    server.poll.answers["/trustee/1/rehearsal"] = given
    so_far(server, certificates, shares[0], keys[0])
    public = json.dumps(json.loads(keys[0])["public_key"], separators=(",", ":"))
    desk(server, "rehearse", public)
    page.reload()
    open_elsewhere(page, "rehearse test-ballot.json --key MEMBER-1.seed --dkey MEMBER-1.dkey")
    assert json.loads(saved(page, "test-ballot.json")) == given
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        hand_in(page, '{"decryption_factors":[]}')

    assert posted == {
        "/trustee/1/certificate": {"certificate": certificates[0]},
        "/trustee/1/polynomial": {"polynomial": polynomials[0]},
        "/trustee/1/share": {"key": keys[0]},
        "/trustee/1/rehearsal": {"partial_decryption": '{"decryption_factors":[]}'},
    }


def test_a_record_without_the_members_key_is_not_worked_with(page: Page, server: BoothServer) -> None:
    ceremony = voting.Ceremony("Ed25519", 2, NAMES)
    seeds = [voting.new_threshold_seed() for _ in NAMES]
    certificates = [voting.threshold_certificate(ceremony, i, seed) for i, seed in enumerate(seeds, 1)]
    so_far(server, certificates)
    foreign = voting.new_trustee_key("Ed25519").public
    poll = server.poll
    poll.answers["/trustee/1/setup"] = {name.removesuffix(".json"): text for name, text in poll.records.items()}
    desk(server, "shuffle", foreign)
    page.goto(f"{server.url}/trustee/1/")
    expect(page.get_by_text("Do not open this tally")).to_be_visible()
    assert_accessible(page)


def test_the_ceremony_speaks_french(page: Page, server: BoothServer) -> None:
    desk(server, "certificate", language="fr")
    page.goto(f"{server.url}/trustee/1/")
    heading(page, "Créer votre graine")
    expect(page.get_by_text("2 des 3 membres l’ouvrent ensemble")).to_be_visible()
    assert_accessible(page)
