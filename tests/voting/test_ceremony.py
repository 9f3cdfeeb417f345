import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.voting.toy import DATA, compact, read

from hustings.voting import (
    Ceremony,
    VotingError,
    check_threshold_certificate,
    check_threshold_key,
    check_threshold_polynomial,
    encrypted_private_key,
    get_group,
    new_threshold_seed,
    new_trustee_key,
    threshold_certificate,
    threshold_key,
    threshold_parameters,
    threshold_polynomial,
    threshold_private_key,
    threshold_shares,
    trustees_record,
)
from hustings.voting.trustees import election_key, read_trustees

VECTOR = DATA / "small-threshold-Ed25519"
TERMS = Ceremony("Ed25519", 2, ("Ann", "", "Cy"))


@dataclass(frozen=True)
class Held:
    """A ceremony held to its end."""

    terms: Ceremony
    seeds: tuple[str, ...]
    certificates: tuple[str, ...]
    polynomials: tuple[str, ...]
    shares: tuple[str, ...]
    keys: tuple[str, ...]


@cache
def held(terms: Ceremony = TERMS) -> Held:
    members = range(1, len(terms.names) + 1)
    seeds = tuple(new_threshold_seed() for _ in members)
    certificates = tuple(threshold_certificate(terms, index, seed) for index, seed in zip(members, seeds, strict=True))
    polynomials = tuple(threshold_polynomial(terms, certificates, seed) for seed in seeds)
    shares = tuple(threshold_shares(terms, certificates, polynomials, index) for index in members)
    keys = tuple(threshold_key(terms, certificates, seed, share) for seed, share in zip(seeds, shares, strict=True))
    return Held(terms, seeds, certificates, polynomials, shares, keys)


@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
def test_ceremony_whose_every_step_is_accepted(name: str) -> None:
    done = held(replace(TERMS, group_name=name))
    for index in (1, 2, 3):
        check_threshold_certificate(done.terms, index, done.certificates[index - 1])
        check_threshold_polynomial(done.terms, done.certificates, index, done.polynomials[index - 1])
        check_threshold_key(done.terms, done.certificates, done.polynomials, index, done.keys[index - 1])
    parameters = threshold_parameters(done.terms, done.certificates, done.polynomials, done.keys)
    single = new_trustee_key(name, "Dot")
    record = trustees_record(name, [single.public], [parameters])
    trustees = read_trustees(get_group(name), record)
    assert [trustee.name for trustee in trustees] == ["Dot", "Ann", "", "Cy"]
    group = get_group(name)
    for trustee, seed, key in zip(trustees[1:], done.seeds, done.keys, strict=True):
        private = threshold_private_key(name, seed, encrypted_private_key(key))
        assert group.exp_many([group.generator], [int(json.loads(private))]) == [trustee.key]
    assert election_key(group, trustees) != election_key(group, trustees[1:]) != trustees[1].key


@pytest.mark.parametrize(("threshold", "size"), [(0, 3), (3, 3), (4, 3), (1, 1), (-1, 2)])
def test_threshold_that_makes_no_sense(threshold: int, size: int) -> None:
    with pytest.raises(VotingError, match=f"threshold of {threshold}"):
        Ceremony("Ed25519", threshold, ("",) * size)


def lines(name: str) -> list[str]:
    return (VECTOR / name).read_text().splitlines()


def test_ceremony_of_the_reference_tool_is_accepted() -> None:
    terms = Ceremony("Ed25519", 2, ("", "", ""))
    certificates, polynomials = lines("certs.jsons"), lines("polynomials.jsons")
    (_, (_, parameters)) = json.loads(read_vector_record(1))
    keys = []
    for index, certificate in enumerate(certificates, 1):
        check_threshold_certificate(terms, index, certificate)
        check_threshold_polynomial(terms, certificates, index, polynomials[index - 1])
        (vinput,) = (
            path
            for path in VECTOR.glob("*.vinput")
            if (VECTOR / f"{path.stem}.cert").read_text().strip() == certificate
        )
        shares = threshold_shares(terms, certificates, polynomials, index)
        assert shares == vinput.read_text().strip()
        theirs = vinput.with_suffix(".voutput").read_text().strip()
        check_threshold_key(terms, certificates, polynomials, index, theirs)
        keys.append(theirs)
        seed = vinput.with_suffix(".key").read_text()
        ours = threshold_key(terms, certificates, seed, shares)
        check_threshold_key(terms, certificates, polynomials, index, ours)
        opened = {threshold_private_key("Ed25519", seed, encrypted_private_key(key)) for key in (ours, theirs)}
        opened.add(threshold_private_key("Ed25519", seed, vinput.with_suffix(".dkey").read_text()))
        assert len(opened) == 1
    assert threshold_parameters(terms, certificates, polynomials, keys) == compact(parameters)


