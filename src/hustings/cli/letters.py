"""hustings credentials letters: a credential authority prints the letters, on their own machine."""

import csv
import gettext
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import click

from hustings.cli.keepsakes import read_text
from hustings.elections.letter_pdf import letters_pdf
from hustings.elections.letter_words import Letter, Link, Poll, Recipient, link_letter

SITE = Path(__file__).parents[1] / "site"
CREDENTIAL = re.compile(r"[1-9A-HJ-NP-Za-km-z]{3,6}(?:-[1-9A-HJ-NP-Za-km-z]{3,6}){3,4}")
# The desk puts an apostrophe before what a spreadsheet would take for a formula.
GUARDED = re.compile(r"'(?=[=+\-@\t\r])")


@dataclass(frozen=True)
class Elector:
    """A line of the credential authority's list."""

    line: int
    number: str
    name: str
    email: str
    address: str
    credential: str
    links: tuple[Link, ...]


@click.command()
@click.argument("csv_file", metavar="CSV", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The PDF to write; readable by you alone.")
@click.option("--poll", required=True, help="The name of the election, as the letters are to call it.")
@click.option("--organisation", required=True, help="Who writes: stands above the address.")
@click.option("--closes", default="", help="When the poll closes, written out, with the time zone.")
@click.option("--contact", default="", help="Whom to ask if something does not work.")
@click.option(
    "--addresses",
    type=click.Path(path_type=Path),
    help="A file with the columns membership number and postal address, if the list has no addresses.",
)
@click.option("--all", "everybody", is_flag=True, help="Letters for all, also for those with an e-mail address.")
@click.option("--language", default="en", show_default=True, help="The language of the letters: en or fr.")
def letters(
    csv_file: Path,
    out: Path,
    poll: str,
    organisation: str,
    closes: str,
    contact: str,
    addresses: Path | None,
    everybody: bool,
    language: str,
) -> None:
    """Print the voting links of the list that the desk gave you: one letter each, with a QR code and the credential.

    CSV is the list that you saved at the credential authority's desk. Without --all, only electors without an e-mail
    address get a letter. The letters with the sign-in codes are printed by somebody else, from the office of the site.
    """
    postal = _addresses(addresses) if addresses else {}
    electors = [elector for elector in _electors(csv_file) if everybody or not elector.email]
    if not electors:
        raise click.ClickException(f"Every elector in {csv_file} has an e-mail address; --all prints letters for them.")
    told = Poll(poll, organisation, closes, contact)
    try:
        translated = gettext.translation("django", SITE / "locale", [language], fallback=language == "en").gettext
    except FileNotFoundError:
        raise click.ClickException(f"There are no words in the language {language}.") from None

    def written() -> Iterator[Letter]:
        for elector in electors:
            address = elector.address or postal.get(elector.number, "")
            if not address:
                click.echo(
                    f"Line {elector.line}: {elector.name} has no postal address; their letter has none.", err=True
                )
            to = Recipient(elector.number, elector.name, address)
            yield link_letter(translated, told, to, elector.credential, elector.links)

    try:
        pdf = letters_pdf(written(), fonts=SITE / "static" / "build" / "fonts", title=poll, sender=organisation)
    except FileNotFoundError:
        raise click.ClickException("The fonts are not built. Build them with `make env`.") from None
    _write(out, pdf)
    click.echo(f"{out}: {len(electors)} letters. Delete the file once they are printed.")


def _electors(path: Path) -> list[Elector]:
    rows = list(csv.reader(StringIO(read_text(path).removeprefix("\ufeff"), newline="")))
    if len(rows) < 2:
        raise click.ClickException(f"{path} is not the list of the desk: it has no lines below its heading.")
    header = rows[0]
    # Headings are translated, so columns are told by what is in them.
    place = next((i for i in range(len(header)) if i < len(rows[1]) and CREDENTIAL.fullmatch(rows[1][i])), None)
    if place not in (3, 4):
        raise click.ClickException(
            f"{path} is not the list of the desk: number, name, e-mail address, postal address, credential, links."
        )
    electors = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header) or not CREDENTIAL.fullmatch(row[place]):
            raise click.ClickException(f"{path}, line {number}: there is no credential in column {place + 1}.")
        cells = [GUARDED.sub("", cell, count=1) for cell in row]
        links = tuple(
            Link(url, _title(header[i], header[place + 1 :]))
            for i, url in enumerate(cells[place + 1 :], place + 1)
            if url
        )
        if not links or not all(link.url.endswith(f"#{cells[place]}") for link in links):
            raise click.ClickException(f"{path}, line {number}: a link does not end with the credential of its line.")
        address = cells[3] if place == 4 else ""
        electors.append(Elector(number, *cells[:3], address, cells[place], links))
    return electors


def _title(heading: str, headings: list[str]) -> str:
    """What a link is for: where there are several, their headings begin alike and end with the name of the poll."""
    return heading.partition(" ")[2] if len(headings) > 1 else ""


def _addresses(path: Path) -> dict[str, str]:
    found = {}
    for number, row in enumerate(csv.reader(StringIO(read_text(path).removeprefix("\ufeff"), newline="")), 1):
        if len(row) != 2:
            raise click.ClickException(f"{path}, line {number}: there are not two columns, number and postal address.")
        found[row[0].strip()] = row[1].strip()
    return found


def _write(path: Path, content: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{path} exists already and is not overwritten; move it away first.") from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
