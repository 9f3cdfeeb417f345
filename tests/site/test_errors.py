"""A refusal says in plain words what happened, whether work was lost, and what to do now."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client

from hustings.site.errors import server_error
from hustings.site.logs import RefusalsInOneLine

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.site.urls")]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "heading", "sentence"),
    [
        ("/fail/400/", 400, "We could not understand that request", "Nothing was changed."),
        ("/fail/403/", 403, "You cannot open this page", "ask an administrator"),
        ("/no/such/page/", 404, "Page not found", "check that you copied all of it"),
        ("/fail/405/", 405, "This page cannot be used in that way", "Nothing was changed."),
        ("/fail/413/", 413, "What you sent is too large", "what you had saved before is safe"),
        ("/fail/429/", 429, "Too many attempts", "Your work is safe."),
        ("/fail/500/", 500, "Sorry, something went wrong here", "either saved whole or not at all"),
    ],
)
def test_refusal_page(client: Client, address: str, status: int, heading: str, sentence: str) -> None:
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in html
    assert sentence in html
    assert 'href="/"' in html


def test_refusal_page_keeps_what_a_program_needs(client: Client) -> None:
    assert client.get("/fail/405/")["Allow"] == "POST"
    assert client.get("/fail/429/")["Retry-After"] == "60"


def test_refusal_in_a_views_own_words_is_left_alone(client: Client) -> None:
    assert client.get("/fail/in-words/").content == b"in the view's own words"


def test_server_error_page_asks_nothing_of_the_database(rf, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert server_error(rf.get("/")).status_code == 500


def test_server_error_page_shows_nothing_of_the_fault(client: Client) -> None:
    assert b"a fault of ours" not in client.get("/fail/500/").content


def test_form_without_its_token_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/setlang/", {"language": "fr"})
    assert response.status_code == 403
    assert "This form could not be accepted" in response.content.decode()


def test_json_without_its_token_is_refused_in_json() -> None:
    response = Client(enforce_csrf_checks=True).post(
        "/language/setlang/", {"language": "fr"}, content_type="application/json"
    )
    assert response.status_code == 403
    assert "Nothing was changed. Try again" in response.json()["error"]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the service would write of its requests."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(RefusalsInOneLine())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.parametrize("address", ["/fail/403/", "/no/such/page/"])
def test_refused_request_is_one_line_of_the_log(client: Client, log: StringIO, address: str) -> None:
    client.get(address)
    assert address in log.getvalue() and log.getvalue().count("\n") == 1


def test_fault_of_ours_is_logged_with_its_place(client: Client, log: StringIO) -> None:
    client.get("/fail/500/")
    assert "Traceback" in log.getvalue() and "a fault of ours" in log.getvalue()
