"""Trustees: their keys, and the record that lists them (specification, sections 4.5 and 4.7)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from . import canonical
from .errors import VotingError
from .groups import Element, Group, get_group
from .proofs import Claim, check_claims, prove, read_proof


@dataclass(frozen=True)
class TrusteeKey:
    """`public` is the object that the trustee sends in; `private`, as the trustee keeps it, never leaves them."""

    private: str
    public: str


@dataclass(frozen=True)
class Trustee:
    """One entry of the trustees record; `name` is empty if the trustee gave none."""

    key: Element
    name: str


def _prefix(group: Group, public_key: str) -> str:
    return f"pok|{group.name}|{public_key}|"


def trustee_key(group: Group, secret: int, name: str = "") -> TrusteeKey:
    """The key with a given private exponent, and a fresh proof of knowing it."""
    public_key = group.text(group.exp_many([group.generator], [secret])[0])
    proof = prove(group, secret, [group.generator], _prefix(group, public_key))
    public = {"pok": proof.json(), "public_key": public_key} | ({"name": name} if name else {})
    return TrusteeKey(private=canonical.dumps(str(secret)), public=canonical.dumps(public))


def new_trustee_key(group_name: str, name: str = "") -> TrusteeKey:
    """Generate a single trustee's key. Raises VotingError for an unknown group."""
    group = get_group(group_name)
    return trustee_key(group, 1 + secrets.randbelow(group.order - 1), name)


def private_exponent(group: Group, private_key: str) -> int:
    """The exponent in a private key's text. Raises VotingError."""
    exponent = canonical.decimal(
        canonical.parse(private_key.strip(), "The private key"), "The private key", group.order
    )
    if exponent == 0:
        raise VotingError("The private key is zero.")
    return exponent


def _read_key(group: Group, value: canonical.Json, what: str) -> Trustee:
    pok, public_key, signature, name = canonical.fields(value, what, "pok", "public_key", "signature?", "name?")
    if signature is not None:
        raise VotingError(f"{what} carries a signature, which only members of a threshold group have.")
    key = group.read_member(public_key, f"{what}: the public key")
    proof = read_proof(group, pok, f"{what}: the proof of knowledge")
    claim = Claim(what, _prefix(group, public_key), [[(group.generator, key)]], [proof])
    if not check_claims(group, [claim])[0]:
        raise VotingError(f"{what}: the proof of knowledge of the private key does not hold.")
    return Trustee(key, "" if name is None else canonical.string(name, f"{what}: the name"))


def check_trustee_key(group_name: str, public: str) -> None:
    """Check the public part of a trustee's key as it comes in. Raises VotingError saying what is wrong with it."""
    _read_key(get_group(group_name), canonical.parse(public, "The trustee's public key"), "The trustee's public key")


def trustees_record(group_name: str, public_keys: Sequence[str]) -> str:
    """The trustees record of single trustees, in the given order. Raises VotingError."""
    keys = [canonical.parse(public, f"The public key of trustee {i}") for i, public in enumerate(public_keys, 1)]
    record = canonical.dumps([["Single", key] for key in keys])
    read_trustees(get_group(group_name), record)
    return record


def read_trustees(group: Group, record: str) -> tuple[Trustee, ...]:
    """The trustees of a record, in the order of their owner numbers, every proof checked. Raises VotingError."""
    trustees = []
    for i, entry in enumerate(
        canonical.array(canonical.parse(record, "The trustees record"), "The trustees record"), 1
    ):
        kind, value = canonical.array(entry, f"Trustee {i}", 2)
        if kind != "Single":
            raise VotingError(f"Trustee {i} is of the kind {str(kind)[:40]}, which this release cannot check.")
        trustees.append(_read_key(group, value, f"Trustee {i}"))
    if not trustees:
        raise VotingError("The trustees record is empty.")
    if len({trustee.key for trustee in trustees}) < len(trustees):
        raise VotingError("The trustees record lists the same key twice.")
    return tuple(trustees)


def election_key(group: Group, trustees: Sequence[Trustee]) -> Element:
    """The key that ballots are encrypted to: the product of the trustees' keys."""
    return group.product(trustee.key for trustee in trustees)
