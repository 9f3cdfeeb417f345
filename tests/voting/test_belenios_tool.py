"""Debian's belenios-tool (release 2.0) as the other party, in both directions."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.voting import toy
from tests.voting.toy import Toy, read, write

from hustings.voting import (
    BallotRefused,
    Setup,
    check_ballot,
    encrypted_tally,
    encrypted_tally_records,
    make_ballot,
    new_credential,
    new_short_credential,
    new_trustee_key,
    new_uuid,
    parse_setup,
    partial_decryption,
    partial_decryption_records,
    verify,
)

pytestmark = pytest.mark.skipif(
    shutil.which("belenios-tool") is None, reason="belenios-tool is not installed (apt-get install belenios-tool)"
)
GROUP = "BELENIOS-2048"
CHOICES = [[0, 1, 0], [1, 0, 1]]


class Tool:
    """The tool in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, given: str = "") -> str:
        environment = os.environ | {"BELENIOS_USE_URANDOM": "1"}
        command = ["belenios-tool", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, input=given, capture_output=True, text=True, env=environment, timeout=60
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout.removesuffix("\n")

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return name

    def event(self, kind: str, payload: str = "") -> None:
        self.run("archive", "add-event", f"--type={kind}", given=payload)

    def ballot(self, credential: str, choices: list[list[int]]) -> str:
        private, choice = self.file("credential", credential), self.file("choices", json.dumps(choices))
        return self.run("election", "generate-ballot", f"--privcred={private}", f"--ballot={choice}")

    def share(self, owner: int, private_key: str) -> str:
        key = self.file("key", private_key)
        return self.run("election", "decrypt", f"--privkey={key}", f"--trustee-id={owner}")


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    return Tool(tmp_path)


@pytest.fixture(scope="module")
def ours() -> Toy:
    """An election of ours whose credentials have the form that release 2.0 knows."""
    return toy.build(GROUP, weights=(3, 1, 2_000_000_000, 1), credentials=[new_short_credential() for _ in range(4)])


def publish(tool: Tool, election: Toy, events: int) -> Path:
    """The board of an election with its first events, where the tool looks for it."""
    ends = [i + 1 for i, record in enumerate(election.records) if record.name.endswith(".event.json")]
    return write(tool.folder / f"{election.setup.election.uuid}.bel", election.records[: ends[events - 1]])


def our_share(setup: Setup, tally: str, owner: int, private_key: str) -> str:
    """A partial decryption as the tool takes it: the share and whose it is, each on a line."""
    records = partial_decryption_records("", 0, owner, partial_decryption(setup, tally, private_key))
    return "\n".join(record.body for record in records[:2])


def test_tool_verifies_our_archive_at_every_step(tool: Tool, ours: Toy) -> None:
    for events in range(1, 11):
        publish(tool, ours, events)
        tool.run("election", "verify")
    earlier = tool.folder / "earlier"
    earlier.mkdir()
    publish(Tool(earlier), ours, 3)
    tool.run("election", "verify-diff", f"--dir1={earlier}", f"--dir2={tool.folder}")


def test_tool_runs_our_election_to_the_end(tool: Tool, ours: Toy) -> None:
    archive = publish(tool, ours, 2)
    for elector, choices in ((1, CHOICES), (2, [[1, 0, 0], [0, 1, 0]]), (1, [[0, 0, 1], [0, 0, 1]])):
        ballot = tool.ballot(ours.credentials[elector], choices)
        assert check_ballot(ours.setup, ballot).weight == (1, 2_000_000_000)[elector - 1]
        tool.event("Ballot", ballot)
    assert verify(archive).accepted == 4
    tool.event("EndBallots")
    tool.event("EncryptedTally", tool.run("election", "compute-encrypted-tally"))
    for owner, key in enumerate(ours.keys, 1):
        tool.event("PartialDecryption", tool.share(owner, key.private))
    tool.event("Result", tool.run("election", "compute-result"))
    tool.run("election", "verify")
    report = verify(archive)
    assert report.ok, report.checks
    # Elector 0's first ballot and elector 1's last one count, with weights 3 and 1.
    assert report.result == [["2000000000", 3, 1], [3, "2000000000", 1]]


def test_tool_decrypts_as_one_of_our_trustees(tool: Tool, ours: Toy) -> None:
    archive = publish(tool, ours, 7)
    tool.event("PartialDecryption", tool.share(1, ours.keys[0].private))
    tool.event("PartialDecryption", our_share(ours.setup, ours.tally.text, 2, ours.keys[1].private))
    assert verify(archive).ok
    assert tool.run("election", "compute-result") == ours.records[-2].body


def test_ballot_that_the_tool_made_for_nobody_is_refused(tool: Tool, ours: Toy) -> None:
    """Release 2.0 makes a ballot even for an unknown credential."""
    publish(tool, ours, 1)
    ballot = tool.ballot(new_short_credential(), CHOICES)
    with pytest.raises(BallotRefused, match="not one of this election"):
        check_ballot(ours.setup, ballot)


def test_tool_refuses_a_changed_ballot_of_ours(tool: Tool, ours: Toy) -> None:
    publish(tool, ours, 1)
    stolen = json.loads(ours.ballots[1]) | {"credential": json.loads(ours.ballots[0])["credential"]}
    tool.event("Ballot", toy.compact(stolen))
    with pytest.raises(AssertionError):
        tool.run("election", "verify")


def set_up(tool: Tool) -> tuple[Setup, list[str], list[str], Path]:
    """An election that the tool sets up: its setup, credentials, private keys and archive."""
    uuid = new_uuid()
    where = (f"--uuid={uuid}", f"--group={GROUP}")
    tool.file("voters.txt", "ann@example.org,ann,5\nbob@example.org,bob,1000000000\n")
    tool.run("setup", "generate-credentials", *where, "--file=voters.txt")
    next(tool.folder.glob("*.pubcreds")).rename(tool.folder / "public_creds.json")
    credentials = [line.split()[1] for line in next(tool.folder.glob("*.privcreds")).read_text().splitlines()]
    tool.run("setup", "generate-trustee-key", f"--group={GROUP}")
    (private,) = tool.folder.glob("*.privkey")
    key = new_trustee_key(GROUP)
    publics = next(tool.folder.glob("*.pubkey")).read_text().strip() + "\n" + key.public + "\n"
    tool.file("public_keys.jsons", publics)
    tool.run("setup", "make-trustees")
    template = {"description": "Théirs", "name": "Theirs", "questions": [q.json() for q in toy.QUESTIONS]}
    tool.file("template.json", toy.compact(template))
    tool.run("setup", "make-election", *where, "--template=template.json")
    tool.run("archive", "init")
    archive = tool.folder / f"{uuid}.bel"
    election, trustees, record, *_ = (record.body for record in read(archive))
    return parse_setup(election, trustees, record), credentials, [private.read_text(), key.private], archive


def test_we_vote_and_decrypt_in_an_election_of_the_tool(tool: Tool) -> None:
    setup, credentials, keys, archive = set_up(tool)
    assert verify(archive).ok
    ballots = [
        make_ballot(setup, credentials[0], CHOICES),
        tool.ballot(credentials[1], [[0, 0, 1], [0, 0, 1]]),
        make_ballot(setup, credentials[1], [[1, 0, 0], [1, 1, 0]]),
    ]
    for ballot in ballots:
        tool.event("Ballot", ballot)
    tool.run("election", "verify")
    tool.event("EndBallots")
    tally = tool.run("election", "compute-encrypted-tally")
    expected = encrypted_tally_records("", 0, encrypted_tally(setup, ballots))
    assert tally.splitlines() == [record.body for record in expected[:2]]
    tool.event("EncryptedTally", tally)
    tool.event("PartialDecryption", tool.share(1, keys[0]))
    tool.event("PartialDecryption", our_share(setup, encrypted_tally(setup, ballots).text, 2, keys[1]))
    tool.event("Result", tool.run("election", "compute-result"))
    tool.run("election", "verify")
    report = verify(archive)
    assert report.ok, report.checks
    assert report.result == [[1_000_000_000, 5, 0], [1_000_000_005, 1_000_000_000, 5]]


def test_setup_of_ours_with_long_credentials_verifies_with_the_tool(tool: Tool) -> None:
    election = toy.build(GROUP, credentials=[new_credential() for _ in range(4)])
    publish(tool, election, 10)
    tool.run("election", "verify")
