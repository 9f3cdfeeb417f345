"""Private messages between the members of a threshold group (specification, sections 4.6.1 and 4.6.3).

Each is signed by its sender and encrypted to its recipient, and travels by way of the returning officer.
"""

import hashlib
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM

from . import canonical
from .errors import VotingError
from .groups import Element, Group
from .threshold import check_signed, sign

GCM = "AES-GCM"
# Releases up to 3.0 name no algorithm and mean this one.
CCM_NONCE_BYTES = 13
CCM_TAG_BYTES = 8


class Envelope(NamedTuple):
    """An encrypted message as read."""

    algorithm: str | None
    alpha: Element
    beta: Element
    data: bytes


def _digest(group: Group, word: str, element: Element) -> bytes:
    return hashlib.sha256(f"{word}|{group.text(element)}".encode()).digest()


def send(group: Group, signing_key: int, recipient: Element, message: str) -> str:
    """A message signed with one key and encrypted to another."""
    signed = canonical.dumps(
        sign(group, signing_key, canonical.dumps({"recipient": group.text(recipient), "message": message}))
    )
    r, s = group.random_scalar(), group.random_scalar()
    alpha, mask, secret = group.exp_many([group.generator, recipient, group.generator], [r, r, s])
    (beta,) = group.multiply_many([mask], [secret])
    cipher = AESGCM(_digest(group, "key", secret))
    data = cipher.encrypt(_digest(group, "iv", alpha), signed.encode(), None)
    return canonical.dumps({"algorithm": GCM, "alpha": group.text(alpha), "beta": group.text(beta), "data": data.hex()})


def read_envelope(group: Group, value: canonical.Json, what: str) -> Envelope:
    """An encrypted message as anybody can check it. Raises VotingError."""
    text = canonical.string(value, what)
    algorithm, alpha, beta, data = canonical.fields(
        canonical.parse(text, what), what, "algorithm?", "alpha", "beta", "data"
    )
    if algorithm not in (None, GCM):
        raise VotingError(f"{what} is encrypted by the unknown algorithm {str(algorithm)[:40]}.")
    try:
        raw = bytes.fromhex(canonical.string(data, f"{what}: data"))
    except ValueError:
        raise VotingError(f"{what}: data is not hexadecimal.") from None
    if raw.hex() != data:
        raise VotingError(f"{what}: data is not plain lower-case hexadecimal.")
    return Envelope(
        algorithm, group.read_member(alpha, f"{what}: alpha"), group.read_member(beta, f"{what}: beta"), raw
    )


def receive(group: Group, decryption_key: int, sender: Element, value: canonical.Json, what: str) -> str:
    """The message in what `send` made, if it comes from the owner of the verification key `sender`.

    Raises VotingError if it was encrypted to somebody else, signed by somebody else, or changed.
    """
    envelope = read_envelope(group, value, what)
    mask, recipient = group.exp_many([envelope.alpha, group.generator], [decryption_key] * 2)
    (secret,) = group.multiply_many([envelope.beta], [group.inverse(mask)])
    key, nonce = _digest(group, "key", secret), _digest(group, "iv", envelope.alpha)
    try:
        if envelope.algorithm is None:
            plain = AESCCM(key, CCM_TAG_BYTES).decrypt(nonce[:CCM_NONCE_BYTES], envelope.data, None)
        else:
            plain = AESGCM(key).decrypt(nonce, envelope.data, None)
    except (InvalidTag, ValueError):
        raise VotingError(f"{what} cannot be decrypted: it was changed, or encrypted to another key.") from None
    signed = canonical.parse(canonical.decode(plain, what), what)
    inner = canonical.parse(check_signed(group, sender, signed, what), what)
    addressee, message = canonical.fields(inner, what, "recipient", "message")
    if addressee != group.text(recipient):
        raise VotingError(f"{what} was meant for another recipient.")
    return canonical.string(message, what)
