"""The encrypted tally: answers multiplied under encryption, or collected if they are ranked (section 4.16)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from . import canonical
from .elections import Setup
from .errors import VotingError
from .groups import Element
from .proofs import Checker, OneProcess
from .questions import Ciphertext, Ranked, ciphertext_json, read_ciphertext


@dataclass(frozen=True)
class EncryptedTally:
    """What all ballots that count amount to, or what the last shuffle made of it; `text` is the ciphertexts."""

    text: str
    num_tallied: int
    total_weight: int


class Totals(NamedTuple):
    """What a running tally amounts to; unlike it, cheap to send between processes."""

    products: Sequence[Element]
    ranked: Mapping[int, Sequence[Ciphertext]]
    ballots: int
    weight: int


class RunningTally:
    """The encrypted tally of the ballots added so far; of each it holds the ranked answers only."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        questions = setup.election.questions
        self._ranked: dict[int, list[Ciphertext]] = {
            i: [] for i, question in enumerate(questions) if isinstance(question, Ranked)
        }
        added = sum(question.width for i, question in enumerate(questions) if i not in self._ranked)
        self._products = [setup.group.neutral] * 2 * added
        self._ballots = 0
        self._weight = 0

    def add(self, ballot: str) -> None:
        """Multiply an accepted ballot in, to the power of its credential's weight."""
        group = self._setup.group
        value = canonical.parse(ballot, "The ballot")
        weight = self._setup.weights[value["credential"]]
        elements: list[Element] = []
        for i, (question, answer) in enumerate(zip(self._setup.election.questions, value["answers"], strict=True)):
            ciphertexts = question.ciphertexts(group, answer, f"Answer {i + 1}")
            if i in self._ranked:
                self._ranked[i] += ciphertexts
            else:
                elements += (element for ciphertext in ciphertexts for element in ciphertext)
        self._multiply(elements if weight == 1 else group.exp_many(elements, [weight] * len(elements)))
        self._ballots += 1
        self._weight += weight

    def totals(self) -> Totals:
        """What was added so far, to be merged into another running tally of the same election."""
        return Totals(self._products, self._ranked, self._ballots, self._weight)

    def merge(self, totals: Totals) -> None:
        """Add all ballots of another running tally."""
        self._multiply(totals.products)
        for i, ciphertexts in totals.ranked.items():
            self._ranked[i] += ciphertexts
        self._ballots += totals.ballots
        self._weight += totals.weight

    def _multiply(self, elements: Sequence[Element]) -> None:
        self._products = self._setup.group.multiply_many(self._products, elements)

    def close(self) -> EncryptedTally:
        """The encrypted tally as it goes to the board."""
        group = self._setup.group
        products = iter(self._products)
        added = map(Ciphertext, products, products)

        def key(ciphertext: Ciphertext) -> tuple[object, ...]:
            return tuple(map(group.sort_key, ciphertext))

        rows = [
            sorted(self._ranked[i], key=key) if i in self._ranked else list(islice(added, question.width))
            for i, question in enumerate(self._setup.election.questions)
        ]
        text = canonical.dumps(
            [
                question.nest([ciphertext_json(group, ciphertext) for ciphertext in row])
                for question, row in zip(self._setup.election.questions, rows, strict=True)
            ]
        )
        return EncryptedTally(text, self._ballots, self._weight)


def encrypted_tally(setup: Setup, ballots: Iterable[str]) -> EncryptedTally:
    """Tally all accepted ballots, given in the order of acceptance; the last ballot of each credential counts.

    `ballots` is walked twice, so that only one ballot at a time is held: give a list, a queryset, or anything else
    whose iteration starts anew. (The ballots of an iterator, which can be walked once only, are held in memory.)
    """
    if isinstance(ballots, Iterator):
        ballots = list(ballots)
    last: dict[str, int] = {}
    for i, ballot in enumerate(ballots):
        last[canonical.parse(ballot, "The ballot")["credential"]] = i
    counted = set(last.values())
    tally = RunningTally(setup)
    for i, ballot in enumerate(ballots):
        if i in counted:
            tally.add(ballot)
    return tally.close()


def read_tally(setup: Setup, text: str, checker: Checker | None = None) -> list[list[Ciphertext]]:
    """One row of ciphertexts per question. Raises VotingError if the tally has another shape than the election."""
    checker = checker or OneProcess(setup.group)
    questions, what = setup.election.questions, "The encrypted tally"
    value = canonical.array(canonical.parse(text, what), what, len(questions))
    rows = [
        [
            read_ciphertext(setup.group, entry, f"{what} [{i}], number {j}")
            for j, entry in enumerate(question.flatten(part, f"{what} [{i}]"), 1)
        ]
        for i, (question, part) in enumerate(zip(questions, value, strict=True))
    ]
    if not all(checker.check_members([element for row in rows for ciphertext in row for element in ciphertext])):
        raise VotingError("The encrypted tally holds something that is no element of the group.")
    return rows
