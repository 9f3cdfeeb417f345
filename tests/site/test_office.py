"""The office shows each role the pages that open to it, and no others."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from hustings.accounts.models import Organisation, Role, User
from hustings.site.navigation import ROOMS

pytestmark = pytest.mark.django_db


def shown(client: Client) -> set[str]:
    main = client.get("/office/").content.decode().split("<main", 1)[1]
    return set(re.findall(r'site-card__link" href="([^"]+)"', main))


@pytest.mark.parametrize("role", Role.values)
def test_office_links_open_for_the_role(
    organisation: Organisation, make_user: Callable[..., User], client_of: Callable[[User], Client], role: str
) -> None:
    user = make_user(role)
    client = client_of(user)
    links = shown(client)
    assert links
    for address in links:
        assert client.get(address).status_code == 200, address
    for address in {link.url for room in ROOMS for link in room.links} - links:
        assert client.get(address).status_code == 403, address


def test_office_of_somebody_without_a_role_says_whom_to_ask(
    make_user: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    client = client_of(make_user())
    assert shown(client) == set()
    assert "You have no role here yet." in client.get("/office/").content.decode()


def test_office_is_closed_to_the_public(client: Client) -> None:
    response = client.get("/office/")
    assert response.status_code == 302
    assert response["Location"] == "/staff/sign-in/?next=/office/"


def test_header_marks_the_room_of_the_page(administrator: User, client_of: Callable[[User], Client]) -> None:
    html = client_of(administrator).get("/office/log/").content.decode()
    assert re.search(r'href="/office/log/" aria-current="page">Log', html)


def test_cards_promise_nobody_what_they_cannot_do(
    scrutineer: User, returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    assert "Set an election up" in client_of(returning_officer).get("/office/").content.decode()
    page = client_of(scrutineer).get("/office/").content.decode()
    assert "Set an election up" not in page and "Every election: its timetable" in page
