"""The one thing that a returning officer does next, and where."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.elections import checklist
from hustings.elections.models import Election, Notice
from hustings.elections.queries.notices import progress

State = Election.State


@dataclass(frozen=True)
class Step:
    """What to do, in the imperative; why or how; where. Nothing is to be done where `url` is empty."""

    do: str
    explanation: str = ""
    url: str = ""


def next_step(election: Election) -> Step:
    """Return what comes next in an election, from its creation to the notice of its result."""
    poll = reverse("elections:poll", args=[election.slug])
    missing = checklist.unmet(election, "setup" if election.state == State.DRAFT else "open")
    if election.state in (State.DRAFT, State.READY) and missing:
        return Step(missing[0].do, missing[0].explanation, missing[0].url)
    match election.state:
        case State.DRAFT:
            return Step(_("Set up the poll"), _("This fixes ballots, keys and credentials, and publishes them."), poll)
        case State.READY:
            return Step(_("Open the poll"), _("Everything is ready. Or let it open by itself at its time."), poll)
        case State.OPEN:
            return _links_to_send(election) or Step(
                _("See how the poll goes"), _("You can extend it, and close it after its time."), poll
            )
        case State.CLOSED:
            keys = reverse("elections:keys_overview", args=[election.slug])
            return Step(_("Wait for the trustees"), _("They open the result with their keys."), keys)
        case State.TALLIED:
            return Step(
                _("Declare the result"),
                _("It is counted, and its board is public. Your declaration makes it official."),
                poll,
            )
        case State.DECLARED:
            notices = reverse("elections:notices", args=[election.slug])
            return Step(_("Tell the electors"), _("The result has been declared. Send them a notice of it."), notices)
    return Step(_("Nothing: the election was annulled."), election.annulled_reason)


def _links_to_send(election: Election) -> Step | None:
    """Return the step of an open poll whose electors have no link yet to vote with."""
    notice = election.notices.filter(kind=Notice.Kind.CREDENTIALS).first()
    if election.credential_mode != Election.CredentialMode.SERVER or notice is None or progress(notice).total:
        return None
    url = reverse("elections:notice", args=[election.slug, notice.pk])
    return Step(_("Send the voting links"), _("The poll is open, but no elector has a link to vote with yet."), url)
