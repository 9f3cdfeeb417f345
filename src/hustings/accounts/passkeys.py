"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is right. The checks are those of `fido2`."""

import json
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User

# A passkey stands beside a password: that its owner is present is enough, a PIN is not demanded on top.
VERIFICATION = UserVerificationRequirement.DISCOURAGED


def work_here() -> bool:
    """Say whether browsers offer passkeys for this site: they do for a name with HTTPS, and for localhost."""
    base = urlsplit(settings.BASE_URL)
    try:
        ip_address(base.hostname or "")
    except ValueError:
        return base.scheme == "https" or base.hostname == "localhost"
    return False


def ask_for_new(user: User, organisation: str, known: Iterable[bytes]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a browser is asked to make a passkey, and the state that `new` checks the answer against."""
    entity = PublicKeyCredentialUserEntity(id=str(user.pk).encode(), name=user.email, display_name=user.name)
    options, state = _server(organisation).register_begin(entity, _credentials(known), user_verification=VERIFICATION)
    return dict(options), state


def new(state: dict[str, Any] | None, answer: str) -> bytes:
    """Return the public half of the passkey in a browser's answer, after checking that it answers `state`."""
    try:
        data = _server("").register_complete(state, json.loads(answer))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise _refusal() from error
    return bytes(data.credential_data or b"")


def ask_for_one(known: Iterable[bytes]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a browser is asked to show one of the passkeys `known`, and the state for `the_one_shown`."""
    options, state = _server("").authenticate_begin(_credentials(known), user_verification=VERIFICATION)
    return dict(options), state


def the_one_shown(state: dict[str, Any] | None, known: Iterable[bytes], answer: str) -> bytes:
    """Return which of the passkeys `known` signed the browser's answer to `state`."""
    try:
        return bytes(_server("").authenticate_complete(state, _credentials(known), json.loads(answer)))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise _refusal() from error


def _server(organisation: str) -> Fido2Server:
    base = urlsplit(settings.BASE_URL)
    site = PublicKeyCredentialRpEntity(id=base.hostname, name=organisation or "Hustings")
    return Fido2Server(site, verify_origin=lambda origin: origin == f"{base.scheme}://{base.netloc}")


def _credentials(known: Iterable[bytes]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(each)) for each in known]


def _refusal() -> ActionRefused:
    return ActionRefused(_("The passkey was not accepted. Try again, and use the device on which you made it."))
