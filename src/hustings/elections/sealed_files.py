"""Files sealed for one person: read with their private key only, and noticed if anything was changed or cut off.

A sealed file is MAGIC, then a fresh key sealed for the person (libsodium's sealed box), then the content in chunks
under that key (libsodium's secretstream), the last chunk marked as the last. Knows nothing of Django.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_keygen,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
)
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_FINAL as FINAL
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MESSAGE
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

MAGIC = b"HUSTINGS-SEALED-1\n"
CHUNK = 1 << 16
SEALED_KEY = 80  # a key of 32 bytes in a sealed box


class SealBroken(ValueError):  # noqa: N818 - a seal is broken
    """The file cannot be opened with this key, or is not as it was sealed."""


def read_public_key(text: str) -> PublicKey:
    """A public key from its Base64. Raises ValueError."""
    try:
        return PublicKey(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError, CryptoError) as error:
        raise ValueError("This is not a public key.") from error


def public_text(key: PrivateKey) -> str:
    """The public half of a key, as it is handed in."""
    return base64.b64encode(bytes(key.public_key)).decode()


def seal(key: PublicKey, content: BinaryIO) -> Iterator[bytes]:
    """The sealed form of all that is in `content`, piece by piece."""
    secret = crypto_secretstream_xchacha20poly1305_keygen()
    yield MAGIC + SealedBox(key).encrypt(secret)
    state = crypto_secretstream_xchacha20poly1305_state()
    yield crypto_secretstream_xchacha20poly1305_init_push(state, secret)
    chunk = content.read(CHUNK)
    while True:
        following = content.read(CHUNK)
        yield crypto_secretstream_xchacha20poly1305_push(state, chunk, tag=MESSAGE if following else FINAL)
        if not following:
            return
        chunk = following


def unseal(key: PrivateKey, sealed: BinaryIO) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises SealBroken; what came before that must not be used."""
    try:
        if sealed.read(len(MAGIC)) != MAGIC:
            raise SealBroken("This is not a sealed file.")
        secret = SealedBox(key).decrypt(sealed.read(SEALED_KEY))
        state = crypto_secretstream_xchacha20poly1305_state()
        header = sealed.read(crypto_secretstream_xchacha20poly1305_HEADERBYTES)
        crypto_secretstream_xchacha20poly1305_init_pull(state, header, secret)
        tag = MESSAGE
        while chunk := sealed.read(CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES):
            if tag == FINAL:
                raise SealBroken("Something was added to the file after it was sealed.")
            plain, tag = crypto_secretstream_xchacha20poly1305_pull(state, chunk)
            yield plain
    except (CryptoError, ValueError, TypeError) as error:
        if isinstance(error, SealBroken):
            raise
        raise SealBroken("The file was sealed for another key, or it was changed since.") from error
    if tag != FINAL:
        raise SealBroken("The end of the file is missing.")
