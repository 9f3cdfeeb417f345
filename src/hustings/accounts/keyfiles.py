"""Files in the data folder that each hold one secret key of 32 bytes, readable by their owner alone."""

import contextlib
import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> bytes:
    """The key in this file, made at random if there is none yet."""
    if not path.exists():
        _make(path)
    return read(path)


def read(path: Path) -> bytes:
    """The key in this file. Raises FileNotFoundError."""
    return bytes.fromhex(path.read_text())


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{secrets.token_hex(8)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_bytes(32).hex())
        file.flush()
        os.fsync(file.fileno())
    # Of two processes that start at once, one gives its file the name and the other reads that one, complete.
    with contextlib.suppress(FileExistsError):
        os.link(unfinished, path)
    unfinished.unlink()
