"""What ballots and the tally ask of a kind of question."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from .. import canonical
from ..groups import Element, Group
from ..proofs import Branch, Claim


class Ciphertext(NamedTuple):
    """An ElGamal ciphertext (g ** r, y ** r * g ** m)."""

    alpha: Element
    beta: Element


class Context(NamedTuple):
    """What the proofs of a ballot's answers are bound to: the group, the election key, and S0 (phi|credential)."""

    group: Group
    key: Element
    s0: str

    def branch(self, ciphertext: Ciphertext) -> Branch:
        """The pairs of a proof that a ciphertext encrypts zero."""
        return [(self.group.generator, ciphertext.alpha), (self.key, ciphertext.beta)]


class Question(Protocol):
    """What ballots and tally ask of a kind of question."""

    def json(self) -> canonical.Json:
        """The question as it stands in the election record."""

    def encrypt(self, context: Context, choice: Sequence[int], randomness: Sequence[int]) -> list[Ciphertext]:
        """Encrypt a choice with these exponents, `width` of them. Raises VotingError if the question forbids it."""

    def make(self, context: Context, choice: Sequence[int], randomness: Sequence[int]) -> canonical.Json:
        """Encrypt a choice in the same way, and prove it."""

    def ciphertexts(self, group: Group, value: canonical.Json, what: str) -> list[Ciphertext]:
        """The ciphertexts of an answer from JSON, still unchecked for membership. Raises VotingError if malformed."""

    def claims(
        self, context: Context, value: canonical.Json, ciphertexts: Sequence[Ciphertext], what: str
    ) -> list[Claim]:
        """What the proofs of an answer claim of its ciphertexts, which must be members of the group by now.

        Raises VotingError if malformed, and BallotRefused for a proof that is no Claim and does not hold.
        """

    def flatten(self, value: canonical.Json, what: str, length: int | None = None) -> list[canonical.Json]:
        """The entries of this question's part of a tally, a partial decryption or a result, as one list.

        Of a ranked question there is one entry for each ballot, `length` of them if that is given. Raises VotingError.
        """

    def nest(self, entries: Sequence[canonical.Json]) -> canonical.Json:
        """The opposite of `flatten`."""

    @property
    def width(self) -> int:
        """How many ciphertexts an answer has."""


def read_ciphertext(group: Group, value: canonical.Json, what: str) -> Ciphertext:
    """A ciphertext from JSON, its membership still unchecked. Raises VotingError."""
    alpha, beta = canonical.fields(value, what, "alpha", "beta")
    return Ciphertext(group.read(alpha, f"{what}.alpha"), group.read(beta, f"{what}.beta"))


def ciphertext_json(group: Group, ciphertext: Ciphertext) -> canonical.Json:
    """A ciphertext as the protocol writes it."""
    return {"alpha": group.text(ciphertext.alpha), "beta": group.text(ciphertext.beta)}


def ciphertext_text(group: Group, ciphertext: Ciphertext) -> str:
    """A ciphertext as it is hashed."""
    return f"{group.text(ciphertext.alpha)},{group.text(ciphertext.beta)}"


def ciphertext_product(group: Group, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
    """A ciphertext of the sum of what these encrypt."""
    return Ciphertext(group.product(alpha for alpha, _ in ciphertexts), group.product(beta for _, beta in ciphertexts))


def ciphertexts_less_one(group: Group, ciphertexts: Sequence[Ciphertext]) -> list[Ciphertext]:
    """Ciphertexts of one less than what these encrypt."""
    one = group.inverse(group.generator)
    betas = group.multiply_many([beta for _, beta in ciphertexts], [one] * len(ciphertexts))
    return [Ciphertext(alpha, beta) for (alpha, _), beta in zip(ciphertexts, betas, strict=True)]
