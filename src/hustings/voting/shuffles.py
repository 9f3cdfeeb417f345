"""Shuffles: the ranked answers re-encrypted and permuted by one trustee after another (specification, section 4.17)."""

import secrets
from dataclasses import replace

from . import canonical
from .elections import Setup
from .errors import VotingError
from .proofs import Checker, OneProcess
from .questions import Ciphertext, Ranked, ciphertext_json, read_ciphertext
from .shuffle_proofs import Statement, check_shuffle_proof, prove_shuffle, read_shuffle_proof
from .tally import EncryptedTally, read_tally
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


def _read_shuffle(lengths: list[int], text: str, what: str) -> list[tuple[canonical.Json, canonical.Json]]:
    """For each ranked question, of so many ciphertexts, the shuffled ones and the proof as JSON. Raises VotingError."""
    ciphertexts, proofs = canonical.fields(canonical.parse(text, what), what, "ciphertexts", "proofs")
    ciphertexts = canonical.array(ciphertexts, f"{what}: ciphertexts", len(lengths))
    for row, length in zip(ciphertexts, lengths, strict=True):
        canonical.array(row, f"{what}: the ciphertexts of a question", length)
    return list(zip(ciphertexts, canonical.array(proofs, f"{what}: proofs", len(lengths)), strict=True))


def check_shuffle(setup: Setup, tally: str, owner: int, text: str, checker: Checker | None = None) -> None:
    """Check every proof of the shuffle that a trustee made of a tally. Raises VotingError naming the trustee.

    `checker` does the arithmetic; without it, this process.
    """
    group = setup.group
    checker = checker or OneProcess(group)
    what = f"The shuffle of {trustee_name(setup.trustees, owner)}"
    tallied = read_tally(setup, tally, checker)
    rows = [tallied[place] for place in _ranked(setup)]
    shuffled = _read_shuffle(list(map(len, rows)), text, what)
    for place, e, (entries, value) in zip(_ranked(setup), rows, shuffled, strict=True):
        e2 = [read_ciphertext(group, entry, f"{what}: a ciphertext of question {place + 1}") for entry in entries]
        if not all(checker.check_members([element for ciphertext in e2 for element in ciphertext])):
            raise VotingError(f"{what} holds something that is no element of the group.")
        proof = read_shuffle_proof(group, value, f"{what}, question {place + 1}", len(e))
        statement = Statement(group, setup.election.key, setup.election.hash, e, e2)
        if not check_shuffle_proof(statement, proof, checker):
            raise VotingError(
                f"{what} is refused: its proof for question {place + 1} does not hold; ballots may have been changed."
            )


def shuffled_tally(setup: Setup, tally: EncryptedTally, text: str) -> EncryptedTally:
    """The tally after a shuffle that was checked already: what the next trustee shuffles, or all of them open."""
    rows = canonical.parse(tally.text, "The encrypted tally")
    places = _ranked(setup)
    shuffled = _read_shuffle([len(rows[place]) for place in places], text, "The shuffle")
    for place, (entries, _) in zip(places, shuffled, strict=True):
        rows[place] = entries
    return replace(tally, text=canonical.dumps(rows))
