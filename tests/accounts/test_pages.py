"""Signing in, invitations, users and settings, as people meet them."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from hustings.accounts import actions
from hustings.accounts.models import Organisation, Role, User
from hustings.audit.models import AuditEvent

SIGN_IN = "/staff/sign-in/"
PASSWORD = "three unrelated words"
SETTINGS = {
    "name": "Society of Test Pilots",
    "time_zone": "Europe/Paris",
    "language": "en",
    "colour": "#112233",
    "help_contact": "help@pilots.example",
    "from_email": "office@pilots.example",
    "grace_days": "30",
    "two_people": "on",
}


@pytest.fixture
def officer(client_of: Callable[[User], Client], administrator: User, organisation: Organisation) -> Client:
    return client_of(administrator)


def test_right_password_signs_in_and_goes_on_to_the_page_asked_for(client: Client, administrator: User) -> None:
    answer = client.post(
        SIGN_IN,
        {"email": "ADMINISTRATOR-1@pilots.example", "password": "correct horse battery", "next": "/office/log/"},
    )
    assert answer.headers["Location"] == "/office/log/"
    assert client.get("/office/log/").status_code == 200
    assert AuditEvent.objects.get().verb == "accounts.signed_in"


def test_next_never_leads_to_another_site(client: Client, administrator: User) -> None:
    given = {"email": administrator.email, "password": "correct horse battery", "next": "https://evil.example/"}
    assert client.post(SIGN_IN, given).headers["Location"] == "/office/"


def test_unknown_address_and_wrong_password_read_the_same(client: Client, administrator: User) -> None:
    pages = []
    for email in (administrator.email, "nobody-here@pilots.example"):
        text = client.post(SIGN_IN, {"email": email, "password": "wrong"}).content.decode()
        assert "The address or the password is wrong" in text
        pages.append(text.replace(email, "").split("<form", 1)[0])
    assert pages[0] == pages[1]


@pytest.mark.parametrize("known", [True, False])
def test_eleventh_try_is_told_to_wait(client: Client, administrator: User, known: bool) -> None:
    email = administrator.email if known else "nobody-here@pilots.example"
    for _ in range(10):
        client.post(SIGN_IN, {"email": email, "password": "wrong"})
    answer = client.post(SIGN_IN, {"email": email, "password": "correct horse battery"})
    assert "too many tries" in answer.content.decode()
    assert client.get("/office/log/").status_code == 302


def test_signing_in_changes_the_session(client: Client, administrator: User) -> None:
    client.session["before"] = True
    before = client.session.session_key
    client.post(SIGN_IN, {"email": administrator.email, "password": "correct horse battery"})
    assert client.session.session_key != before


def test_sign_out_needs_a_post(client_of: Callable[[User], Client], administrator: User) -> None:
    browser = client_of(administrator)
    assert browser.get("/staff/sign-out/").status_code == 405
    browser.post("/staff/sign-out/")
    assert browser.get("/office/log/").status_code == 302


def test_first_administrator_sets_up_the_organisation(client: Client, db: None) -> None:
    link = reverse("accounts:invitation", args=[actions.invite_first_administrator()])
    assert "Set up the organisation" in client.get(link).content.decode()
    person = {"you-email": "ada@pilots.example", "you-name": "Ada", "you-password": PASSWORD}
    assert client.post(link, {**SETTINGS, **person}).headers["Location"] == "/office/"
    assert Organisation.objects.get().name == "Society of Test Pilots"
    assert User.objects.get().current_roles() == {Role.ADMINISTRATOR}
    assert client.get("/office/users/").status_code == 200


def test_first_administrator_is_told_of_every_error_at_once(client: Client, db: None) -> None:
    link = reverse("accounts:invitation", args=[actions.invite_first_administrator()])
    page = client.post(link, {"time_zone": "Mars/Olympus", "you-email": "x", "you-password": "short"}).content.decode()
    assert "There is no time zone of that name" in page
    assert "12 characters" in page
    assert not User.objects.exists()
    assert not Organisation.objects.exists()


def test_unknown_link_says_what_to_do(client: Client, db: None) -> None:
    answer = client.get("/staff/invitation/nothing/")
    assert answer.status_code == 409
    assert "was not copied whole" in answer.content.decode()


def test_invitation_goes_out_by_mail_and_makes_an_account(officer: Client) -> None:
    given = {"email": "tom@pilots.example", "name": "Tom", "roles": ["trustee", "membership_secretary"]}
    assert "The link is sent" in officer.post("/office/users/invite/", given).content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["tom@pilots.example"]
    assert letter.from_email == "elections@pilots.example"
    link = next(word for word in letter.body.split() if "/staff/invitation/" in word)
    assert link.startswith("http://127.0.0.1:8000/")
    browser = Client()
    path = link.removeprefix("http://127.0.0.1:8000")
    assert browser.post(path, {"you-name": "Tom", "you-password": PASSWORD}).headers["Location"] == "/office/"
    assert User.objects.get(email="tom@pilots.example").current_roles() == {"trustee", "membership_secretary"}


def test_link_is_shown_when_the_mail_server_is_away(officer: Client, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    given = {"email": "tom@pilots.example", "name": "Tom", "roles": ["trustee"]}
    page = officer.post("/office/users/invite/", given).content.decode()
    assert "could not be sent" in page
    assert "/staff/invitation/" in page


def test_easy_password_is_refused(officer: Client, administrator: User, client: Client) -> None:
    link = reverse(
        "accounts:invitation", args=[actions.invite("tom@pilots.example", "Tom", ["trustee"], by=administrator)]
    )
    for password in ("short", "password1234567890"[:12], "tom@pilots.example"):
        assert client.post(link, {"you-name": "Tom", "you-password": password}).status_code == 200
    assert not User.objects.filter(email="tom@pilots.example").exists()


def test_last_administrator_is_told_why_the_role_stays(officer: Client, administrator: User) -> None:
    answer = officer.post(f"/office/users/{administrator.pk}/", {"end": "administrator"})
    assert answer.status_code == 409
    assert "is the last administrator" in answer.content.decode()
    assert administrator.current_roles() == {Role.ADMINISTRATOR}


def test_ended_role_shuts_the_door_of_a_browser_signed_in(
    officer: Client, scrutineer: User, client_of: Callable[[User], Client]
) -> None:
    theirs = client_of(scrutineer)
    assert theirs.get("/office/log/").status_code == 200
    officer.post(f"/office/users/{scrutineer.pk}/", {"end": "scrutineer"})
    assert theirs.get("/office/log/").status_code == 403


def test_new_password_link_signs_out_every_browser(
    officer: Client, scrutineer: User, client_of: Callable[[User], Client]
) -> None:
    theirs = client_of(scrutineer)
    officer.post(f"/office/users/{scrutineer.pk}/", {"password": "new"})
    assert theirs.get("/office/log/").status_code == 302


def test_settings_are_saved_and_the_log_names_what_changed(officer: Client) -> None:
    assert officer.post("/office/organisation/", SETTINGS).status_code == 302
    saved = Organisation.objects.get()
    assert (saved.time_zone, saved.grace_days, saved.two_people) == ("Europe/Paris", 30, True)
    event = AuditEvent.objects.get(verb="accounts.organisation_set_up")
    assert {"time_zone", "grace_days", "two_people"} <= set(event.facts["changed"])
    assert "name" not in event.facts["changed"]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("time_zone", "Mars/Olympus", "There is no time zone of that name"),
        ("colour", "reddish", "Write the colour as #"),
        ("from_email", "not an address", "Enter a valid email address"),
        ("name", "", "is empty. Fill it in."),
        ("name", "x" * 100_000, "at most 200 characters"),
        ("grace_days", "-1", "greater than or equal to 0"),
        ("language", "tlh", "Select a valid choice"),
    ],
)
def test_wrong_setting_is_named_and_nothing_is_lost(officer: Client, field: str, value: str, error: str) -> None:
    page = officer.post("/office/organisation/", {**SETTINGS, field: value}).content.decode()
    assert error in page
    assert f'href="#id_{field}"' in page
    assert Organisation.objects.get().time_zone == "Europe/London"


def test_own_password_changes_and_this_browser_stays_signed_in(officer: Client, administrator: User) -> None:
    answer = officer.post("/staff/password/", {"old": "correct horse battery", "password": PASSWORD})
    assert answer.status_code == 302
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)
    assert officer.get("/office/users/").status_code == 200


def test_pages_speak_the_language_of_the_organisation_unless_another_is_chosen(
    client: Client, organisation: Organisation
) -> None:
    organisation.language = "fr"
    organisation.save()
    assert client.get(SIGN_IN, headers={"accept-language": "en"}).headers["Content-Language"] == "fr"
    client.cookies["django_language"] = "en"
    assert client.get(SIGN_IN).headers["Content-Language"] == "en"
