"""Trustees' keys, and the proof that their owner knows the private half (specification, section 4.5)."""

import secrets
from dataclasses import dataclass
from typing import NamedTuple

from . import canonical
from .errors import VotingError
from .groups import Element, Group, get_group
from .proofs import Claim, Proof, check_claims, prove, read_proof


@dataclass(frozen=True)
class TrusteeKey:
    """`public` is the object that the trustee sends in; `private`, as the trustee keeps it, never leaves them."""

    private: str
    public: str


class PublicKey(NamedTuple):
    """A trustee's public key as read; only members of a threshold group sign theirs."""

    key: Element
    text: str
    name: str
    signature: Proof | None


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


def read_key(group: Group, value: canonical.Json, what: str) -> PublicKey:
    """A public key from JSON, its proof of knowledge checked and its signature not. Raises VotingError."""
    pok, public_key, signature, name = canonical.fields(value, what, "pok", "public_key", "signature?", "name?")
    key = group.read_member(public_key, f"{what}: the public key")
    proof = read_proof(group, pok, f"{what}: the proof of knowledge")
    claim = Claim(what, _prefix(group, public_key), [[(group.generator, key)]], [proof])
    if not check_claims(group, [claim])[0]:
        raise VotingError(f"{what}: the proof of knowledge of the private key does not hold.")
    return PublicKey(
        key,
        public_key,
        "" if name is None else canonical.string(name, f"{what}: the name"),
        None if signature is None else read_proof(group, signature, f"{what}: the signature"),
    )


def read_single_key(group: Group, value: canonical.Json, what: str) -> PublicKey:
    """The key of a single trustee from JSON, checked. Raises VotingError."""
    key = read_key(group, value, what)
    if key.signature is not None:
        raise VotingError(f"{what} carries a signature, which only members of a threshold group have.")
    return key


def check_trustee_key(group_name: str, public: str) -> None:
    """Check the public part of a trustee's key as it comes in. Raises VotingError saying what is wrong with it."""
    what = "The trustee's public key"
    read_single_key(get_group(group_name), canonical.parse(public, what), what)
