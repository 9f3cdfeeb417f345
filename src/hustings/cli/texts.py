"""`hustings texts`: compares clause-numbered texts."""

import json

import click

from hustings.texts import ClaimError, ParseError, Text, compare, decoded, parse, reports


@click.group("texts")
def texts() -> None:
    """Compare clause-numbered texts."""


@texts.command("compare")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.argument("adopted", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--covered", multiple=True, metavar="N=M", help="Source clause N is covered by adopted clause M.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def compare_files(source: str, adopted: str, covered: tuple[str, ...], as_json: bool) -> None:
    """Say what became of every clause of SOURCE in ADOPTED: verbatim, reworded, omitted, covered; and what was added.

    Both are Markdown or plain text in numbered clauses; `-` is standard input.
    """
    claims = _claims(covered)
    try:
        comparison = compare(_read(source), _read(adopted), claims)
    except ClaimError as error:
        raise click.BadParameter(f"{error}.", param_hint="--covered") from None
    if as_json:
        click.echo(json.dumps(reports.as_json(comparison), ensure_ascii=False))
    else:
        click.echo(reports.text_report(comparison), nl=False)


def _read(file: str) -> Text:
    try:
        with click.open_file(file, "rb") as stream:
            return parse(decoded(stream.read()))
    except ParseError as error:
        raise click.ClickException(f"{file}, {error}.") from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None


def _claims(covered: tuple[str, ...]) -> dict[str, str]:
    claims: dict[str, str] = {}
    for claim in covered:
        source, equals, adopted = (part.strip() for part in claim.partition("="))
        if not (source and equals and adopted):
            raise click.BadParameter(f"expected N=M, such as 7=3, found {claim!r}.", param_hint="--covered")
        if source in claims:
            raise click.BadParameter(f"source clause {source} is claimed twice; name one.", param_hint="--covered")
        claims[source] = adopted
    return claims
