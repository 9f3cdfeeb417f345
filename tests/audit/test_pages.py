"""The page of the log."""

from collections.abc import Callable

import pytest
from django.test import Client

from hustings.accounts.models import User
from hustings.audit.log import record


@pytest.fixture
def reader(scrutineer: User, administrator: User, client_of: Callable[[User], Client]) -> Client:
    for number in range(120):
        record("tests.even" if number % 2 == 0 else "tests.odd", administrator, by=administrator, number=number)
    return client_of(scrutineer)


def test_log_shows_the_latest_first_page_by_page(reader: Client) -> None:
    first = reader.get("/office/log/").content.decode()
    assert "120 events" in first
    assert 'id="event-120"' in first
    assert 'id="event-70"' not in first
    assert 'id="event-70"' in reader.get("/office/log/?page=2").content.decode()


def test_log_names_who_did_it(reader: Client) -> None:
    assert "Ada Administrator" in reader.get("/office/log/").content.decode()


@pytest.mark.parametrize(
    ("search", "count"),
    [("tests.even", "60 events"), ("even user", "60 events"), ("119", "1 event<"), ("nothing like it", "0 events")],
)
def test_log_is_searched(reader: Client, search: str, count: str) -> None:
    assert count in reader.get("/office/log/", {"search": search}).content.decode().replace("\n", "")


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "999"}, {"search": "9" * 300}, {"search": "%_'\""}])
def test_log_answers_odd_queries(reader: Client, query: dict[str, str]) -> None:
    assert reader.get("/office/log/", query).status_code == 200
