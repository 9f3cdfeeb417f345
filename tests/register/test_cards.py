"""Membership cards: made, shown, printed, checked online and offline."""

import html
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.cli.main import main
from hustings.register import actions, card_queries
from hustings.register.card_keys import published_key
from hustings.register.cards import Card, CardRefused, read_token, token
from hustings.register.forms import today
from hustings.register.models import CardIssue, EventKind, Member, StandingEvent, Unit, UnitMembership

Make = Callable[..., Member]
KEY = SigningKey(b"k" * 32)
CARD = Card("7", "Zoë Ångström", "North", date(2027, 1, 31), 2)


@pytest.fixture
def ann(make_member: Make, north: Unit) -> Member:
    member = make_member("7", name="Ann", paid_up_to=today() + timedelta(days=90))
    UnitMembership.objects.create(member=member, unit=north, from_date=date(2020, 1, 1))
    return member


@pytest.fixture
def secretary(client_of: Callable[[User], Client], membership_secretary: User) -> Client:
    return client_of(membership_secretary)


@pytest.fixture
def member_client() -> Callable[[Member], Client]:
    def sign_in(member: Member) -> Client:
        client = Client()
        session = client.session
        session["member_id"] = member.pk
        session.save()
        return client

    return sign_in


def shown_token(member: Member) -> str:
    issue = card_queries.latest_issue(member)
    assert issue
    address = card_queries.check_address(card_queries.card_of(issue, today()))
    return parse_qs(urlsplit(address).query)["t"][0]


def test_token_is_read_back() -> None:
    assert read_token(token(CARD, KEY), KEY.verify_key) == CARD


@pytest.mark.parametrize("text", ["", ".", "a.b", "a.b.c", "é.é", "x" * 3000, "AAAA.AAAA"])
def test_text_that_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(CardRefused, match=r"not a card|not signed"):
        read_token(text, KEY.verify_key)


@given(st.data())
def test_changed_card_is_refused(data: st.DataObject) -> None:
    text = token(CARD, KEY)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABCabc019-_."))
    changed = text[:at] + other + text[at + 1 :]
    # The last character of unpadded Base64 has bits that mean nothing.
    if changed != text and at not in (len(text) - 1, text.index(".") - 1):
        with pytest.raises(CardRefused):
            read_token(changed, KEY.verify_key)


def test_card_of_another_organisation_is_refused() -> None:
    with pytest.raises(CardRefused, match="not signed by this organisation"):
        read_token(token(CARD, SigningKey(b"o" * 32)), KEY.verify_key)


def test_member_makes_a_card_and_whoever_scans_it_sees_that_it_is_good(
    ann: Member, member_client: Callable[[Member], Client], client: Client
) -> None:
    own = member_client(ann)
    assert "no card that is valid today" in own.get("/me/card/").content.decode()
    page = own.post("/me/card/", follow=True).content.decode()
    assert "<svg" in page and "North" in page
    assert own.get("/me/card.pdf").content.startswith(b"%PDF")
    seen = html.unescape(client.get("/card/check/", {"t": shown_token(ann)}).content.decode())
    assert "This card is valid until" in seen and "Ann" in seen
    assert AuditEvent.objects.get(verb="register.card_issued").facts["issue"] == 1


def test_card_is_valid_as_long_as_the_subscription_is_paid(ann: Member, make_member: Make) -> None:
    assert actions.issue_card(ann, today(), None).valid_until == today() + timedelta(days=90)
    unpaid = actions.issue_card(make_member("8"), date(2028, 2, 29), None)
    assert unpaid.valid_until == date(2029, 2, 28)


@pytest.mark.parametrize("kind", [EventKind.RESIGNED, EventKind.EXCLUDED, EventKind.SUSPENDED, EventKind.LAPSED])
def test_card_fails_at_once_when_membership_ends_and_none_is_made_then(
    ann: Member, kind: EventKind, member_client: Callable[[Member], Client]
) -> None:
    actions.issue_card(ann, today(), None)
    StandingEvent.objects.create(member=ann, kind=kind, effective_on=today())
    checked = card_queries.check_card(shown_token(ann), today())
    page = html.unescape(member_client(ann).get("/me/card/").content.decode())
    assert "make a new one" not in page and "Make my card" not in page
    assert not checked.good and checked.sentence == "This card is no longer valid."
    with pytest.raises(ActionRefused, match="Only a member in good standing"):
        actions.issue_card(ann, today(), None)


