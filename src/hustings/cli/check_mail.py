"""`hustings check-mail ADDRESS`: whether the mail of this installation gets out, and what receivers think of it."""

import shutil
import subprocess
from smtplib import SMTPException

import click

from hustings.cli.installation import start_made


@click.command()
@click.argument("address")
def check_mail(address: str) -> None:
    """Send a letter to ADDRESS as notices are sent, and read what the domain says of who may send in its name."""
    start_made()
    from django.conf import settings
    from django.core.mail import EmailMessage

    from hustings.accounts.queries import organisation

    sender = organisation().from_email or settings.DEFAULT_FROM_EMAIL
    text = "This test of the mail of your elections arrived. In its headers, look for `dkim=pass` and `dmarc=pass`."
    try:
        EmailMessage("A test of the mail of your elections", text, sender, [address]).send()
    except (OSError, SMTPException) as error:
        raise click.ClickException(
            f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} did not take the letter: {error}. See HUSTINGS_SMTP_..."
        ) from error
    click.echo(f"{settings.EMAIL_HOST} took a letter from {sender} to {address}. Look whether it arrives, not as spam.")
    for sentence in what_the_domain_says(sender.rpartition("@")[2]):
        click.echo(sentence)


def what_the_domain_says(domain: str) -> list[str]:
    """Say in sentences what the domain's SPF and DMARC records mean for letters in its name."""
    found, rules = _texts(domain), _texts(f"_dmarc.{domain}")
    if found is None or rules is None:
        return ["The records of the domain were not read: `dig` (Debian: bind9-dnsutils) or a resolver is missing."]
    spf = next((text for text in found if text.startswith("v=spf1")), "")
    dmarc = next((text for text in rules if text.startswith("v=DMARC1")), "")
    return [
        f"SPF: {spf}. See that your mail server is one of these."
        if spf
        else f"SPF: {domain} does not say which servers send its mail, so many receivers take it for spam.",
        f"DMARC: {dmarc}. Receivers want SPF or DKIM to pass for {domain} itself."
        if dmarc
        else f"DMARC: {domain} does not say what to do with forged letters. Add a record _dmarc.{domain}.",
        f"DKIM: only the letter shows whether your server signs: its headers must say `dkim=pass` for {domain}.",
    ]


def _texts(name: str) -> list[str] | None:
    """Return the TXT records of a name, or None if nobody can be asked."""
    program = shutil.which("dig")
    if program is None:
        return None
    command = [program, "+short", "+time=3", "+tries=1", "TXT", name]
    asked = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 (a domain of our own settings)
    if asked.returncode:
        return None
    return [line.replace('" "', "").strip('"') for line in asked.stdout.splitlines()]
