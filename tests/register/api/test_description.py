"""The API answers as its own description says, whatever it is sent."""

import os
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema

from hustings.register.actions import tokens
from hustings.register.api import keys
from hustings.register.models import Unit
from hustings.site.wsgi import application

LONG = bool(os.environ.get("HUSTINGS_LONG"))


@pytest.fixture
def description(token: str, north: Unit, monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseSchema]:
    monkeypatch.setattr(tokens, "USES_A_MINUTE", 10**9)
    monkeypatch.setattr(keys, "WRONG_TOKENS", 10**9)
    # A request ends with its connection, but all of these share the one in which the test is rolled back.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_answer_is_as_described(description: BaseSchema, token: str, mode: GenerationMode) -> None:
    for found in description.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=200 if LONG else 4, derandomize=not LONG, deadline=None, suppress_health_check=[*HealthCheck]
        )
        @given(case=operation.as_strategy(mode).filter(_is_sent))
        def check(case: Case) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

        check()


def _is_sent(case: Case) -> bool:
    """Whether all that was drawn for the address stands in it: an empty list leaves no trace there."""
    return all(value not in ([], {}, None) for value in (case.query or {}).values())
