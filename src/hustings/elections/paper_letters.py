"""The letters on paper that this server prints, in the language of the organisation."""

from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from hustings.accounts.queries import in_zone, organisation
from hustings.elections.letter_words import Letter, Link, Poll, Recipient, code_letter, link_letter
from hustings.elections.models import Board, Election
from hustings.franchise.queries import electors
from hustings.register.models import Member


def link_letters(election: Election, members: Iterable[Member], credentials: Mapping[int, str]) -> Iterator[Letter]:
    """One letter with the voting link for each member who has a credential here."""
    members = list(members)
    boards = _boards_of(election, [member.pk for member in members])
    poll = _poll(election)
    for member in members:
        if member.pk in credentials and member.pk in boards:
            credential = credentials[member.pk]
            links = tuple(_link(board, credential, titled=len(boards[member.pk]) > 1) for board in boards[member.pk])
            yield link_letter(gettext, poll, _recipient(member), credential, links)


def code_letters(election: Election, members: Iterable[Member], codes: Mapping[int, str]) -> Iterator[Letter]:
    """One letter with a sign-in code for each member."""
    poll = _poll(election)
    for member in members:
        yield code_letter(gettext, poll, _recipient(member), codes[member.pk])


def _poll(election: Election) -> Poll:
    house = organisation()
    closes = in_zone(election.closes_at) if election.closes_at else ""
    return Poll(election.name, house.name, closes, election.help_contact or house.help_contact)


def _recipient(member: Member) -> Recipient:
    return Recipient(member.number, member.name, member.postal_address)


def _link(board: Board, credential: str, titled: bool) -> Link:
    url = f"{settings.BASE_URL}{reverse('elections:booth', args=[board.uuid])}#{credential}"
    return Link(url, ", ".join(contest.title for contest in board.contests.all()) if titled else "")


def _boards_of(election: Election, members: list[int]) -> dict[int, list[Board]]:
    boards: dict[int, list[Board]] = {}
    for board in election.boards.select_related("roll").prefetch_related("contests"):
        for member in electors(board.roll).filter(member__in=members).values_list("member_id", flat=True):
            boards.setdefault(member, []).append(board)
    return boards
