"""Signing in to the office with a second factor: an app by its secret, and a passkey of Chromium's own virtual key."""

import base64
import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits

from hustings.accounts import authenticator_app
from hustings.accounts.models import Organisation, User

pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    if folder := os.environ.get("HUSTINGS_SCREENSHOTS"):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def give_password(page: Page, url: str, user: User) -> None:
    page.goto(f"{url}/staff/sign-in/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_officer_adds_an_app_and_a_passkey_and_signs_in_with_each(
    page: Page, live_server: LiveServer, organisation: Organisation, returning_officer: User, settings
) -> None:
    settings.BASE_URL = url = live_server.url  # a passkey belongs to this address
    Organisation.objects.update(second_factor=True)
    give_password(page, url, returning_officer)
    look(page, "security-must")
    page.get_by_role("link", name="Add an authenticator app").click()
    look(page, "app")
    secret = base64.b32decode(page.locator("main code").inner_text().replace(" ", ""))
    page.get_by_label("Name of the device").fill("My telephone")
    step = int(time.time()) // authenticator_app.STEP_SECONDS
    page.get_by_label("Code").fill(authenticator_app.code_at(secret, step))
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    look(page, "recovery-codes")
    page.get_by_role("link", name="I have written them down").click()

    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    virtual = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True, "isUserVerified": True}
    added = keys.send("WebAuthn.addVirtualAuthenticator", {"options": virtual})
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill("Blue key")
    look(page, "passkey")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("cell", name="Blue key", exact=True)).to_be_visible()
    look(page, "security")

    page.goto(f"{url}/office/")
    page.get_by_role("button", name=re.compile("Sign out")).first.click()
    give_password(page, url, returning_officer)
    look(page, "second-factor")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(f"{url}/office/")

    page.get_by_role("button", name=re.compile("Sign out")).first.click()
    give_password(page, url, returning_officer)
    keys.send("WebAuthn.setUserVerified", {"authenticatorId": added["authenticatorId"], "isUserVerified": False})
    keys.send("WebAuthn.clearCredentials", {"authenticatorId": added["authenticatorId"]})
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("The browser made no passkey known")).to_be_visible()
    page.get_by_label("Code").fill(authenticator_app.code_at(secret, step + 1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{url}/office/")
