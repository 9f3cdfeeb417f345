"""hustings evidence: a scrutineer's key, and the bundle that was sealed for it, on their own machine."""

import base64
import hashlib
import json
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import click
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.signing import VerifyKey

from hustings.cli.keepsakes import read_text, write_new
from hustings.elections.sealed_files import SealBroken, public_text, unseal

MANIFEST, SIGNATURE, KEYS = "manifest.json", "manifest.signature", "keys.json"


@click.group()
def evidence() -> None:
    """Open the sealed evidence of an election."""


@evidence.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file for your private key.")
def key(out: Path) -> None:
    """Make a scrutineer's key: the file stays with you, the line that is printed goes to the site."""
    private = PrivateKey.generate()
    write_new(out, bytes(private).hex(), secret=True)
    click.echo(public_text(private))


@evidence.command(name="open")
@click.argument("bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "key_file", type=click.Path(path_type=Path), required=True, help="Your private key.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder for what is in the bundle.")
@click.option("--keys", type=click.Path(path_type=Path), help="A copy of the site's published keys that you saved.")
def open_bundle(bundle: Path, key_file: Path, out: Path, keys: Path | None) -> None:
    """Open BUNDLE, check that everything in it is as its signed list says, and write it into a folder.

    Without --keys the signature is checked with the key in the bundle itself, which only shows that nothing was lost.
    """
    with tempfile.TemporaryFile() as plain:
        try:
            private = PrivateKey(bytes.fromhex(read_text(key_file).strip()))
            with bundle.open("rb") as sealed:
                for chunk in unseal(private, sealed):
                    plain.write(chunk)
        except SealBroken as error:
            raise click.ClickException(f"{bundle}: {error}") from None
        except (ValueError, TypeError, CryptoError):
            raise click.ClickException(f"{key_file} is no scrutineer's key.") from None
        count = _unpack(plain, bundle, out, keys)
    click.echo(f"{out}: {count} files, all as the signed list says.")
    if keys is None:
        click.echo("Whose signature it is was not checked: give the published keys with --keys.")


def _unpack(plain: BinaryIO, bundle: Path, out: Path, keys: Path | None) -> int:
    try:
        with zipfile.ZipFile(plain) as archive:
            names = archive.namelist()
            manifest = archive.read(MANIFEST)
            listed = dict(json.loads(manifest)["files"])
            published = read_text(keys) if keys else archive.read(KEYS).decode()
            public = base64.b64decode(json.loads(published)["evidence"]["public_key"])
            VerifyKey(public).verify(manifest, base64.b64decode(archive.read(SIGNATURE)))
            if sorted([*listed, MANIFEST, SIGNATURE]) != sorted(names) or not all(map(_is_safe, names)):
                raise click.ClickException(f"{bundle}: what is in it is not what its list names.")
            for name in listed:
                with archive.open(name) as content:
                    if hashlib.file_digest(content, "sha256").hexdigest() != listed[name]:
                        raise click.ClickException(f"{bundle}: {name} is not what the list says.")
            out.mkdir(parents=True)
            archive.extractall(out)
            return len(names)
    except FileExistsError:
        raise click.ClickException(f"{out} exists already; give a new folder.") from None
    except CryptoError:
        raise click.ClickException(f"{bundle}: its list was not signed by that site.") from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError):
        raise click.ClickException(
            f"{bundle} holds no bundle of evidence, or the keys are not published ones."
        ) from None


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.as_posix() == name
