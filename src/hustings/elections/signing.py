"""Signatures of the installation: an Ed25519 key for each kind of thing that it signs.

The private halves lie in the folder `keys` of the data folder, readable by its owner alone; the public halves are
published at /.well-known/hustings-keys.json.
"""

import base64
import binascii
from pathlib import Path

from django.conf import settings
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from hustings.accounts import keyfiles
from hustings.accounts.published_keys import described, published_keys

PURPOSES = ("receipts", "declarations", "evidence", "reports")


def sign(purpose: str, text: str) -> str:
    """The signature of `text` in Base64."""
    return base64.b64encode(_key(purpose).sign(text.encode()).signature).decode()


def is_signed(purpose: str, text: str, signature: str) -> bool:
    """Whether `signature` (Base64) was made over exactly this text with this installation's key."""
    return _verifies(_key(purpose).verify_key, text, signature)


def public_keys() -> dict[str, dict[str, str]]:
    """The public halves, as they are published."""
    return {purpose: described(_key(purpose).verify_key) for purpose in PURPOSES} | published_keys()


def _verifies(key: VerifyKey, text: str, signature: str) -> bool:
    try:
        key.verify(text.encode(), base64.b64decode(signature, validate=True))
    except (BadSignatureError, binascii.Error, ValueError):
        return False
    return True


def _key(purpose: str) -> SigningKey:
    return SigningKey(keyfiles.read_or_make(Path(settings.DATA) / "keys" / f"{purpose}.key"))
