"""Questions of giving each answer a rank, opened ballot by ballot after shuffling (section 4.11.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from .. import canonical
from ..errors import VotingError
from ..groups import Element, Group
from ..proofs import Claim, prove, read_proof
from .base import Ciphertext, Context, ciphertext_json, ciphertext_text, read_ciphertext

MAX_RANK = 255


@dataclass(frozen=True)
class Ranked:
    """Give each of the answers a rank from 1, or 0 for none.

    A choice is a vector of ranks over the answers. Any numbers from 0 to 255 can be cast, and a group has room for so
    many answers only; which rankings are valid is for the rule of the count to say.
    """

    question: str
    answers: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.answers:
            raise VotingError(f"The question {self.question!r} has no answers to rank.")

    @property
    def width(self) -> int:
        return 1

    def json(self) -> canonical.Json:
        return {"type": "NonHomomorphic", "value": {"answers": list(self.answers), "question": self.question}}

    def check_room(self, group: Group) -> None:
        """Raise VotingError if the group's elements have no room for a rank of every answer."""
        if len(self.answers) > group.embedded_bytes:
            raise VotingError(
                f"The question {self.question!r} ranks {len(self.answers)} answers, and the group {group.name} has "
                f"room for {group.embedded_bytes}."
            )

    def encrypt(self, context: Context, choice: Sequence[int], randomness: Sequence[int]) -> list[Ciphertext]:
        group, key, _ = context
        if len(choice) != len(self.answers) or not all(0 <= rank <= MAX_RANK for rank in choice):
            raise VotingError(
                f"A choice on {self.question!r} is {len(self.answers)} ranks, each a number from 0 to {MAX_RANK}."
            )
        try:
            plain = group.embed(int.from_bytes(bytes(choice), "big"))
        except ValueError:
            raise VotingError(f"The ranks on {self.question!r} are too large for the group {group.name}.") from None
        (r,) = randomness
        alpha, mask = group.exp_many([group.generator, key], [r, r])
        return [Ciphertext(alpha, group.multiply_many([mask], [plain])[0])]

    def make(self, context: Context, choice: Sequence[int], randomness: Sequence[int]) -> canonical.Json:
        group = context.group
        (ciphertext,) = self.encrypt(context, choice, randomness)
        proof = prove(group, randomness[0], [group.generator], self._prefix(context, ciphertext))
        return {"choices": ciphertext_json(group, ciphertext), "proof": proof.json()}

    def _prefix(self, context: Context, ciphertext: Ciphertext) -> str:
        group, key, s0 = context
        return f"raweg|{s0}|{group.text(key)},{ciphertext_text(group, ciphertext)}|"

    def ciphertexts(self, group: Group, value: canonical.Json, what: str) -> list[Ciphertext]:
        choices, _ = canonical.fields(value, what, "choices", "proof")
        return [read_ciphertext(group, choices, f"{what}.choices")]

    def claims(
        self, context: Context, value: canonical.Json, ciphertexts: Sequence[Ciphertext], what: str
    ) -> list[Claim]:
        _, proof = canonical.fields(value, what, "choices", "proof")
        (ciphertext,) = ciphertexts
        pairs = [(context.group.generator, ciphertext.alpha)]
        place = f"{what}.proof"
        return [
            Claim(place, self._prefix(context, ciphertext), [pairs], [read_proof(context.group, proof, place)]),
        ]

    def flatten(self, value: canonical.Json, what: str, length: int | None = None) -> list[canonical.Json]:
        return canonical.array(value, what, length)

    def nest(self, entries: Sequence[canonical.Json]) -> canonical.Json:
        return list(entries)

    def decode(self, group: Group, element: Element) -> list[int]:
        """The ranks in an opened ballot; whoever encrypted something else gets whatever ranks it happens to hold."""
        return list((group.extract(element) % 256 ** len(self.answers)).to_bytes(len(self.answers), "big"))
