"""Credentials: a voter's secret, the public half that signs for it, and the record of all public halves."""

import hashlib
import re
import secrets
from collections.abc import Iterable

from . import canonical
from .errors import VotingError
from .groups import Element, Group, get_group

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LONG = (5, 6, 5, 6)
SHORT = (3, 3, 3, 3, 3)
UUID = re.compile(f"[{BASE58}]{{14,}}")
MAX_WEIGHT = 10**15


def random_base58(length: int) -> str:
    """Random letters and digits that are not easily mistaken for each other."""
    return "".join(secrets.choice(BASE58) for _ in range(length))


def _dashed(letters: str, blocks: tuple[int, ...]) -> str:
    ends = [sum(blocks[: i + 1]) for i in range(len(blocks))]
    return "-".join(letters[end - size : end] for end, size in zip(ends, blocks, strict=True))


def _number(letters: str) -> int:
    n = 0
    for letter in letters:
        n = n * 58 + BASE58.index(letter)
    return n


def new_uuid() -> str:
    """A fresh identifier of an election."""
    return random_base58(14)


def new_credential() -> str:
    """A fresh private credential, XXXXX-XXXXXX-XXXXX-XXXXXX."""
    return _dashed(random_base58(22), LONG)


def new_short_credential() -> str:
    """A fresh credential of the 15-character form, for elections that release 2.0 of the reference tool casts into."""
    letters = random_base58(14)
    # 53 of the 58 digits serve as check digits.
    return _dashed(letters + BASE58[-_number(letters) % 53], SHORT)


def private_exponent(group: Group, uuid: str, credential: str) -> int:
    """The signing key that a credential stands for in one election.

    Dashes and surrounding space may be left out or in. Raises VotingError if the credential is mistyped.
    """
    letters = credential.strip().replace("-", "")
    wrong = sorted(set(letters) - set(BASE58))
    if wrong:
        raise VotingError(f"The credential is mistyped: it never contains {' or '.join(wrong)[:40]}.")
    if len(letters) == sum(LONG):
        text = _dashed(letters, LONG)
        digests = [hashlib.sha256(f"derive_credential|{uuid}|{i}|{text}".encode()).hexdigest() for i in (0, 1)]
        exponent = int("".join(digests), 16)
    elif len(letters) == sum(SHORT):
        # Specification 2.0, section 4.8.
        if (_number(letters[:14]) + BASE58.index(letters[14])) % 53:
            raise VotingError("The credential is mistyped: its check character does not fit the others.")
        text = _dashed(letters, SHORT)
        exponent = int.from_bytes(hashlib.pbkdf2_hmac("sha256", text.encode(), uuid.encode(), 1000, 32), "big")
    else:
        raise VotingError(
            f"The credential is mistyped: it has {len(letters)} characters instead of {sum(LONG)} or {sum(SHORT)}."
        )
    return exponent % group.order


def public_credential(group_name: str, uuid: str, credential: str) -> str:
    """The public half of a credential, as the credentials record lists it. Raises VotingError if it is mistyped."""
    group = get_group(group_name)
    return group.text(group.exp_many([group.generator], [private_exponent(group, uuid, credential)])[0])


def credentials_record(group_name: str, entries: Iterable[tuple[str, int]]) -> str:
    """The record of all public credentials with their weights, sorted as the protocol demands.

    Raises VotingError for an element that is no credential, a weight out of range, and a repeated credential.
    """
    group = get_group(group_name)
    elements: dict[Element, int] = {}
    for i, (text, weight) in enumerate(entries, 1):
        element = group.read(text, f"Credential {i}")
        if element in elements:
            raise VotingError(f"Credential {i} occurs twice.")
        if not 0 <= weight < MAX_WEIGHT:
            raise VotingError(f"Credential {i} has the weight {weight}, which is not from 0 to {MAX_WEIGHT - 1}.")
        elements[element] = weight
    _check_elements(group, list(elements))
    weighted = any(weight != 1 for weight in elements.values())
    return canonical.dumps(
        [
            f"{group.text(element)},{elements[element]}" if weighted else group.text(element)
            for element in sorted(elements, key=group.sort_key)
        ]
    )


def read_credentials(group: Group, record: str) -> dict[str, int]:
    """The weights by public credential of a record. Raises VotingError if anything in it is wrong or out of order."""
    what = "The credentials record"
    weights: dict[str, int] = {}
    elements: list[Element] = []
    for i, entry in enumerate(canonical.array(canonical.parse(record, what), what), 1):
        text, comma, weight = canonical.string(entry, f"Credential {i}").partition(",")
        elements.append(group.read(text, f"Credential {i}"))
        if len(elements) > 1 and group.sort_key(elements[-2]) >= group.sort_key(elements[-1]):
            raise VotingError(f"Credential {i} is repeated or not in ascending order.")
        weights[text] = canonical.decimal(weight, f"The weight of credential {i}", MAX_WEIGHT) if comma else 1
    _check_elements(group, elements)
    return weights


def _check_elements(group: Group, elements: list[Element]) -> None:
    for i, (element, member) in enumerate(zip(elements, group.check_members(elements), strict=True), 1):
        if not member or element == group.neutral:
            raise VotingError(f"Credential {i} is not a usable element of {group.name}.")
