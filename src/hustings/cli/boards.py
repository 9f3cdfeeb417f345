"""Boards that a command looks at: an archive file, or the address at which an installation publishes one."""

import json
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from hustings.voting import Setup, VotingError, parse_setup

SECONDS = 60  # without an answer, or without another byte of one
MOST_BYTES = 1 << 30  # of a record that is read into memory
CHUNK = 1 << 20


class NotReached(Exception):  # noqa: N818 - the network failed, or what answered is no installation
    """Nothing usable came from an address; what it publishes may be in order all the same.

    `is_gone` says that the site answered, and that there is nothing at the address.
    """

    def __init__(self, sentence: str, is_gone: bool = False) -> None:
        super().__init__(sentence)
        self.is_gone = is_gone


@dataclass(frozen=True)
class Site:
    """An installation: the address before `board/` and `vote/`, and the board that was named, if one was."""

    root: str
    uuid: str = ""

    def board(self, name: str = "", uuid: str = "") -> str:
        """The address of something below a board's page."""
        return f"{self.root}board/{quote(uuid or self.uuid, '')}/{name}"

    def vote(self, uuid: str, name: str) -> str:
        """The address of something below a board's booth."""
        return f"{self.root}vote/{quote(uuid, '')}/{name}"

    @property
    def keys(self) -> str:
        """Where the public halves of the installation's keys are published."""
        return f"{self.root}.well-known/hustings-keys.json"


def is_address(text: str) -> bool:
    """Whether a person means an address on the network, not a file."""
    return text.startswith(("http://", "https://"))


def read_site(address: str) -> Site:
    """The installation at an address, which may be that of any page of a board. Raises NotReached."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise NotReached(f"{address} is not an address: write it like https://vote.example.org/board/…/.")
    steps = [step for step in parts.path.split("/") if step]
    for i, step in enumerate(steps):
        if step in ("board", "vote") and i + 1 < len(steps):
            return Site(_root(parts.scheme, parts.netloc, steps[:i]), steps[i + 1])
    return Site(_root(parts.scheme, parts.netloc, steps))


def _root(scheme: str, host: str, steps: list[str]) -> str:
    return "/".join([f"{scheme}://{host}", *steps, ""])


def fetch(address: str) -> bytes:
    """What is published at an address. Raises NotReached."""
    return _read(address, MOST_BYTES)


def fetch_json(address: str) -> dict[str, Any]:
    """The JSON object that is published at an address. Raises NotReached."""
    try:
        value = json.loads(fetch(address))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise NotReached(f"{address} does not answer as an installation of Hustings does.")
    return value


def download(address: str, path: Path) -> None:
    """Write what is published at an address into a file. Raises NotReached."""
    try:
        with path.open("wb") as file:
            _read(address, None, file)
    except NotReached:
        path.unlink()
        raise


def _read(address: str, most: int | None, into: BinaryIO | None = None) -> bytes:
    try:
        # Only http and https come here: read_site refuses everything else.
        with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310
            if into is None:
                return bytes(answer.read(most))
            while chunk := answer.read(CHUNK):
                into.write(chunk)
            if answer.length:
                raise NotReached(f"{address} broke off {answer.length} bytes before the end.")
            return b""
    except HTTPError as error:
        raise NotReached(f"{address} answers {error.code} {error.reason}.", error.code in (404, 410)) from None
    except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
        raise NotReached(f"{address} cannot be reached: {getattr(error, 'reason', None) or error!r}.") from None


def fetch_setup(site: Site, uuid: str) -> Setup:
    """The checked setup of a board, from its booth. Raises NotReached, VotingError."""
    names = ("election.json", "trustees.json", "credentials.json")
    return parse_setup(*(_text(fetch(site.vote(uuid, name))) for name in names))


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise VotingError("A record of the board is not UTF-8 text.") from None


def printable(line: str) -> str:
    """A line for the terminal; names on a board are somebody else's, and must not steer it."""
    return "".join(letter if letter.isprintable() else "?" for letter in line)
