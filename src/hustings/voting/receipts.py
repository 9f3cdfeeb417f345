"""Receipts: what a server signs when it accepts a ballot, and what receipts prove against it (recorded as cast).

A receipt is a JSON object with `statement`, the exact text that was signed, and `signature`, Ed25519 in Base64. The
statement is a JSON object that names the board, the ballot's tracking number, the height at which the ballot stands,
and the head of the chain there. The chain binds everything before it: whoever shows another ballot under a head, or
another head at a height, has removed or changed something.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from .canonical import Json
from .copies import Link
from .credentials import UUID
from .errors import VotingError

HEAD = re.compile(r"[0-9a-f]{64}", re.ASCII)
TRACKING_NUMBER = re.compile(r"[A-Za-z0-9+/]{43}", re.ASCII)


@dataclass(frozen=True)
class SignedReceipt:
    """A receipt as read; `is_signed` says whether the signature holds."""

    board: str
    tracking_number: str
    height: int
    head: str
    statement: str
    signature: str

    @property
    def payload(self) -> str:
        """The hash of the ballot, as the board's events write it: the tracking number in hexadecimal."""
        return base64.b64decode(f"{self.tracking_number}=").hex()


def read_receipt(text: str) -> SignedReceipt:
    """A receipt from its text. Everything is taken from the signed statement. Raises VotingError."""
    sentence = "This is not a receipt: give the whole file that was saved, from the first { to the last }."
    try:
        value = json.loads(text)
        statement, signature = value["statement"], value["signature"]
        said = json.loads(statement)
        receipt = SignedReceipt(
            said["board"], said["tracking_number"], said["height"], said["head"], statement, signature
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise VotingError(sentence) from None
    texts: tuple[tuple[Json, re.Pattern[str]], ...] = (
        (receipt.board, UUID),
        (receipt.tracking_number, TRACKING_NUMBER),
        (receipt.head, HEAD),
    )
    if not all(isinstance(part, str) and pattern.fullmatch(part) for part, pattern in texts):
        raise VotingError(sentence)
    if type(receipt.height) is not int or receipt.height < 1 or not isinstance(signature, str):
        raise VotingError(sentence)
    return receipt


def is_signed(receipt: SignedReceipt, public_key: str) -> bool:
    """Whether the receipt's statement was signed with the key whose public half is this, in Base64."""
    try:
        key = VerifyKey(base64.b64decode(public_key, validate=True))
        key.verify(receipt.statement.encode(), base64.b64decode(receipt.signature, validate=True))
    except (CryptoError, binascii.Error, ValueError, TypeError):
        return False
    return True


def faults(receipt: SignedReceipt, links: Sequence[Link]) -> list[str]:
    """What a board's chain (see `copies.chain`) does not hold of what a receipt says: sentences, none if all is there.

    If the receipt is signed, each of them proves that a ballot was removed or changed after it was accepted.
    """
    if receipt.height >= len(links):
        return [
            f"The board ends at height {len(links) - 1}, but the receipt is for a ballot at height {receipt.height}: "
            "ballots were removed."
        ]
    link = links[receipt.height]
    found = []
    if link.kind != "Ballot" or link.payload != receipt.payload:
        found.append(f"The board does not hold the ballot {receipt.tracking_number} at height {receipt.height}.")
    if link.head != receipt.head:
        found.append(
            f"The chain up to height {receipt.height} is not the one that the receipt states: something before it, or "
            "the ballot itself, was removed or changed."
        )
    return found


def contradictions(receipts: Sequence[SignedReceipt]) -> list[str]:
    """What receipts of one server say against each other, without any board: sentences, none if they can all be true.

    If they are signed, each of them proves that the server changed a board after it gave a receipt.
    """
    found = []
    at_height: dict[tuple[str, int], SignedReceipt] = {}
    at_head: dict[str, SignedReceipt] = {}
    for receipt in receipts:
        first = at_height.setdefault((receipt.board, receipt.height), receipt)
        if (first.head, first.tracking_number) != (receipt.head, receipt.tracking_number):
            found.append(
                f"Two receipts are for height {receipt.height} of the board {receipt.board}, but they name different "
                "ballots or heads: one of the two ballots was removed or changed."
            )
        first = at_head.setdefault(receipt.head, receipt)
        if (first.board, first.height) != (receipt.board, receipt.height):
            found.append(f"Two receipts name the head {receipt.head} in different places.")
    return found
