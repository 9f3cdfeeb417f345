from typing import Any

import pytest
from django.test import RequestFactory

from hustings.accounts.throttle import address_of


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("no address", "no address"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_tries_are_counted_by_address_or_network(settings: Any, seen: str, counted: str, proxies: int) -> None:
    settings.PROXIES = proxies
    by_proxy = RequestFactory(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.1, {seen}" if seen else "")
    request = by_proxy.get("/") if proxies and seen else RequestFactory(REMOTE_ADDR=seen).get("/")
    assert address_of(request) == counted
