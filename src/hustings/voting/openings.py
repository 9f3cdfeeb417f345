"""Openings: what a voter who challenges a ballot is shown, and whether the ballot holds it (cast as intended).

An opening is the compact JSON object {uuid, tracking_number, choices, randomness}. `choices` has a vector per question,
as `make_ballot` takes it; `randomness` has for each question the exponents of its ciphertexts as decimal strings, in
the order of the ballot: a list of them, or for a ranked question the one string.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from . import canonical
from .ballots import check_ballot, context_of, draw_randomness, make_ballot_from, tracking_number
from .elections import Setup
from .errors import VotingError
from .questions import Question, Ranked

WHAT = "The opening"


@dataclass(frozen=True)
class Opening:
    """An opening as read; nothing of it but its form has been checked."""

    uuid: str
    tracking_number: str
    choices: canonical.Json
    randomness: canonical.Json


def make_ballot_and_opening(setup: Setup, credential: str, choices: Sequence[Sequence[int]]) -> tuple[str, str]:
    """Make a ballot as `make_ballot` does, and its opening, which must be shown to nobody if the ballot is cast."""
    randomness = draw_randomness(setup)
    ballot = make_ballot_from(setup, credential, choices, randomness)
    written = [
        str(randoms[0]) if isinstance(question, Ranked) else [str(r) for r in randoms]
        for question, randoms in zip(setup.election.questions, randomness, strict=True)
    ]
    opening = {
        "uuid": setup.election.uuid,
        "tracking_number": tracking_number(ballot),
        "choices": [list(choice) for choice in choices],
        "randomness": written,
    }
    return ballot, canonical.dumps(opening)


def read_opening(text: str) -> Opening:
    """An opening from its text, in whatever layout it was pasted or saved. Raises VotingError."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise VotingError(f"{WHAT} is not JSON: copy all of it, from the first {{ to the last }}.") from None
    uuid, number, choices, randomness = canonical.fields(
        value, WHAT, "uuid", "tracking_number", "choices", "randomness"
    )
    return Opening(
        canonical.string(uuid, f"{WHAT}: uuid"),
        canonical.string(number, f"{WHAT}: tracking_number"),
        choices,
        randomness,
    )


def check_opening(setup: Setup, ballot: str | bytes, opening: str) -> list[list[int]]:
    """Check that a ballot holds exactly what its opening says, and return these choices, one vector per question.

    Every ciphertext is made again from the choices and the randomness. Raises BallotRefused for a ballot that could
    not have been cast, and VotingError for an opening that is malformed, of another ballot, or untrue.
    """
    checked = check_ballot(setup, ballot)
    shown = read_opening(opening)
    if shown.uuid != setup.election.uuid:
        raise VotingError(f"{WHAT} is of another election.")
    if shown.tracking_number != checked.tracking_number:
        raise VotingError(f"{WHAT} is of another ballot: its tracking number is not {checked.tracking_number}.")
    questions = setup.election.questions
    choices = canonical.array(shown.choices, f"{WHAT}: choices", len(questions))
    randomness = canonical.array(shown.randomness, f"{WHAT}: randomness", len(questions))
    answers = canonical.parse(checked.text, "The ballot")["answers"]
    context = context_of(setup, checked.credential)
    opened = []
    for i, question in enumerate(questions):
        place = f"Answer {i + 1}"
        choice = [canonical.number(entry, f"{WHAT}: choices[{i}]") for entry in canonical.array(choices[i], place)]
        exponents = _read_randomness(setup, question, randomness[i], f"{WHAT}: randomness[{i}]")
        if question.encrypt(context, choice, exponents) != question.ciphertexts(setup.group, answers[i], place):
            raise VotingError(f"{place} of the ballot does NOT hold what the opening says: it encrypts something else.")
        opened.append(choice)
    return opened


def _read_randomness(setup: Setup, question: Question, value: canonical.Json, what: str) -> list[int]:
    texts = [value] if isinstance(question, Ranked) else canonical.array(value, what, question.width)
    return [canonical.decimal(text, what, setup.group.order) for text in texts]
