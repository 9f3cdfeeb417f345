"""Zero-knowledge proofs: one verifier for every kind, and the provers (specification, sections 4.5 and 4.12 to 4.18).

Every proof of the protocol is an or-proof over branches. A branch states that one secret exponent relates some
pairs (base, element); its commitments are base ** response * element ** challenge. The challenges of the branches
must add up to the hash of a prefix and of all commitments. A signature is a claim of one branch with one pair.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from . import canonical
from .digests import hash_to_scalar
from .groups import Element, Equation, Group

Branch = Sequence[tuple[Element, Element]]


class Proof(NamedTuple):
    """What a prover publishes for one branch."""

    challenge: int
    response: int

    def json(self) -> canonical.Json:
        return {"challenge": str(self.challenge), "response": str(self.response)}


def read_proof(group: Group, value: canonical.Json, what: str) -> Proof:
    """A proof from JSON; both numbers are below the group's order. Raises VotingError."""
    challenge, response = canonical.fields(value, what, "challenge", "response")
    return Proof(
        canonical.decimal(challenge, f"{what}.challenge", group.order),
        canonical.decimal(response, f"{what}.response", group.order),
    )


def read_proofs(group: Group, value: canonical.Json, what: str, length: int) -> list[Proof]:
    """A list of exactly `length` proofs from JSON. Raises VotingError."""
    return [read_proof(group, entry, f"{what}[{i}]") for i, entry in enumerate(canonical.array(value, what, length))]


@dataclass(frozen=True, slots=True)
class Claim:
    """A proof with what it claims; `what` is its place, for the sentence that refuses it."""

    what: str
    prefix: str
    branches: Sequence[Branch]
    proofs: Sequence[Proof]


def check_claims(group: Group, claims: Sequence[Claim]) -> list[bool]:
    """For each claim, whether its proofs hold. All elements must have been checked for membership before."""
    bases, responses, elements, challenges = [], [], [], []
    for claim in claims:
        for branch, proof in zip(claim.branches, claim.proofs, strict=True):
            for base, element in branch:
                bases.append(base)
                responses.append(proof.response)
                elements.append(element)
                challenges.append(proof.challenge)
    commitments = iter(group.exp_pairs(bases, responses, elements, challenges))
    results = []
    for claim in claims:
        texts = [group.text(next(commitments)) for branch in claim.branches for _ in branch]
        total = sum(proof.challenge for proof in claim.proofs) % group.order
        results.append(total == hash_to_scalar(claim.prefix + ",".join(texts), group.order))
    return results


class Checker(Protocol):
    """What does the arithmetic of checking: this process alone, or many of them."""

    def check_members(self, elements: Sequence[Element]) -> list[bool]:
        """For each element, whether it lies in the group."""

    def check_equations(self, equations: Sequence[Equation]) -> bool:
        """Whether all of the equations between members hold."""

    def check_claims(self, claims: Sequence[Claim]) -> list[bool]:
        """For each claim about members, whether its proofs hold."""


@dataclass(frozen=True)
class OneProcess:
    """A Checker that works where it is called."""

    group: Group

    def check_members(self, elements: Sequence[Element]) -> list[bool]:
        return self.group.check_members(elements)

    def check_equations(self, equations: Sequence[Equation]) -> bool:
        return self.group.check_equations(equations)

    def check_claims(self, claims: Sequence[Claim]) -> list[bool]:
        return check_claims(self.group, claims)


def prove(group: Group, secret: int, bases: Sequence[Element], prefix: str) -> Proof:
    """Prove knowledge of `secret`, the exponent common to all pairs (base, base ** secret)."""
    w = group.random_scalar()
    commitments = group.exp_many(bases, [w] * len(bases))
    challenge = hash_to_scalar(prefix + ",".join(map(group.text, commitments)), group.order)
    return Proof(challenge, (w - secret * challenge) % group.order)


class Statement(NamedTuple):
    """To be proven of ElGamal ciphertexts: one of the branches encrypts zero.

    A branch is (randomness, plaintext) of a ciphertext (g ** randomness, y ** randomness * g ** plaintext).
    """

    prefix: str
    branches: Sequence[tuple[int, int]]


def prove_statements(group: Group, key: Element, statements: Sequence[Statement]) -> list[list[Proof]]:
    """One list of proofs per statement, each branch against the pairs (g, alpha), (key, beta).

    The prover knows the randomness of every branch, so a simulated commitment g ** response * alpha ** challenge is
    a single power of g, and the one for beta a power of the key times a power of g. In the true branch, whose
    plaintext is zero, the same formula gives the honest commitment whatever its challenge will be.
    """
    branches = [branch for statement in statements for branch in statement.branches]
    true = [next(i for i, (_, plain) in enumerate(statement.branches) if plain == 0) for statement in statements]
    exponents = [group.random_scalar() for _ in branches]
    challenges = [group.random_scalar() for _ in branches]
    powers = group.exp_many([group.generator] * len(branches), exponents)
    masks = group.exp_many([key] * len(branches), exponents)
    shifts = group.exp_many(
        [group.generator] * len(branches),
        [plain * challenge for (_, plain), challenge in zip(branches, challenges, strict=True)],
    )
    commitments = list(zip(powers, group.multiply_many(masks, shifts), strict=True))

    proofs, start = [], 0
    for statement, index in zip(statements, true, strict=True):
        end = start + len(statement.branches)
        texts = [group.text(element) for pair in commitments[start:end] for element in pair]
        wanted = hash_to_scalar(statement.prefix + ",".join(texts), group.order)
        chosen = challenges[start:end]
        chosen[index] = (wanted - sum(chosen) + chosen[index]) % group.order
        proofs.append(
            [
                Proof(challenge, (exponent - randomness * challenge) % group.order)
                for challenge, exponent, (randomness, _) in zip(
                    chosen, exponents[start:end], statement.branches, strict=True
                )
            ]
        )
        start = end
    return proofs
