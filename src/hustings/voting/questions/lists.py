"""Questions of choosing one list and any of its members, tallied under encryption (voting-formats, Ballot)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .. import canonical
from ..digests import hash_to_scalar
from ..errors import BallotRefused, VotingError
from ..groups import Group
from ..proofs import Claim, read_proof, read_proofs
from .base import (
    Ciphertext,
    Context,
    ciphertext_product,
    ciphertext_text,
    ciphertexts_less_one,
    read_ciphertext,
)

FIELDS = ("choices", "individual_proofs", "overall_proof", "list_proofs", "nonzero_proof")
T = TypeVar("T")


@dataclass(frozen=True)
class Lists:
    """Choose exactly one list, and at least one of its members; each of `answers` is a list's name and its members.

    This library checks and tallies such ballots, it does not make them.
    """

    question: str
    answers: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.answers or any(len(names) < 2 for names in self.answers):
            raise VotingError(f"The question {self.question!r} has no lists, or a list without members.")

    @property
    def width(self) -> int:
        return sum(map(len, self.answers))

    def json(self) -> canonical.Json:
        value = {"answers": [list(names) for names in self.answers], "question": self.question}
        return {"type": "Lists", "value": value}

    def encrypt(self, context: Context, choice: Sequence[int], randomness: Sequence[int]) -> list[Ciphertext]:
        raise VotingError(
            f"The question {self.question!r} is one of lists, which cannot be answered with this library."
        )

    def make(self, context: Context, choice: Sequence[int], randomness: Sequence[int]) -> canonical.Json:
        self.encrypt(context, choice, randomness)

    def flatten(self, value: canonical.Json, what: str, length: int | None = None) -> list[canonical.Json]:
        rows = canonical.array(value, what, len(self.answers))
        return [
            entry
            for i, (row, names) in enumerate(zip(rows, self.answers, strict=True))
            for entry in canonical.array(row, f"{what}[{i}]", len(names))
        ]

    def nest(self, entries: Sequence[canonical.Json]) -> canonical.Json:
        return [list(row) for row in self._rows(entries)]

    def _rows(self, entries: Sequence[T]) -> Iterator[Sequence[T]]:
        start = 0
        for names in self.answers:
            yield entries[start : start + len(names)]
            start += len(names)

    def ciphertexts(self, group: Group, value: canonical.Json, what: str) -> list[Ciphertext]:
        choices = self.flatten(canonical.fields(value, what, *FIELDS)[0], f"{what}.choices")
        return [read_ciphertext(group, entry, f"{what}.choices, number {i}") for i, entry in enumerate(choices, 1)]

    def claims(
        self, context: Context, value: canonical.Json, ciphertexts: Sequence[Ciphertext], what: str
    ) -> list[Claim]:
        group, _, s0 = context
        _, individual, overall, by_list, nonzero = canonical.fields(value, what, *FIELDS)
        individual = self.flatten(individual, f"{what}.individual_proofs")
        by_list = canonical.array(by_list, f"{what}.list_proofs", len(self.answers))
        texts = [ciphertext_text(group, ciphertext) for ciphertext in ciphertexts]
        s = f"{s0}|{','.join(texts)}"
        less_one = ciphertexts_less_one(group, ciphertexts)

        claims = []
        for i, (ciphertext, less) in enumerate(zip(ciphertexts, less_one, strict=True)):
            place = f"{what}.individual_proofs, number {i + 1}"
            branches = [context.branch(ciphertext), context.branch(less)]
            proofs = read_proofs(group, individual[i], place, 2)
            claims.append(Claim(place, f"prove|{s0}|{texts[i]}|", branches, proofs))

        chosen = ciphertext_product(group, [row[0] for row in self._rows(ciphertexts)])
        (exactly_one,) = ciphertexts_less_one(group, [chosen])
        place = f"{what}.overall_proof"
        prefix = f"prove|{s}|{ciphertext_text(group, chosen)}|"
        claims.append(Claim(place, prefix, [context.branch(exactly_one)], [read_proof(group, overall, place)]))

        members = [ciphertext_product(group, row[1:]) for row in self._rows(ciphertexts)]
        for i, row in enumerate(self._rows(less_one)):
            place = f"{what}.list_proofs[{i}]"
            branches = [context.branch(row[0]), context.branch(members[i])]
            claims.append(Claim(place, f"lproof|{s}|", branches, read_proofs(group, by_list[i], place, 2)))

        _check_nonzero(context, nonzero, ciphertext_product(group, members), s, f"{what}.nonzero_proof")
        return claims


def _check_nonzero(context: Context, value: canonical.Json, total: Ciphertext, s: str, what: str) -> None:
    """Check the proof that a ciphertext does not encrypt zero: a power of the plaintext's is shown, which is not 1."""
    group, key, _ = context
    commitment, challenge, response = canonical.fields(value, what, "commitment", "challenge", "response")
    shown = group.read_member(commitment, f"{what}.commitment")
    c = canonical.decimal(challenge, f"{what}.challenge", group.order)
    t1, t2 = (
        canonical.decimal(entry, f"{what}.response", group.order)
        for entry in canonical.array(response, f"{what}.response", 2)
    )
    a1 = group.multi_exp([total.alpha, group.generator], [t1, t2])
    a2 = group.multi_exp([total.beta, key, shown], [t1, t2, c])
    if c != hash_to_scalar(f"nonzero|{s}|{commitment},{group.text(a1)},{group.text(a2)}", group.order):
        raise BallotRefused("proof", f"{what} does not hold: the ballot is invalid or was made for another use.")
