"""The pages of complaints that the story of a case does not come by: mistakes, figures, keys put in place of others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.conduct.codes import code_in_force, give_key, officer
from tests.conduct.conftest import _hashes_that_take_no_time  # noqa: F401
from tests.conduct.test_figures import closed
from tests.council.bodies import days_ago

from hustings.accounts.models import Organisation, User
from hustings.conduct.models import Case
from hustings.register.models import Member

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_beside_the_story_of_a_case_are_accessible(
    organisation: Organisation,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
    tmp_path: Path,
) -> None:
    def look() -> None:
        assert_accessible(page)
        assert_fits(page)

    def go(address: str) -> None:
        page.goto(live_server.url + address)

    odo = officer()
    go("/complaints/")
    look()
    code_in_force()
    give_key(odo)
    go("/complaints/")
    look()
    go(f"/complaints/new/?act_date={days_ago(-3).date()}")
    look()
    go(f"/complaints/new/?act_date={days_ago(3).date()}")
    page.get_by_role("button", name="Send the complaint").click()
    look()
    page.get_by_label("Nobody is threatened").check()
    page.get_by_label("What happened?").fill("She followed me home.")
    (tmp_path / "all.zip").write_bytes(b"PK\x03\x04")
    page.get_by_label("Files").set_input_files(tmp_path / "all.zip")
    page.get_by_role("button", name="Send the complaint").click()
    expect(page.get_by_role("alert")).to_contain_text("“all.zip” is an archive")
    look()
    (tmp_path / "note.txt").write_text("Tuesday, ten o'clock.")
    page.get_by_label("Files").set_input_files(tmp_path / "note.txt")
    page.get_by_role("button", name="Send the complaint").click()
    expect(page.get_by_role("heading", name="Write these words down")).to_be_visible()
    look()
    page.get_by_label("I have written all ten words down").check()
    page.get_by_role("button", name="Go on to the case").click()
    look()
    case = Case.objects.get()
    page.context.clear_cookies()
    go("/complaints/follow/")
    page.get_by_label("The words of your receipt").fill("hamer " * 10)
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("alert")).to_contain_text("Did you mean “hammer”?")
    look()

    closed(7, "upheld")
    closed(6, "conciliated")
    closed(9, "dismissed", clauses=("2",), days=200)
    closed(2, "not_upheld", days=500)
    go("/complaints/figures/")
    look()

    member = Member.objects.get(number="B0001")
    for _time in range(2):
        give_key(member)
    signed_in(odo)
    go("/office/conduct/keys/")
    look()
    page.get_by_role("button", name="I have heard this mark").click()
    expect(page.get_by_text("Nobody waits.")).to_be_visible()
    for address in ("/cases/passphrase/", "/cases/passphrase/new/", f"/cases/{case.reference}/"):
        go(address)
        look()
