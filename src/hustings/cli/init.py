"""`hustings init`: make an installation, or bring it up to date."""

import click

from hustings.cli.installation import start, start_made


@click.command()
@click.option("--new-password", "email", metavar="EMAIL", help="Print a link by which this person chooses a password.")
def init(email: str | None) -> None:
    """Make the data folder, the database and the keys, and print the link that sets up the organisation.

    Run again, it brings the database up to date, and prints a new link only while there is no administrator.
    """
    if email:
        start_made()
        _replace_password(email)
    else:
        start()
        _make()


def _make() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db.utils import OperationalError

    from hustings.accounts.actions import invite_first_administrator
    from hustings.accounts.actions.users import has_administrator
    from hustings.accounts.letters import link_of
    from hustings.elections import signing

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise click.ClickException(f"The database cannot be reached: {str(error).strip()}") from error
    signing.public_keys()  # makes the keys
    click.echo(f"The installation in {settings.DATA} is ready.")
    if has_administrator():
        click.echo(f"It has an administrator, who invites the others at {settings.BASE_URL}/office/users/")
    else:
        click.echo("Open this link to set up the organisation. It works once, within seven days:")
        click.echo(link_of(invite_first_administrator()))


def _replace_password(email: str) -> None:
    from hustings.accounts.actions import replace_password
    from hustings.accounts.letters import link_of
    from hustings.accounts.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise click.ClickException(f"Nobody with the address {email} works here.")
    click.echo("Their old password has ended. This link works once, within seven days:")
    click.echo(link_of(replace_password(user, by="system")))
