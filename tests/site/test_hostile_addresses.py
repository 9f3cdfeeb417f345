"""Addresses and forms that nobody typed in good faith: no page breaks on endless numbers, NULs or odd queries."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.elections import polls
from tests.site.test_urls_by_role import (  # noqa: F401
    APPS,
    MEMBER,
    browsers,
    everything_put_back,
    rows_of,
    someone_on_the_register,
)

from hustings.accounts.models import Organisation

pytestmark = pytest.mark.django_db

ENDLESS = 10**30
LARGEST = 10**18 - 1  # that an address takes for a number
FREE = {"token", "uuid"}  # let any word through
QUERY = "&".join(
    f"{name}={value}"
    for value in (str(ENDLESS), "%ff", "%27%22%3C")
    for name in (
        "page",
        "search",
        "number",
        "contest",
        "next",
        "unit",
        "standing",
        "slate",
        "sort",
        "pledge",
        "rule",
        "after",
        "before",
        "to",
        "as_at",
        "member",
    )
)


def hostile(name: str, kwargs: dict[str, Any]) -> list[str]:
    """The address with every number odd and a NUL in every word, then each of them alone, then endless numbers."""
    odd = {key: LARGEST for key, value in kwargs.items() if type(value) is int}
    odd |= {key: f"{value}\0" for key, value in kwargs.items() if key in FREE and type(value) is str}
    together = [kwargs | odd, *(kwargs | {key: value} for key, value in odd.items() if len(odd) > 1)]
    addresses = [reverse(name, kwargs=each) for each in together]
    return [*addresses, addresses[0].replace(str(LARGEST), str(ENDLESS))]


@pytest.mark.parametrize("app", APPS)
def test_no_page_breaks(app: str, browsers: dict[str, Client]) -> None:  # noqa: F811
    for row in rows_of(app):
        odd = hostile(row.name, row.kwargs) if row.name != "elections:setup_record" else []
        example = reverse(row.name, kwargs=row.kwargs)
        for who in sorted(row.opens_to)[:1] if row.name != "set_language" else ():
            with everything_put_back(browsers[who]):
                for address in (*odd, f"{example}?{QUERY}", f"{example}?page=%00"):
                    for method in ("get", "post"):
                        assert getattr(browsers[who], method)(address).status_code < 500, (method, address)


@pytest.mark.parametrize("page", ["board", "booth", "election", "candidates"])
def test_no_public_page_of_a_poll_breaks(organisation: Organisation, client: Client, page: str) -> None:
    board = polls.open_board(polls.make_members(2))
    here = {"uuid": board.uuid} if page in ("board", "booth") else {"slug": board.election.slug}
    for name in ("page", "number", "contest", "sort", "pledge", "slate", "search"):
        for value in ("%00", "%ff", str(ENDLESS), "-1"):
            assert client.get(f"{reverse(f'elections:{page}', kwargs=here)}?{name}={value}").status_code < 500


RECEIPTS = (
    '{"statement": "{\\"height\\": 1, \\"board\\": \\"\\\\u0000\\"}", "signature": "AA=="}',
    '{"statement": "{\\"height\\": 1, \\"board\\": \\"\\\\ud800\\"}", "signature": "\\ud800"}',
    '{"statement": "{\\"height\\": true, \\"tracking_number\\": [1]}", "signature": ""}',
    '{"statement": "{\\"height\\": 1} \\ud800", "signature": "AA=="}',
    '{"statement": "[]", "signature": "AA=="}',
    '{"statement": 1, "signature": "AA=="}',
    "[" * 4000,
    "9" * 4500,
)


@pytest.mark.parametrize("text", RECEIPTS)
@pytest.mark.parametrize(("page", "name"), [("check_receipt", "receipt"), ("check_declaration", "declaration")])
def test_no_check_of_a_paper_breaks(
    organisation: Organisation, client: Client, page: str, name: str, text: str
) -> None:
    for value in (text, text.replace("statement", "document")):
        assert client.post(reverse(f"elections:{page}"), {name: value}).status_code == 200


def test_unknown_job_of_a_member_is_not_found(browsers: dict[str, Client]) -> None:  # noqa: F811
    assert browsers[MEMBER].get(reverse("jobs:job", kwargs={"job": UUID(int=2)})).status_code == 302


@pytest.mark.parametrize("typed", [{"end": "\0"}, {"end\0": "x"}, {"end": ["trustee", "\0"]}])
def test_form_with_a_nul_is_refused_in_words(browsers: dict[str, Client], typed: dict[str, Any]) -> None:  # noqa: F811
    for address in ("/office/users/1/", "/sign-in/", "/office/members/new/"):
        answer = browsers["administrator"].post(address, typed)
        assert answer.status_code == 400
        assert "holds an invisible character" in answer.content.decode()
