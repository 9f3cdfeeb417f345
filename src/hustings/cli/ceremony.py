"""hustings trustee ceremony: the key ceremony of a threshold group, by files that are sent to and fro."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from hustings.cli.keepsakes import read_text, write_new
from hustings.voting import (
    GROUPS,
    Ceremony,
    VotingError,
    agreed_ceremony,
    encrypted_private_key,
    new_threshold_seed,
    threshold_certificate,
    threshold_key,
    threshold_parameters,
    threshold_polynomial,
    threshold_shares,
    trustees_record,
)
from hustings.voting.digests import sha256_base64, sha256_hex

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
seed_file = click.option("--seed", type=FILE, required=True, help="Your .seed file.")
certificates_file = click.option(
    "--certificates", type=FILE, required=True, help="All members' certificates, one on a line, in order."
)
polynomials_file = click.option(
    "--polynomials", type=FILE, required=True, help="All members' polynomials, one on a line, in order."
)
out_folder = click.option("--out", type=FOLDER, default=Path(), show_default=True)


@click.group()
def ceremony() -> None:
    """Make the keys of a threshold group, any T of whose N members open a tally.

    Each member runs `certificate`, hands in the .cert and gets all certificates; runs `polynomial`, hands in the
    .polynomial and gets their .shares; runs `key` and hands in the .key. A member's desk takes and gives all of it, so
    that some can use a browser and some this command. Without desks the returning officer collects what comes in,
    line by line in the order of the members, and runs `shares` and `parameters`.
    """


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except VotingError as error:
        raise click.ClickException(str(error)) from None


def _lines(path: Path) -> list[str]:
    return [line for line in read_text(path).splitlines() if line.strip()]


def _terms(certificates: list[str]) -> Ceremony:
    terms = agreed_ceremony(certificates)
    click.echo(f"Any {terms.threshold} of {len(terms.names)} members, in {terms.group_name}.", err=True)
    fingerprint = sha256_base64("\n".join(certificates))
    click.echo(f"Fingerprint of all certificates, the same for every member: {fingerprint}", err=True)
    return terms


@ceremony.command()
@click.option("--group", "group_name", type=click.Choice(GROUPS), default=GROUPS[0], show_default=True)
@click.option("--threshold", type=int, required=True, help="How many members open a tally.")
@click.option("--size", type=click.IntRange(2, 1000), required=True, help="How many members there are.")
@click.option("--index", type=int, required=True, help="Which of them you are, from 1.")
@out_folder
def certificate(group_name: str, threshold: int, size: int, index: int, out: Path) -> None:
    """Step 1, each member: MEMBER-I.seed, which never leaves you, and MEMBER-I.cert for your desk."""
    seed = new_threshold_seed()
    with _refusing():
        text = threshold_certificate(Ceremony(group_name, threshold, ("",) * size), index, seed)
    stem = out / f"MEMBER-{index}"
    write_new(Path(f"{stem}.seed"), seed, secret=True)
    write_new(Path(f"{stem}.cert"), text)
    click.echo(f"{stem}.seed: keep it; you need it in every step and to open the tally.")
    click.echo(f"{stem}.cert: hand it in. Its fingerprint: {sha256_hex(json.loads(text)['message'])}")


@ceremony.command()
@seed_file
@certificates_file
def polynomial(seed: Path, certificates: Path) -> None:
    """Step 2, each member: MEMBER-I.polynomial beside the seed, for your desk."""
    texts = _lines(certificates)
    with _refusing():
        text = threshold_polynomial(_terms(texts), texts, read_text(seed))
    out = seed.with_suffix(".polynomial")
    write_new(out, text)
    click.echo(f"{out}: hand it in.")


@ceremony.command()
@certificates_file
@polynomials_file
@out_folder
def shares(certificates: Path, polynomials: Path, out: Path) -> None:
    """The returning officer: MEMBER-I.shares, to be sent to each member."""
    texts = _lines(certificates)
    with _refusing():
        terms = _terms(texts)
        made = [threshold_shares(terms, texts, _lines(polynomials), i + 1) for i in range(len(terms.names))]
    for index, text in enumerate(made, 1):
        write_new(out / f"MEMBER-{index}.shares", text)
        click.echo(f"{out / f'MEMBER-{index}.shares'}: send it to member {index}.")


@ceremony.command()
@seed_file
@certificates_file
@click.option("--shares", "shares_file", type=FILE, required=True, help="The .shares that you were sent.")
@click.option("--name", default="", help="Your name, as everybody will see it.")
def key(seed: Path, certificates: Path, shares_file: Path, name: str) -> None:
    """Step 3, each member: MEMBER-I.key for your desk, and MEMBER-I.dkey to open the tally with."""
    texts = _lines(certificates)
    with _refusing():
        terms = _terms(texts)
        if name:
            terms = replace(terms, names=(name,) * len(terms.names))
        text = threshold_key(terms, texts, read_text(seed), read_text(shares_file).strip())
    out, kept = seed.with_suffix(".key"), seed.with_suffix(".dkey")
    write_new(out, text)
    write_new(kept, encrypted_private_key(text))
    click.echo(f"{out}: hand it in. Fingerprint of your public key: {_fingerprint(text)}")
    click.echo(f"{kept}: keep it with the seed; anybody may see it, and without it you cannot open the tally.")


def _fingerprint(key_text: str) -> str:
    return sha256_hex(json.dumps(json.loads(key_text)["public_key"]["public_key"]))


@ceremony.command()
@certificates_file
@polynomials_file
@click.option("--keys", type=FILE, required=True, help="All members' keys, one on a line, in order.")
@click.option("--single", type=FILE, multiple=True, help="The .pubkey of a single trustee besides the group.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the trustees record goes.")
def parameters(certificates: Path, polynomials: Path, keys: Path, single: tuple[Path, ...], out: Path) -> None:
    """The returning officer, at the end: the record of all trustees, single ones first."""
    texts = _lines(certificates)
    with _refusing():
        terms = _terms(texts)
        group = threshold_parameters(terms, texts, _lines(polynomials), _lines(keys))
        record = trustees_record(terms.group_name, [read_text(path).strip() for path in single], [group])
    write_new(out, record)
    click.echo(f"{out}: the trustees' record.")
