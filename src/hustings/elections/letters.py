"""The words of notices: what may stand in braces, first drafts, and the letter to one member."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.accounts.queries import in_zone, organisation
from hustings.elections.models import Board, Candidate, Election, Notice, Submission, Trustee

Kind = Notice.Kind
PLACES = ("name", "number", "organisation", "election", "closes", "link", "help")
SAMPLE_CREDENTIAL = "XXXXX-XXXXXX-XXXXX-XXXXXX"
_PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def draft(kind: str) -> Letter:
    """Return words to begin a notice of this kind with."""
    greeting, farewell = _("Dear {name},"), _("If something does not work: {help}")
    subject, text = {
        Kind.CREDENTIALS: (
            _("{election}: your voting link"),
            _(
                "The poll ‘{election}’ of {organisation} closes on {closes}.\n\nThis is your own link. Do not pass it "
                "on:\n\n{link}\n\nWhen you open it you are asked for your membership number or e-mail address, and a "
                "code is sent to you. You can vote again until the poll closes; your last vote counts."
            ),
        ),
        Kind.REMINDER: (
            _("{election}: you have not voted yet"),
            _(
                "You have not voted yet in ‘{election}’. The poll closes on {closes}.\n\nYour voting link is in an "
                "earlier e-mail from {organisation}. About the election:\n\n{link}"
            ),
        ),
        Kind.CLOSING_SOON: (
            _("{election} closes soon"),
            _(
                "The poll ‘{election}’ closes on {closes}, and you have not voted yet.\n\nYour voting link is in an "
                "earlier e-mail from {organisation}. About the election:\n\n{link}"
            ),
        ),
        Kind.RESULT: (
            _("{election}: the result"),
            _("The result of ‘{election}’ has been declared. It is published here, with how to check it:\n\n{link}"),
        ),
    }[Kind(kind)]
    return Letter(subject, f"{greeting}\n\n{text}\n\n{farewell}\n")


def faults(kind: str, subject: str, body: str) -> list[tuple[str, str]]:
    """Return (field, sentence) for every fault in the words of a notice."""
    found = [
        (
            field,
            _("{{{name}}} cannot stand here. In braces you can write: {places}.").format(
                name=name, places=", ".join(f"{{{place}}}" for place in PLACES)
            ),
        )
        for field, text in (("subject", subject), ("body", body))
        for name in dict.fromkeys(_PLACE.findall(text))
        if name not in PLACES
    ]
    if "{link}" in subject:
        found.append(("subject", _("The link belongs in the text: subjects are shown in lists. Take {link} out.")))
    if kind in (Kind.CREDENTIALS, Kind.RESULT) and "{link}" not in body:
        found.append(("body", _("Write {link} where the link is to stand.")))
    return found


def letter(notice: Notice, name: str, number: str, link: str) -> Letter:
    """Return the notice as one person gets it."""
    election, house = notice.election, organisation()
    values = {
        "name": name,
        "number": number,
        "organisation": house.name,
        "election": election.name,
        "closes": in_zone(election.closes_at) if election.closes_at else "",
        "link": link,
        "help": election.help_contact or house.help_contact,
    }
    return Letter(" ".join(_filled(notice.subject, values).split()), _filled(notice.body, values))


def nomination_letter(candidate: Candidate) -> Letter:
    """Return what a nominated member is told: where to accept or decline, and until when."""
    election, house = candidate.contest.election, organisation()
    values = {
        "name": candidate.name,
        "contest": candidate.contest.title,
        "election": election.name,
        "organisation": house.name,
        "closes": in_zone(election.nominations_close_at) if election.nominations_close_at else "",
        "link": settings.BASE_URL + reverse("elections:candidacy", args=[candidate.pk]),
        "help": election.help_contact or house.help_contact,
    }
    subject = _("You have been nominated: {contest}")
    body = _(
        "Dear {name},\n\nyou have been nominated for ‘{contest}’ in ‘{election}’ of {organisation}. You stand only if "
        "you accept before {closes}. Until then nobody but those who nominated you and the returning officer knows of "
        "it.\n\nAccept, write your statement, or decline here, after signing in with your membership number:\n\n{link}"
        "\n\nIf something does not work: {help}\n"
    )
    return Letter(" ".join(subject.format(**values).split()), body.format(**values))


def refusal_letter(refused: Submission) -> Letter:
    """Return what a trustee is told whose shuffle or share was refused: why, and where to try again."""
    election, house = refused.board.election, organisation()
    values = {
        "name": refused.trustee.name,
        "kind": refused.get_kind_display(),
        "election": election.name,
        "organisation": house.name,
        "reason": refused.reason,
        "fingerprint": refused.fingerprint,
        "link": settings.BASE_URL + reverse("elections:trustee", args=[refused.trustee_id]),
        "help": election.help_contact or house.help_contact,
    }
    subject = _("{election}: what you handed in was refused")
    body = _(
        "Dear {name},\n\nwhat you handed in as a trustee of ‘{election}’ of {organisation} ({kind}) was checked and is "
        "refused. It is not published, and nothing has been lost. The reason:\n\n{reason}\n\nIts fingerprint is "
        "{fingerprint}. If that is not what your own device shows, or the same happens again, tell the returning "
        "officer and the other trustees. Try again at your desk, after signing in:\n\n{link}\n\nIf something does not "
        "work: {help}\n"
    )
    return Letter(" ".join(subject.format(**values).split()), body.format(**values))


def call_letter(trustee: Trustee, to_do: str) -> Letter:
    """Return what a trustee is told for whom a step waits: what it is, and where."""
    election, house = trustee.election, organisation()
    values = {
        "name": trustee.name,
        "election": election.name,
        "organisation": house.name,
        "to_do": to_do,
        "link": settings.BASE_URL + reverse("elections:trustee", args=[trustee.pk]),
        "help": election.help_contact or house.help_contact,
    }
    subject = _("{election}: your turn as a trustee")
    body = _(
        "Dear {name},\n\nas a trustee of ‘{election}’ of {organisation} there is something for you to do:\n\n{to_do}"
        "\n\nYou find it at your desk, after signing in:\n\n{link}\n\nIf something does not work: {help}\n"
    )
    return Letter(" ".join(subject.format(**values).split()), body.format(**values))


def _filled(text: str, values: Mapping[str, str]) -> str:
    # Not str.format: a text typed by a person must not reach into attributes.
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def page_link(notice: Notice) -> str:
    """Return the link of a notice that is the same for everybody."""
    if notice.kind == Kind.RESULT:
        return settings.BASE_URL + reverse("elections:result", args=[notice.election.slug])
    return settings.BASE_URL + reverse("elections:election", args=[notice.election.slug])


def voting_links(boards: Sequence[Board], credential: str) -> str:
    """Return the voting link, or one for each board with its contests' titles, for the holder of `credential`.

    The credential stands after '#', so that no browser sends it to the server. Where a credential authority sends
    the credentials, it is ''.
    """
    fragment = f"#{credential}" if credential else ""
    urls = [settings.BASE_URL + reverse("elections:booth", args=[board.uuid]) + fragment for board in boards]
    if len(urls) == 1:
        return urls[0]
    titles = [", ".join(contest.title for contest in board.contests.all()) for board in boards]
    return "\n\n".join(f"{title}:\n{url}" for title, url in zip(titles, urls, strict=True))


def sample_link(election: Election) -> str:
    """Return what a recipient's voting link looks like, without anybody's credential."""
    boards = list(election.boards.prefetch_related("contests"))
    if not boards:
        return _("(each elector's own voting link)")
    credential = SAMPLE_CREDENTIAL if election.credential_mode == Election.CredentialMode.SERVER else ""
    return voting_links(boards, credential)