def test_newer_card_replaces_the_older(ann: Member) -> None:
    actions.issue_card(ann, today(), None)
    older = shown_token(ann)
    actions.issue_card(ann, today(), None)
    assert card_queries.check_card(older, today()).sentence == "This card has been replaced by a later one."
    assert card_queries.check_card(shown_token(ann), today()).good


def test_card_runs_out(ann: Member) -> None:
    issue = actions.issue_card(ann, today(), None)
    after = issue.valid_until + timedelta(days=1)
    assert card_queries.check_card(shown_token(ann), issue.valid_until).good
    assert "ran out on" in card_queries.check_card(shown_token(ann), after).sentence


def test_print_run_makes_the_cards_that_are_missing(ann: Member, make_member: Make, secretary: Client) -> None:
    for number in range(11):
        make_member(f"2{number}", name="A very long name " * 10)
    actions.issue_card(ann, today(), None)
    resigned = make_member("30")
    StandingEvent.objects.create(member=resigned, kind=EventKind.RESIGNED, effective_on=today())
    assert "11 members in good standing have no card" in secretary.get("/office/cards/").content.decode()
    made = secretary.post("/office/cards/")
    assert made["Content-Type"] == "application/pdf" and made.content.startswith(b"%PDF")
    assert CardIssue.objects.count() == 12
    assert "Every member in good standing has a card" in secretary.post("/office/cards/", follow=True).content.decode()


def test_cards_are_laid_out_with_a_few_queries(
    ann: Member, make_member: Make, django_assert_max_num_queries: Callable[..., AbstractContextManager]
) -> None:
    issues = [actions.issue_card(each, today(), None) for each in (ann, *map(make_member, "89"))]
    day = today()
    with django_assert_max_num_queries(2):
        cards = card_queries.cards_of(issues, day)
    assert [(card.number, card.unit) for card in cards] == [("7", "North"), ("8", ""), ("9", "")]


def test_print_run_after_a_change_of_key_lists_the_cards_of_the_old_one(
    ann: Member, make_member: Make, secretary: Client, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    make_member("8")
    for member in Member.objects.all():
        actions.issue_card(member, today(), None)
    assert card_queries.without_card(today()).count() == 0
    published = client.get("/.well-known/hustings-keys.json").json()["cards"]
    assert published == {"algorithm": "Ed25519", "public_key": published_key()}
    paper = shown_token(ann)
    (tmp_path / "keys" / "cards.key").unlink()
    assert published_key() != published["public_key"]
    assert not card_queries.check_card(paper, today()).good
    page = secretary.get("/office/cards/").content.decode()
    assert "2 members in good standing have no card" in page and "2 of them have cards that were signed" in page
    actions.issue_card(ann, today(), None)
    assert [member.number for member in card_queries.without_card(today())] == ["8"]
    secretary.post("/office/cards/")
    assert not card_queries.without_card(today()).exists()
    assert card_queries.with_card_of_earlier_key(today()).count() == 0


def test_secretary_replaces_one_card(ann: Member, secretary: Client) -> None:
    actions.issue_card(ann, today(), None)
    assert secretary.post(f"/office/members/{ann.pk}/card/").content.startswith(b"%PDF")
    issue = card_queries.latest_issue(ann)
    assert issue and issue.issue == 2


def test_issued_cards_cannot_be_changed(ann: Member) -> None:
    actions.issue_card(ann, today(), None)
    with pytest.raises(DatabaseError), transaction.atomic():
        CardIssue.objects.update(valid_until=date(2099, 1, 1))


def test_card_is_checked_offline(ann: Member) -> None:
    issue = actions.issue_card(ann, today(), None)
    check = ["card", "check", f"https://example.org/card/check/?t={shown_token(ann)}", "--key", published_key()]
    good = CliRunner().invoke(main, [*check, "--on", str(today())])
    assert good.exit_code == 0 and good.output.startswith("Ann, number 7, North, card 1\n")
    late = CliRunner().invoke(main, [*check, "--on", str(issue.valid_until + timedelta(days=1))])
    assert late.exit_code == 1 and "was valid until" in late.output
    other = CliRunner().invoke(main, [*check[:3], "--key", "abc"])
    assert other.exit_code == 1 and "This is no key" in other.output
