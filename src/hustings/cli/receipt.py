"""hustings receipt: check that a ballot is still where its receipt says."""

import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import click

from hustings.cli.boards import NotReached, download, fetch_json, is_address, read_site
from hustings.cli.keepsakes import read_text
from hustings.voting import VotingError
from hustings.voting.copies import chain
from hustings.voting.receipts import SignedReceipt, contradictions, faults, is_signed, read_receipt


@click.group()
def receipt() -> None:
    """Check receipts."""


@receipt.command()
@click.argument("receipts", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--board", help="The address of the board (or of any page of its site), or an archive file of it.")
@click.option("--keys", help="The published keys: their address, or a copy that you saved of it earlier.")
def check(receipts: tuple[Path, ...], board: str | None, keys: str | None) -> None:
    """Check RECEIPTS: that the site signed them, that they do not contradict each other, and that the board holds them.

    The exit status is 0 only if the signatures hold and nothing was found. A signed receipt that the board does not
    bear out proves that a ballot was removed or changed: keep it, and the archive, and report it.
    """
    read = {path: _read(path) for path in receipts}
    key = _public_key(board, keys)
    unsigned = [path for path, said in read.items() if not is_signed(said, key)]
    for path in unsigned:
        click.echo(f"{path}: the site did not sign this receipt, or it was changed since: it proves nothing.")
    signed = {path: said for path, said in read.items() if path not in unsigned}
    untrue = contradictions(list(signed.values())) + (_missing(signed, board) if board is not None else [])
    for sentence in untrue:
        click.echo(sentence)
    if untrue:
        click.echo("The receipts are signed, so this is proof. Keep them and the archive, and report it.")
    if untrue or unsigned:
        sys.exit(1)
    where = f", and the ballots are on the board {board}" if board else "; no board was looked at"
    click.echo(f"Receipts checked: {len(read)}. The signatures hold, the receipts agree{where}.")


def _read(path: Path) -> SignedReceipt:
    try:
        return read_receipt(read_text(path))
    except VotingError as error:
        raise click.ClickException(f"{path}: {error}") from None


def _public_key(board: str | None, keys: str | None) -> str:
    """The key that signs receipts, from where the person says, or from the site of the board."""
    try:
        if keys is not None:
            published = fetch_json(keys) if is_address(keys) else _object(Path(keys))
        elif board is not None and is_address(board):
            published = fetch_json(read_site(board).keys)
        else:
            raise click.ClickException(
                "Say with --keys where the site publishes its keys (…/.well-known/hustings-keys.json), or give a copy "
                "of that page: without it nobody can tell who signed a receipt."
            )
    except NotReached as error:
        raise click.ClickException(str(error)) from None
    try:
        return str(published["receipts"]["public_key"])
    except (KeyError, TypeError):
        raise click.ClickException("The published keys name none for receipts.") from None


def _object(path: Path) -> Any:
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError):
        raise click.ClickException(f"{path} is not a copy of the published keys.") from None


def _missing(read: dict[Path, SignedReceipt], board: str) -> list[str]:
    """What the boards of these receipts do not hold of them; `board` is an address, or the archive file of the one."""
    by_board = defaultdict(list)
    for path, said in read.items():
        by_board[said.board].append((path, said))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            for uuid, receipts in by_board.items():
                archive = Path(board)
                if is_address(board):
                    archive = Path(folder) / f"{uuid}.bel"
                    download(read_site(board).board("archive.bel", uuid), archive)
                links = chain(archive)
                found += [f"{path}: {fault}" for path, said in receipts for fault in faults(said, links)]
        except (NotReached, VotingError) as error:
            raise click.ClickException(str(error)) from None
    return found
