"""The tally: ballots multiplied under encryption, opened by the trustees' shares (sections 4.16, 4.18, 4.19)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import canonical
from .elections import Setup
from .errors import VotingError
from .groups import Element
from .logarithms import Logarithms
from .proofs import Claim, Proof, check_claims, prove, read_proofs
from .questions import Ciphertext, ciphertext_json, read_ciphertext
from .trustees import private_exponent


@dataclass(frozen=True)
class EncryptedTally:
    """The product of all ballots that count; `text` is its record."""

    text: str
    num_tallied: int
    total_weight: int


class Totals(NamedTuple):
    """What a running tally amounts to; unlike it, cheap to send between processes."""

    products: Sequence[Element]
    ballots: int
    weight: int


class RunningTally:
    """The encrypted tally of the ballots added so far, whose number does not matter for the memory it takes."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._products = [setup.group.neutral] * 2 * sum(question.width for question in setup.election.questions)
        self._ballots = 0
        self._weight = 0

    def add(self, ballot: str) -> None:
        """Multiply an accepted ballot in, to the power of its credential's weight."""
        group = self._setup.group
        value = canonical.parse(ballot, "The ballot")
        weight = self._setup.weights[value["credential"]]
        elements = [
            element
            for i, (question, answer) in enumerate(zip(self._setup.election.questions, value["answers"], strict=True))
            for ciphertext in question.ciphertexts(group, answer, f"Answer {i}")
            for element in ciphertext
        ]
        self._multiply(elements if weight == 1 else group.exp_many(elements, [weight] * len(elements)))
        self._ballots += 1
        self._weight += weight

    def totals(self) -> Totals:
        """What was added so far, to be merged into another running tally of the same election."""
        return Totals(self._products, self._ballots, self._weight)

    def merge(self, totals: Totals) -> None:
        """Add all ballots of another running tally."""
        self._multiply(totals.products)
        self._ballots += totals.ballots
        self._weight += totals.weight

    def _multiply(self, elements: Sequence[Element]) -> None:
        self._products = self._setup.group.multiply_many(self._products, elements)

    def close(self) -> EncryptedTally:
        """The encrypted tally as it goes to the board."""
        elements = iter(self._products)
        ciphertexts = [
            [ciphertext_json(self._setup.group, Ciphertext(*pair)) for pair in _pairs(elements, question.width)]
            for question in self._setup.election.questions
        ]
        return EncryptedTally(canonical.dumps(ciphertexts), self._ballots, self._weight)


def _pairs(elements: Iterator[Element], count: int) -> Iterator[tuple[Element, Element]]:
    return ((next(elements), next(elements)) for _ in range(count))


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


def _read_tally(setup: Setup, text: str) -> list[list[Ciphertext]]:
    """The ciphertexts of an encrypted tally. Raises VotingError if it has another shape than the election."""
    questions = setup.election.questions
    tally = canonical.array(canonical.parse(text, "The encrypted tally"), "The encrypted tally", len(questions))
    ciphertexts = [
        [
            read_ciphertext(setup.group, entry, f"The encrypted tally [{i}][{j}]")
            for j, entry in enumerate(canonical.array(row, f"The encrypted tally [{i}]", question.width))
        ]
        for i, (question, row) in enumerate(zip(questions, tally, strict=True))
    ]
    elements = [element for row in ciphertexts for ciphertext in row for element in ciphertext]
    if not all(setup.group.check_members(elements)):
        raise VotingError("The encrypted tally holds something that is no element of the group.")
    return ciphertexts


def _prefix(setup: Setup, trustee_key: Element) -> str:
    return f"decrypt|{setup.election.hash}|{setup.group.text(trustee_key)}|"


def owner_of(setup: Setup, private_key: str) -> int:
    """The 1-based place of the trustee whose private key this is. Raises VotingError if it is no trustee's."""
    group = setup.group
    public = group.exp_many([group.generator], [private_exponent(group, private_key)])[0]
    for owner, trustee in enumerate(setup.trustees, 1):
        if trustee.key == public:
            return owner
    raise VotingError("The private key belongs to none of this election's trustees.")


def partial_decryption(setup: Setup, tally_text: str, private_key: str) -> str:
    """A trustee's share of opening an encrypted tally, with its proofs.

    Raises VotingError if the key is no trustee's or the tally is malformed.
    """
    group = setup.group
    trustee = setup.trustees[owner_of(setup, private_key) - 1]
    secret = private_exponent(group, private_key)
    prefix = _prefix(setup, trustee.key)
    factors, proofs = [], []
    for row in _read_tally(setup, tally_text):
        alphas = [ciphertext.alpha for ciphertext in row]
        factors.append([group.text(factor) for factor in group.exp_many(alphas, [secret] * len(alphas))])
        proofs.append([prove(group, secret, [group.generator, alpha], prefix).json() for alpha in alphas])
    return canonical.dumps({"decryption_factors": factors, "decryption_proofs": proofs})


