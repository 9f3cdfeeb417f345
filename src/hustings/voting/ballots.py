"""Ballots: made from a credential and choices, and checked (specification, sections 4.11 to 4.15)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import canonical
from .credentials import private_exponent
from .digests import sha256_base64
from .elections import Setup
from .errors import BallotRefused, VotingError
from .proofs import Claim, check_claims, prove, read_proof
from .questions import Ciphertext, Context

FIELDS = ("election_uuid", "election_hash", "credential", "answers", "signature")


@dataclass(frozen=True)
class CheckedBallot:
    """A ballot that passed every check; `text` is exactly what the tracking number is a hash of."""

    credential: str
    weight: int
    tracking_number: str
    text: str


def tracking_number(ballot: str) -> str:
    """What identifies a ballot on the board: the unpadded Base64 of its SHA-256."""
    return sha256_base64(ballot)


def context_of(setup: Setup, credential: str) -> Context:
    """What the proofs in a ballot of this public credential are bound to."""
    return Context(setup.group, setup.election.key, f"{setup.election.hash}|{credential}")


def make_ballot(setup: Setup, credential: str, choices: Sequence[Sequence[int]]) -> str:
    """Encrypt, prove and sign a ballot.

    `choices` has one vector per question, as the question describes it. Raises VotingError for a mistyped or
    unknown credential and for choices that a question does not allow.
    """
    return make_ballot_from(setup, credential, choices, draw_randomness(setup))


def draw_randomness(setup: Setup) -> list[list[int]]:
    """Fresh exponents for the ciphertexts of one ballot, in the order of its questions and of their ciphertexts."""
    return [[setup.group.random_scalar() for _ in range(question.width)] for question in setup.election.questions]


def make_ballot_from(
    setup: Setup, credential: str, choices: Sequence[Sequence[int]], randomness: Sequence[Sequence[int]]
) -> str:
    """Make a ballot whose ciphertexts use this randomness; whoever knows it can tell what the ballot holds."""
    group, election = setup.group, setup.election
    exponent = private_exponent(group, election.uuid, credential)
    public = group.text(group.exp_many([group.generator], [exponent])[0])
    if public not in setup.weights:
        raise VotingError("The credential is not one of this election.")
    if len(choices) != len(election.questions):
        raise VotingError(f"There are {len(election.questions)} questions and {len(choices)} choices.")
    context = context_of(setup, public)
    ballot = {
        "election_uuid": election.uuid,
        "election_hash": election.hash,
        "credential": public,
        "answers": [
            question.make(context, choice, randoms)
            for question, choice, randoms in zip(election.questions, choices, randomness, strict=True)
        ],
    }
    digest = sha256_base64(canonical.dumps(ballot))
    proof = prove(group, exponent, [group.generator], f"sig|{digest}|")
    return canonical.dumps(ballot | {"signature": {"hash": digest, "proof": proof.json()}})


def credential_of(ballot: str) -> str:
    """The public credential that a ballot names; nothing else of it is checked. Raises VotingError."""
    value = canonical.parse(ballot, "The ballot")
    return canonical.string(canonical.fields(value, "The ballot", *FIELDS)[2], "The credential")


class _Opened(NamedTuple):
    """A ballot that is well-formed and belongs to a credential; its cryptography is unchecked."""

    ballot: CheckedBallot
    answers: list[canonical.Json]
    ciphertexts: list[list[Ciphertext]]
    signature: Claim


def _open(setup: Setup, body: str | bytes) -> _Opened:
    try:
        text = body if isinstance(body, str) else canonical.decode(body, "The ballot")
        value = canonical.parse(text, "The ballot")
        uuid, election_hash, credential, answers, signature = canonical.fields(value, "The ballot", *FIELDS)
        canonical.string(credential, "The credential")
        digest, proof = canonical.fields(signature, "The signature", "hash", "proof")
        answers = canonical.array(answers, "The list of answers", len(setup.election.questions))
        ciphertexts = [
            question.ciphertexts(setup.group, answer, f"Answer {i}")
            for i, (question, answer) in enumerate(zip(setup.election.questions, answers, strict=True), 1)
        ]
        signature_proof = read_proof(setup.group, proof, "The signature")
    except VotingError as error:
        raise BallotRefused("format", str(error)) from None
    if (uuid, election_hash) != (setup.election.uuid, setup.election.hash):
        raise BallotRefused("election", "The ballot was made for another election.")
    if credential not in setup.weights:
        raise BallotRefused("credential", "The ballot's credential is not one of this election.")
    del value["signature"]
    if digest != sha256_base64(canonical.dumps(value)):
        raise BallotRefused("signature", "The ballot was changed after it was signed: the signed hash is another.")
    # Membership of the credential was checked with the credentials record.
    pairs = [(setup.group.generator, setup.group.parse(credential))]
    return _Opened(
        CheckedBallot(credential, setup.weights[credential], tracking_number(text), text),
        answers,
        ciphertexts,
        Claim("The signature", f"sig|{digest}|", [pairs], [signature_proof]),
    )


def _claims(setup: Setup, opened: _Opened) -> list[Claim]:
    context = context_of(setup, opened.ballot.credential)
    try:
        claims = [
            claim
            for i, (question, answer, ciphertexts) in enumerate(
                zip(setup.election.questions, opened.answers, opened.ciphertexts, strict=True), 1
            )
            for claim in question.claims(context, answer, ciphertexts, f"Answer {i}")
        ]
    except BallotRefused:
        raise
    except VotingError as error:
        raise BallotRefused("format", str(error)) from None
    return [opened.signature, *claims]


def check_ballot(setup: Setup, ballot: str | bytes) -> CheckedBallot:
    """Check everything about one ballot but whether it is on the board already. Raises BallotRefused."""
    opened = _open(setup, ballot)
    elements = [element for answer in opened.ciphertexts for ciphertext in answer for element in ciphertext]
    if not all(setup.group.check_members(elements)):
        raise BallotRefused("membership", f"A ciphertext of the ballot is not made of elements of {setup.group.name}.")
    claims = _claims(setup, opened)
    for claim, holds in zip(claims, check_claims(setup.group, claims), strict=True):
        if not holds:
            check = "signature" if claim is opened.signature else "proof"
            raise BallotRefused(
                check, f"{claim.what} does not hold: the ballot is invalid or was made for another use."
            )
    return opened.ballot


def check_ballots(setup: Setup, ballots: Iterable[str | bytes]) -> list[CheckedBallot | BallotRefused]:
    """Check many ballots: for each, in order, what `check_ballot` returns or the refusal that it raises."""
    results: list[CheckedBallot | BallotRefused] = []
    for ballot in ballots:
        try:
            results.append(check_ballot(setup, ballot))
        except BallotRefused as refusal:
            results.append(refusal)
    return results
