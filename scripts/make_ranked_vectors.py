"""Write the vectors of ranked questions, threshold trustees and shuffles that TypeScript and Python must agree on.

    .venv/bin/python scripts/make_ranked_vectors.py > tests/data/voting/protocol-ranked.json

Each run makes new keys and ballots; both languages must agree on whatever it wrote.
"""

import json
import sys
from typing import Any

from hustings.voting import (
    Ceremony,
    KofN,
    Ranked,
    credentials_record,
    election_record,
    encrypted_private_key,
    encrypted_tally,
    get_group,
    make_ballot_and_opening,
    new_credential,
    new_threshold_seed,
    new_trustee_key,
    new_uuid,
    parse_setup,
    partial_decryption,
    public_credential,
    shuffle,
    shuffled_tally,
    tally_result,
    threshold_certificate,
    threshold_key,
    threshold_parameters,
    threshold_polynomial,
    threshold_private_key,
    threshold_shares,
    tracking_number,
    trustees_record,
)

GROUPS = ("Ed25519", "RFC-3526-2048")
QUESTIONS = (
    KofN("Shall the rules be amended?", ("Yes", "No"), min=1, max=1),
    Ranked("Committee", ("Ann", "Bob", "Cy", "Dee")),
)
CHOICES = ([[1, 0], [2, 1, 0, 3]], [[0, 1], [0, 0, 0, 0]], [[1, 0], [255, 1, 1, 7]])
EMBEDDED = ([0], [1], [0, 0, 0], [4, 3, 2, 1], [255] * 30, list(range(30)))


def ceremony_vectors(name: str) -> tuple[dict[str, Any], str]:
    """A key ceremony of two of three, each step; and the parameters that go into the trustees record."""
    ceremony = Ceremony(name, 2, ("Zoë", "Gil", ""))
    seeds = [new_threshold_seed() for _ in ceremony.names]
    certificates = [threshold_certificate(ceremony, index, seed) for index, seed in enumerate(seeds, 1)]
    polynomials = [threshold_polynomial(ceremony, certificates, seed) for seed in seeds]
    shares = [threshold_shares(ceremony, certificates, polynomials, index) for index in (1, 2, 3)]
    keys = [threshold_key(ceremony, certificates, *pair) for pair in zip(seeds, shares, strict=True)]
    privates = [
        threshold_private_key(name, seed, encrypted_private_key(key)) for seed, key in zip(seeds, keys, strict=True)
    ]
    steps = {
        "names": ceremony.names,
        "threshold": ceremony.threshold,
        "seeds": seeds,
        "certificates": certificates,
        "polynomials": polynomials,
        "shares": shares,
        "keys": keys,
        "private_keys": privates,
    }
    return steps, threshold_parameters(ceremony, certificates, polynomials, keys)


def vectors(name: str) -> dict[str, Any]:
    """Everything about one group."""
    group = get_group(name)
    uuid = new_uuid()
    single = new_trustee_key(name)
    ceremony, parameters = ceremony_vectors(name)
    trustees = trustees_record(name, [single.public], [parameters])
    election = election_record(
        uuid=uuid, name="Ranked vectors", description="", group=name, questions=QUESTIONS, trustees=trustees
    )
    credentials = [new_credential() for _ in CHOICES]
    record = credentials_record(name, [(public_credential(name, uuid, credential), 1) for credential in credentials])
    setup = parse_setup(election, trustees, record)
    made = [make_ballot_and_opening(setup, *pair) for pair in zip(credentials, CHOICES, strict=True)]
    tally = encrypted_tally(setup, [ballot for ballot, _ in made])
    first = shuffle(setup, tally.text)
    once = shuffled_tally(setup, tally, first)
    second = shuffle(setup, once.text)
    twice = shuffled_tally(setup, once, second)
    privates = [single.private, *ceremony["private_keys"]]
    shares = {owner: partial_decryption(setup, twice.text, privates[owner - 1]) for owner in (1, 2, 4)}
    return {
        "group": name,
        "order": str(group.order),
        "generator": group.text(group.generator),
        "neutral": group.text(group.neutral),
        "independent": [group.text(group.independent(index)) for index in range(-1, 6)],
        "embedded": [
            {"ranks": ranks, "element": group.text(group.embed(int.from_bytes(bytes(ranks), "big")))}
            for ranks in EMBEDDED
        ],
        "uuid": uuid,
        "single": {"private": single.private, "public": single.public},
        "ceremony": ceremony,
        "election": election,
        "phi": setup.election.hash,
        "trustees": trustees,
        "public_keys": [group.text(trustee.key) for trustee in setup.trustees],
        "credentials_record": record,
        "ballots": [
            {
                "credential": credential,
                "choices": choices,
                "ballot": ballot,
                "opening": opening,
                "tracking_number": tracking_number(ballot),
            }
            for credential, choices, (ballot, opening) in zip(credentials, CHOICES, made, strict=True)
        ],
        "encrypted_tally": tally.text,
        "shuffles": [first, second],
        "shuffled_tally": twice.text,
        "partial_decryptions": [
            {"owner": owner, "private": privates[owner - 1], "text": text} for owner, text in shares.items()
        ],
        "result": tally_result(setup, twice, shares),
    }


if __name__ == "__main__":
    json.dump([vectors(name) for name in GROUPS], sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
