"""Codes of authenticator apps: time-based one-time passwords (RFC 6238; SHA-1, six digits, half a minute)."""

import base64
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from nacl.secret import SecretBox

from hustings.accounts import keyfiles

STEP_SECONDS = 30
DIGITS = 6


def new_secret() -> bytes:
    """Return a secret of 160 bits, as RFC 4226 recommends."""
    return secrets.token_bytes(20)


def written_out(secret: bytes) -> str:
    """Return the secret as it is typed into an app that cannot scan: groups of four letters."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(secret: bytes, issuer: str, account: str) -> str:
    """Return the otpauth:// address that an app reads from a QR code."""
    issuer = issuer.replace(":", " ") or "Hustings"
    given = {"secret": base64.b32encode(secret).decode(), "issuer": issuer}
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{urlencode(given, quote_via=quote)}"


def code_at(secret: bytes, step: int) -> str:
    """Return the code of one half-minute, counted from 1970."""
    return _codes(secret).generate(step * STEP_SECONDS).decode()


def step_of(secret: bytes, code: str, now: float, after: int = 0) -> int | None:
    """Return the half-minute (the present one, or one beside it) whose code this is, if it comes after `after`."""
    present = int(now) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        try:
            _codes(secret).verify(code.encode(), step * STEP_SECONDS)
        except InvalidToken:
            continue
        if step > after:
            return step
    return None


def seal(secret: bytes) -> bytes:
    """Return the secret as the database may hold it: whoever reads only the database makes no codes."""
    return bytes(_box().encrypt(secret))


def unseal(sealed: bytes) -> bytes:
    """Return a secret that `seal` sealed. Raises nacl.exceptions.CryptoError if the key is another one."""
    return _box().decrypt(bytes(sealed))


def _box() -> SecretBox:
    return SecretBox(keyfiles.read_or_make(settings.DATA / "keys" / "second-factors.key"))


def _codes(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 (RFC 6238; what all apps know)
