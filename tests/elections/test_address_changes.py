"""An address cannot be turned into somebody's vote: the old one is told, and near the poll a second officer agrees."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.elections import polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.audit.models import AuditEvent
from hustings.elections.models import Election
from hustings.register.actions import add_member, agree_to_address, correct_details, refuse_address
from hustings.register.imports.running import run
from hustings.register.models import AddressChange, Member, MemberImport

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(organisation: Organisation) -> Member:
    """Number 0001, on a roll whose poll opens in three weeks."""
    members = polls.make_members(2)
    opens = timezone.now() + timedelta(days=21)
    polls.make_election(polls.make_roll(members), opens_at=opens, closes_at=opens + timedelta(days=5))
    return members[0]


def come_near() -> None:
    Election.objects.update(opens_at=timezone.now() + timedelta(days=3))


@pytest.fixture
def letters(django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[[Callable[[], object]], list[str]]:
    """`letters(act)`: do something, and return the addresses to which letters went."""

    def sent(act: Callable[[], object]) -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        for thread in threading.enumerate():
            if thread.name == "letters of the register":
                thread.join()
        return [address for letter in mail.outbox for address in letter.to]

    return sent


def moved(member: Member, email: str = "new@elsewhere.example") -> Member:
    member.email = email
    return member


def test_old_address_is_told_once_the_roll_is_frozen(
    member: Member, membership_secretary: User, letters: Callable[..., list[str]]
) -> None:
    assert letters(lambda: correct_details(moved(member), membership_secretary)) == ["m1@pilots.example"]
    assert "help@pilots.example" in mail.outbox[0].body
    member.refresh_from_db()
    assert member.email == "new@elsewhere.example"


def test_nobody_is_told_of_other_details_or_of_members_on_no_roll(
    member: Member, membership_secretary: User, letters: Callable[..., list[str]]
) -> None:
    member.name = "Another Name"
    assert letters(lambda: correct_details(member, membership_secretary)) == []
    stranger = add_member(Member(number="9", name="Stranger", email="s@pilots.example"), date.today(), polls.officer())
    assert letters(lambda: correct_details(moved(stranger), membership_secretary)) == []
    stranger.refresh_from_db()
    assert stranger.email == "new@elsewhere.example"


def test_near_the_poll_a_second_officer_agrees(
    member: Member, membership_secretary: User, letters: Callable[..., list[str]]
) -> None:
    come_near()
    member.name = "Ann Married"
    caution = correct_details(moved(member), membership_secretary)
    assert caution and caution.needs_two
    member.refresh_from_db()
    assert (member.email, member.name) == ("m1@pilots.example", "Ann Married")
    change = AddressChange.objects.get()
    with pytest.raises(ActionRefused, match="another officer must agree"):
        agree_to_address(change, membership_secretary)
    assert letters(lambda: agree_to_address(change, polls.officer())) == ["m1@pilots.example"]
    member.refresh_from_db()
    assert member.email == "new@elsewhere.example" and not AddressChange.objects.exists()
    event = AuditEvent.objects.get(verb="register.address_change_agreed")
    assert (event.actor, event.facts) == (polls.officer().pk, {"asked_by": membership_secretary.pk})


def test_refused_change_leaves_everything_as_it_was(member: Member, membership_secretary: User) -> None:
    come_near()
    correct_details(moved(member), membership_secretary)
    refuse_address(AddressChange.objects.get(), polls.officer())
    member.refresh_from_db()
    assert member.email == "m1@pilots.example" and not AddressChange.objects.exists()


def test_first_address_of_somebody_who_got_letters_needs_two_as_well(
    member: Member, membership_secretary: User
) -> None:
    Member.objects.filter(pk=member.pk).update(email="")
    member.refresh_from_db()  # whenever the roll is frozen: there is no old address to tell
    caution = correct_details(moved(member), membership_secretary)
    assert caution and caution.needs_two
    assert Member.objects.get(pk=member.pk).email == ""


def test_after_the_poll_addresses_are_free_again(
    member: Member, membership_secretary: User, letters: Callable[..., list[str]]
) -> None:
    Election.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    assert letters(lambda: correct_details(moved(member), membership_secretary)) == []


def imported(by: User, text: str) -> MemberImport:
    lines = text.encode()
    member_import = MemberImport(
        created_by=by,
        separator=",",
        encoding="utf-8",
        header=["number", "email"],
        columns={"number": 0, "email": 1},
        as_at=timezone.now().date(),
    )
    member_import.source.save("members.csv", ContentFile(b"number,email\n" + lines))
    return member_import


def test_a_file_is_held_to_the_same_rule(
    member: Member, membership_secretary: User, letters: Callable[..., list[str]]
) -> None:
    add_member(Member(number="9", name="Stranger", email="s@pilots.example"), date.today(), polls.officer())

    def load(line: str) -> dict[str, int]:
        file = imported(membership_secretary, f"{line}\n9,s{line[5:]}\n")
        with file.source.open("rb") as source:
            outcome = run(file, source, write=True, by=membership_secretary)
        reasons.extend(refused["reason"] for refused in outcome.examples["refused"])
        return outcome.counts

    reasons: list[str] = []
    assert letters(lambda: load("0001,far@elsewhere.example")) == ["m1@pilots.example"]
    come_near()
    assert letters(lambda: load("0001,near@elsewhere.example")) == []
    assert len(reasons) == 1 and "a second officer agrees" in reasons[0] and "near or open" in reasons[0]
    assert Member.objects.get(number="0001").email == "far@elsewhere.example"
    assert Member.objects.get(number="9").email == "snear@elsewhere.example"


def test_pages_ask_and_agree(member: Member, membership_secretary: User, client_of: Callable[[User], Client]) -> None:
    come_near()
    secretary, officer = client_of(membership_secretary), client_of(polls.officer())
    page = reverse("register:member", args=[member.pk])
    details = {"name": member.name, "email": "new@elsewhere.example", "postal_address": "", "date_of_birth": ""}
    answer = secretary.post(reverse("register:correct", args=[member.pk]), details, follow=True)
    assert "waits until a second officer agrees" in answer.content.decode()
    agree = reverse("register:decide_address", args=[member.pk, "agree"])
    assert agree not in secretary.get(page).content.decode() and agree in officer.get(page).content.decode()
    assert "another officer must agree" in secretary.post(agree, follow=True).content.decode()
    assert "The address is changed" in officer.post(agree, follow=True).content.decode()
    assert officer.post(agree).status_code == 404
    member.refresh_from_db()
    assert member.email == "new@elsewhere.example"
