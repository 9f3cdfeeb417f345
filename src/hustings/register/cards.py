"""What a membership card says, as a signed token that anyone can check with the published key, offline too.

A token is two parts of unpadded URL-safe Base64 with a point between them: the compact JSON of the card, and the
Ed25519 signature of exactly these bytes. Nothing here needs an installation.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from datetime import date

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

LONGEST = 2000


class CardRefused(Exception):  # noqa: N818 (it reads as what happened)
    """A token that is no card of this organisation, in a sentence."""


@dataclass(frozen=True)
class Card:
    """What a card says. `issue` counts the cards of one member: a later card replaces the earlier ones."""

    number: str
    name: str
    unit: str
    valid_until: date
    issue: int


def token(card: Card, key: SigningKey) -> str:
    """The card, signed."""
    said = {**asdict(card), "valid_until": card.valid_until.isoformat()}
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(key.sign(body).signature)}"


def read_token(text: str, key: VerifyKey) -> Card:
    """The card that a token holds. Raises CardRefused."""
    text = text.strip()
    if len(text) > LONGEST:
        raise CardRefused("This is not a card: it is too long for one.")
    try:
        body, signature = (_bytes(part) for part in text.split("."))
        key.verify(body, signature)
    except BadSignatureError:
        raise CardRefused("This card was not signed by this organisation, or was changed since.") from None
    except ValueError:
        raise CardRefused("This is not a card. Scan it again, or copy all of its text.") from None
    said = json.loads(body)  # what was signed with the key was written by token()
    return Card(**{**said, "valid_until": date.fromisoformat(said["valid_until"])})


def read_key(text: str) -> VerifyKey:
    """The published key, in Base64. Raises CardRefused."""
    try:
        return VerifyKey(base64.b64decode(text.strip(), validate=True))
    except (ValueError, binascii.Error):
        raise CardRefused("This is no key: it is 44 characters of Base64, as the organisation publishes it.") from None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
