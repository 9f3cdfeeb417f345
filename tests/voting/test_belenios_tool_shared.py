"""Debian's belenios-tool with ranked questions, shuffles and threshold trustees, in both directions."""

import json
import os
from functools import cache
from pathlib import Path

import pytest
from tests.voting import toy
from tests.voting.test_belenios_tool import Tool, our_share, publish, pytestmark
from tests.voting.test_ceremony import TERMS, Held, held
from tests.voting.toy import Toy, compact, read

from hustings.voting import (
    Ceremony,
    KofN,
    Ranked,
    TrusteeKey,
    check_ballot,
    encrypted_private_key,
    encrypted_tally,
    new_short_credential,
    new_uuid,
    parse_setup,
    shuffle,
    shuffle_records,
    shuffled_tally,
    threshold_parameters,
    threshold_private_key,
    verify,
)

__all__ = ["pytestmark"]
RANK = Ranked("Rank them", ("Ann", "Bob", "Cy"))
VOTES = ((0, [[1, 2, 3], [0, 1]]), (1, [[2, 1, 0], [1, 0]]), (0, [[3, 2, 1], [1, 0]]))


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    return Tool(tmp_path)


def lines(texts: list[str]) -> str:
    return "".join(f"{text}\n" for text in texts)


def members(done: Held) -> tuple[str, list[TrusteeKey]]:
    """A threshold group's parameters, and its members' private keys."""
    parameters = threshold_parameters(done.terms, done.certificates, done.polynomials, done.keys)
    return parameters, [
        TrusteeKey(threshold_private_key(done.terms.group_name, seed, encrypted_private_key(key)), "")
        for seed, key in zip(done.seeds, done.keys, strict=True)
    ]


@cache
def ours(group: str) -> Toy:
    """Two single trustees and two of three others; in RFC-3526-2048 with a ranked question."""
    ranked = group == "RFC-3526-2048"
    yes = KofN("Yes?", ("Yes", "No"), min=1, max=1)
    return toy.build(
        group,
        questions=(RANK, yes) if ranked else (yes,),
        votes=[(elector, choices if ranked else choices[1:]) for elector, choices in VOTES],
        weights=(1, 1),
        credentials=[new_short_credential() for _ in range(2)],
        threshold_group=members(held(Ceremony(group, 2, TERMS.names))),
    )


def test_tool_verifies_our_archive_with_shuffles_and_threshold_trustees(tool: Tool) -> None:
    poll = ours("RFC-3526-2048")
    events = sum(record.name.endswith(".event.json") for record in poll.records)
    assert events == 15
    for count in range(1, events + 1) if os.environ.get("HUSTINGS_LONG") else (6, 9, events):
        publish(tool, poll, count)
        tool.run("election", "verify")
    assert len(poll.partials) == 5


def test_tool_verifies_our_threshold_trustees_at_every_step(tool: Tool) -> None:
    poll = ours("BELENIOS-2048")
    for count in range(1, 13):
        publish(tool, poll, count)
        tool.run("election", "verify")


def test_tool_casts_shuffles_and_decrypts_in_our_ranked_election(tool: Tool) -> None:
    poll = ours("RFC-3526-2048")
    archive = publish(tool, poll, 3)
    ballot = tool.ballot(poll.credentials[0], [[2, 0, 1], [0, 1]])
    check_ballot(poll.setup, ballot)
    tool.event("Ballot", ballot)
    tool.event("EndBallots")
    tool.event("EncryptedTally", tool.run("election", "compute-encrypted-tally"))
    tally = encrypted_tally(poll.setup, [*poll.ballots[:2], ballot])

    theirs = tool.run("election", "shuffle", "--trustee-id=1")
    tool.event("Shuffle", theirs)
    tally = shuffled_tally(poll.setup, tally, theirs.splitlines()[0])
    own = shuffle(poll.setup, tally.text)
    tool.event("Shuffle", "\n".join(record.body for record in shuffle_records("", 0, 2, own)[:2]))
    tally = shuffled_tally(poll.setup, tally, own)
    tool.event("EndShuffles")

    tool.event("PartialDecryption", tool.share(1, poll.keys[0].private))
    for owner in (2, 3, 5):
        share = our_share(poll.setup, tally.text, owner, poll.keys[owner - 1].private)
        tool.event("PartialDecryption", share)
    tool.event("Result", tool.run("election", "compute-result"))
    tool.run("election", "verify")
    report = verify(archive)
    assert report.ok, report.checks
    assert sorted(report.result[0]) == [[2, 0, 1], [2, 1, 0]] and report.result[1] == [1, 1]


def test_we_decrypt_as_a_member_of_the_tools_threshold_group(tool: Tool) -> None:
    """Its keys are in the format of release 2.0, encrypted by AES-CCM."""
    uuid, group = new_uuid(), "--group=BELENIOS-2048"
    tool.run("setup", "generate-credentials", f"--uuid={uuid}", group, "--count=1")
    next(tool.folder.glob("*.pubcreds")).rename(tool.folder / "public_creds.json")
    credential = next(tool.folder.glob("*.privcreds")).read_text().split()[1]

    def step(number: int, *more: str, given: str = "") -> str:
        return tool.run("setup", "generate-trustee-key-threshold", group, f"--step={number}", *more, given=given)

    for _ in range(3):
        step(1)
    certificates = [path.read_text().strip() for path in sorted(tool.folder.glob("*.cert"))]
    known = (f"--certs={tool.file('certs.jsons', lines(certificates))}",)
    seeds = sorted(tool.folder.glob("*.key"))
    made = [step(3, *known, f"--key={seed.name}", "--threshold=2") for seed in seeds]
    known = (*known, f"--polynomials={tool.file('polynomials.jsons', lines(made))}")
    step(4, *known)
    outputs = [step(5, known[0], f"--key={seed.name}", given=seed.with_suffix(".vinput").read_text()) for seed in seeds]
    tool.file("threshold.json", step(6, *known, given=lines(outputs)))
    tool.run("setup", "generate-trustee-key", group)
    tool.file("public_keys.jsons", next(tool.folder.glob("*.pubkey")).read_text().strip() + "\n")
    tool.run("setup", "make-trustees")
    question = KofN("Yes?", ("Yes", "No"), min=1, max=1)
    template = {"description": "d", "name": "Theirs", "questions": [question.json()]}
    tool.file("template.json", compact(template))
    tool.run("setup", "make-election", f"--uuid={uuid}", group, "--template=template.json")
    tool.run("archive", "init")

    archive = tool.folder / f"{uuid}.bel"
    records = [record.body for record in read(archive)[:3]]
    setup = parse_setup(records[0], records[1], records[2], accept_2_0_threshold=True)
    tool.event("Ballot", tool.ballot(credential, [[0, 1]]))
    tool.event("EndBallots")
    tally = tool.run("election", "compute-encrypted-tally")
    tool.event("EncryptedTally", tally)
    tool.event("PartialDecryption", tool.share(1, next(tool.folder.glob("*.privkey")).read_text()))
    for owner, seed in enumerate(seeds[:2], 2):
        encrypted = json.loads(outputs[owner - 2])["private_key"]
        private = threshold_private_key("BELENIOS-2048", seed.read_text(), encrypted)
        tool.event("PartialDecryption", our_share(setup, tally.splitlines()[0], owner, private))
    tool.event("Result", tool.run("election", "compute-result"))
    tool.run("election", "verify")
    assert not verify(archive).ok
    report = verify(archive, accept_2_0_threshold=True)
    assert report.ok and report.result == [[0, 1]], report.checks
