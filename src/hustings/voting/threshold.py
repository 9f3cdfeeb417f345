"""Threshold groups: any `threshold` of the members open a tally together (specification, section 4.6).

What is signed by a member, and what everybody must check of it: certificates, the commitments to the polynomials
("coefexps" in the protocol) and the members' public keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import canonical
from .errors import VotingError
from .groups import Element, Group
from .keys import PublicKey, read_key
from .proofs import Claim, check_claims, prove, read_proof


class Certificate(NamedTuple):
    """The keys by which a member signs, and by which others encrypt to them."""

    verification: Element
    encryption: Element


@dataclass(frozen=True)
class ThresholdGroup:
    """A threshold group as read from the trustees record, everything in it checked."""

    key: Element
    threshold: int
    verification_keys: tuple[PublicKey, ...]


def sign(group: Group, signing_key: int, message: str) -> canonical.Json:
    """A signed message."""
    return {"message": message, "signature": signature(group, signing_key, message)}


def signature(group: Group, signing_key: int, message: str) -> canonical.Json:
    """The signature of a message that stands elsewhere."""
    return prove(group, signing_key, [group.generator], f"sigmsg|{message}|").json()


def check_signature(group: Group, key: Element, message: str, value: canonical.Json, what: str) -> None:
    """Check a signature. Raises VotingError naming `what` was signed."""
    proof = read_proof(group, value, f"{what}: the signature")
    claim = Claim(what, f"sigmsg|{message}|", [[(group.generator, key)]], [proof])
    if not check_claims(group, [claim])[0]:
        raise VotingError(f"{what}: the signature does not hold.")


def check_signed(group: Group, key: Element, value: canonical.Json, what: str) -> str:
    """The text of a signed message. Raises VotingError."""
    message, proof = canonical.fields(value, what, "message", "signature")
    canonical.string(message, f"{what}: the message")
    check_signature(group, key, message, proof, what)
    return str(message)


def context_json(group: Group, size: int, threshold: int, index: int) -> canonical.Json:
    """What a certificate says that it is for."""
    return {"group": group.name, "size": size, "threshold": threshold, "index": index}


def read_certificate(group: Group, value: canonical.Json, context: canonical.Json, what: str) -> Certificate:
    """A certificate from JSON; `context` is None for those of release 2.0. Raises VotingError."""
    message, _ = canonical.fields(value, what, "message", "signature")
    keys = canonical.parse(canonical.string(message, f"{what}: the message"), what)
    names = ("verification", "encryption") if context is None else ("context", "verification", "encryption")
    *found, verification, encryption = canonical.fields(keys, what, *names)
    if context is not None and canonical.dumps(found[0]) != canonical.dumps(context):
        raise VotingError(
            f"{what} was made for another group, size or threshold, or for another place: "
            f"it says {canonical.dumps(found[0])[:200]}, and this is {canonical.dumps(context)}."
        )
    certificate = Certificate(
        group.read_member(verification, f"{what}: the verification key"),
        group.read_member(encryption, f"{what}: the encryption key"),
    )
    check_signed(group, certificate.verification, value, what)
    return certificate


def read_certificates(
    group: Group, values: Sequence[canonical.Json], threshold: int, names: Sequence[str], *, with_context: bool = True
) -> list[Certificate]:
    """The certificates of all members, checked against each other; `names` are for sentences. Raises VotingError."""
    certificates = [
        read_certificate(
            group,
            value,
            context_json(group, len(values), threshold, index) if with_context else None,
            f"The certificate of {name}",
        )
        for index, (value, name) in enumerate(zip(values, names, strict=True), 1)
    ]
    if len({key for certificate in certificates for key in certificate}) < 2 * len(certificates):
        raise VotingError("Two certificates of the threshold group hold the same key.")
    return certificates


def check_sizes(threshold: int, size: int, what: str) -> None:
    """Raise VotingError unless 0 < threshold < size."""
    if not 0 < threshold < size:
        raise VotingError(
            f"{what} has {size} members and a threshold of {threshold}; it must be at least 1 and below the size."
        )


def commitments_message(certificates: Sequence[canonical.Json], texts: Sequence[str]) -> str:
    """What a member signs to bind the commitments to these very certificates."""
    return "certs_sig|" + canonical.dumps({"certs": list(certificates), "coefexps": list(texts)})


def read_commitments(group: Group, key: Element, value: canonical.Json, threshold: int, what: str) -> list[Element]:
    """A member's commitments to the coefficients of their polynomial, signed with their key. Raises VotingError."""
    message = check_signed(group, key, value, what)
    (texts,) = canonical.fields(canonical.parse(message, what), what, "coefexps")
    texts = canonical.array(texts, what, threshold)
    return [group.read_member(text, f"{what}: coefficient {k}") for k, text in enumerate(texts)]