def read_vector_record(index: int) -> str:
    (archive,) = VECTOR.glob("*.bel")
    return read(archive)[index].body


@pytest.mark.parametrize("key", sorted((DATA / "threshold-2.0").glob("*.key")), ids=lambda path: path.stem[:6])
def test_private_key_encrypted_by_release_2_0(key: Path) -> None:
    private = threshold_private_key("BELENIOS-2048", key.read_text(), key.with_suffix(".dkey").read_text())
    (archive,) = key.parent.glob("*.bel")
    group = get_group("BELENIOS-2048")
    trustees = read_trustees(group, read(archive)[1].body, accept_2_0_threshold=True)
    (public,) = group.exp_many([group.generator], [int(json.loads(private))])
    assert public in [trustee.key for trustee in trustees[1:]]


def changed(text: str, change: Callable[[Any], Any]) -> str:
    value = json.loads(text)
    change(value)
    return compact(value)


def test_seed_that_is_no_seed() -> None:
    seed = new_threshold_seed()
    for wrong in ("", seed[:-1], seed + "1", "0" + seed[1:]):
        with pytest.raises(VotingError, match="seed is mistyped"):
            threshold_certificate(TERMS, 1, wrong)
    done = held()
    for act in (
        lambda: threshold_polynomial(TERMS, done.certificates, seed),
        lambda: threshold_key(TERMS, done.certificates, seed, done.shares[0]),
    ):
        with pytest.raises(VotingError, match="None of the certificates"):
            act()
    with pytest.raises(VotingError, match="cannot be decrypted"):
        threshold_private_key("Ed25519", seed, encrypted_private_key(done.keys[0]))
    for index in (0, 4):
        with pytest.raises(VotingError, match=f"no member {index}"):
            threshold_certificate(TERMS, index, seed)


def test_certificate_that_is_refused_with_the_members_name() -> None:
    done = held()
    seed = done.seeds[0]
    others = [
        threshold_certificate(replace(TERMS, threshold=1), 1, seed),
        threshold_certificate(replace(TERMS, names=(*TERMS.names, "Dot")), 1, seed),
        threshold_certificate(TERMS, 2, seed),
        threshold_certificate(replace(TERMS, group_name="BELENIOS-2048"), 1, seed),
        changed(done.certificates[0], lambda v: v.update(signature=json.loads(done.certificates[1])["signature"])),
        changed(done.certificates[0], lambda v: v.update(message=v["message"].replace("encryption", "encrypted"))),
        changed(done.certificates[0], lambda v: v.pop("signature")),
        "",
        done.certificates[0] + " ",
    ]
    for text in others:
        with pytest.raises(VotingError, match=r"member 1 \(Ann\)"):
            check_threshold_certificate(TERMS, 1, text)
    with pytest.raises(VotingError, match="member 2 was made for another"):
        check_threshold_certificate(TERMS, 2, done.certificates[0])
    again = (done.certificates[0], threshold_certificate(TERMS, 2, seed), done.certificates[2])
    with pytest.raises(VotingError, match="same key"):
        threshold_polynomial(TERMS, again, seed)
    with pytest.raises(VotingError, match="2 certificates of 3"):
        threshold_polynomial(TERMS, done.certificates[:2], seed)


def test_polynomial_that_is_refused_with_the_members_name() -> None:
    done, other = held(), threshold_polynomial(TERMS, held().certificates, held().seeds[2])
    theirs = json.loads(other)
    # The right certificates but for one, whose owner would get another share than the one we think of.
    impostor = (*done.certificates[:1], threshold_certificate(TERMS, 2, new_threshold_seed()), done.certificates[2])
    for text in (
        "",
        done.polynomials[0],
        threshold_polynomial(TERMS, impostor, done.seeds[2]),
        changed(other, lambda v: v["secrets"].pop()),
        changed(other, lambda v: v.update(coefexps=json.loads(done.polynomials[0])["coefexps"])),
        changed(other, lambda v: v["coefexps"].update(signature=theirs["signature"])),
        changed(other, lambda v: v.update(signature=theirs["coefexps"]["signature"])),
        changed(other, lambda v: v.pop("signature")),
        changed(other, lambda v: v.update(polynomial="{}")),
        changed(other, lambda v: v["secrets"].__setitem__(0, v["secrets"][0].replace("GCM", "ECB"))),
    ):
        with pytest.raises(VotingError, match=r"member 3 \(Cy\)"):
            check_threshold_polynomial(TERMS, done.certificates, 3, text)
    check_threshold_polynomial(TERMS, done.certificates, 3, other)
    with pytest.raises(VotingError, match="2 polynomials of 3"):
        threshold_shares(TERMS, done.certificates, done.polynomials[:2], 1)


