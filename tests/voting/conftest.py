"""Toy elections, made once."""

from collections.abc import Callable
from functools import cache

import pytest
from tests.voting import toy

# The third group differs from BELENIOS-2048 in its size only; its own tests keep to what is particular to it.
GROUPS = ("Ed25519", "BELENIOS-2048")


@pytest.fixture(scope="session")
def toys() -> Callable[[str], toy.Toy]:
    """The toy election of a group; tests must not change it."""
    return cache(toy.build)


@pytest.fixture(params=GROUPS)
def election(request: pytest.FixtureRequest, toys: Callable[[str], toy.Toy]) -> toy.Toy:
    """The toy election, in a group of each kind."""
    return toys(request.param)


@pytest.fixture
def small(toys: Callable[[str], toy.Toy]) -> toy.Toy:
    """The toy election in the default group, where the group makes no difference."""
    return toys("Ed25519")
