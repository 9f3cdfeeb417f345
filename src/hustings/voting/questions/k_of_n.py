"""Questions of choosing from `min` to `max` answers, tallied under encryption (section 4.11.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from .. import canonical
from ..errors import VotingError
from ..groups import Group
from ..proofs import Claim, Statement, prove_statements, read_proofs
from .base import (
    Ciphertext,
    Context,
    ciphertext_json,
    ciphertext_product,
    ciphertext_text,
    ciphertexts_less_one,
    read_ciphertext,
)


@dataclass(frozen=True)
class KofN:
    """Choose from `min` to `max` of the answers or, if `blank`, none of them by a blank vote (section 4.11.1).

    A choice is a 0/1 vector over the answers; with `blank` it leads with one more entry, 1 for a blank vote.
    """

    question: str
    answers: tuple[str, ...]
    min: int
    max: int
    blank: bool = False

    def __post_init__(self) -> None:
        if not self.answers:
            raise VotingError(f"The question {self.question!r} has no answers to choose from.")
        if not 0 <= self.min <= self.max <= len(self.answers):
            raise VotingError(
                f"The question {self.question!r} asks for {self.min} to {self.max} of {len(self.answers)} answers."
            )

    @property
    def width(self) -> int:
        return len(self.answers) + self.blank

    def json(self) -> canonical.Json:
        value: dict[str, canonical.Json] = {"answers": list(self.answers)}
        if self.blank:
            value["blank"] = True
        return value | {"min": self.min, "max": self.max, "question": self.question}

    def _check_choice(self, choice: Sequence[int]) -> None:
        if len(choice) != self.width or any(bit not in (0, 1) for bit in choice):
            raise VotingError(f"A choice on {self.question!r} is {self.width} numbers, each 0 or 1.")
        chosen = sum(choice[self.blank :])
        if self.blank and choice[0]:
            if chosen:
                raise VotingError(f"A blank vote on {self.question!r} cannot choose answers as well.")
        elif not self.min <= chosen <= self.max:
            raise VotingError(f"Choose {self.min} to {self.max} answers on {self.question!r}, not {chosen}.")

    def encrypt(self, context: Context, choice: Sequence[int], randomness: Sequence[int]) -> list[Ciphertext]:
        self._check_choice(choice)
        group, key, _ = context
        alphas = group.exp_many([group.generator] * len(choice), randomness)
        plains = group.exp_many([group.generator] * len(choice), choice)
        betas = group.multiply_many(group.exp_many([key] * len(choice), randomness), plains)
        return [Ciphertext(*pair) for pair in zip(alphas, betas, strict=True)]

    def make(self, context: Context, choice: Sequence[int], randomness: Sequence[int]) -> canonical.Json:
        group, key, s0 = context
        ciphertexts = self.encrypt(context, choice, randomness)
        texts = [ciphertext_text(group, ciphertext) for ciphertext in ciphertexts]
        s = f"{s0}|{','.join(texts)}"

        statements = [
            Statement(f"prove|{s0}|{text}|", [(r, bit), (r, bit - 1)])
            for text, r, bit in zip(texts, randomness, choice, strict=True)
        ]
        members = slice(int(self.blank), None)
        r_sum, chosen = sum(randomness[members]), sum(choice[members])
        in_range = [(r_sum, chosen - value) for value in range(self.min, self.max + 1)]
        if self.blank:
            statements.append(Statement(f"bproof1|{s}|", [(randomness[0], choice[0] - 1), *in_range]))
            statements.append(Statement(f"bproof0|{s}|", [(randomness[0], choice[0]), (r_sum, chosen)]))
        else:
            total = ciphertext_product(group, ciphertexts)
            statements.append(Statement(f"prove|{s}|{ciphertext_text(group, total)}|", in_range))

        proofs = [[proof.json() for proof in proofs] for proofs in prove_statements(group, key, statements)]
        return {
            "choices": [ciphertext_json(group, ciphertext) for ciphertext in ciphertexts],
            "individual_proofs": proofs[: self.width],
            "overall_proof": proofs[self.width],
        } | ({"blank_proof": proofs[self.width + 1]} if self.blank else {})

    def _fields(self, value: canonical.Json, what: str) -> list[canonical.Json]:
        blank = ("blank_proof",) if self.blank else ()
        return canonical.fields(value, what, "choices", "individual_proofs", "overall_proof", *blank)

    def ciphertexts(self, group: Group, value: canonical.Json, what: str) -> list[Ciphertext]:
        choices = canonical.array(self._fields(value, what)[0], f"{what}.choices", self.width)
        return [read_ciphertext(group, entry, f"{what}.choices[{i}]") for i, entry in enumerate(choices)]

    def claims(
        self, context: Context, value: canonical.Json, ciphertexts: Sequence[Ciphertext], what: str
    ) -> list[Claim]:
        group, _, s0 = context
        _, individual, overall, *blank = self._fields(value, what)
        individual = canonical.array(individual, f"{what}.individual_proofs", self.width)
        texts = [ciphertext_text(group, ciphertext) for ciphertext in ciphertexts]
        s = f"{s0}|{','.join(texts)}"
        less_one = ciphertexts_less_one(group, ciphertexts)
        claims = []
        for i, (ciphertext, less) in enumerate(zip(ciphertexts, less_one, strict=True)):
            place = f"{what}.individual_proofs[{i}]"
            branches = [context.branch(ciphertext), context.branch(less)]
            claims.append(
                Claim(place, f"prove|{s0}|{texts[i]}|", branches, read_proofs(group, individual[i], place, 2))
            )

        total = ciphertext_product(group, ciphertexts[int(self.blank) :])
        values = range(self.min, self.max + 1)
        shifts = group.exp_many([group.inverse(group.generator)] * len(values), values)
        betas = group.multiply_many([total.beta] * len(values), shifts)
        in_range = [context.branch(Ciphertext(total.alpha, beta)) for beta in betas]
        place = f"{what}.overall_proof"
        if not self.blank:
            proofs = read_proofs(group, overall, place, len(in_range))
            claims.append(Claim(place, f"prove|{s}|{ciphertext_text(group, total)}|", in_range, proofs))
            return claims

        proofs = read_proofs(group, overall, place, 1 + len(in_range))
        claims.append(Claim(place, f"bproof1|{s}|", [context.branch(less_one[0]), *in_range], proofs))
        place = f"{what}.blank_proof"
        either = [context.branch(ciphertexts[0]), context.branch(total)]
        claims.append(Claim(place, f"bproof0|{s}|", either, read_proofs(group, blank[0], place, 2)))
        return claims

    def flatten(self, value: canonical.Json, what: str, length: int | None = None) -> list[canonical.Json]:
        return canonical.array(value, what, self.width)

    def nest(self, entries: Sequence[canonical.Json]) -> canonical.Json:
        return list(entries)
