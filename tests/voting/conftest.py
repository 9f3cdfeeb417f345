"""Toy elections, made once."""

from collections.abc import Callable
from functools import cache

import pytest
from tests.voting import toy

from hustings.voting import GROUPS


@pytest.fixture(scope="session")
def toys() -> Callable[[str], toy.Toy]:
    """The toy election of a group; tests must not change it."""
    return cache(toy.build)


@pytest.fixture(params=GROUPS)
def election(request: pytest.FixtureRequest, toys: Callable[[str], toy.Toy]) -> toy.Toy:
    """The toy election, in every group."""
    return toys(request.param)


@pytest.fixture
def small(toys: Callable[[str], toy.Toy]) -> toy.Toy:
    """The toy election in the default group, where the group makes no difference."""
    return toys("Ed25519")
