"""Receipts: words on paper that open one case, for people who have no account and no key.

The first two words say which receipt it is; the eight after them are the secret (80 bits). Argon2id of all of them
gives the private half of a key pair, of which only the public half is kept: the tables hold nothing to compare a
guess with but the outcome of that slow computation.
"""

import difflib
import hashlib
import re
import secrets
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from nacl import pwhash
from nacl.public import PrivateKey

from hustings.accounts.errors import ActionRefused
from hustings.accounts.throttle import attempt
from hustings.conduct.models import Case, Receipt
from hustings.conduct.sealing import Holder, admit_receipt
from hustings.register.models import Member

LOOKUP_WORDS, ALL_WORDS = 2, 10
TOKEN_BYTES = 16
# No person chose the words, so that a guess has 80 bits to meet: the hash need not be slower than a page may be.
OPERATIONS, MEMORY = pwhash.argon2id.OPSLIMIT_INTERACTIVE, pwhash.argon2id.MEMLIMIT_INTERACTIVE
TRIES, MINUTES = 20, 15
_NO_SALT = bytes(pwhash.argon2id.SALTBYTES)


@cache
def word_list() -> tuple[str, ...]:
    """The 1,024 words: no two begin with the same four letters, and no slip of one letter makes one another."""
    return tuple(Path(__file__).with_name("receipt_words.txt").read_text(encoding="ascii").split())


def new_token() -> str:
    """What a form carries, so that the same form sent twice has the same words."""
    return secrets.token_hex(TOKEN_BYTES)


def words_from(token: str) -> list[str]:
    """The words that belong to a token, ten bits to a word."""
    bits = int.from_bytes(hashlib.blake2b(token.encode(), person=b"hustings receipt").digest())
    return [word_list()[bits >> 10 * place & 1023] for place in range(ALL_WORDS)]


def issue(case: Case, role: str, private: PrivateKey, words: list[str], member: Member | None = None) -> Holder:
    """Make the receipt of these words for a case whose private key is at hand. The words are kept nowhere.

    Raises IntegrityError where there is a receipt that begins with the same words.
    """
    salt = secrets.token_bytes(pwhash.argon2id.SALTBYTES)
    own = _private_half(words, salt)
    receipt = Receipt.objects.create(
        case=case,
        role=role,
        member=member,
        lookup=_lookup(words),
        salt=salt,
        public_key=bytes(own.public_key),
    )
    admit_receipt(case, receipt, private)
    return Holder(receipt, own)


def open_receipt(typed: str, address: str) -> Holder:
    """Whoever typed these words, with their key open. Raises ActionRefused; the sentence is the same for all guesses.

    Tries are counted per address. The slow hash is computed for unknown words, too, so that time tells nothing.
    """
    words = _as_words(typed)
    attempt("conduct.receipt", address, limit=TRIES, minutes=MINUTES)
    holder = holder_of(words)
    if holder is None:
        raise ActionRefused(
            _("These words open no case. Check each word and their order. When a case is deleted, its receipt ends."),
            field="words",
        )
    return holder


def holder_of(words: list[str]) -> Holder | None:
    """Whoever has these words, with their key open; it takes as long where there is no such receipt."""
    receipt = Receipt.objects.select_related("case", "member").filter(lookup=_lookup(words)).first()
    own = _private_half(words, bytes(receipt.salt) if receipt and not receipt.ended_at else _NO_SALT)
    if receipt is None or not secrets.compare_digest(bytes(own.public_key), bytes(receipt.public_key)):
        return None
    return Holder(receipt, own)


def _as_words(typed: str) -> list[str]:
    """What was typed as words of the list, or a sentence that says which word it is about."""
    words = re.findall(r"[^\W\d_]+", typed.casefold())
    known = frozenset(word_list())
    for word in words[: 2 * ALL_WORDS]:
        if word not in known:
            raise ActionRefused(_unknown(word), field="words")
    if len(words) != ALL_WORDS:
        raise ActionRefused(
            _("A receipt has {needed} words, and these are {given}. Type all of them, in their order.").format(
                needed=ALL_WORDS, given=len(words)
            ),
            field="words",
        )
    return words


def _unknown(word: str) -> str:
    near = difflib.get_close_matches(word[:40], word_list(), n=1)
    if near:
        return _("No receipt has the word “{word}”. Did you mean “{near}”?").format(word=word[:40], near=near[0])
    return _("No receipt has the word “{word}”. Check its spelling.").format(word=word[:40])


def _lookup(words: list[str]) -> str:
    return " ".join(words[:LOOKUP_WORDS])


def _private_half(words: list[str], salt: bytes) -> PrivateKey:
    seed = pwhash.argon2id.kdf(32, " ".join(words).encode(), salt, OPERATIONS, MEMORY)
    return PrivateKey.from_seed(seed)
