"""Questions: what a voter may answer, how an answer is encrypted and proven, how it is tallied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from . import canonical
from .errors import VotingError
from .groups import Element, Group
from .proofs import Claim, Statement, prove_statements, read_proofs


class Ciphertext(NamedTuple):
    """An ElGamal ciphertext (g ** r, y ** r * g ** m)."""

    alpha: Element
    beta: Element


class Context(NamedTuple):
    """What the proofs of a ballot's answers are bound to: the group, the election key, and S0 (phi|credential)."""

    group: Group
    key: Element
    s0: str


class Question(Protocol):
    """What ballots and tally ask of a kind of question."""

    def json(self) -> canonical.Json:
        """The question as it stands in the election record."""

    def make(self, context: Context, choice: Sequence[int]) -> canonical.Json:
        """Encrypt and prove a choice. Raises VotingError if the question does not allow it."""

    def ciphertexts(self, group: Group, value: canonical.Json, what: str) -> list[Ciphertext]:
        """The ciphertexts of an answer from JSON, still unchecked for membership. Raises VotingError if malformed."""

    def claims(
        self, context: Context, value: canonical.Json, ciphertexts: Sequence[Ciphertext], what: str
    ) -> list[Claim]:
        """What the proofs of an answer claim of its ciphertexts, which must be members of the group by now."""

    @property
    def width(self) -> int:
        """How many ciphertexts an answer has, and how many numbers its result."""


def read_ciphertext(group: Group, value: canonical.Json, what: str) -> Ciphertext:
    """A ciphertext from JSON, its membership still unchecked. Raises VotingError."""
    alpha, beta = canonical.fields(value, what, "alpha", "beta")
    return Ciphertext(group.read(alpha, f"{what}.alpha"), group.read(beta, f"{what}.beta"))


def ciphertext_json(group: Group, ciphertext: Ciphertext) -> canonical.Json:
    """A ciphertext as the protocol writes it."""
    return {"alpha": group.text(ciphertext.alpha), "beta": group.text(ciphertext.beta)}


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

    def make(self, context: Context, choice: Sequence[int]) -> canonical.Json:
        self._check_choice(choice)
        group, key, s0 = context
        randoms = [group.random_scalar() for _ in choice]
        alphas = group.exp_many([group.generator] * len(choice), randoms)
        plains = group.exp_many([group.generator] * len(choice), choice)
        betas = group.multiply_many(group.exp_many([key] * len(choice), randoms), plains)
        ciphertexts = [Ciphertext(*pair) for pair in zip(alphas, betas, strict=True)]
        texts = [_text(group, ciphertext) for ciphertext in ciphertexts]
        s = f"{s0}|{','.join(texts)}"

        statements = [
            Statement(f"prove|{s0}|{text}|", [(r, bit), (r, bit - 1)])
            for text, r, bit in zip(texts, randoms, choice, strict=True)
        ]
        members = slice(int(self.blank), None)
        r_sum, chosen = sum(randoms[members]), sum(choice[members])
        in_range = [(r_sum, chosen - value) for value in range(self.min, self.max + 1)]
        if self.blank:
            statements.append(Statement(f"bproof1|{s}|", [(randoms[0], choice[0] - 1), *in_range]))
            statements.append(Statement(f"bproof0|{s}|", [(randoms[0], choice[0]), (r_sum, chosen)]))
        else:
            total = _product(group, ciphertexts)
            statements.append(Statement(f"prove|{s}|{_text(group, total)}|", in_range))

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
        group, key, s0 = context
        _, individual, overall, *blank = self._fields(value, what)
        individual = canonical.array(individual, f"{what}.individual_proofs", self.width)
        texts = [_text(group, ciphertext) for ciphertext in ciphertexts]
        s = f"{s0}|{','.join(texts)}"
        one = group.inverse(group.generator)

        def branch(alpha: Element, beta: Element) -> list[tuple[Element, Element]]:
            return [(group.generator, alpha), (key, beta)]

        alphas, betas = zip(*ciphertexts, strict=True)
        without_one = group.multiply_many(betas, [one] * len(betas))
        claims = []
        for i, (alpha, beta) in enumerate(ciphertexts):
            place = f"{what}.individual_proofs[{i}]"
            branches = [branch(alpha, beta), branch(alpha, without_one[i])]
            claims.append(
                Claim(place, f"prove|{s0}|{texts[i]}|", branches, read_proofs(group, individual[i], place, 2))
            )

        total = _product(group, ciphertexts[int(self.blank) :])
        values = range(self.min, self.max + 1)
        shifts = group.exp_many([one] * len(values), values)
        in_range = [branch(total.alpha, beta) for beta in group.multiply_many([total.beta] * len(values), shifts)]
        place = f"{what}.overall_proof"
        if not self.blank:
            proofs = read_proofs(group, overall, place, len(in_range))
            claims.append(Claim(place, f"prove|{s}|{_text(group, total)}|", in_range, proofs))
            return claims

        is_blank = branch(alphas[0], without_one[0])
        proofs = read_proofs(group, overall, place, 1 + len(in_range))
        claims.append(Claim(place, f"bproof1|{s}|", [is_blank, *in_range], proofs))
        place = f"{what}.blank_proof"
        either = [branch(alphas[0], betas[0]), branch(total.alpha, total.beta)]
        claims.append(Claim(place, f"bproof0|{s}|", either, read_proofs(group, blank[0], place, 2)))
        return claims


def _text(group: Group, ciphertext: Ciphertext) -> str:
    return f"{group.text(ciphertext.alpha)},{group.text(ciphertext.beta)}"


def _product(group: Group, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
    return Ciphertext(group.product(alpha for alpha, _ in ciphertexts), group.product(beta for _, beta in ciphertexts))


def read_question(value: canonical.Json, what: str) -> Question:
    """A question from the election record. Raises VotingError for a kind that this library does not know."""
    if isinstance(value, dict) and "type" in value:
        kind, value, _ = canonical.fields(value, what, "type", "value", "extra?")
        if kind != "Homomorphic":
            raise VotingError(f"{what} is of the type {str(kind)[:40]}, which this release cannot check.")
    answers, blank, least, most, question = canonical.fields(value, what, "answers", "blank?", "min", "max", "question")
    return KofN(
        question=canonical.string(question, f"{what}.question"),
        answers=tuple(canonical.string(answer, f"{what}.answers") for answer in canonical.array(answers, what)),
        min=canonical.number(least, f"{what}.min"),
        max=canonical.number(most, f"{what}.max"),
        blank=blank is not None and canonical.boolean(blank, f"{what}.blank"),
    )
