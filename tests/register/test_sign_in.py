import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from hustings.accounts.actions import issue_code
from hustings.accounts.models import Attempt, Organisation, SignInCode, User
from hustings.audit.models import AuditEvent
from hustings.register.actions import redeem_sign_in, send_sign_in_code
from hustings.register.models import Member

Make = Callable[..., Member]


def letters() -> list[mail.EmailMessage]:
    """The letters that were sent, once those on their way have arrived."""
    for thread in threading.enumerate():
        if thread.name == "sign-in letter":
            thread.join()
    return mail.outbox


def ask(client: Client, typed: str, target: str = "") -> str:
    """Ask for a code, and return the page that follows (without what is different in every page)."""
    response = client.post(f"/sign-in/?next={target}", {"typed": typed}, follow=True)
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def code_in(letter: mail.EmailMessage) -> str:
    [code] = re.findall(r"\b\d{4} \d{4}\b", str(letter.body))
    return str(code)


@pytest.mark.parametrize("typed", ["M-1", "ann@example.org", " ANN@example.org "])
def test_member_signs_in_with_number_or_address(
    client: Client, organisation: Organisation, make_member: Make, typed: str
) -> None:
    make_member("M-1", name="Ann", email="ann@example.org")
    ask(client, typed, "/me/?a=b")
    [letter] = letters()
    assert letter.to == ["ann@example.org"] and letter.from_email == "elections@pilots.example"
    response = client.post("/sign-in/code/", {"code": f" {code_in(letter)} "})
    assert response.headers["Location"] == "/me/?a=b"
    assert "Ann" in client.get("/me/").content.decode()
    client.post("/sign-out/")
    assert client.get("/me/").status_code == 302


def test_answer_is_the_same_for_members_and_strangers(organisation: Organisation, make_member: Make) -> None:
    make_member("M-1", email="ann@example.org")
    make_member("M-2")
    pages = {ask(Client(), typed) for typed in ("M-1", "M-2", "M-3", "ann@example.org", "stranger@example.org")}
    assert len(pages) == 1
    assert [letter.to for letter in letters()] == [["ann@example.org"]] * 2


def test_wrong_codes_get_the_same_answers_for_members_and_strangers(
    organisation: Organisation, make_member: Make
) -> None:
    make_member("M-1", email="ann@example.org")
    answers = []
    for typed in ("M-1", "M-3"):
        client = Client()
        ask(client, typed)
        tries = [client.post("/sign-in/code/", {"code": "nonsense"}) for _ in range(7)]
        answers.append(
            [re.findall(r"govuk-error-message[^<]*(?:<span[^<]*</span>)?([^<]*)", t.content.decode()) for t in tries]
        )
    assert answers[0] == answers[1] and answers[0][0] != answers[0][4]


def test_right_code_for_nobody_signs_nobody_in(organisation: Organisation) -> None:
    subject = send_sign_in_code("stranger@example.org", "192.0.2.1", "browser")
    assert redeem_sign_in(subject, issue_code("member sign-in", subject), "192.0.2.1") is None


def test_members_who_share_an_address_are_asked_for_their_number(
    client: Client, organisation: Organisation, make_member: Make
) -> None:
    make_member("M-1", email="family@example.org")
    make_member("M-2", email="family@example.org")
    ask(client, "family@example.org")
    [letter] = letters()
    assert "membership number" in str(letter.body) and not re.search(r"\d{4}", str(letter.body))
    ask(client, "M-2")
    client.post("/sign-in/code/", {"code": code_in(letters()[1])})
    assert "M-2" in client.get("/me/").content.decode()


def test_code_works_once_and_not_after_ten_minutes(
    client: Client, organisation: Organisation, make_member: Make
) -> None:
    make_member("M-1", email="ann@example.org")
    ask(client, "M-1")
    SignInCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.post("/sign-in/code/", {"code": code_in(letters()[0])})
    assert "expired" in response.content.decode()
    ask(client, "M-1")
    code = code_in(letters()[1])
    other = Client()
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    assert other.post("/sign-in/code/", {"code": code}).headers["Location"] == "/sign-in/"


