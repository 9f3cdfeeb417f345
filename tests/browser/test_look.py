"""The look itself: every part of it, in Chromium, at three widths, under axe."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import WIDTHS, assert_accessible, assert_fits

from hustings.accounts.models import Organisation, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.gallery")]


PUBLIC = ["/", "/accessibility/", "/privacy/", "/gallery/?page=7", "/no/such/page/", "/staff/sign-in/"]
OFFICE = [
    "/office/",
    "/office/users/",
    "/office/users/invite/",
    "/office/organisation/",
    "/office/log/",
    "/office/jobs/",
]


def look_at(page: Page, folder: Path) -> None:
    """Check the page that is open now, and leave a picture of it at each width."""
    assert_accessible(page)
    assert_fits(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=folder / f"{page.url.split('/', 3)[3].replace('/', '_')}{width}.png", full_page=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_accessible(
    page: Page, live_server: LiveServer, organisation: Organisation, address: str, tmp_path: Path
) -> None:
    page.goto(live_server.url + address)
    look_at(page, tmp_path)


def test_office_is_accessible(
    page: Page,
    live_server: LiveServer,
    organisation: Organisation,
    administrator: User,
    signed_in: Callable[[User], None],
    tmp_path: Path,
) -> None:
    signed_in(administrator)
    for address in [*OFFICE, f"/office/users/{administrator.pk}/"]:
        page.goto(live_server.url + address)
        look_at(page, tmp_path)


def test_form_with_errors_is_accessible_and_takes_the_focus(
    page: Page, live_server: LiveServer, organisation: Organisation, tmp_path: Path
) -> None:
    page.goto(live_server.url + "/gallery/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="“Name” is empty. Fill it in.").click()
    expect(page.locator("#id_name")).to_be_focused()
    assert_accessible(page)
    assert_fits(page)
    page.screenshot(path=tmp_path / "errors.png", full_page=True)


@pytest.mark.parametrize("colour", ["#ffdd00", "#000000", "#e4003b"])
def test_header_of_any_colour_is_accessible(
    page: Page, live_server: LiveServer, organisation: Organisation, colour: str
) -> None:
    Organisation.objects.update(colour=colour)
    page.goto(live_server.url)
    assert_accessible(page)


def test_skip_link_is_first_and_leads_to_the_content(
    page: Page, live_server: LiveServer, organisation: Organisation
) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_language_is_changed_from_the_footer(page: Page, live_server: LiveServer, organisation: Organisation) -> None:
    page.goto(live_server.url + "/privacy/")
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_url(re.compile("/privacy/$"))
