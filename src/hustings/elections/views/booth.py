"""The voting booth: a static page, the records it needs, and the address that takes ballots.

No access log line is written for these addresses by `hustings serve`, and nothing here logs a member with a ballot.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hustings.accounts.queries import in_zone, organisation
from hustings.elections import methods
from hustings.elections.actions.casting import NotOnRoll, PollNotOpen, cast
from hustings.elections.actions.challenging import challenge
from hustings.elections.models import (
    Board,
    Candidate,
    ChallengedBallot,
    Contest,
    ContestAnnulment,
    Election,
    MarkedRegister,
)
from hustings.elections.queries import boards, trust
from hustings.elections.queries.contests import Answer, answers, seats_of
from hustings.elections.views.exchange import exchange, fault, json_body, static_page, text_field, text_record
from hustings.franchise.queries import electors
from hustings.register.models import Member
from hustings.voting import BallotRefused

logger = logging.getLogger(__name__)

MOST_BALLOT_BYTES = 700_000  # BELENIOS-2048, 254 answers, with room
RECORDS = {
    "election.json": boards.ELECTION,
    "trustees.json": boards.TRUSTEES,
    "credentials.json": boards.CREDENTIALS,
}
State = Election.State


def published_board(uuid: str) -> Board:
    """The board of that uuid, once it is set up; 404 otherwise."""
    return get_object_or_404(Board.objects.select_related("election", "roll"), uuid=uuid, height__gte=0)


@exchange("GET")
def page(request: HttpRequest, uuid: str) -> HttpResponse:
    """The booth itself: the same bytes for everyone."""
    published_board(uuid)
    return static_page("booth.html")


@exchange("GET")
def setup_record(request: HttpRequest, uuid: str, name: str) -> HttpResponse:
    """A setup record, byte-exact."""
    return text_record(boards.setup_record(published_board(uuid), RECORDS[name]))


@never_cache
@exchange("GET")
def facts(request: HttpRequest, uuid: str) -> JsonResponse:
    """booth.json: everything that the page shows besides the records."""
    board = published_board(uuid)
    election = board.election
    host = organisation()
    member = getattr(request, "member", None)
    here = reverse("elections:booth", args=[uuid])
    return JsonResponse(
        {
            "name": election.name,
            "organisation": host.name,
            "state": _state(election),
            "opens_text": in_zone(election.opens_at) if election.opens_at else "",
            "closes": election.closes_at.isoformat() if election.closes_at else "",
            "closes_text": in_zone(election.closes_at) if election.closes_at else "",
            "voter": _voter(board, member) if member else None,
            "questions": [_question(contest) for contest in board.contests.select_related("election")],
            "trust": trust.one_line(election),
            "help": election.help_contact or host.help_contact,
            "csrf": get_token(request),
            "language": get_language() or "en",
            "zone": host.time_zone,
            "urls": {
                "sign_in": f"{reverse('register:sign_in')}?{urlencode({'next': here})}",
                "cast": reverse("elections:cast", args=[uuid]),
                "challenge": reverse("elections:challenge", args=[uuid]),
                "board": reverse("elections:board", args=[uuid]),
                "trust": reverse("elections:trust", args=[election.slug]),
                "home": reverse("register:me"),
                "candidates": reverse("elections:candidates", args=[election.slug]),
            },
        }
    )


def _state(election: Election) -> str:
    now = timezone.now()
    if election.state == State.READY:
        return "early"
    if election.state == State.OPEN:
        return "open" if election.closes_at and now < election.closes_at else "closed"
    return {State.DECLARED: "declared", State.ANNULLED: "annulled"}.get(election.state, "closed")


def _voter(board: Board, member: Member) -> dict[str, Any]:
    entry = electors(board.roll).filter(member=member).first()
    mark = MarkedRegister.objects.filter(board=board, entry=entry).first() if entry else None
    return {
        "name": member.name,
        "number": member.number,
        "on_roll": entry is not None,
        "why_not": ""
        if entry
        else _("You are not on the roll of this poll, which was frozen as at {date}.").format(
            date=board.roll.as_at.isoformat()
        ),
        "weight": entry.weight if entry else 0,
        "voted_before": bool(mark and mark.voted_on),
    }


def _detail(answer: Answer) -> str:
    """The slate and the group of a candidate, and that they withdrew after the ballots were fixed."""
    has_withdrawn = isinstance(answer.source, Candidate) and answer.source.withdrawn_at is not None
    return "; ".join(filter(None, (answer.detail, answer.group, _("has withdrawn") if has_withdrawn else "")))


def _question(contest: Contest) -> dict[str, Any]:
    options = [{"label": a.label, "detail": _detail(a), "url": a.url} for a in answers(contest)]
    annulment = ContestAnnulment.objects.filter(contest=contest).first()
    # The ballot is fixed and still asks it: whoever votes must read that it is not declared.
    hint = (
        _("This contest has been annulled: what you choose here is not declared. {reason}").format(
            reason=annulment.reason
        )
        if annulment
        else "\n\n".join(filter(None, (contest.text, methods.reserved_seats(contest), methods.vacant_seats(contest))))
    )
    if methods.is_ranked(contest):
        return {
            "kind": "ranked",
            "title": contest.title,
            "hint": hint,
            "seats": seats_of(contest).elected,
            "rule": capfirst(methods.NAMES[contest.rule]),
            "blank": True,
            "answers": options,
        }
    return {
        "kind": contest.kind,
        "title": contest.title,
        "hint": hint,
        "seats": contest.seats,
        "min": contest.min_choices,
        "max": contest.max_choices,
        "blank": contest.blank_allowed,
        "answers": options,
    }


@never_cache
@exchange("POST")
def take_ballot(request: HttpRequest, uuid: str) -> HttpResponseBase:
    """Take a ballot and answer with the signed receipt."""
    return _act_on_ballot(request, uuid, lambda *act: vars(cast(*act)))


@never_cache
@exchange("POST")
def challenge_ballot(request: HttpRequest, uuid: str) -> HttpResponseBase:
    """Keep a ballot that its voter wants to see the inside of; it can no longer be cast."""
    return _act_on_ballot(request, uuid, lambda *act: {"tracking_number": challenge(*act)})


def _act_on_ballot(
    request: HttpRequest, uuid: str, act: Callable[[Board, Member, str], dict[str, Any]]
) -> HttpResponseBase:
    board = published_board(uuid)
    member = getattr(request, "member", None)
    if member is None:
        return fault(401, _("You are not signed in any more. Sign in, then send your ballot again."))
    ballot = text_field(json_body(request, MOST_BALLOT_BYTES), "ballot")
    try:
        return JsonResponse(act(board, member, ballot), status=201)
    except BallotRefused as refused:
        return fault(422, str(refused), check=refused.check)
    except NotOnRoll as refused:
        return fault(403, refused.sentence)
    except PollNotOpen as refused:
        return fault(409, refused.sentence)
    except (DatabaseError, OSError):
        # The ballot may be on the board all the same: never to be mistaken for a refusal. The booth sends it again.
        logger.exception("A ballot was not taken, or its receipt not noted")
        return fault(503, _("The server could not finish its work. Send the same ballot again: it is taken once."))


@exchange("GET")
def check_page(request: HttpRequest) -> HttpResponse:
    """The page that checks a challenged ballot, best on another device: the same bytes for everyone."""
    return static_page("check.html")


@exchange("GET")
def challenged(request: HttpRequest, uuid: str, number: str) -> JsonResponse:
    """A challenged ballot, so that its voter can check on another device what it holds."""
    ballot = get_object_or_404(ChallengedBallot, board=published_board(uuid), tracking_number=number)
    return JsonResponse({"ballot": ballot.text})