def test_asking_again_and_again_is_refused(client: Client, organisation: Organisation, make_member: Make) -> None:
    make_member("M-1", email="ann@example.org")
    for _ in range(5):
        ask(client, "M-1")
    assert "too many tries" in ask(client, "M-1")
    assert len(letters()) == 5


def test_sign_in_never_leads_to_another_site(client: Client, organisation: Organisation, make_member: Make) -> None:
    make_member("M-1", email="ann@example.org")
    ask(client, "M-1", "https://evil.example/")
    response = client.post("/sign-in/code/", {"code": code_in(letters()[0])})
    assert response.headers["Location"] == "/me/"


def test_nobody_else_can_use_up_replace_or_hold_up_the_code_of_a_member(
    client: Client, organisation: Organisation, make_member: Make
) -> None:
    make_member("M-1", email="ann@example.org")
    ask(client, "M-1")
    [letter] = letters()
    stranger = Client(REMOTE_ADDR="192.0.2.66")
    ask(stranger, "M-1")
    for _ in range(5):
        stranger.post("/sign-in/code/", {"code": "nonsense"})
    for _ in range(6):
        ask(stranger, "M-1")
    assert client.post("/sign-in/code/", {"code": code_in(letter)}).headers["Location"] == "/me/"
    again = Client()
    assert "too many tries" not in ask(again, "M-1")
    assert stranger.post("/sign-in/code/", {"code": code_in(letters()[-1])}).status_code == 200
    assert again.post("/sign-in/code/", {"code": code_in(letters()[-1])}).status_code == 302


def test_codes_for_one_member_are_limited_wherever_they_are_asked_for(
    organisation: Organisation, make_member: Make
) -> None:
    make_member("M-1", email="ann@example.org")
    for number in range(10):
        ask(Client(REMOTE_ADDR=f"192.0.2.{number}"), "M-1")
    assert "too many tries" in ask(Client(REMOTE_ADDR="192.0.2.99"), "M-1")


def test_signing_in_leaves_no_moment_behind(client: Client, organisation: Organisation, make_member: Make) -> None:
    make_member("M-1", email="ann@example.org")
    ask(client, "M-1")
    client.post("/sign-in/code/", {"code": code_in(letters()[0])})
    event = AuditEvent.objects.get(verb="register.member_signed_in")
    assert (event.actor, event.actor_kind, event.object_id) == (None, "nobody", "")
    [session] = Session.objects.all()
    assert session.get_decoded()["member_id"]
    for moment in (event.at, session.expire_date):
        assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
    assert timedelta(hours=11) < session.expire_date - timezone.now() <= timedelta(hours=12)
    assert not SignInCode.objects.exists()
    assert not Attempt.objects.filter(kind="member sign-in").exists()


def test_second_member_in_one_browser_ends_the_session_of_the_first(
    client: Client, organisation: Organisation, make_member: Make, returning_officer: User
) -> None:
    make_member("M-1", name="Ann", email="ann@example.org")
    make_member("M-2", name="Bob", email="bob@example.org")
    client.force_login(returning_officer)
    tokens, sessions = [], []
    for typed in ("M-1", "M-2"):
        ask(client, typed)
        client.post("/sign-in/code/", {"code": code_in(letters()[-1])})
        client.get("/me/")
        tokens.append(client.cookies["csrftoken"].value)
        sessions.append(client.session.session_key)
    assert "Bob" in client.get("/me/").content.decode()
    assert tokens[0] != tokens[1]  # what a page of the first still sends is refused
    assert not Session.objects.filter(session_key=sessions[0]).exists()
    assert client.get("/office/").status_code == 200  # who works here stays
