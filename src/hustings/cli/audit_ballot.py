"""hustings audit-ballot: check on another device what a challenged ballot holds."""

import base64
import binascii
import json
import sys
from pathlib import Path
from urllib.parse import quote

import click

from hustings.cli.boards import NotReached, fetch_json, fetch_setup, is_address, printable, read_site
from hustings.cli.keepsakes import read_text
from hustings.voting import KofN, Question, Ranked, Setup, VotingError, check_opening, read_opening
from hustings.voting.copies import chain, setup_of


@click.command()
@click.argument("opening", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--board",
    required=True,
    help="The address of the poll's board (or of any page of its site), or an archive file of it.",
)
@click.option(
    "--ballot",
    "ballot_file",
    type=click.Path(path_type=Path),
    help="The challenged ballot, saved from the board's page; needed with an archive file, which leaves it out.",
)
def audit_ballot(opening: Path, board: str, ballot_file: Path | None) -> None:
    """Check that a challenged ballot holds what the booth showed; OPENING is the file that it gave, or - to paste it.

    Run it on another device than the one that made the ballot. The exit status is 0 only if the ballot holds exactly
    what the opening says.
    """
    text = sys.stdin.read() if str(opening) == "-" else read_text(opening)
    try:
        shown = read_opening(text)
        if is_address(board):
            site = read_site(board)
            setup = fetch_setup(site, shown.uuid)
            number = quote(shown.tracking_number, safe="")
            ballot = _ballot_of(fetch_json(site.vote(shown.uuid, f"challenged/{number}.json")))
        else:
            setup, ballot = setup_of(board), ""
            _refuse_cast(Path(board), shown.tracking_number)
        if ballot_file is not None:
            ballot = _ballot_in(ballot_file)
        if not ballot:
            raise click.ClickException("An archive leaves challenged ballots out: give the ballot with --ballot.")
        choices = check_opening(setup, ballot, text)
    except VotingError as error:
        raise click.ClickException(printable(str(error))) from None
    except NotReached as error:
        raise click.ClickException(str(error)) from None
    for question, choice in zip(setup.election.questions, choices, strict=True):
        for line in in_words(question, choice):
            click.echo(printable(line))
    click.echo(f"The ballot {shown.tracking_number} holds exactly this. {_last_words(setup)}")


def _last_words(setup: Setup) -> str:
    return printable(f"It was made for “{setup.election.name}”, was challenged, and does not count.")


def _ballot_of(answer: object) -> str:
    ballot = answer.get("ballot") if isinstance(answer, dict) else None
    if not isinstance(ballot, str):
        raise VotingError("What was given as the challenged ballot is none.")
    return ballot


def _ballot_in(path: Path) -> str:
    """A ballot from a file: as the board publishes it, within an object, or its bare text."""
    text = read_text(path)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise VotingError(f"{path} is not a ballot.") from None
    return _ballot_of(value) if isinstance(value, dict) and "ballot" in value else text


def _refuse_cast(archive: Path, tracking_number: str) -> None:
    try:
        digest = base64.b64decode(f"{tracking_number}=", validate=True).hex()
    except binascii.Error:
        raise VotingError("The opening has no proper tracking number.") from None
    for link in chain(archive):
        if link.kind == "Ballot" and link.payload == digest:
            raise VotingError(
                f"The ballot {tracking_number} stands on the board at height {link.height}, although it was opened: "
                "report this."
            )


def in_words(question: Question, choice: list[int]) -> list[str]:
    """A choice as a person reads it: the question, and below it what was chosen."""
    assert isinstance(question, KofN | Ranked)  # no other kind is encrypted by this library
    return [question.question, *(f"  {line}" for line in _chosen(question, choice))]


def _chosen(question: KofN | Ranked, choice: list[int]) -> list[str]:
    if isinstance(question, Ranked):
        ranked = sorted((rank, name) for rank, name in zip(choice, question.answers, strict=True) if rank)
        return [f"{rank}. {name}" for rank, name in ranked] or ["blank: no answer has a rank"]
    if question.blank and choice[0]:
        return ["blank vote"]
    marks = choice[question.blank :]
    return [name for mark, name in zip(marks, question.answers, strict=True) if mark] or ["none of the answers"]
