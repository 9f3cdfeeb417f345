"""Trustees who make everything with `hustings trustee` on a computer of their own, and hand it in at their desks."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.elections import desks, polls, ranked_polls

from hustings.accounts.models import Organisation, User
from hustings.cli.main import main
from hustings.elections.models import CeremonyMessage, Election
from hustings.elections.queries.ceremonies import not_rehearsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation) -> Election:
    return ranked_polls.make_election(polls.make_roll(polls.make_members(3)), mixed=True)


def trustee_command(*arguments: str | Path) -> None:
    done = CliRunner().invoke(main, ["trustee", *map(str, arguments)])
    assert done.exit_code == 0, done.output


def assert_refused(desk: desks.Desk, step: str, **body: str) -> None:
    """A wrong file is refused with the trustee's name, and the desk stays at its step."""
    before = desk.look()["step"]
    answer = desk.post(step, **body)
    assert (answer.status_code, desk.trustee.name in answer.json()["error"]) == (422, True), answer.content
    assert desk.look()["step"] == before


def test_member_of_a_group_works_with_the_command_line_alone(
    draft: Election, make_user: Callable[..., User], tmp_path: Path
) -> None:
    first, *others = members = desks.group(draft, [make_user("trustee", name=n) for n in ("Tess", "Tim", "Tom")], 2)
    certificates, shares = tmp_path / "certificates.txt", tmp_path / "MEMBER-1.shares"
    test_ballot, opened = tmp_path / "test-ballot.json", tmp_path / "test-share.json"

    def made(ending: str) -> str:
        return (tmp_path / f"MEMBER-1.{ending}").read_text()

    agreed = first.look()["ceremony"]
    terms = ("--group", agreed["group"], "--threshold", agreed["threshold"], "--size", len(agreed["names"]))
    trustee_command("ceremony", "certificate", *terms, "--index", agreed["index"], "--out", tmp_path)
    assert_refused(first, "certificate", **others[0].text_for("certificate"))
    first.send("certificate", certificate=made("cert"))
    for desk in others:
        desk.do("certificate")

    certificates.write_text("\n".join(first.get("ceremony")["certificates"]))
    known = ("--seed", tmp_path / "MEMBER-1.seed", "--certificates", certificates)
    trustee_command("ceremony", "polynomial", *known)
    assert_refused(first, "polynomial", polynomial=made("cert"))
    first.send("polynomial", polynomial=made("polynomial"))
    for desk in others:
        desk.do("polynomial")

    shares.write_text(first.get("ceremony")["shares"])
    trustee_command("ceremony", "key", *known, "--shares", shares)
    assert_refused(first, "share", key=others[0].text_for("share")["key"])
    first.send("share", key=made("key"))
    for desk in others:
        desk.do("share")

    test_ballot.write_text(json.dumps(first.get("rehearsal")))
    keys = ("--key", tmp_path / "MEMBER-1.seed", "--dkey", tmp_path / "MEMBER-1.dkey")
    trustee_command("rehearse", test_ballot, *keys, "--out", opened)
    assert_refused(first, "rehearsal", **others[0].text_for("rehearse"))
    first.send("rehearsal", partial_decryption=opened.read_text())
    desks.rehearse(*others)

    assert CeremonyMessage.objects.count() == 9 and not not_rehearsed(draft)
    first.seed = made("seed")
    assert first.text_for("rehearse"), "the seed opens at the desk what the command line made"
    assert first.get("ceremony")["encrypted_private_key"] == made("dkey")
    assert {desk.look()["step"] for desk in members} == {"check"}


def test_single_trustee_works_with_the_command_line_alone(draft: Election, trustee: User, tmp_path: Path) -> None:
    desk = desks.single(draft, trustee)
    trustee_command("generate", "--group", desk.look()["group"], "--out", tmp_path)
    (private,), (public,) = tmp_path.glob("*.privkey"), tmp_path.glob("*.pubkey")
    assert_refused(desk, "key", public_key=private.read_text())
    desk.send("key", public_key=public.read_text())

    test_ballot, opened = tmp_path / "test-ballot.json", tmp_path / "test-share.json"
    test_ballot.write_text(json.dumps(desk.get("rehearsal")))
    trustee_command("rehearse", test_ballot, "--key", private, "--out", opened)
    assert_refused(desk, "rehearsal", partial_decryption=public.read_text())
    desk.send("rehearsal", partial_decryption=opened.read_text())
    assert not not_rehearsed(draft)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no test ballot"),
        ("[]", "is no test ballot"),
        ('{"election": "{}"}', "is no test ballot"),
        ('{"election": "{}", "trustees": "[]", "credentials": "[]", "tally": "[]"}', "The election"),
    ],
)
def test_what_is_no_test_ballot_is_not_opened(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "test-ballot.json"
    file.write_text(text)
    done = CliRunner().invoke(main, ["trustee", "rehearse", str(file), "--key", str(file)])
    assert done.exit_code == 1 and sentence in done.stderr and done.stdout == ""
