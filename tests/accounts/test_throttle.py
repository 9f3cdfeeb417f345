from collections.abc import Callable
from contextlib import suppress
from threading import Barrier
from typing import Any

import pytest
from django.test import RequestFactory

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Attempt
from hustings.accounts.throttle import address_of, attempt


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


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_no_more_than_the_limit(in_threads: Callable[..., None]) -> None:
    let_in = []
    together = Barrier(12)

    def one_try(number: int) -> None:
        together.wait()
        with suppress(ActionRefused):
            attempt("password", "ann", limit=3, minutes=5)
            let_in.append(number)

    in_threads(one_try, 12)
    assert len(let_in) <= 3
    with pytest.raises(ActionRefused):
        for _ in range(4):
            attempt("password", "ann", limit=3, minutes=5)
    assert Attempt.objects.count() == 3
