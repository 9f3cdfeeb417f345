"""The key ceremony of a threshold group, step by step (specification, sections 3.1.1 and 4.6).

Every member keeps nothing but a seed. They send in a certificate, then a polynomial, then, from the shares that the
others' polynomials hold for them, a public key; the returning officer passes these on and publishes the parameters.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import canonical
from .channels import read_envelope, receive, send
from .credentials import BASE58, random_base58
from .errors import VotingError
from .groups import Element, Group, get_group
from .keys import trustee_key
from .threshold import (
    Certificate,
    check_signature,
    check_sizes,
    commitment_texts,
    commitments_message,
    committed_value,
    context_json,
    read_certificate,
    read_certificates,
    read_commitments,
    read_threshold_group,
    read_verification_key,
    sign,
    signature,
)

SEED_LENGTH = 22
MAX_MEMBERS = 1000


@dataclass(frozen=True)
class Ceremony:
    """What is agreed on beforehand; the members are numbered from 1 in the order of their names, which may be empty."""

    group_name: str
    threshold: int
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        check_sizes(self.threshold, len(self.names), "The threshold group")

    @property
    def group(self) -> Group:
        return get_group(self.group_name)

    def name(self, index: int) -> str:
        """How sentences call a member. Raises VotingError if there is no member of that number."""
        if not 1 <= index <= len(self.names):
            raise VotingError(f"There is no member {index}; the members are numbered 1 to {len(self.names)}.")
        name = self.names[index - 1]
        return f"member {index} ({name})" if name else f"member {index}"

    def certificates(self, texts: Sequence[str]) -> tuple[list[canonical.Json], list[Certificate]]:
        """All members' certificates, as JSON and checked. Raises VotingError naming the member."""
        if len(texts) != len(self.names):
            raise VotingError(f"There are {len(texts)} certificates of {len(self.names)} members.")
        names = [self.name(index) for index in range(1, len(texts) + 1)]
        values = [canonical.parse(text, f"The certificate of {name}") for text, name in zip(texts, names, strict=True)]
        return values, read_certificates(self.group, values, self.threshold, names)


def agreed_ceremony(certificates: Sequence[str]) -> Ceremony:
    """The ceremony that the first certificate speaks of; the steps check that all do. Raises VotingError."""
    what = "The first certificate"
    if not certificates:
        raise VotingError("There are no certificates.")
    message, _ = canonical.fields(canonical.parse(certificates[0], what), what, "message", "signature")
    text = canonical.string(message, what)
    context, _, _ = canonical.fields(canonical.parse(text, what), what, "context", "verification", "encryption")
    group, size, threshold, _ = canonical.fields(context, what, "group", "size", "threshold", "index")
    get_group(canonical.string(group, f"{what}: group"))
    if canonical.number(size, f"{what}: size") > MAX_MEMBERS:
        raise VotingError(f"{what} speaks of {size} members, more than {MAX_MEMBERS}.")
    return Ceremony(group, canonical.number(threshold, f"{what}: threshold"), ("",) * size)


class _Member(NamedTuple):
    """What a member derives from the seed."""

    signing: int
    decryption: int
    certificate: Certificate


def new_threshold_seed() -> str:
    """A fresh seed: the one secret that a member of a threshold group keeps."""
    return random_base58(SEED_LENGTH)


def _member(group: Group, seed: str) -> _Member:
    seed = seed.strip()
    if len(seed) != SEED_LENGTH or set(seed) - set(BASE58):
        raise VotingError(f"The seed is mistyped: it is {SEED_LENGTH} letters and digits, without 0, O, I and l.")
    signing, decryption = (
        int(hashlib.sha256(f"{word}|{seed}".encode()).hexdigest(), 16) % group.order for word in ("sk", "dk")
    )
    return _Member(signing, decryption, Certificate(*group.exp_many([group.generator] * 2, [signing, decryption])))


def _own_index(member: _Member, certificates: Sequence[Certificate]) -> int:
    if member.certificate not in certificates:
        raise VotingError("None of the certificates was made with this seed.")
    return certificates.index(member.certificate) + 1


def threshold_certificate(ceremony: Ceremony, index: int, seed: str) -> str:
    """Step 1: the certificate of a member, for which this is the first use of the seed. Raises VotingError."""
    group, member = ceremony.group, _member(ceremony.group, seed)
    ceremony.name(index)
    keys = {
        "context": context_json(group, len(ceremony.names), ceremony.threshold, index),
        "verification": group.text(member.certificate.verification),
        "encryption": group.text(member.certificate.encryption),
    }
    return canonical.dumps(sign(group, member.signing, canonical.dumps(keys)))


def check_threshold_certificate(ceremony: Ceremony, index: int, text: str) -> None:
    """Check a certificate as it comes in. Raises VotingError naming the member."""
    what = f"The certificate of {ceremony.name(index)}"
    context = context_json(ceremony.group, len(ceremony.names), ceremony.threshold, index)
    read_certificate(ceremony.group, canonical.parse(text, what), context, what)


