"""Signatures of the installation: one Ed25519 key for receipts, another for declarations.

The private halves lie in the folder `keys` of the data folder, readable by its owner alone; the public halves are
published at /.well-known/hustings-keys.json.
"""

import base64
import binascii
import contextlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

PURPOSES = ("receipts", "declarations")


def sign(purpose: str, text: str) -> str:
    """The signature of `text` in Base64."""
    return base64.b64encode(_key(purpose).sign(text.encode()).signature).decode()


def is_signed(purpose: str, text: str, signature: str) -> bool:
    """Whether `signature` (Base64) was made over exactly this text with this installation's key."""
    return _verifies(_key(purpose).verify_key, text, signature)


def public_keys() -> dict[str, dict[str, str]]:
    """Both public halves, as they are published."""
    return {
        purpose: {"algorithm": "Ed25519", "public_key": base64.b64encode(bytes(_key(purpose).verify_key)).decode()}
        for purpose in PURPOSES
    }


def _verifies(key: VerifyKey, text: str, signature: str) -> bool:
    try:
        key.verify(text.encode(), base64.b64decode(signature, validate=True))
    except (BadSignatureError, binascii.Error, ValueError):
        return False
    return True


def _key(purpose: str) -> SigningKey:
    path = Path(settings.DATA) / "keys" / f"{purpose}.key"
    if not path.exists():
        _make_key(path)
    return SigningKey(bytes.fromhex(path.read_text()))


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{secrets.token_hex(8)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(bytes(SigningKey.generate()).hex())
    # Of two processes that start at once, one gives its file the name and the other reads that one, complete.
    with contextlib.suppress(FileExistsError):
        os.link(unfinished, path)
    unfinished.unlink()
