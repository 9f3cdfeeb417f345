"""The key that signs this installation's cards: private in the data folder, its public half on the check page."""

import base64
from pathlib import Path

from django.conf import settings
from nacl.signing import SigningKey

from hustings.accounts import keyfiles


def signing_key() -> SigningKey:
    """The key, made at random when it is first needed."""
    return SigningKey(keyfiles.read_or_make(Path(settings.DATA) / "keys" / "cards.key"))


def published_key() -> str:
    """The public half in Base64, as `hustings card check` takes it."""
    return base64.b64encode(bytes(signing_key().verify_key)).decode()
