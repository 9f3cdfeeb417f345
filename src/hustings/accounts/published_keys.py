"""Extension point: public halves of the installation's keys, which /.well-known/hustings-keys.json publishes."""

import base64
from collections.abc import Callable

from nacl.signing import VerifyKey

KeyOf = Callable[[], VerifyKey]
_keys: dict[str, KeyOf] = {}


def publish(purpose: str, key_of: KeyOf) -> None:
    """Publish the key that signs one kind of thing. Call it from an app's ready()."""
    _keys[purpose] = key_of


def published_keys() -> dict[str, dict[str, str]]:
    """Every such key by what it signs, as it is published."""
    return {purpose: described(key_of()) for purpose, key_of in _keys.items()}


def described(key: VerifyKey) -> dict[str, str]:
    """One key, as it is published."""
    return {"algorithm": "Ed25519", "public_key": base64.b64encode(bytes(key)).decode()}