def threshold_polynomial(ceremony: Ceremony, certificates: Sequence[str], seed: str) -> str:
    """Step 2: a member's polynomial, with a share of it for every member. Raises VotingError."""
    group, member = ceremony.group, _member(ceremony.group, seed)
    values, keys = ceremony.certificates(certificates)
    _own_index(member, keys)
    coefficients = [group.random_scalar() for _ in range(ceremony.threshold)]
    powers = group.exp_many([group.generator] * len(coefficients), coefficients)
    texts = [group.text(power) for power in powers]

    def sent(recipient: Element, value: canonical.Json) -> str:
        return send(group, member.signing, recipient, canonical.dumps(value))

    def share(index: int) -> str:
        return str(sum(a * index**k for k, a in enumerate(coefficients)) % group.order)

    return canonical.dumps(
        {
            "polynomial": sent(member.certificate.encryption, {"polynomial": list(map(str, coefficients))}),
            "secrets": [sent(key.encryption, {"secret": share(index)}) for index, key in enumerate(keys, 1)],
            "coefexps": sign(group, member.signing, canonical.dumps({"coefexps": texts})),
            "signature": signature(group, member.signing, commitments_message(values, texts)),
        }
    )


class _Dealt(NamedTuple):
    """A member's polynomial as everybody sees it."""

    polynomial: str
    secrets: list[str]
    coefexps: canonical.Json
    signature: canonical.Json
    commitments: list[Element]


def _read_commitments(
    ceremony: Ceremony,
    values: Sequence[canonical.Json],
    key: Certificate,
    index: int,
    coefexps: canonical.Json,
    signed: canonical.Json,
) -> list[Element]:
    group, what = ceremony.group, f"The polynomial of {ceremony.name(index)}"
    commitments = read_commitments(group, key.verification, coefexps, ceremony.threshold, what)
    message = commitments_message(values, commitment_texts(coefexps))
    check_signature(group, key.verification, message, signed, f"{what}, with the certificates as they signed them")
    return commitments


def _read_polynomial(
    ceremony: Ceremony, values: Sequence[canonical.Json], key: Certificate, index: int, text: str
) -> _Dealt:
    group, what = ceremony.group, f"The polynomial of {ceremony.name(index)}"
    polynomial, secrets, coefexps, signed = canonical.fields(
        canonical.parse(text, what), what, "polynomial", "secrets", "coefexps", "signature"
    )
    read_envelope(group, polynomial, what)
    for number, secret in enumerate(canonical.array(secrets, f"{what}: secrets", len(ceremony.names)), 1):
        read_envelope(group, secret, f"{what}: the share for {ceremony.name(number)}")
    commitments = _read_commitments(ceremony, values, key, index, coefexps, signed)
    return _Dealt(polynomial, secrets, coefexps, signed, commitments)


def _read_polynomials(
    ceremony: Ceremony, certificates: Sequence[str], polynomials: Sequence[str]
) -> tuple[list[canonical.Json], list[Certificate], list[_Dealt]]:
    values, keys = ceremony.certificates(certificates)
    if len(polynomials) != len(keys):
        raise VotingError(f"There are {len(polynomials)} polynomials of {len(keys)} members.")
    dealt = [
        _read_polynomial(ceremony, values, key, index, text)
        for index, (key, text) in enumerate(zip(keys, polynomials, strict=True), 1)
    ]
    return values, keys, dealt


def check_threshold_polynomial(ceremony: Ceremony, certificates: Sequence[str], index: int, text: str) -> None:
    """Check of a polynomial what can be checked without the members' keys. Raises VotingError naming the member."""
    ceremony.name(index)
    values, keys = ceremony.certificates(certificates)
    _read_polynomial(ceremony, values, keys[index - 1], index, text)


def threshold_shares(ceremony: Ceremony, certificates: Sequence[str], polynomials: Sequence[str], index: int) -> str:
    """What a member gets for step 3: everybody's share for them, and everybody's commitments. Raises VotingError."""
    ceremony.name(index)
    _, _, dealt = _read_polynomials(ceremony, certificates, polynomials)
    return canonical.dumps(
        {
            "polynomial": dealt[index - 1].polynomial,
            "secrets": [own.secrets[index - 1] for own in dealt],
            "coefexps": [own.coefexps for own in dealt],
            "signatures": [own.signature for own in dealt],
        }
    )


