"""Sealing the credentials that wait to be sent, so that neither the database nor a backup holds one in the clear.

Each election has a key of its own, in a file of the folder `sealing` in the data folder. Backups leave this folder out,
and with the file the credentials go: once it is deleted, no copy of the database made earlier can be opened.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from hustings.accounts import keyfiles
from hustings.accounts.errors import ActionRefused


def seal(election: int, member: int, credential: str) -> bytes:
    """A member's credential, sealed with the key of this election and good for this member only."""
    return bytes(Aead(keyfiles.read_or_make(_path(election))).encrypt(credential.encode(), _place(election, member)))


def unseal(election: int, member: int, sealed: bytes) -> str:
    """The credential that was sealed for this member. Refused if the key is not here any more."""
    try:
        return Aead(keyfiles.read(_path(election))).decrypt(bytes(sealed), _place(election, member)).decode()
    except (OSError, CryptoError):
        raise ActionRefused(
            _(
                "The credential cannot be unsealed: its key is not on this server. Keys are not part of a backup; copy "
                "the folder “sealing” from the old data folder, if it is still there."
            )
        ) from None


def seal_file(election: int, name: str, content: bytes) -> bytes:
    """A file with voting secrets of this election, sealed with its key."""
    return bytes(Aead(keyfiles.read_or_make(_path(election))).encrypt(content, f"{election}/file/{name}".encode()))


def unseal_file(election: int, name: str, sealed: bytes) -> bytes:
    """The file that was sealed under this name. Refused if the key is not here any more."""
    try:
        return Aead(keyfiles.read(_path(election))).decrypt(sealed, f"{election}/file/{name}".encode())
    except (OSError, CryptoError):
        raise ActionRefused(_("The file cannot be unsealed: its key is not on this server. Make it again.")) from None


def keyed_hash(election: int, text: str) -> str:
    """The hash of a text under the key of this election: who has no key can try no texts out."""
    key = keyfiles.read_or_make(_path(election))
    return hashlib.blake2b(text.encode(), digest_size=32, key=key, person=b"hustings-hash").hexdigest()


def has_key(election: int) -> bool:
    """Whether what was sealed for this election can be unsealed."""
    return _path(election).exists()


def forget(election: int) -> None:
    """Delete the key of an election: what was sealed with it, in whatever copy, is lost for good."""
    _path(election).unlink(missing_ok=True)


def _path(election: int) -> Path:
    return Path(settings.DATA) / "sealing" / f"{election}.key"


def _place(election: int, member: int) -> bytes:
    return f"{election}/{member}".encode()
