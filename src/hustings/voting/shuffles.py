"""Shuffles: the ranked answers re-encrypted and permuted by one trustee after another (specification, section 4.17)."""

import secrets
from dataclasses import replace

from . import canonical
from .elections import Setup
from .errors import VotingError
from .proofs import Checker
from .questions import Ciphertext, Ranked, ciphertext_json, read_ciphertext
from .shuffle_proofs import Statement, check_shuffle_proof, prove_shuffle, read_shuffle_proof
from .tally import EncryptedTally, read_tally, tally_text
from .trustees import trustee_name


def _ranked(setup: Setup) -> list[int]:
    """The places of the ranked questions."""
    return [i for i, question in enumerate(setup.election.questions) if isinstance(question, Ranked)]


def needs_shuffles(setup: Setup) -> bool:
    """Whether the tally must be shuffled before it may be opened."""
    return bool(_ranked(setup))


def shuffle(setup: Setup, tally: str) -> str:
    """Shuffle the ranked answers of an encrypted tally, and prove it; the shuffle's record.

    `tally` is the text of the encrypted tally, or of what the shuffle before made of it. Raises VotingError if it is
    malformed or nothing in it is to be shuffled.
    """
    group, key = setup.group, setup.election.key
    rows = read_tally(setup, tally)
    places = _ranked(setup)
    if not places:
        raise VotingError("The election has no ranked question, so there is nothing to shuffle.")
    ciphertexts, proofs = [], []
    for e in (rows[i] for i in places):
        permutation = list(range(len(e)))
        secrets.SystemRandom().shuffle(permutation)
        randoms = [group.random_scalar() for _ in e]
        masks = zip(
            group.exp_many([group.generator] * len(e), randoms), group.exp_many([key] * len(e), randoms), strict=True
        )
        again = [Ciphertext(*group.multiply_many(ciphertext, mask)) for ciphertext, mask in zip(e, masks, strict=True)]
        e2 = [again[j] for j in permutation]
        statement = Statement(group, key, setup.election.hash, e, e2)
        ciphertexts.append([ciphertext_json(group, ciphertext) for ciphertext in e2])
        proofs.append(prove_shuffle(statement, permutation, randoms).json(group))
    return canonical.dumps({"ciphertexts": ciphertexts, "proofs": proofs})


def _read_shuffle(
    setup: Setup, rows: list[list[Ciphertext]], text: str, what: str
) -> tuple[list[list[Ciphertext]], list[canonical.Json]]:
    """The tally's rows with the ranked ones replaced, all of them members, and the proofs. Raises VotingError."""
    group, places = setup.group, _ranked(setup)
    ciphertexts, proofs = canonical.fields(canonical.parse(text, what), what, "ciphertexts", "proofs")
    ciphertexts = canonical.array(ciphertexts, f"{what}: ciphertexts", len(places))
    shuffled = list(rows)
    for place, entries in zip(places, ciphertexts, strict=True):
        entries = canonical.array(entries, f"{what}: the ciphertexts of question {place + 1}", len(rows[place]))
        shuffled[place] = [
            read_ciphertext(group, entry, f"{what}: ciphertext {j} of question {place + 1}")
            for j, entry in enumerate(entries, 1)
        ]
        if not all(group.check_members([element for ciphertext in shuffled[place] for element in ciphertext])):
            raise VotingError(f"{what} holds something that is no element of the group.")
    return shuffled, canonical.array(proofs, f"{what}: proofs", len(places))


def check_shuffle(setup: Setup, tally: str, owner: int, text: str, checker: Checker | None = None) -> None:
    """Check every proof of the shuffle that a trustee made of a tally. Raises VotingError naming the trustee.

    `checker` does the arithmetic; without it, this process.
    """
    what = f"The shuffle of {trustee_name(setup.trustees, owner)}"
    rows = read_tally(setup, tally)
    shuffled, proofs = _read_shuffle(setup, rows, text, what)
    for place, value in zip(_ranked(setup), proofs, strict=True):
        proof = read_shuffle_proof(setup.group, value, f"{what}, question {place + 1}", len(rows[place]))
        statement = Statement(setup.group, setup.election.key, setup.election.hash, rows[place], shuffled[place])
        if not check_shuffle_proof(statement, proof, checker):
            raise VotingError(
                f"{what} is refused: its proof for question {place + 1} does not hold; ballots may have been changed."
            )


def shuffled_tally(setup: Setup, tally: EncryptedTally, text: str) -> EncryptedTally:
    """The tally after a shuffle that was checked already: what the next trustee shuffles, or all of them open."""
    shuffled, _ = _read_shuffle(setup, read_tally(setup, tally.text), text, "The shuffle")
    return replace(tally, text=tally_text(setup, shuffled))
