"""A poll over HTTP from naming trustees to the declaration, its archive verified by two programs."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.elections import polls

from hustings import voting
from hustings.accounts.models import Organisation, User
from hustings.audit.log import verify_chain
from hustings.elections.models import Board, Election
from hustings.elections.queries.boards import setup
from hustings.jobs.worker import run_pending

pytestmark = pytest.mark.django_db
VOTES = [([0, 1, 1, 0], [1, 0]), ([1, 0, 0, 0], [0, 1]), ([0, 0, 1, 1], [1, 0]), ([0, 0, 1, 0], [1, 0])]
RESULT = [[1, 1, 3, 1], [3, 1]]  # blank, Ann, Bob, Cleo; Yes, No


class People:
    """The browsers of everybody who takes part."""

    def __init__(self, officer: Client, trustee: Client, authority: Client, trustee_user: User) -> None:
        self.officer, self.trustee, self.authority = officer, trustee, authority
        self.trustee_user = trustee_user


@pytest.fixture
def people(organisation: Organisation, make_user: Callable[..., User], client_of: Callable[[User], Client]) -> People:
    trustee = make_user("trustee", name="Tova Trustee")
    return People(client_of(polls.officer()), client_of(trustee), client_of(make_user("credential_authority")), trustee)


def act(people: People, election: Election, verb: str, **typed: str) -> None:
    answer = people.officer.post(f"/office/elections/{election.slug}/poll/{verb}/", typed, follow=True)
    assert answer.status_code == 200
    said = [str(message) for message in answer.context["messages"]]
    assert all(message.level_tag != "error" for message in answer.context["messages"]), said


def send(client: Client, url: str, body: dict[str, object]) -> None:
    answer = client.post(url, json.dumps(body), content_type="application/json")
    assert answer.status_code == 201, answer.content


def make_keys(people: People, election: Election) -> voting.TrusteeKey:
    act(people, election, "trustees", holder="server")
    act(people, election, "trustees", holder=str(people.trustee_user.pk))
    trustee = election.trustees.get(user=people.trustee_user)
    desk = people.trustee.get(f"/trustee/{trustee.pk}/desk.json").json()
    assert (desk["step"], desk["owner"], desk["group"]) == ("key", 2, election.group)
    key = voting.new_trustee_key(election.group, "Tova")
    send(people.trustee, desk["urls"]["key"], {"public_key": key.public})
    desk = people.trustee.get(f"/trustee/{trustee.pk}/desk.json").json()
    assert desk["step"] == "rehearse"
    test = people.trustee.get(desk["urls"]["rehearsal"]).json()
    parsed = voting.parse_setup(test["election"], test["trustees"], test["credentials"])
    share = voting.partial_decryption(parsed, test["tally"], key.private)
    send(people.trustee, desk["urls"]["rehearsal"], {"partial_decryption": share})
    assert people.trustee.get(f"/trustee/{trustee.pk}/desk.json").json()["step"] == "check"
    return key


def open_result(people: People, board: Board, key: voting.TrusteeKey) -> None:
    trustee = board.election.trustees.get(user=people.trustee_user)
    desk = people.trustee.get(f"/trustee/{trustee.pk}/desk.json").json()
    assert desk["step"] == "decrypt"
    records = people.trustee.get(desk["urls"]["setup"]).json()
    parsed = voting.parse_setup(records["election"], records["trustees"], records["credentials"])
    tally = people.trustee.get(desk["urls"]["tally"]).json()["tally"]
    wrong = json.loads(voting.partial_decryption(parsed, tally, key.private))
    wrong["decryption_factors"][0].reverse()
    refused = people.trustee.post(
        desk["urls"]["decrypt"], json.dumps({"partial_decryption": json.dumps(wrong)}), content_type="application/json"
    )
    assert refused.status_code == 422
    assert "Tova Trustee" in refused.json()["error"]
    share = voting.partial_decryption(parsed, tally, key.private)
    send(people.trustee, desk["urls"]["decrypt"], {"partial_decryption": share})
    assert people.trustee.get(f"/trustee/{trustee.pk}/desk.json").json()["step"] == "done"


def download(board: Board, folder: Path) -> Path:
    answer = Client().get(f"/board/{board.uuid}/archive.bel")
    assert answer["Content-Disposition"] == f'attachment; filename="{board.uuid}.bel"'
    path = folder / f"{board.uuid}.bel"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def assert_verifies(board: Board, folder: Path) -> voting.Report:
    path = download(board, folder)
    report = voting.verify(path)
    assert report.ok, [check for check in report.checks if not check.ok]
    if board.election.group == "BELENIOS-2048" and shutil.which("belenios-tool"):
        command = ["belenios-tool", "election", "verify", "--dir", str(folder)]
        other = subprocess.run(command, capture_output=True, text=True)
        assert other.returncode == 0, other.stderr
    return report


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_poll_over_http_from_keys_to_declaration(
    people: People, group: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    members = polls.make_members(4)
    election = polls.make_election(polls.make_roll(members), group=group)
    key = make_keys(people, election)
    act(people, election, "set-up")
    run_pending()
    act(people, election, "open")
    board = polls.fresh(election.boards.get())
    for member, choices in zip(members, VOTES, strict=True):
        browser = polls.browser(member)
        facts = browser.get(f"/vote/{board.uuid}/booth.json").json()
        assert facts["state"] == "open" and facts["voter"] == {
            "name": member.name, "number": member.number, "on_roll": True, "why_not": "", "weight": 1,
            "voted_before": False,
        }  # fmt: skip
        assert [answer["label"] for answer in facts["questions"][0]["answers"]] == ["Ann", "Bob", "Cleo"]
        text = polls.ballot(board, member, choices)
        receipt = polls.post_ballot(browser, board, text).json()
        assert receipt["tracking_number"] == voting.tracking_number(text)
        shown = Client().get(f"/board/{board.uuid}/", {"number": receipt["tracking_number"]})
        assert b"and counts" in shown.content
        checked = Client().post("/receipt/", {"receipt": json.dumps(receipt)})
        assert checked.context["all_hold"], checked.context["findings"]
    forged = receipt | {"statement": receipt["statement"].replace('"height":', '"height":9')}
    (finding,) = Client().post("/receipt/", {"receipt": json.dumps(forged)}).context["findings"]
    assert not finding.holds and "proves nothing" in finding.sentence
    revote = polls.ballot(board, members[0], VOTES[0])
    assert polls.post_ballot(polls.browser(members[0]), board, revote).json()["revote"] is True
    assert_verifies(board, tmp_path)
    assert b"4 of 4 electors" in Client().get(f"/elections/{election.slug}/turnout/").content

    polls.end_time(election)
    act(people, election, "close")
    run_pending()
    open_result(people, polls.fresh(board), key)
    report = assert_verifies(polls.fresh(board), tmp_path)
    assert report.result == RESULT
    counted = Client().get(f"/elections/{election.slug}/result/").content
    assert b"once the returning officer has declared it" in counted and b"<table" not in counted
    assert b"counted but not declared" in people.officer.get(f"/elections/{election.slug}/result/").content

    act(people, election, "lots/" + str(election.contests.first().pk), seed="3 1 4 1 5")
    act(people, election, "declare", scrutineer="Saul Scrutineer")
    declared = Client().get(f"/elections/{election.slug}/declaration.json").json()
    document = json.loads(declared["document"])
    seats, question = document["contests"]
    assert seats["elected"][0] == "Bob" and len(seats["elected"]) == 2 and seats["ties"][0]["seed"] == "3 1 4 1 5"
    assert (seats["electorate"], seats["ballots"], seats["blank"], seats["valid"]) == (4, 4, 1, 3)
    assert question["elected"] == ["Yes"]
    assert document["scrutineer"] == "Saul Scrutineer"
    assert document["boards"][0]["final_hash"] == polls.fresh(board).head
    checked = Client().post("/declaration/", {"declaration": json.dumps(declared)})
    assert checked.context["signed"] and checked.context["declaration"].number == 1
    page = Client().get(f"/elections/{election.slug}/declaration/")
    assert page.status_code == 200 and b"Bob" in page.content
    pdf = Client().get(f"/elections/{election.slug}/declaration.pdf")
    assert pdf.content.startswith(b"%PDF-") and len(pdf.content) > 10_000
    assert not [line for line in caplog.records if line.name.startswith("fpdf")]  # it knows all of our pictures

    act(people, election, "correct", reason="A name was misspelt", scrutineer="Saul")
    latest = Client().get(f"/elections/{election.slug}/declaration.json").json()
    assert json.loads(latest["document"])["correction"] == "A name was misspelt"
    assert Client().get(f"/elections/{election.slug}/declaration/1.json").json() == declared
    again = Client().post("/declaration/", {"declaration": json.dumps(declared)})
    assert again.context["correction"].number == 2
    assert verify_chain() is None


def test_credential_authority_makes_the_credentials(people: People, tmp_path: Path) -> None:
    members = polls.make_members(3)
    roll = polls.make_roll(members, weights=[1, 1, 2])
    election = polls.make_election(roll, credential_mode=Election.CredentialMode.AUTHORITY)
    act(people, election, "trustees", holder="server")
    assert people.authority.get(f"/credentials/{election.pk}/desk.json").status_code == 409
    act(people, election, "prepare")
    desk = people.authority.get(f"/credentials/{election.pk}/desk.json").json()
    assert desk["state"] == "generate"
    assert [elector["number"] for elector in desk["electors"]] == [member.number for member in members]
    (board,) = desk["boards"]
    private = [voting.new_credential() for _ in members]
    weights = [elector["boards"][0]["weight"] for elector in desk["electors"]]
    public = [voting.public_credential("Ed25519", board["uuid"], credential) for credential in private]
    lines = [f"{element},{weight}" for element, weight in zip(public, weights, strict=True)]
    for bad in (
        lines[:2],
        [*lines[:2], public[2]],
        [*lines[:2], lines[0]],
        [*lines[:2], "x,2"],
        [*lines[:2], public[2] + ",-2"],
    ):
        body = json.dumps({"boards": {board["uuid"]: bad}, "changes": {board["uuid"]: 0}})
        answer = people.authority.post(desk["urls"]["upload"], body, content_type="application/json")
        assert answer.status_code == 409 and answer.json()["error"], bad
    send(people.authority, desk["urls"]["upload"], {"boards": {board["uuid"]: lines}, "changes": {board["uuid"]: 0}})
    assert people.authority.get(f"/credentials/{election.pk}/desk.json").json()["state"] == "done"
    act(people, election, "set-up")
    run_pending()
    act(people, election, "open")
    opened = polls.fresh(election.boards.get())
    assert not election.pending_credentials.exists()
    text = voting.make_ballot(setup(opened), private[2], VOTES[0])
    assert polls.post_ballot(polls.browser(members[2]), opened, text).status_code == 201
    assert opened.ballots.get().weight == 2
    assert_verifies(opened, tmp_path)


def test_election_without_a_contest_to_vote_on_is_declared_unopposed(people: People) -> None:
    election = polls.make_election(polls.make_roll(polls.make_members(3)))
    election.contests.get(kind="question").options.all().delete()
    election.contests.get(kind="question").delete()
    election.contests.update(seats=3)
    act(people, election, "set-up")
    act(people, election, "declare", scrutineer="")
    document = json.loads(election.declarations.get().document)
    assert document["contests"][0]["unopposed"]
    assert document["contests"][0]["elected"] == ["Ann", "Bob", "Cleo"]
    assert Client().get(f"/elections/{election.slug}/declaration.pdf").status_code == 200


def test_extension_is_public(people: People) -> None:
    board = polls.open_board(polls.make_members(2))
    later = board.election.closes_at + timedelta(days=1)
    act(
        people, board.election, "extend", closes_at_0=f"{later:%Y-%m-%d}", closes_at_1=f"{later:%H:%M}",
        reason="The post was late",
    )  # fmt: skip
    assert Election.objects.get().timetable_changes.get().reason == "The post was late"
