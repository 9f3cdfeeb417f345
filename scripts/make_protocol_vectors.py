"""Write the vectors by which the booth's TypeScript and the library `voting` are checked against each other.

    .venv/bin/python scripts/make_protocol_vectors.py > tests/data/voting/protocol.json

Each run makes new keys and ballots; both languages must agree on whatever it wrote.
"""

import json
import sys
from itertools import pairwise
from typing import Any

from hustings.voting import (
    KofN,
    check_partial_decryption,
    credentials_record,
    election_record,
    encrypted_tally,
    get_group,
    make_ballot,
    new_credential,
    new_short_credential,
    new_uuid,
    parse_setup,
    partial_decryption,
    public_credential,
    tally_result,
    tracking_number,
    trustees_record,
)
from hustings.voting.credentials import private_exponent
from hustings.voting.digests import hash_to_scalar, sha256_base64, sha256_hex
from hustings.voting.keys import trustee_key

QUESTIONS = (
    KofN('Shall the rules be amended? \u007f “é” \\ / " \n', ("Yes", "No"), min=1, max=1, blank=True),
    KofN("Committee", ("Ann", "Bob", "Cy", "Dee", "Eve"), min=1, max=3),
    KofN("Auditors", ("Fay", "Gus", "Hal"), min=0, max=2, blank=True),
)
CHOICES = (
    [[0, 1, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0]],
    [[1, 0, 0], [0, 1, 0, 1, 1], [1, 0, 0, 0]],
    [[0, 0, 1], [0, 0, 1, 0, 1], [0, 1, 0, 1]],
)
WEIGHTS = (1, 3, 2_000_000_000)
BAD_ELEMENTS = {
    "Ed25519": {
        "upper case": "AB" * 32,
        "too short": "00" * 31 + "1",
        "y is not below the prime": "7" + "f" * 61 + "ee",
        "x is zero and its sign is set": "8" + "0" * 62 + "1",
        "order 2": "7" + "f" * 61 + "ec",
        "order 4": "0" * 64,
        "order 8": "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7",
        "twice the prime order": "G+order 2",
        "not on the curve": "0" * 63 + "2",
    },
    "BELENIOS-2048": {
        "zero": "0",
        "leading zero": "01",
        "negative": "-1",
        "order 2": "P-1",
        "the modulus": "P",
        "hex": "a",
    },
}


def bad_elements(name: str) -> list[dict[str, str]]:
    group = get_group(name)
    modulus = getattr(group, "modulus", 0)
    named = {"P": str(modulus), "P-1": str(modulus - 1)}
    if name == "Ed25519":
        (mixed,) = group.multiply_many([group.generator], [group.parse(BAD_ELEMENTS[name]["order 2"])])
        named["G+order 2"] = group.text(mixed)
    return [{"why": why, "element": named.get(text, text)} for why, text in BAD_ELEMENTS[name].items()]


def changed(ballot: str, why: str, check: str, change: Any) -> dict[str, str]:
    """A ballot with `change` applied to its JSON, not signed again."""
    value = json.loads(ballot)
    change(value)
    return {"why": why, "check": check, "ballot": json.dumps(value, separators=(",", ":"))}


def invalid_ballots(ballots: list[str], order: int) -> list[dict[str, str]]:
    first, second = ballots[:2]
    signature = json.loads(first)["signature"]["proof"]

    def response_plus_q(value: Any) -> None:
        value["signature"]["proof"]["response"] = str(int(signature["response"]) + order)

    return [
        {"why": "white space", "check": "format", "ballot": first.replace(",", ", ", 1)},
        changed(first, "missing field", "format", lambda value: value.pop("signature")),
        changed(first, "extra field", "format", lambda value: value.update(extra=1)),
        changed(
            first,
            "fields in another order",
            "format",
            lambda value: value.update(election_uuid=value.pop("election_uuid")),
        ),
        changed(first, "another election", "election", lambda value: value.update(election_uuid="1" * 14)),
        changed(
            first,
            "another credential",
            "signature",
            lambda value: value.update(credential=json.loads(second)["credential"]),
        ),
        changed(
            first,
            "answers of another ballot",
            "signature",
            lambda value: value.update(answers=json.loads(second)["answers"]),
        ),
        changed(first, "response plus q", "format", response_plus_q),
        changed(
            first,
            "another signature",
            "signature",
            lambda value: value["signature"]["proof"].update(response=str((int(signature["response"]) + 1) % order)),
        ),
    ]


def vectors(name: str) -> dict[str, Any]:
    group = get_group(name)
    uuid = new_uuid()
    credentials = [new_credential(), new_credential(), new_short_credential()]
    keys = [trustee_key(group, group.random_scalar(), trustee) for trustee in ("", "Zoë")]
    trustees = trustees_record(name, [key.public for key in keys])
    election = election_record(
        uuid=uuid,
        name="Vectors",
        description="For both implementations",
        group=name,
        questions=QUESTIONS,
        trustees=trustees,
        administrator="Returning officer",
    )
    publics = [public_credential(name, uuid, credential) for credential in credentials]
    record = credentials_record(name, zip(publics, WEIGHTS, strict=True))
    setup = parse_setup(election, trustees, record)
    ballots = [make_ballot(setup, *pair) for pair in zip(credentials, CHOICES, strict=True)]
    tally = encrypted_tally(setup, ballots)
    partials = {owner: partial_decryption(setup, tally.text, key.private) for owner, key in enumerate(keys, 1)}
    for owner, text in partials.items():
        check_partial_decryption(setup, tally.text, owner, text)
    hashed = [
        f"pok|{name}|{json.loads(a.public)['public_key']}|{json.loads(b.public)['public_key']}"
        for a, b in pairwise(keys)
    ]
    return {
        "group": name,
        "order": str(group.order),
        "generator": group.text(group.generator),
        "neutral": group.text(group.neutral),
        "invalid_elements": bad_elements(name),
        "hashes": [
            {
                "text": text,
                "hex": sha256_hex(text),
                "base64": sha256_base64(text),
                "scalar": str(hash_to_scalar(text, group.order)),
            }
            for text in ["", *hashed]
        ],
        "uuid": uuid,
        "credentials": [
            {"credential": credential, "exponent": str(private_exponent(group, uuid, credential)), "public": public}
            for credential, public in zip(credentials, publics, strict=True)
        ],
        "trustee_keys": [
            {"private": key.private, "public_key": json.loads(key.public)["public_key"], "public": key.public}
            for key in keys
        ],
        "election": election,
        "phi": setup.election.hash,
        "trustees": trustees,
        "credentials_record": record,
        "ballots": [
            {
                "credential": credential,
                "choices": choices,
                "ballot": ballot,
                "tracking_number": tracking_number(ballot),
            }
            for credential, choices, ballot in zip(credentials, CHOICES, ballots, strict=True)
        ],
        "invalid_ballots": invalid_ballots(ballots, group.order),
        "encrypted_tally": tally.text,
        "num_tallied": tally.num_tallied,
        "total_weight": tally.total_weight,
        "partial_decryptions": [
            {"owner": owner, "private": keys[owner - 1].private, "text": text} for owner, text in partials.items()
        ],
        "result": tally_result(setup, tally, partials),
    }


if __name__ == "__main__":
    json.dump([vectors(name) for name in BAD_ELEMENTS], sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
