"""A program with a token."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from hustings.accounts.models import User
from hustings.register.actions.tokens import make_token

Call = Callable[..., HttpResponse]


@pytest.fixture
def token(administrator: User, organisation: object) -> str:
    """The secret of a token that may read and write."""
    _token, secret = make_token("Membership system", 30, administrator, may_read=True, may_write=True)
    return secret


@pytest.fixture
def call(token: str) -> Call:
    """`call("put", "members/7", name="Ann")`: a request to the API, with that as its body."""
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def send(method: str, address: str, **body: Any) -> HttpResponse:
        options = {"data": body, "content_type": "application/json"} if body else {}
        return getattr(client, method)(f"/api/{address}", **options)

    return send
