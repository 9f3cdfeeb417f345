"""On whom an election rests, in plain words, computed from its actual trustees and credentials."""

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from hustings.elections.models import Election, Trustee

Mode = Election.CredentialMode


@dataclass(frozen=True)
class Trust:
    """The sentences of the trust page: who could break secrecy, stop the count, or cast ballots for others."""

    secrecy: str
    opening: str
    stuffing: str
    credentials: str
    mailbox: str


def one_line(election: Election) -> str:
    """Return the sentence that says on whom the secrecy of a vote rests."""
    return trust(election).secrecy


def trust(election: Election) -> Trust:
    """Return on whom secrecy and correctness rest, as the election is set up now."""
    trustees = list(election.trustees.all())
    return Trust(
        secrecy=_secrecy(trustees),
        opening=_opening(trustees),
        stuffing=_stuffing(election),
        credentials=_credentials(election),
        mailbox=_mailbox(election),
    )


def _secrecy(trustees: list[Trustee]) -> str:
    people = [trustee.name for trustee in trustees if not trustee.is_server]
    if not trustees:
        return _("It has not been decided yet who will hold the key to the ballots.")
    if not people:
        return _(
            "The operator of this server holds the only key to the ballots: the operator can read individual votes."
        )
    if len(trustees) == 1:
        return _("{name} holds the only key to the ballots: {name} can read individual votes.").format(name=people[0])
    holders = people if len(people) == len(trustees) else [*people, _("the operator of this server")]
    names = get_text_list(holders, _("and"))
    if len(holders) == 2:
        return _("Your vote stays secret unless both of these act together: {names}.").format(names=names)
    return _("Your vote stays secret unless all {n} of these act together: {names}.").format(
        n=len(holders), names=names
    )


def _opening(trustees: list[Trustee]) -> str:
    if len(trustees) < 2:
        return _("If this key is lost, the ballots can never be counted.") if trustees else ""
    return _("All of them are needed to open the result. If one of the keys is lost, the ballots can never be counted.")


def _stuffing(election: Election) -> str:
    if election.credential_mode == Mode.SERVER:
        return _(
            "This server makes the voters' credentials: the operator could cast ballots for members who do not vote."
        )
    return _(
        "A credential authority makes the voters' credentials, away from this server: a ballot could be cast for a "
        "member who does not vote only if the authority and the operator of this server act together."
    )


def _credentials(election: Election) -> str:
    if election.credential_mode == Mode.AUTHORITY:
        return _("This server never holds the private half of a credential.")
    if election.keep_credentials:
        return _("This server keeps the credentials until the poll is over, so that a lost one can be sent again.")
    return _("This server deletes each credential as soon as it has been sent. A lost one cannot be sent again.")


def _mailbox(election: Election) -> str:
    if election.credential_mode == Mode.SERVER:
        return _(
            "The voting link and the sign-in code go to the same mailbox: whoever can read a member's e-mail could "
            "vote in their name."
        )
    return _(
        "The sign-in code goes to a member's e-mail address. If the credential authority sends the credential to the "
        "same mailbox, whoever can read it could vote in the member's name; by letter or to a second address, the two "
        "stay apart."
    )
