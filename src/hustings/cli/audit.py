"""`hustings audit verify`: check the log of every action."""

import click

from hustings.cli.installation import start_made


@click.group()
def audit() -> None:
    """Check the log of every action."""


@audit.command()
@click.option("--noted", default="", metavar="HASH", help="A hash noted down earlier, which must still be in the log.")
def verify(noted: str) -> None:
    """Walk the chain of events, and see that the tables which only grow are guarded."""
    start_made()
    from django.db import connection

    from hustings.audit.append_only import missing_guards
    from hustings.audit.log import verify_chain
    from hustings.audit.models import AuditEvent

    if found := verify_chain(noted.strip()):
        raise click.ClickException(found.sentence)
    if unguarded := missing_guards(connection):
        raise click.ClickException(f"Tables have lost their guard against changes: {', '.join(sorted(unguarded))}.")
    last = AuditEvent.objects.order_by("-sequence").first()
    click.echo(f"The log is whole: {AuditEvent.objects.count():,} events. Last hash: {last.hash if last else 'none'}")
