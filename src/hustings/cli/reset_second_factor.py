"""`hustings reset-second-factor`: let somebody in again who has lost every second factor."""

import click

from hustings.cli.installation import start_made


@click.command()
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Remove the second factors and recovery codes of the person who signs in with EMAIL.

    They are signed out everywhere, and told by e-mail; the log keeps that it was done on the server. At their next
    sign-in their password is enough, or, where the organisation asks for a second factor, they add a new one. For
    others than the last administrator an administrator does this in the office.
    """
    start_made()
    from hustings.accounts.actions.second_factors import remove_all_factors
    from hustings.accounts.letters import tell_factors_removed
    from hustings.accounts.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise click.ClickException(f"Nobody with the address {email} works here.")
    if not (user.second_factors.exists() or user.recovery_codes.exists()):
        raise click.ClickException(f"{user.name} has no second factor: the password alone is asked for.")
    remove_all_factors(user, by="system")
    click.echo(f"The second factors of {user.name} are removed, and they are signed out everywhere.")
    if tell_factors_removed(user):
        click.echo(f"A letter to {user.email} says so.")
    else:
        click.echo(f"The mail server did not take the letter that says so: tell {user.name} yourself.")
