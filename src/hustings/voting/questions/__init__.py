"""Questions: what a voter may answer, how an answer is encrypted and proven, how it is tallied."""

from .. import canonical
from ..errors import VotingError
from .base import (
    Ciphertext,
    Context,
    Question,
    ciphertext_json,
    ciphertext_product,
    ciphertext_text,
    read_ciphertext,
)
from .k_of_n import KofN
from .lists import Lists
from .ranked import Ranked

__all__ = [
    "Ciphertext",
    "Context",
    "KofN",
    "Lists",
    "Question",
    "Ranked",
    "ciphertext_json",
    "ciphertext_product",
    "ciphertext_text",
    "read_ciphertext",
    "read_question",
]


def read_question(value: canonical.Json, what: str) -> Question:
    """A question from the election record. Raises VotingError for a kind that this library does not know."""
    if not isinstance(value, dict) or "type" not in value:
        return _read_k_of_n(value, what)
    kind, inner, _ = canonical.fields(value, what, "type", "value", "extra?")
    if kind == "Homomorphic":
        return _read_k_of_n(inner, what)
    if kind == "Lists":
        answers, question = canonical.fields(inner, what, "answers", "question")
        lists = canonical.array(answers, f"{what}.answers")
        return Lists(canonical.string(question, f"{what}.question"), tuple(_strings(names, what) for names in lists))
    if kind == "NonHomomorphic":
        answers, question = canonical.fields(inner, what, "answers", "question")
        return Ranked(canonical.string(question, f"{what}.question"), _strings(answers, what))
    raise VotingError(f"{what} is of the type {str(kind)[:40]}, which this release cannot check.")


def _strings(value: canonical.Json, what: str) -> tuple[str, ...]:
    return tuple(canonical.string(answer, f"{what}.answers") for answer in canonical.array(value, what))


def _read_k_of_n(value: canonical.Json, what: str) -> KofN:
    answers, blank, least, most, question = canonical.fields(value, what, "answers", "blank?", "min", "max", "question")
    return KofN(
        question=canonical.string(question, f"{what}.question"),
        answers=_strings(answers, what),
        min=canonical.number(least, f"{what}.min"),
        max=canonical.number(most, f"{what}.max"),
        blank=blank is not None and canonical.boolean(blank, f"{what}.blank"),
    )
