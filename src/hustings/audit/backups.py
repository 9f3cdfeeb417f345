"""One file that holds the whole installation, written while the service runs, and what a restore would lose.

The file is a ZIP: `manifest.json` with the SHA-256 of everything else, the database (`database`), and the data folder
(`data/...`: keys, files, the log of receipts). It holds secrets, so only its owner may read it.
"""

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from hustings.accounts.errors import ActionRefused
from hustings.audit import databases
from hustings.audit.log import record

FORMAT = 1
MANIFEST, DATABASE, DATA = "manifest.json", "database", "data/"
# Copied first, so that the database copied after it is never behind it.
FIRST = "receipts"
RECEIPTS = f"{DATA}{FIRST}/"
# Keys in `sealing` open what the database holds sealed; a backup with both would hold it in the clear.
LEFT_OUT = ("jobs", "sealing", "before-restore-*", "*.lock", ".*")
CHUNK = 1 << 20
# What reading a ZIP raises where its bytes make no sense: it is too long, is said to be encrypted, or just ends.
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)

_checks: list[Callable[[], list[str]]] = []


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    vendor: str
    migrations: list[str]
    files: dict[str, str]  # name in the ZIP -> SHA-256


def register_restore_check(check: Callable[[], list[str]]) -> None:
    """Ask `check` at each restore, with the database that would come back in place, what would be lost.

    It returns one sentence per loss, comparing the database with what DATA knows of (the log of receipts).
    """
    if check not in _checks:
        _checks.append(check)


def losses() -> list[str]:
    """Return what the checks find missing in the database now."""
    return [sentence for check in _checks for sentence in check()]


def write(target: Path) -> Manifest:
    """Write a backup of the running installation to `target`, which must not exist yet and lie outside DATA."""
    target = target.resolve()
    if target.is_relative_to(settings.DATA):
        raise ActionRefused(f"{target} lies in the data folder itself: write the backup somewhere else.")
    if target.exists():
        raise ActionRefused(f"{target} is there already: give another name, or remove it first.")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    hashes: dict[str, str] = {}
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in _data_files(FIRST):
                    hashes[_name(path)] = _add(archive, _name(path), path)
                snapshot = draft.with_name(draft.name + ".database")
                try:
                    databases.copy_to(snapshot)
                    hashes[DATABASE] = _add(archive, DATABASE, snapshot)
                finally:
                    snapshot.unlink(missing_ok=True)
                for path in _data_files():
                    # A receipt log that has appeared meanwhile tells of ballots that the copied database has not.
                    if not _name(path).startswith(RECEIPTS):
                        hashes[_name(path)] = _add(archive, _name(path), path)
                manifest = Manifest(timezone.now().isoformat(), connection.vendor, _migrations(), hashes)
                content = {"format": FORMAT, "hustings": version("hustings"), **vars(manifest)}
                archive.writestr(MANIFEST, json.dumps(content, indent=1))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    record("audit.backup_written", by="system", files=len(hashes))
    return manifest


def read(source: Path) -> Manifest:
    """Return the manifest of a backup after checking every file in it; refuse what is not whole."""
    try:
        with zipfile.ZipFile(source) as archive:
            content = json.loads(archive.read(MANIFEST))
            if content["format"] != FORMAT:
                raise ActionRefused(f"{source} was made by a later version of Hustings: restore it with that one.")
            manifest = Manifest(
                content["made_at"], content["vendor"], list(content["migrations"]), dict(content["files"])
            )
            found = {name: _hash_of(archive, name) for name in archive.namelist() if name != MANIFEST}
    except FileNotFoundError:
        raise ActionRefused(f"There is no file {source}.") from None
    except (*DAMAGED, OSError, KeyError, TypeError, ValueError) as error:
        raise ActionRefused(f"{source} is not a backup of Hustings, or it is damaged ({error}).") from error
    for name in sorted(found.keys() | manifest.files.keys()):
        if found.get(name) != manifest.files.get(name):
            raise ActionRefused(f"{source} is damaged: {name} is not what the manifest says.")
    if DATABASE not in found or not all(name == DATABASE or _is_safe(name) for name in found):
        raise ActionRefused(f"{source} is not a backup of Hustings: it holds files that do not belong in one.")
    if manifest.vendor != connection.vendor:
        raise ActionRefused(
            f"{source} holds a {manifest.vendor} database, and HUSTINGS_DATABASE names a {connection.vendor} one."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if later := sorted(set(manifest.migrations) - known):
        raise ActionRefused(f"{source} was made by a later version of Hustings, which knows {later[0]}.")
    return manifest


def restore(source: Path, *, replace: bool = False, accept_loss: bool = False) -> Path | None:
    """Put the installation of a backup in the place of this one; return where this one is kept, if there was one.

    The service must not run. If the restore is refused, the installation stays as it was.
    """
    manifest = read(source)
    occupied = databases.holds_tables()
    if occupied and not replace:
        raise ActionRefused("There is an installation here already: give --replace to put the backup in its place.")
    stamp = f"{timezone.now():%Y%m%d-%H%M%S-%f}"
    aside = settings.DATA / f"before-restore-{stamp}"
    candidate = settings.DATA / f".restoring-{stamp}"
    with zipfile.ZipFile(source) as archive:
        _add_receipts(archive, manifest)
        try:
            _extract(archive, DATABASE, candidate)
            with databases.in_place(candidate, aside):
                lost = losses()
                if lost and not accept_loss:
                    way_out = "Use a later backup, or give --accept-loss to go on without what is lost."
                    raise ActionRefused(" ".join([*lost, way_out]))
                record("audit.installation_restored", by="system", made_at=manifest.made_at, losses=lost)
        finally:
            candidate.unlink(missing_ok=True)
        for name in manifest.files:
            if name != DATABASE and not name.startswith(RECEIPTS):
                _put_back(archive, name, aside)
    if lost:
        # They tell of a board that is no more; the boards go on from what was restored.
        _set_aside(settings.DATA / FIRST, aside)
    return aside if occupied else None


def _data_files(folder: str = "") -> Iterator[Path]:
    """Return the files of the data folder that a backup holds."""
    database = set(databases.files())
    for path in sorted((settings.DATA / folder).rglob("*")):
        parts = path.relative_to(settings.DATA).parts
        left_out = any(fnmatch(part, pattern) for part in parts for pattern in LEFT_OUT)
        if path.is_file() and not path.is_symlink() and not left_out and path not in database:
            yield path


def _name(path: Path) -> str:
    return DATA + path.relative_to(settings.DATA).as_posix()


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return name.startswith(DATA) and ".." not in path.parts and path.as_posix() == name


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Add a file to the archive, and return its SHA-256 as it was read."""
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _hash_of(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _migrations() -> list[str]:
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


def _extract(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with archive.open(name) as content, os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(content, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())


def _put_back(archive: zipfile.ZipFile, name: str, aside: Path) -> None:
    path = settings.DATA / name.removeprefix(DATA)
    _set_aside(path, aside)
    _extract(archive, name, path)


def _set_aside(path: Path, aside: Path) -> None:
    if path.exists():
        kept = aside / path.relative_to(settings.DATA)
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.rename(kept)


def _add_receipts(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Add to the logs here the receipts that the backup knows of: each was issued, whatever becomes of the restore."""
    for name in manifest.files:
        if name.startswith(RECEIPTS):
            path = settings.DATA / name.removeprefix(DATA)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            here = path.read_text().splitlines() if path.exists() else []
            known = set(here)
            there = archive.read(name).decode().splitlines()
            path.write_text("".join(f"{line}\n" for line in [*here, *(line for line in there if line not in known)]))
