import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.voting import toy
from tests.voting.test_ceremony import TERMS, held
from tests.voting.toy import DATA, Toy, place_of, write

from hustings.cli.main import main
from hustings.voting import (
    Ranked,
    check_partial_decryption,
    check_shuffle,
    get_group,
    new_trustee_key,
    parse_setup,
    shuffled_tally,
)
from hustings.voting.digests import sha256_base64
from hustings.voting.trustees import read_trustees


def trustee(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, ["trustee", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def ceremony(*arguments: str | Path) -> Result:
    return trustee("ceremony", *arguments)


def collected(folder: Path, ending: str) -> Path:
    """What the members sent in, one on a line."""
    path = folder / f"all.{ending}s"
    path.write_text("".join(f"{(folder / f'MEMBER-{i}.{ending}').read_text()}\n" for i in (1, 2, 3)))
    return path


def test_ceremony_from_the_command_line(tmp_path: Path) -> None:
    for index in (1, 2, 3):
        done = ceremony("certificate", "--threshold", "2", "--size", "3", "--index", str(index), "--out", tmp_path)
        assert done.exit_code == 0 and "MEMBER" in done.stdout
    seeds = [tmp_path / f"MEMBER-{index}.seed" for index in (1, 2, 3)]
    assert {seed.stat().st_mode & 0o777 for seed in seeds} == {0o600}
    certificates = collected(tmp_path, "cert")
    for seed in seeds:
        done = ceremony("polynomial", "--seed", seed, "--certificates", certificates)
        assert done.exit_code == 0 and "Any 2 of 3 members, in Ed25519." in done.stderr
    polynomials = collected(tmp_path, "polynomial")
    known = ("--certificates", certificates, "--polynomials", polynomials)
    assert ceremony("shares", *known, "--out", tmp_path).exit_code == 0
    for index, seed in enumerate(seeds, 1):
        name = ("--name", "Zoë") if index == 2 else ()
        shares = tmp_path / f"MEMBER-{index}.shares"
        done = ceremony("key", "--seed", seed, "--certificates", certificates, "--shares", shares, *name)
        assert done.exit_code == 0, done.stderr
    single = tmp_path / "single.pubkey"
    single.write_text(new_trustee_key("Ed25519", "Dot").public + "\n")
    out = tmp_path / "trustees.json"
    done = ceremony("parameters", *known, "--keys", collected(tmp_path, "key"), "--single", single, "--out", out)
    assert done.exit_code == 0, done.stderr
    trustees = read_trustees(get_group("Ed25519"), out.read_text())
    assert [member.name for member in trustees] == ["Dot", "", "Zoë", ""]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A folder with what the members of a ceremony sent in and hold."""
    done = held(TERMS)
    for index, (seed, shares) in enumerate(zip(done.seeds, done.shares, strict=True), 1):
        (tmp_path / f"MEMBER-{index}.seed").write_text(seed + "\n")
        (tmp_path / f"MEMBER-{index}.shares").write_text(shares)
    (tmp_path / "certs").write_text("\n".join(done.certificates))
    (tmp_path / "polynomials").write_text("\n".join(done.polynomials))
    (tmp_path / "keys").write_text("\n".join(done.keys))
    return tmp_path


def refused(result: Result) -> str:
    assert result.exit_code == 1 and result.stderr.splitlines()[-1].startswith("Error: ")
    return result.stderr


def test_what_does_not_fit_is_refused_with_a_sentence(table: Path) -> None:
    certs, seed = table / "certs", table / "MEMBER-1.seed"
    key = ("key", "--seed", seed, "--certificates", certs, "--shares")
    assert "cannot be decrypted" in refused(ceremony(*key, table / "MEMBER-2.shares"))
    assert "not JSON" in refused(ceremony(*key, seed))
    assert "seed is mistyped" in refused(ceremony("polynomial", "--seed", certs, "--certificates", certs))
    for rubbish in ("", "{}", "[]", '{"message":"{}","signature":{}}'):
        (table / "rubbish").write_text(rubbish)
        refused(ceremony("polynomial", "--seed", seed, "--certificates", table / "rubbish"))
    lines = certs.read_text().splitlines()
    (table / "fewer").write_text("\n".join(lines[:2]))
    assert "2 certificates of 3" in refused(ceremony("polynomial", "--seed", seed, "--certificates", table / "fewer"))
    (table / "reordered").write_text("\n".join(lines[::-1]))
    known = ("--certificates", certs, "--polynomials", table / "polynomials")
    parameters = ("parameters", *known, "--out", table / "out", "--keys")
    assert "3 keys" not in refused(ceremony(*parameters, table / "fewer"))
    assert "member 1" in refused(ceremony(*parameters, table / "reordered"))
    assert not (table / "out").exists()
    assert ceremony(*parameters, table / "keys").exit_code == 0
    assert "not overwritten" in refused(ceremony(*parameters, table / "keys"))
    assert "threshold of 3" in refused(ceremony("certificate", "--threshold", "3", "--size", "3", "--index", "1"))


@pytest.mark.parametrize("folder", ["small-threshold-Ed25519", "small-mixed-RFC3526"])
def test_member_of_the_reference_tools_group_makes_a_share(folder: str, tmp_path: Path) -> None:
    archive = next((DATA / folder).glob("*.bel"))
    records = toy.read(archive)
    seed = min((DATA / folder).glob("*.key"))
    until = write(tmp_path / "a.bel", records[: place_of(records, '{"decryption_factors"')])
    done = trustee("decrypt", until, "--key", seed, "--dkey", seed.with_suffix(".dkey"))
    assert done.exit_code == 0, done.stderr
    owner = int(done.stderr.split("trustee ")[1].split()[0])
    assert owner in (2, 3, 4)
    alone = trustee("decrypt", until, "--key", seed)
    assert alone.exit_code == 1 and "name the .dkey with --dkey" in alone.stderr


@pytest.fixture(scope="module")
def ranked() -> Toy:
    votes = ((0, [[1, 2]]), (1, [[2, 1]]))
    return toy.build("Ed25519", questions=(Ranked("Rank", ("a", "b")),), votes=votes, weights=(1, 1))


def test_trustees_shuffle_one_after_another(ranked: Toy, tmp_path: Path) -> None:
    ends = [i + 1 for i, record in enumerate(ranked.records) if record.name.endswith(".event.json")]
    tallied, shuffled, both, ended = (ranked.records[:end] for end in ends[4:8])
    first = trustee("shuffle", write(tmp_path / "a.bel", tallied))
    assert first.exit_code == 0 and "fingerprint" in first.stderr
    check_shuffle(ranked.setup, ranked.tally.text, 1, first.stdout.strip())
    assert sha256_base64(first.stdout.strip()) in first.stderr  # in the form in which a desk shows it
    out = tmp_path / "shuffle"
    assert trustee("shuffle", write(tmp_path / "a.bel", shuffled), "--out", out).exit_code == 0
    after_one = shuffled_tally(ranked.setup, ranked.tally, ranked.shuffles[0])
    check_shuffle(ranked.setup, after_one.text, 2, out.read_text())

    key = tmp_path / "key"
    key.write_text(ranked.keys[0].private)
    for records in (tallied, both):
        assert "still to be shuffled" in refused(trustee("decrypt", write(tmp_path / "a.bel", records), "--key", key))
    archive = write(tmp_path / "a.bel", ended)
    assert "past its shuffles" in refused(trustee("shuffle", archive))
    share = trustee("decrypt", archive, "--key", key)
    check_partial_decryption(ranked.setup, ranked.opened.text, 1, share.stdout.strip())
    assert sha256_base64(ranked.opened.text) in share.stderr


def test_nothing_to_shuffle(tmp_path: Path) -> None:
    poll = toy.build("Ed25519")
    archive = write(tmp_path / "a.bel", poll.records[: place_of(poll.records, '{"decryption_factors"')])
    assert "nothing to shuffle" in refused(trustee("shuffle", archive))


def test_threshold_of_release_2_0_is_accepted_when_asked(tmp_path: Path) -> None:
    archive = next((DATA / "threshold-2.0").glob("*.bel"))
    seed = min((DATA / "threshold-2.0").glob("*.key"))
    key = ("--key", seed, "--dkey", seed.with_suffix(".dkey"))
    assert "accepted expressly" in refused(trustee("decrypt", archive, *key))
    assert "no encrypted tally yet" in refused(trustee("decrypt", archive, *key, "--accept-2.0-threshold"))
    election, trustees, credentials = (record.body for record in toy.read(archive)[:3])
    assert len(parse_setup(election, trustees, credentials, accept_2_0_threshold=True).trustees) == 4
    assert json.loads(trustees)[1][0] == "Pedersen"