def threshold_key(ceremony: Ceremony, certificates: Sequence[str], seed: str, shares: str) -> str:
    """Step 3: a member's public key, and the private one encrypted to themselves, from what `threshold_shares` made.

    Raises VotingError naming the member whose share does not fit their commitments.
    """
    group, member = ceremony.group, _member(ceremony.group, seed)
    values, keys = ceremony.certificates(certificates)
    own = _own_index(member, keys)
    what = f"What {ceremony.name(own)} was sent"
    polynomial, secrets, coefexps, signatures = canonical.fields(
        canonical.parse(shares, what), what, "polynomial", "secrets", "coefexps", "signatures"
    )
    size = len(keys)
    commitments = [
        _read_commitments(ceremony, values, key, index, *parts)
        for index, (key, *parts) in enumerate(
            zip(
                keys,
                canonical.array(coefexps, f"{what}: coefexps", size),
                canonical.array(signatures, f"{what}: signatures", size),
                strict=True,
            ),
            1,
        )
    ]
    _check_own_polynomial(group, member, polynomial, commitments[own - 1])
    secret = 0
    for index, (key, entry) in enumerate(zip(keys, canonical.array(secrets, f"{what}: secrets", size), strict=True), 1):
        place = f"The share of {ceremony.name(index)} for {ceremony.name(own)}"
        message = canonical.parse(receive(group, member.decryption, key.verification, entry, place), place)
        share = canonical.decimal(canonical.fields(message, place, "secret")[0], place, group.order)
        if group.exp_many([group.generator], [share])[0] != committed_value(group, commitments[index - 1], own):
            raise VotingError(f"{place} is refused: it does not fit the commitments that they signed.")
        secret += share
    secret %= group.order
    key_pair = canonical.parse(trustee_key(group, secret).public, what)
    key_pair["signature"] = signature(group, member.signing, key_pair["public_key"])
    if name := ceremony.names[own - 1]:
        key_pair["name"] = name
    message = canonical.dumps({"decryption_key": str(secret)})
    sealed = send(group, member.signing, member.certificate.encryption, message)
    return canonical.dumps({"private_key": sealed, "public_key": key_pair})


def _check_own_polynomial(group: Group, member: _Member, sealed: canonical.Json, commitments: list[Element]) -> None:
    """Let a member find out if somebody put another polynomial in the place of theirs."""
    what = "Your own polynomial"
    text = receive(group, member.decryption, member.certificate.verification, sealed, what)
    (coefficients,) = canonical.fields(canonical.parse(text, what), what, "polynomial")
    exponents = [
        canonical.decimal(entry, what, group.order) for entry in canonical.array(coefficients, what, len(commitments))
    ]
    if group.exp_many([group.generator] * len(exponents), exponents) != commitments:
        raise VotingError(f"{what} does not fit the commitments that go under your name.")


def check_threshold_key(
    ceremony: Ceremony, certificates: Sequence[str], polynomials: Sequence[str], index: int, text: str
) -> None:
    """Check what `threshold_key` made, as it comes in. Raises VotingError naming the member."""
    ceremony.name(index)
    _, keys, dealt = _read_polynomials(ceremony, certificates, polynomials)
    _read_output(ceremony, keys[index - 1], [own.commitments for own in dealt], index, text)


def _read_output(
    ceremony: Ceremony, key: Certificate, commitments: list[list[Element]], index: int, text: str
) -> tuple[str, canonical.Json]:
    what = f"The key of {ceremony.name(index)}"
    private_key, public_key = canonical.fields(canonical.parse(text, what), what, "private_key", "public_key")
    read_envelope(ceremony.group, private_key, f"{what}: the private half")
    read_verification_key(ceremony.group, public_key, key, commitments, index, what)
    return private_key, public_key


def threshold_parameters(
    ceremony: Ceremony, certificates: Sequence[str], polynomials: Sequence[str], keys: Sequence[str]
) -> str:
    """The end of the ceremony: what `trustees_record` publishes of the group. Raises VotingError naming the member."""
    values, certified, dealt = _read_polynomials(ceremony, certificates, polynomials)
    if len(keys) != len(certified):
        raise VotingError(f"There are {len(keys)} keys of {len(certified)} members.")
    commitments = [own.commitments for own in dealt]
    public_keys = [
        _read_output(ceremony, certificate, commitments, index, text)[1]
        for index, (certificate, text) in enumerate(zip(certified, keys, strict=True), 1)
    ]
    parameters = {
        "threshold": ceremony.threshold,
        "certs": values,
        "coefexps": [own.coefexps for own in dealt],
        "signatures": [own.signature for own in dealt],
        "verification_keys": public_keys,
    }
    read_threshold_group(ceremony.group, parameters, "The threshold group")
    return canonical.dumps(parameters)


def encrypted_private_key(key: str) -> str:
    """The encrypted private key in what `threshold_key` made, which a member needs besides the seed to open a tally."""
    private_key, _ = canonical.fields(canonical.parse(key, "The key"), "The key", "private_key", "public_key")
    return canonical.string(private_key, "The private key")


def threshold_private_key(group_name: str, seed: str, encrypted: str) -> str:
    """A member's private key as `partial_decryption` takes it, from the seed and the encrypted private key.

    Raises VotingError if the two do not belong together.
    """
    group = get_group(group_name)
    member, what = _member(group, seed), "The encrypted private key"
    text = receive(group, member.decryption, member.certificate.verification, encrypted.strip(), what)
    (secret,) = canonical.fields(canonical.parse(text, what), what, "decryption_key")
    # Release 2.0 writes the sum of the members' shares as it is.
    return canonical.dumps(str(canonical.decimal(secret, what, group.order * MAX_MEMBERS) % group.order))
