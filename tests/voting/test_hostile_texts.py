"""Whatever comes in from outside is accepted or refused with a sentence, and never ends in another exception."""

import copy
import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from tests.voting.test_ceremony import TERMS, held
from tests.voting.test_shuffles import ranked

from hustings.voting import (
    VotingError,
    agreed_ceremony,
    check_partial_decryption,
    check_shuffle,
    check_threshold_certificate,
    check_threshold_key,
    check_threshold_polynomial,
    encrypted_private_key,
    shuffle,
    shuffled_tally,
    threshold_key,
    threshold_parameters,
    threshold_private_key,
    trustees_record,
)

JUNK = (None, True, 5, -1, 1.5, "", "x", [], {}, [[]], [None], "0" * 64, "\ud800", 10**40, {"a": 1})


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a value, as its parent and the key there."""
    if not isinstance(value, dict | list):
        return []
    children = list(value.items() if isinstance(value, dict) else enumerate(value))
    return [(value, key) for key, _ in children] + [place for _, child in children for place in places(child)]


def spoilt(value: Any, rng: random.Random) -> Any:
    """The value with rubbish in one place, which may lie within a text that is JSON itself."""
    parent, key = rng.choice(places(value))
    if isinstance(parent[key], str) and parent[key].startswith("{") and rng.random() < 0.8:
        parent[key] = written(spoilt(json.loads(parent[key]), rng))
    else:
        parent[key] = rng.choice(JUNK)
    return value


@cache
def subjects() -> dict[str, tuple[Callable[[str], object], str]]:
    done, poll = held(), ranked()
    certificates, polynomials, setup = done.certificates, done.polynomials, poll.setup
    parameters = threshold_parameters(TERMS, certificates, polynomials, done.keys)
    return {
        "terms": (lambda text: agreed_ceremony([text]), certificates[0]),
        "certificate": (lambda text: check_threshold_certificate(TERMS, 1, text), certificates[0]),
        "polynomial": (lambda text: check_threshold_polynomial(TERMS, certificates, 1, text), polynomials[0]),
        "shares": (lambda text: threshold_key(TERMS, certificates, done.seeds[0], text), done.shares[0]),
        "key": (lambda text: check_threshold_key(TERMS, certificates, polynomials, 1, text), done.keys[0]),
        "parameters": (lambda text: trustees_record("Ed25519", [], [text]), parameters),
        "private key": (
            lambda text: threshold_private_key("Ed25519", done.seeds[0], text),
            encrypted_private_key(done.keys[0]),
        ),
        "shuffle": (lambda text: check_shuffle(setup, poll.tally.text, 1, text), poll.shuffles[0]),
        "shuffled": (lambda text: shuffled_tally(setup, poll.tally, text), poll.shuffles[0]),
        "tally": (lambda text: shuffle(setup, text), poll.tally.text),
        "share": (lambda text: check_partial_decryption(setup, poll.opened.text, 1, text), poll.partials[1]),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("terms", "certificate", "polynomial", "shares", "key", "parameters", "private key"),
        *("shuffle", "shuffled", "tally", "share"),
    ],
)
def test_spoilt_text_is_refused_with_a_sentence(name: str) -> None:
    act, text = subjects()[name]
    act(text)
    rng, refused = random.Random(name), 0
    for _ in range(60):
        try:
            act(written(spoilt(copy.deepcopy(json.loads(text)), rng)))
        except VotingError as error:
            assert str(error).endswith(".")
            refused += 1
    assert refused > 5
