"""`hustings check-mail`: whether the mail of this installation gets out, and what receivers think of it."""

from email.utils import parseaddr
from pathlib import Path
from smtplib import SMTPException

import click

from hustings.cli.installation import start_made


@click.command()
@click.argument("address", required=False)
@click.option(
    "--arrived",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Judge the letter in FILE, saved with all its headers (- reads it from the standard input).",
)
@click.option("--dns", metavar="SERVER", help="Ask this name server (ADDRESS or ADDRESS:PORT), not the machine's own.")
def check_mail(address: str | None, arrived: Path | None, dns: str | None) -> None:
    """Send a letter to ADDRESS as notices are sent, and read what the domain says of who may send in its name.

    Once it has arrived, save it with all its headers, and call this with --arrived: it checks that the letter is
    signed, that the signature is right, and that it is of the domain that the letter comes from. Ends with 1 if
    anything is wrong.
    """
    if (address is None) == (arrived is None):
        raise click.UsageError("Give the ADDRESS to write to, or --arrived FILE with the letter that came.")
    start_made()
    from django.conf import settings

    from hustings.accounts.queries import organisation
    from hustings.cli import arrived_letter, mail_records

    try:
        texts = mail_records.asking(dns)
    except ValueError:
        raise click.BadParameter(f"{dns} is no address of a name server, like 192.0.2.1.", param_hint="--dns") from None
    sender = parseaddr(organisation().from_email or settings.DEFAULT_FROM_EMAIL)[1]
    if address:
        _send(sender, address)
    try:
        found = [judge(sender.rpartition("@")[2], texts) for judge in (mail_records.spf, mail_records.dmarc)]
        if arrived:
            with click.open_file(str(arrived), "rb") as file:
                found = [*arrived_letter.findings(file.read(), sender, texts), *found]
    except mail_records.NotAskedError as error:
        raise click.ClickException(f"{error}. Try again, or name a server with --dns.") from error
    for finding in found:
        click.echo(f"{'good ' if finding.good else 'WRONG'}  {finding.sentence}")
    if address:
        click.echo(
            f"Look at {address}: did the letter arrive, and not as spam? Save it with all its headers and call "
            "`hustings check-mail --arrived FILE`, which checks its signature."
        )
    if wrong := sum(not finding.good for finding in found):
        raise click.ClickException(f"{wrong} of these must be mended, or letters may be taken for spam.")


def _send(sender: str, address: str) -> None:
    from django.conf import settings
    from django.core.mail import EmailMessage

    text = (
        "This test of the mail of your elections arrived. Save it with all its headers, and let "
        "`hustings check-mail --arrived FILE` look at it.\n"
    )
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        EmailMessage("A test of the mail of your elections", text, sender, [address]).send()
    except (OSError, SMTPException) as error:
        raise click.ClickException(f"{server} did not take the letter: {error}. See HUSTINGS_SMTP_...") from error
    click.echo(f"{server} took a letter from {sender} to {address}.")
