"""Slow down guessing: so many tries in so much time, per key."""

from datetime import timedelta
from ipaddress import IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Attempt

# No limit looks further back; what is older is deleted by the worker.
LONGEST = timedelta(hours=1)


def attempt(kind: str, key: str, *, limit: int, minutes: int) -> None:
    """Note one try of `kind` by `key` (an address typed in, an IP address); refuse it if there were `limit` already.

    Call it outside the transaction that it protects, so that a refusal does not undo the note. Keys of people who do
    not exist are counted just the same: the refusal says nothing about them.
    """
    if minutes > LONGEST.total_seconds() / 60:
        raise ValueError(f"Tries are forgotten after {LONGEST}.")
    now = timezone.now()
    tries = Attempt.objects.filter(kind=kind, key=_hidden(kind, key))
    tries.filter(at__lt=now - timedelta(minutes=minutes)).delete()
    # Noted before it is counted: of many at once, the last to count sees all.
    this = Attempt.objects.create(kind=kind, key=_hidden(kind, key), at=now)
    if tries.count() > limit:
        this.delete()  # or nobody could try again while somebody goes on
        raise ActionRefused(
            _("There were too many tries. Wait {minutes} minutes, then try again.").format(minutes=minutes)
        )


def forget(kind: str, key: str) -> None:
    """Forget the tries of `key`: it succeeded."""
    Attempt.objects.filter(kind=kind, key=_hidden(kind, key)).delete()


def _hidden(kind: str, key: str) -> str:
    return salted_hmac(f"hustings.throttle.{kind}", key.strip().lower(), algorithm="sha256").hexdigest()


def address_of(request: HttpRequest) -> str:
    """Return the IP address that a request came from, as the outermost of our own proxies saw it.

    Of IPv6 the network: a household or a rented server has 2 ** 64 addresses, and could try with each.
    """
    seen = _seen(request)
    try:
        address = ip_address(seen)
    except ValueError:
        return seen
    if address.version == 4:
        return seen
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))


def _seen(request: HttpRequest) -> str:
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if 0 < settings.PROXIES <= len(forwarded):
        return forwarded[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))
