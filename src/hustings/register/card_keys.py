"""The key that signs this installation's cards: private in the data folder, its public half published.

It stands on the check page and in /.well-known/hustings-keys.json.
"""

import base64
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from nacl.signing import SigningKey

from hustings.accounts import keyfiles
from hustings.register.models import CardKeyUse


def signing_key() -> SigningKey:
    """The key, made at random when it is first needed."""
    return SigningKey(keyfiles.read_or_make(Path(settings.DATA) / "keys" / "cards.key"))


def key_in_use_since() -> datetime | None:
    """Since when cards are signed with the key of now; None if they were never signed with another."""
    last = CardKeyUse.objects.last()
    if last is None:
        return None
    if last.public_key != published_key():
        return timezone.now()
    return last.since if CardKeyUse.objects.count() > 1 else None


def note_key() -> None:
    """Note, before cards are made, that the key is another than before."""
    last = CardKeyUse.objects.last()
    if last is None or last.public_key != published_key():
        CardKeyUse.objects.create(public_key=published_key())


def published_key() -> str:
    """The public half in Base64, as `hustings card check` takes it."""
    return base64.b64encode(bytes(signing_key().verify_key)).decode()
