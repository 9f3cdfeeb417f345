"""On whom an election rests, in plain words, computed from its actual trustees and credentials."""

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.elections import methods
from hustings.elections.models import Election, Trustee
from hustings.elections.queries.ceremonies import group_of

Mode = Election.CredentialMode


@dataclass(frozen=True)
class Trust:
    """The sentences of the trust page: who could break secrecy, stop the count, or cast ballots for others."""

    secrecy: str
    correctness: str
    handling: list[str]
    opening: str
    stuffing: str
    credentials: str
    mailbox: str

    @property
    def paragraph(self) -> str:
        """Return all that the election rests on, in one paragraph."""
        return " ".join(filter(None, (self.secrecy, self.opening, self.stuffing, self.correctness)))


def one_line(election: Election) -> str:
    """Return the sentence that says on whom the secrecy of a vote rests."""
    return trust(election).secrecy


def trust(election: Election) -> Trust:
    """Return on whom secrecy and correctness rest, as the election is set up now."""
    return Trust(
        secrecy=_secrecy(election),
        correctness=_(
            "No trustee, officer or operator can change or remove a ballot, or declare another result than the ballots "
            "give, without being seen by everybody who checks the public board."
        ),
        handling=_handling(election),
        opening=_opening(election),
        stuffing=_stuffing(election),
        credentials=_credentials(election),
        mailbox=_mailbox(election),
    )


def _secrecy(election: Election) -> str:
    trustees = list(election.trustees.all())
    singles = [_holder(trustee) for trustee in trustees if not trustee.threshold_group_id]
    group = group_of(election)
    if not trustees:
        return _("It has not been decided yet who will hold the key to the ballots.")
    if group is not None:
        return _secrecy_of_group(singles, list(group.members.values_list("name", flat=True)), group.threshold)
    if len(trustees) > 1:
        names = get_text_list(singles, _("and"))
        if len(singles) == 2:
            return _("Your vote stays secret unless both of these act together: {names}.").format(names=names)
        return _("Your vote stays secret unless all {n} of these act together: {names}.").format(
            n=len(singles), names=names
        )
    if trustees[0].is_server:
        return _(
            "The operator of this server holds the only key to the ballots: the operator can read individual votes."
        )
    return _("{name} holds the only key to the ballots: {name} can read individual votes.").format(name=singles[0])


def _holder(trustee: Trustee) -> str:
    return _("the operator of this server") if trustee.is_server else trustee.name


def _secrecy_of_group(singles: list[str], members: list[str], threshold: int) -> str:
    """The sentence where any `threshold` of the members suffice, beside all of the single trustees."""
    facts = {
        "t": threshold,
        "n": len(members),
        "members": get_text_list(members, _("and")),
        "singles": get_text_list(singles, _("and")),
    }
    if singles:
        return _(
            "Your vote stays secret unless these act together: {singles}, and with them {t} of these {n}: {members}."
        ).format(**facts)
    if threshold == 1:
        return _("Each of these {n} holds a key to the ballots and can read individual votes alone: {members}.").format(
            **facts
        )
    return _("Your vote stays secret unless {t} of these {n} act together: {members}.").format(**facts)


def _opening(election: Election) -> str:
    trustees = list(election.trustees.all())
    group = group_of(election)
    singles = [_holder(trustee) for trustee in trustees if not trustee.threshold_group_id]
    if group is not None:
        size = group.members.count()
        said = ngettext(
            "Any {t} of the {n} members of the group opens the result, so {spare} of their keys may be lost.",
            "Any {t} of the {n} members of the group open the result, so {spare} of their keys may be lost.",
            group.threshold,
        ).format(t=group.threshold, n=size, spare=size - group.threshold)
        if singles:
            said += " " + _("Without the key of each of these the ballots can never be counted: {names}.").format(
                names=get_text_list(singles, _("and"))
            )
        return said
    if len(trustees) < 2:
        return _("If this key is lost, the ballots can never be counted.") if trustees else ""
    return _("All of them are needed to open the result. If one of the keys is lost, the ballots can never be counted.")


def _handling(election: Election) -> list[str]:
    """What becomes of the encrypted ballots, by the kinds of contests there are."""
    ranked = [methods.is_ranked(contest) for contest in election.contests.all()]
    said = []
    if not all(ranked) or not ranked:
        said.append(_("Choices are added up while they are encrypted, and only the sum is opened."))
    if any(ranked):
        said.append(
            _(
                "Rankings are shuffled by the trustees, one after another, so that nobody knows any more which ranking "
                "came from whom, and then opened and published one by one. A shuffle that changed a ballot would be "
                "refused by everybody who checks it. Who tells somebody an unusual ranking before the poll, of many "
                "candidates, can be recognised by it afterwards."
            )
        )
    return said


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
        return _(
            "This server keeps the credentials until the poll is over, sealed, so that a lost one can be sent again."
        )
    return _("This server deletes each credential as soon as it has been sent. A lost one cannot be sent again.")


def _mailbox(election: Election) -> str:
    if election.credential_mode == Mode.SERVER:
        return _(
            "The voting link and the sign-in code go to the same mailbox: whoever can read a member's e-mail could "
            "vote in their name. Members without e-mail get them in two letters, which two different people print."
        )
    return _(
        "The sign-in code goes to a member's e-mail address. If the credential authority sends the credential to the "
        "same mailbox, whoever can read it could vote in the member's name; by letter or to a second address, the two "
        "stay apart."
    )
