"""Opening a tally: the trustees' partial decryptions, and the result (sections 4.18 and 4.19)."""

from collections.abc import Mapping

from . import canonical
from .elections import Setup
from .errors import VotingError
from .groups import Element
from .keys import private_exponent
from .logarithms import Logarithms
from .proofs import Checker, Claim, OneProcess, Proof, prove, read_proof
from .questions import Ciphertext, Ranked
from .tally import EncryptedTally, read_tally
from .trustees import combination, trustee_name


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

    If there are ranked questions, the tally is what the last shuffle made of it. Raises VotingError if the key is no
    trustee's or the tally is malformed.
    """
    group = setup.group
    trustee = setup.trustees[owner_of(setup, private_key) - 1]
    secret = private_exponent(group, private_key)
    prefix = _prefix(setup, trustee.key)
    factors, proofs = [], []
    for question, row in zip(setup.election.questions, read_tally(setup, tally_text), strict=True):
        alphas = [ciphertext.alpha for ciphertext in row]
        powers = group.exp_many(alphas, [secret] * len(alphas))
        factors.append(question.nest([group.text(power) for power in powers]))
        proofs.append(
            question.nest([prove(group, secret, [group.generator, alpha], prefix).json() for alpha in alphas])
        )
    return canonical.dumps({"decryption_factors": factors, "decryption_proofs": proofs})


def _read_factors(
    setup: Setup, tally: list[list[Ciphertext]], owner: int, text: str, checker: Checker
) -> tuple[list[list[Element]], list[list[Proof]]]:
    group, questions = setup.group, setup.election.questions
    what = f"The partial decryption of {trustee_name(setup.trustees, owner)}"
    factors, proofs = canonical.fields(canonical.parse(text, what), what, "decryption_factors", "decryption_proofs")
    factors = canonical.array(factors, f"{what}: decryption_factors", len(questions))
    proofs = canonical.array(proofs, f"{what}: decryption_proofs", len(questions))
    elements, read = [], []
    for i, (question, row) in enumerate(zip(questions, tally, strict=True)):
        place = f"{what}: decryption_factors[{i}]"
        entries = question.flatten(factors[i], place, len(row))
        elements.append([group.read(factor, f"{place}, number {j}") for j, factor in enumerate(entries, 1)])
        place = f"{what}: decryption_proofs[{i}]"
        entries = question.flatten(proofs[i], place, len(row))
        read.append([read_proof(group, proof, f"{place}, number {j}") for j, proof in enumerate(entries, 1)])
    if not all(checker.check_members([element for elements_row in elements for element in elements_row])):
        raise VotingError(f"{what} holds something that is no element of the group.")
    return elements, read


def check_partial_decryption(
    setup: Setup, tally_text: str, owner: int, text: str, checker: Checker | None = None
) -> None:
    """Check every proof of a partial decryption. Raises VotingError naming the trustee.

    `checker` does the arithmetic; without it, this process.
    """
    group = setup.group
    checker = checker or OneProcess(group)
    what = trustee_name(setup.trustees, owner)
    key = setup.trustees[owner - 1].key
    tally = read_tally(setup, tally_text, checker)
    factors, proofs = _read_factors(setup, tally, owner, text, checker)
    claims = [
        Claim(
            f"The proof of {what} for ciphertext {j + 1} of question {i + 1}",
            _prefix(setup, key),
            [[(group.generator, key), (ciphertext.alpha, factors[i][j])]],
            [proofs[i][j]],
        )
        for i, row in enumerate(tally)
        for j, ciphertext in enumerate(row)
    ]
    for claim, holds in zip(claims, checker.check_claims(claims), strict=True):
        if not holds:
            raise VotingError(f"{claim.what} does not hold: the share was made with another key or for another tally.")


def _opened(setup: Setup, tally_text: str, partials: Mapping[int, str], checker: Checker) -> list[list[Element]]:
    """What every ciphertext encrypts. Raises VotingError unless there are shares enough."""
    group = setup.group
    exponents = combination(group, setup.trustees, partials)
    tally = read_tally(setup, tally_text, checker)
    rows = [[ciphertext.beta for ciphertext in row] for row in tally]
    for owner, exponent in exponents.items():
        factors, _ = _read_factors(setup, tally, owner, partials[owner], checker)
        for i, row in enumerate(factors):
            powers = row if exponent == 1 else group.exp_many(row, [exponent] * len(row))
            rows[i] = group.multiply_many(rows[i], [group.inverse(power) for power in powers])
    return rows


def tally_result(setup: Setup, tally: EncryptedTally, partials: Mapping[int, str]) -> str:
    """The result record, from the partial decryptions (already checked) by trustee.

    A ranked question's result is the ballots' ranks, in the order of the last shuffle. Raises VotingError if shares
    are missing or do not open the tally.
    """
    opened = _opened(setup, tally.text, partials, OneProcess(setup.group))
    added = [
        len(row)
        for question, row in zip(setup.election.questions, opened, strict=True)
        if not isinstance(question, Ranked)
    ]
    logarithms = Logarithms(setup.group, tally.total_weight, sum(added)) if added else None
    rows = []
    for question, row in zip(setup.election.questions, opened, strict=True):
        if isinstance(question, Ranked):
            rows.append([question.decode(setup.group, element) for element in row])
        elif logarithms:
            rows.append(question.nest([canonical.weight_json(logarithms.find(element)) for element in row]))
    return canonical.dumps({"result": rows})


def check_result(
    setup: Setup, tally: EncryptedTally, partials: Mapping[int, str], text: str, checker: Checker | None = None
) -> canonical.Json:
    """Check that a result record follows from the partial decryptions; the list in it. Raises VotingError."""
    group, questions = setup.group, setup.election.questions
    (rows,) = canonical.fields(canonical.parse(text, "The result"), "The result", "result")
    opened = _opened(setup, tally.text, partials, checker or OneProcess(group))
    parts = canonical.array(rows, "The result", len(questions))
    for i, (question, part, powers) in enumerate(zip(questions, parts, opened, strict=True), 1):
        what = f"The result of question {i}"
        entries = question.flatten(part, what, len(powers))
        if isinstance(question, Ranked):
            follows = entries == [question.decode(group, element) for element in powers]
        else:
            counts = [canonical.weight(entry, what) for entry in entries]
            if max(counts) > tally.total_weight:
                raise VotingError(f"{what} exceeds the total weight of the ballots.")
            follows = group.exp_many([group.generator] * len(counts), counts) == powers
        if not follows:
            raise VotingError(f"{what} does not follow from the partial decryptions.")
    return rows
