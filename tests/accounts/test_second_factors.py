"""Second factors of people who work here: apps, recovery codes, the policy that asks for them, and guessing."""

import base64
import re
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from click.testing import CliRunner
from django.core import mail
from django.test import Client

from hustings.accounts import authenticator_app
from hustings.accounts.actions import replace_password, second_factors
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Attempt, OfficeSession, Organisation, SecondFactor, User
from hustings.audit.models import AuditEvent
from hustings.cli.reset_second_factor import reset_second_factor

SIGN_IN, SECOND, SECURITY = "/staff/sign-in/", "/staff/second-factor/", "/staff/security/"
PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


def secret_of(user: User) -> bytes:
    return authenticator_app.unseal(user.second_factors.get(kind="app").content)


def code_of(secret: bytes, later: int = 0) -> str:
    return authenticator_app.code_at(secret, int(time.time()) // authenticator_app.STEP_SECONDS + later)


@pytest.fixture
def guarded(administrator: User, organisation: Organisation) -> User:
    """An administrator with an app, whose code of the last half-minute was used to add it."""
    secret = authenticator_app.new_secret()
    second_factors.add_app(administrator, secret, code_of(secret, -1), "telephone")
    return administrator


def give_password(browser: Client, user: User) -> str:
    return browser.post(SIGN_IN, {"email": user.email, "password": PASSWORD, "next": "/office/log/"}).headers[
        "Location"
    ]


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B (SHA-1), cut to six digits.
    secret = b"12345678901234567890"
    for moment, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert authenticator_app.code_at(secret, moment // 30) == code
        assert authenticator_app.step_of(secret, code, moment) == moment // 30
    assert authenticator_app.step_of(secret, "287082", 59 + 90) is None


def test_password_alone_opens_nothing_and_the_code_does(client: Client, guarded: User) -> None:
    assert give_password(client, guarded) == SECOND
    assert client.get("/office/log/").status_code == 302
    assert client.get(SECURITY + "app/").status_code == 302  # the password alone adds no factor either
    code = code_of(secret_of(guarded))
    assert client.post(SECOND, {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/office/log/"
    assert client.get("/office/log/").status_code == 200


def test_code_works_once(client: Client, guarded: User) -> None:
    code = code_of(secret_of(guarded))
    second_factors.accept_code(guarded, code)
    give_password(client, guarded)
    assert "was used already" in client.post(SECOND, {"code": code}).content.decode()
    assert client.get("/office/log/").status_code == 302


def test_guessing_codes_is_stopped_and_then_even_the_right_one_waits(client: Client, guarded: User) -> None:
    give_password(client, guarded)
    pages = [client.post(SECOND, {"code": f"{guess:06}"}).content.decode() for guess in range(6)]
    assert "is wrong" in pages[4]
    assert "too many tries" in pages[5]
    assert "too many tries" in client.post(SECOND, {"code": code_of(secret_of(guarded))}).content.decode()
    # Who waits out the five minutes each time still meets the limit of the hour.
    for _round in range(4):
        Attempt.objects.filter(kind="second factor").delete()
        for guess in range(5):
            with suppress(ActionRefused):
                second_factors.accept_code(guarded, f"{guess:06}")
    Attempt.objects.filter(kind="second factor").delete()
    with pytest.raises(ActionRefused, match="60 minutes"):
        second_factors.accept_code(guarded, code_of(secret_of(guarded)))


def test_recovery_code_stands_in_once_and_only_for_its_owner(guarded: User, trustee: User) -> None:
    code, *others = second_factors.make_recovery_codes(guarded, by=guarded)
    assert len(others) == 9
    with pytest.raises(ActionRefused):
        second_factors.accept_code(trustee, code)
    second_factors.accept_code(guarded, code.upper())
    with pytest.raises(ActionRefused):
        second_factors.accept_code(guarded, code)
    assert AuditEvent.objects.get(verb="accounts.recovery_code_used").facts == {"left": 9}


def test_database_holds_neither_secret_nor_recovery_codes(guarded: User) -> None:
    assert secret_of(guarded) not in bytes(guarded.second_factors.get().content)
    codes = second_factors.make_recovery_codes(guarded, by=guarded)
    assert not set(guarded.recovery_codes.values_list("code_hash", flat=True)) & set(codes)


def test_link_for_a_new_password_does_not_pass_by_the_second_factor(client: Client, guarded: User) -> None:
    token = replace_password(guarded, by="system")
    answer = client.post(f"/staff/invitation/{token}/", {"you-password": "three unrelated words"})
    assert answer.headers["Location"] == SECOND
    assert client.get("/office/log/").status_code == 302


def test_policy_asks_everybody_and_leads_them_to_add_one(
    client_of: Callable[[User], Client], guarded: User, scrutineer: User, organisation: Organisation
) -> None:
    officer, theirs = client_of(guarded), client_of(scrutineer)
    assert theirs.get("/office/log/").status_code == 200
    settings = {"name": "Pilots", "time_zone": "UTC", "language": "en", "colour": "#112233", "help_contact": "x"}
    officer.post("/office/organisation/", {**settings, "grace_days": 0, "second_factor": "on"})
    assert Organisation.objects.get().second_factor
    assert theirs.get("/office/log/").status_code == 302  # signed out at once
    browser = Client()
    assert give_password(browser, scrutineer) == SECURITY
    assert "asks for a second factor" in browser.get(SECURITY).content.decode()
    assert browser.get("/office/log/").status_code == 302
    page = browser.get(SECURITY + "app/").content.decode()
    signed = re.search(r'name="secret" value="([^"]+)"', page)
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert signed and letters
    secret = base64.b32decode(letters[1].replace(" ", ""))
    wrong = browser.post(SECURITY + "app/", {"secret": signed[1], "name": "t", "code": "abc"}).content.decode()
    assert letters[1] in wrong  # the same secret again: the app has it already
    given = {"secret": signed[1], "name": "telephone", "code": code_of(secret)}
    page = browser.post(SECURITY + "app/", given).content.decode()
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", page)) == 10
    assert browser.get("/office/log/").status_code == 200


def test_policy_needs_that_who_sets_it_has_a_factor(
    client_of: Callable[[User], Client], administrator: User, organisation: Organisation
) -> None:
    settings = {"name": "Pilots", "time_zone": "UTC", "language": "en", "colour": "#112233", "help_contact": "x"}
    page = client_of(administrator).post("/office/organisation/", {**settings, "grace_days": 0, "second_factor": "on"})
    assert "Add a second factor of your own first" in page.content.decode()
    assert not Organisation.objects.get().second_factor


def test_factor_is_removed_with_the_password_and_the_last_one_stays_under_the_policy(
    client_of: Callable[[User], Client], guarded: User, organisation: Organisation
) -> None:
    browser, factor = client_of(guarded), guarded.second_factors.get()
    address = f"{SECURITY}{factor.pk}/remove/"
    assert "not your password" in browser.post(address, {"password": "guess"}).content.decode()
    Organisation.objects.update(second_factor=True)
    assert "add another one" in browser.post(address, {"password": PASSWORD}).content.decode()
    Organisation.objects.update(second_factor=False)
    assert browser.post(address, {"password": PASSWORD}).status_code == 302
    assert not guarded.second_factors.exists()


def test_factor_of_somebody_else_cannot_be_removed(
    client_of: Callable[[User], Client], guarded: User, scrutineer: User
) -> None:
    address = f"{SECURITY}{guarded.second_factors.get().pk}/remove/"
    assert client_of(scrutineer).post(address, {"password": PASSWORD}).status_code == 404
    assert SecondFactor.objects.exists()


def test_administrator_removes_the_factors_of_who_lost_them_and_signs_them_out(
    client_of: Callable[[User], Client], guarded: User, scrutineer: User
) -> None:
    secret = authenticator_app.new_secret()
    second_factors.add_app(scrutineer, secret, code_of(secret), "lost")
    theirs = client_of(scrutineer)
    assert theirs.get("/office/log/").status_code == 200
    client_of(guarded).post(f"/office/users/{scrutineer.pk}/", {"factors": "none"})
    assert not scrutineer.second_factors.exists()
    assert theirs.get("/office/log/").status_code == 302
    [letter] = mail.outbox
    assert letter.to == [scrutineer.email] and "somebody may try to sign in as you" in str(letter.body)


def test_last_administrator_who_lost_everything_is_let_in_from_the_server(
    client: Client, guarded: User, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hustings.cli.reset_second_factor.start_made", lambda: None)
    second_factors.make_recovery_codes(guarded, by=guarded)
    Organisation.objects.update(second_factor=True)
    run = CliRunner().invoke
    assert "Nobody with the address x@y works here." in run(reset_second_factor, ["x@y"]).output
    done = run(reset_second_factor, [f" {guarded.email.upper()} "])
    assert done.exit_code == 0 and f"A letter to {guarded.email} says so." in done.output
    assert not (guarded.second_factors.exists() or guarded.recovery_codes.exists())
    event = AuditEvent.objects.get(verb="accounts.second_factor_removed")
    assert (event.actor_kind, event.facts) == ("system", {"kind": "all"})
    assert [letter.to for letter in mail.outbox] == [[guarded.email]]
    assert give_password(client, guarded) == SECURITY
    assert run(reset_second_factor, [guarded.email]).exit_code == 1


def test_browsers_are_listed_and_one_is_ended_from_another(
    client_of: Callable[[User], Client], scrutineer: User, guarded: User
) -> None:
    here, there, stranger = client_of(scrutineer), client_of(scrutineer), client_of(guarded)
    there.get("/office/log/", headers={"user-agent": "Tablet at home"})
    stranger.get("/office/log/")
    page = here.get(SECURITY).content.decode()
    assert "Tablet at home" in page
    assert "This browser" in page
    theirs = OfficeSession.objects.get(user=guarded)
    here.post(SECURITY + "browsers/end/", {"session": theirs.pk})
    assert stranger.get("/office/log/").status_code == 200
    here.post(SECURITY + "browsers/end/", {"session": OfficeSession.objects.get(browser="Tablet at home").pk})
    assert there.get("/office/log/").status_code == 302
    assert here.get("/office/log/").status_code == 200


def test_member_leaves_no_trace_in_the_list_of_browsers(client: Client) -> None:
    client.get("/")
    assert not OfficeSession.objects.exists()


def test_passwords_cannot_be_guessed_from_one_address(client: Client, administrator: User) -> None:
    for number in range(50):
        client.post(SIGN_IN, {"email": f"somebody-{number}@pilots.example", "password": "wrong"})
    right = client.post(SIGN_IN, {"email": administrator.email, "password": PASSWORD})
    assert "too many tries" in right.content.decode()
    assert client.get("/office/log/").status_code == 302