def commitment_texts(value: canonical.Json) -> list[str]:
    """The texts in signed commitments that were read already."""
    texts: list[str] = canonical.parse(value["message"], "The commitments")["coefexps"]
    return texts


def committed_value(group: Group, commitments: Sequence[Element], index: int) -> Element:
    """The power of g by the polynomial's value at `index`, which its commitments determine."""
    return group.multi_exp(commitments, [index**k % group.order for k in range(len(commitments))])


def lagrange(group: Group, places: Sequence[int]) -> list[int]:
    """The coefficients by which values of a polynomial at these places give its value at 0 (section 4.19)."""
    coefficients = []
    for place in places:
        numerator, denominator = 1, 1
        for other in places:
            if other != place:
                numerator = numerator * other % group.order
                denominator = denominator * (other - place) % group.order
        coefficients.append(numerator * pow(denominator, -1, group.order) % group.order)
    return coefficients


def read_threshold_group(group: Group, value: canonical.Json, what: str, *, accept_2_0: bool = False) -> ThresholdGroup:
    """A threshold group from the trustees record, every signature, proof and key checked. Raises VotingError.

    `accept_2_0` lets the older forms pass: that of release 2.0, whose certificates have no context and which signs
    neither the commitments as a whole nor the keys, and that of 2.5, which does not sign the keys.
    """
    threshold, certs, coefexps, signatures, keys = canonical.fields(
        value, what, "threshold", "certs", "coefexps", "signatures?", "verification_keys"
    )
    canonical.number(threshold, f"{what}: the threshold")
    certs = canonical.array(certs, f"{what}: certs")
    size = len(certs)
    check_sizes(threshold, size, what)
    if signatures is None and not accept_2_0:
        raise VotingError(f"{what} is in the format of release 2.0, which has to be accepted expressly.")
    names = [f"member {i} of it" for i in range(1, size + 1)]
    certificates = read_certificates(group, certs, threshold, names, with_context=signatures is not None)
    commitments = [
        read_commitments(group, certificate.verification, entry, threshold, f"{what}: the commitments of {name}")
        for entry, certificate, name in zip(
            canonical.array(coefexps, f"{what}: coefexps", size), certificates, names, strict=True
        )
    ]
    if signatures is not None:
        entries = canonical.array(signatures, f"{what}: signatures", size)
        for entry, certificate, signed, name in zip(entries, certificates, coefexps, names, strict=True):
            message = commitments_message(certs, commitment_texts(signed))
            place = f"{what}: the certificates as {name} signed them"
            check_signature(group, certificate.verification, message, entry, place)
    return ThresholdGroup(
        group.product(own[0] for own in commitments),
        threshold,
        tuple(
            read_verification_key(
                group, entry, certificate, commitments, index, f"{what}: the key of {name}", may_be_unsigned=accept_2_0
            )
            for index, (entry, certificate, name) in enumerate(
                zip(canonical.array(keys, f"{what}: verification_keys", size), certificates, names, strict=True), 1
            )
        ),
    )


def read_verification_key(
    group: Group,
    value: canonical.Json,
    certificate: Certificate,
    commitments: Sequence[Sequence[Element]],
    index: int,
    what: str,
    *,
    may_be_unsigned: bool = False,
) -> PublicKey:
    """The public key of the member of that 1-based index, which follows from all commitments. Raises VotingError."""
    key = read_key(group, value, what)
    if key.signature is not None:
        check_signature(group, certificate.verification, key.text, value["signature"], what)
    elif not may_be_unsigned:
        raise VotingError(f"{what} is not signed by its owner.")
    if key.key != group.product(committed_value(group, own, index) for own in commitments):
        raise VotingError(f"{what} is not the one that the members' polynomials determine.")
    return key
