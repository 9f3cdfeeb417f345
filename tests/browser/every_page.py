"""A whole run of the browser tests fails while they have not looked at every page of the site."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from tests.site.test_urls_by_role import TABLE

FILES = {"health", "conduct:evidence", "elections:evidence_file"}  # what comes of these is no page
_looked_at: set[str] = set()


def note(url: str) -> None:
    """The page at this address was looked at."""
    with suppress(Resolver404):  # a page of a test's own
        _looked_at.add(resolve(urlsplit(url).path).view_name)


def pages() -> set[str]:
    """The names of all pages: an address that ends in no slash is that of a file, or of a script's data."""
    shown = {row.name: row.kwargs for row in TABLE if row.method == "get" and not row.name.startswith("api:")}
    return {name for name, kwargs in shown.items() if reverse(name, kwargs=kwargs).endswith("/")} - FILES


def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist has ended, and says what it looked at."""
    _looked_at.update(getattr(node, "workeroutput", {}).get("looked_at", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["looked_at"] = sorted(_looked_at)
        return
    whole = config.args == ["tests/browser"] and not (config.option.keyword or config.option.collectonly)
    if whole and session.exitstatus == 0:
        missing = pages() - _looked_at
        if missing:
            print(f"\nNo browser test looks at {', '.join(sorted(missing))}.")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