def _read_factors(setup: Setup, owner: int, text: str) -> tuple[list[list[Element]], list[list[Proof]]]:
    group, questions = setup.group, setup.election.questions
    what = f"The partial decryption of {trustee_name(setup, owner)}"
    factors, proofs = canonical.fields(canonical.parse(text, what), what, "decryption_factors", "decryption_proofs")
    factor_rows = canonical.array(factors, f"{what}: decryption_factors", len(questions))
    proof_rows = canonical.array(proofs, f"{what}: decryption_proofs", len(questions))
    elements, read = [], []
    for i, question in enumerate(questions):
        row = canonical.array(factor_rows[i], f"{what}: decryption_factors[{i}]", question.width)
        elements.append([group.read(factor, f"{what}: decryption_factors[{i}][{j}]") for j, factor in enumerate(row)])
        read.append(read_proofs(group, proof_rows[i], f"{what}: decryption_proofs[{i}]", question.width))
    if not all(group.check_members([element for elements_row in elements for element in elements_row])):
        raise VotingError(f"{what} holds something that is no element of the group.")
    return elements, read


def trustee_name(setup: Setup, owner: int) -> str:
    """How sentences call a trustee. Raises VotingError if there is no trustee of that number."""
    if not 1 <= owner <= len(setup.trustees):
        raise VotingError(f"There is no trustee {owner}; the trustees are numbered 1 to {len(setup.trustees)}.")
    name = setup.trustees[owner - 1].name
    return f"trustee {owner} ({name})" if name else f"trustee {owner}"


def check_partial_decryption(setup: Setup, tally_text: str, owner: int, text: str) -> None:
    """Check every proof of a partial decryption. Raises VotingError naming the trustee."""
    group = setup.group
    what = trustee_name(setup, owner)
    key = setup.trustees[owner - 1].key
    factors, proofs = _read_factors(setup, owner, text)
    claims = [
        Claim(
            f"The proof of {what} for ciphertext {j + 1} of question {i + 1}",
            _prefix(setup, key),
            [[(group.generator, key), (ciphertext.alpha, factors[i][j])]],
            [proofs[i][j]],
        )
        for i, row in enumerate(_read_tally(setup, tally_text))
        for j, ciphertext in enumerate(row)
    ]
    for claim, holds in zip(claims, check_claims(group, claims), strict=True):
        if not holds:
            raise VotingError(f"{claim.what} does not hold: the share was made with another key or for another tally.")


def _opened(setup: Setup, tally_text: str, partials: Mapping[int, str]) -> list[list[Element]]:
    """The powers g ** result of every ciphertext. Raises VotingError unless every trustee's share is there."""
    group = setup.group
    missing = [trustee_name(setup, i) for i in range(1, len(setup.trustees) + 1) if i not in partials]
    if missing:
        raise VotingError(f"The tally cannot be opened without {', '.join(missing)}.")
    shares = [_read_factors(setup, owner, text)[0] for owner, text in partials.items()]
    opened = []
    for i, row in enumerate(_read_tally(setup, tally_text)):
        factors = [group.product(share[i][j] for share in shares) for j in range(len(row))]
        betas = [ciphertext.beta for ciphertext in row]
        opened.append(group.multiply_many(betas, [group.inverse(factor) for factor in factors]))
    return opened


def tally_result(setup: Setup, tally: EncryptedTally, partials: Mapping[int, str]) -> str:
    """The result record, from the partial decryptions (already checked) by trustee.

    Raises VotingError if a share is missing or the shares do not open the tally.
    """
    opened = _opened(setup, tally.text, partials)
    logarithms = Logarithms(setup.group, tally.total_weight, sum(map(len, opened)))
    rows = [[canonical.weight_json(logarithms.find(element)) for element in row] for row in opened]
    return canonical.dumps({"result": rows})


def check_result(setup: Setup, tally: EncryptedTally, partials: Mapping[int, str], text: str) -> canonical.Json:
    """Check that a result record follows from the partial decryptions; the list in it. Raises VotingError."""
    group = setup.group
    (rows,) = canonical.fields(canonical.parse(text, "The result"), "The result", "result")
    opened = _opened(setup, tally.text, partials)
    for i, (row, powers) in enumerate(zip(canonical.array(rows, "The result", len(opened)), opened, strict=True)):
        entries = canonical.array(row, f"The result of question {i + 1}", len(powers))
        counts = [canonical.weight(entry, f"The result of question {i + 1}") for entry in entries]
        if max(counts) > tally.total_weight:
            raise VotingError(f"The result of question {i + 1} exceeds the total weight of the ballots.")
        if group.exp_many([group.generator] * len(counts), counts) != powers:
            raise VotingError(f"The result of question {i + 1} does not follow from the partial decryptions.")
    return rows
