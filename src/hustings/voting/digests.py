"""The three ways in which the protocol writes SHA-256."""

import base64
import hashlib


def sha256_hex(text: str | bytes) -> str:
    """Lower-case hexadecimal: record names and references between records."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def sha256_base64(text: str) -> str:
    """Base64 without padding, 43 characters: election hash, signature hash, tracking number."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def hash_to_scalar(text: str, order: int) -> int:
    """The digest as a big-endian number modulo the group's order: every challenge."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % order
