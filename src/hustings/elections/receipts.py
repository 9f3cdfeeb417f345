"""The log of issued receipts, outside the database: after a restore it shows whether a board is behind them."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


@dataclass(frozen=True)
class Issued:
    """The latest receipt that was issued for a board."""

    uuid: str
    height: int
    head: str


def folder() -> Path:
    """Where the logs lie: one file per board, a line `height head` per receipt."""
    return Path(settings.DATA) / "receipts"


def note(uuid: str, height: int, head: str) -> None:
    """Write down, durably, that a receipt for this height of the board goes out."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / f"{uuid}.log").open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # A line that a crash or a full disk cut short must not swallow this one.
        file.write(f"{height} {head}\n".encode() if _ends_whole(file) else f"\n{height} {head}\n".encode())
        file.flush()
        os.fdatasync(file.fileno())


def _ends_whole(file: BinaryIO) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def latest() -> list[Issued]:
    """The highest receipt of every board that has issued any."""
    found = []
    for path in sorted(folder().glob("*.log")):
        lines = [line.split() for line in path.read_text().splitlines()]
        # A line that a crash cut short belongs to a receipt that did not go out.
        pairs = [(int(line[0]), line[1]) for line in lines if len(line) == 2 and len(line[1]) == 64]
        if pairs:
            height, head = max(pairs)
            found.append(Issued(path.stem, height, head))
    return found
