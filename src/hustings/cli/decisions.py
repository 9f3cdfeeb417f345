"""`hustings decisions verify`: check the register of decisions, here or in a file that was exported from it."""

from pathlib import Path

import click


@click.group()
def decisions() -> None:
    """Check the register of decisions."""


@decisions.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path | None) -> None:
    """Walk the chain of the register: of the exported JSON FILE, which needs no installation, or of this one."""
    if file:
        number, wrong = _of_file(file)
    else:
        from hustings.cli.installation import check_database, start

        start()
        check_database()
        from hustings.council.models import Decision
        from hustings.council.queries.decisions import what_is_wrong

        number, wrong = Decision.objects.count(), what_is_wrong()
    if wrong:
        raise click.ClickException(wrong)
    click.echo(f"The register is whole: {number:,} decisions, each as it was recorded.")


def _of_file(file: Path) -> tuple[int, str]:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)  # the sentences are those of the site, and there is no site here
    from hustings.council.chain import BadExportError, first_break, read_export

    try:
        entries = read_export(file.read_text(encoding="utf-8"))
    except (BadExportError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} is not an export of the decisions: {error}") from error
    return len(entries), first_break(entries)
