"""The check-list's points about keys and credentials."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.elections.checklist import Point, source
from hustings.elections.models import Board, Election
from hustings.elections.queries.boards import credentials_are_here
from hustings.elections.queries.ceremonies import not_rehearsed
from hustings.elections.queries.contests import has_poll
from hustings.elections.queries.duties import held_together


@source(2)
def key_points(election: Election) -> Iterator[Point]:
    """Return the points about who holds the keys."""
    if not has_poll(election):
        return
    trustees = list(election.trustees.all())
    missing = [trustee.name for trustee in trustees if not trustee.public_key]
    do = _("Choose who holds the keys")
    explanation = _("Name the trustees, or let the server hold the key.")
    if missing:
        do = _("Wait for the trustees’ keys")
        explanation = _("These trustees have not made their keys yet: {names}.").format(names=", ".join(missing))
    yield Point(
        _("Every trustee has made a key"),
        bool(trustees) and not missing,
        do,
        explanation,
        reverse("elections:poll", args=[election.slug]),
        stage="setup",
    )
    if election.trustees.exclude(user=None).exists():
        late = [trustee.name for trustee in not_rehearsed(election)]
        yield Point(
            _("Every trustee has opened the test ballot"),
            not late,
            _("Wait for the rehearsal of the trustees"),
            _("A lost key is found out now and not after the poll. Still to open the test ballot: {names}.").format(
                names=", ".join(late)
            ),
            reverse("elections:keys_overview", args=[election.slug]),
            stage="setup",  # while a lost key can still be made anew
        )


@source(2)
def duty_points(election: Election) -> Iterator[Point]:
    """Return the point about duties that one person should not hold together."""
    if together := held_together(election):
        yield Point(
            _("Duties that should be apart are held by one person"),
            False,
            _("Give these duties to different people, if you can"),
            " ".join([*(each.sentence for each in together), _("The election's trust page and the log will say so.")]),
            reverse("elections:trust", args=[election.slug]),
            warning=True,
        )


@source(4)
def credential_points(election: Election) -> Iterator[Point]:
    """Return the points about credentials, and about the boards that follow from them."""
    if not has_poll(election):
        return
    url = reverse("elections:poll", args=[election.slug])
    boards = list(election.boards.all())
    if election.credential_mode == Election.CredentialMode.AUTHORITY:
        yield Point(
            _("The credential authority has handed in the credentials"),
            credentials_are_here(election),
            *_what_credentials_wait_for(boards),
            url,
            stage="setup",
        )
    yield Point(
        _("The poll is set up"),
        bool(boards) and all(board.height >= 0 for board in boards),
        _("Set up the poll"),
        _("Set it up when all the points before are done: it fixes the ballots and publishes the boards."),
        url,
    )


def _what_credentials_wait_for(boards: list[Board]) -> tuple[str, str]:
    """What to do about the credentials of a credential authority, and why."""
    if not boards:
        return (
            _("Prepare the lists for the credential authority"),
            _("Prepare the lists; the authority then makes the credentials at its desk."),
        )
    return (
        _("Wait for the credential authority"),
        _("The lists are prepared. Tell the authority, who makes the credentials under “Your desks”."),
    )