def test_share_that_is_refused_with_the_senders_name() -> None:
    done = held()
    shares = json.loads(done.shares[0])
    another = json.loads(threshold_polynomial(TERMS, done.certificates, done.seeds[2]))

    def refused(secret: str) -> str:
        text = compact(shares | {"secrets": [*shares["secrets"][:2], secret]})
        with pytest.raises(VotingError) as caught:
            threshold_key(TERMS, done.certificates, done.seeds[0], text)
        return str(caught.value)

    for secret, words in (
        (another["secrets"][0], "does not fit the commitments"),
        (another["secrets"][1], "cannot be decrypted"),
        (shares["secrets"][1], "signature does not hold"),
        (shares["polynomial"], "signature does not hold"),
        (another["polynomial"], "cannot be decrypted"),
        (shares["secrets"][2].replace('"data":"', '"data":"00'), "cannot be decrypted"),
    ):
        sentence = refused(secret)
        assert "share of member 3 (Cy) for member 1 (Ann)" in sentence and words in sentence


def test_own_polynomial_that_was_replaced() -> None:
    done = held()
    again = threshold_polynomial(TERMS, done.certificates, done.seeds[0])
    polynomials = (again, *done.polynomials[1:])
    shares = json.loads(threshold_shares(TERMS, done.certificates, polynomials, 1))
    kept = json.loads(done.shares[0])["polynomial"]
    with pytest.raises(VotingError, match="Your own polynomial does not fit"):
        threshold_key(TERMS, done.certificates, done.seeds[0], compact(shares | {"polynomial": kept}))


def test_shares_signed_for_other_certificates() -> None:
    done = held()
    impostor = (done.certificates[0], threshold_certificate(TERMS, 2, new_threshold_seed()), done.certificates[2])
    with pytest.raises(VotingError, match="member 1"):
        threshold_key(TERMS, impostor, done.seeds[0], done.shares[0])


def test_key_that_is_refused_with_the_members_name() -> None:
    done = held()
    other = json.loads(new_trustee_key("Ed25519", "Cy").public)
    mine = json.loads(done.keys[2])["public_key"]
    for text in (
        "",
        done.keys[0],
        changed(done.keys[2], lambda v: v["public_key"].pop("signature")),
        changed(done.keys[2], lambda v: v["public_key"].update(signature=v["public_key"]["pok"])),
        changed(done.keys[2], lambda v: v["public_key"].update(pok=other["pok"])),
        changed(done.keys[2], lambda v: v.update(public_key=other)),
        changed(done.keys[2], lambda v: v.update(public_key=mine | {"note": 1})),
        changed(done.keys[2], lambda v: v.update(private_key="")),
    ):
        with pytest.raises(VotingError, match=r"The key of member 3 \(Cy\)"):
            check_threshold_key(TERMS, done.certificates, done.polynomials, 3, text)
    # Honestly made and signed, but from other polynomials than those on the table.
    polynomials = (threshold_polynomial(TERMS, done.certificates, done.seeds[0]), *done.polynomials[1:])
    for function in (
        lambda: check_threshold_key(TERMS, done.certificates, polynomials, 1, done.keys[0]),
        lambda: threshold_parameters(TERMS, done.certificates, polynomials, done.keys),
    ):
        with pytest.raises(VotingError, match=r"member 1 \(Ann\) is not the one that the members' polynomials"):
            function()


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.pop("signatures"),
        lambda v: v.update(threshold=1),
        lambda v: v.update(threshold=3),
        lambda v: v["certs"].reverse(),
        lambda v: v["coefexps"].reverse(),
        lambda v: v["signatures"].reverse(),
        lambda v: v["verification_keys"].reverse(),
        lambda v: v["verification_keys"].pop(),
        lambda v: v["verification_keys"][0].pop("signature"),
    ],
)
def test_parameters_that_are_refused(change: Callable[[Any], Any]) -> None:
    done = held()
    parameters = threshold_parameters(TERMS, done.certificates, done.polynomials, done.keys)
    assert trustees_record("Ed25519", [], [parameters])
    with pytest.raises(VotingError):
        trustees_record("Ed25519", [], [changed(parameters, change)])
