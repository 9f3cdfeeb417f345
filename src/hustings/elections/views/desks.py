"""The desks of trustees and of the credential authority: static pages, and what they exchange with the server."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hustings.accounts.errors import ActionRefused
from hustings.accounts.permissions import check, requires
from hustings.accounts.queries import organisation
from hustings.audit.log import record
from hustings.elections.actions.credentials import accept_public_credentials
from hustings.elections.actions.tally import publish_results
from hustings.elections.actions.trustees import submit_partial_decryption, submit_public_key
from hustings.elections.models import Board, Election, Trustee
from hustings.elections.queries import boards
from hustings.elections.views.exchange import BadBodyError, exchange, fault, json_body, static_page, text_field
from hustings.franchise.queries import electors

MOST_KEY_BYTES = 20_000
MOST_SHARE_BYTES = 2_000_000
MOST_LIST_BYTES = 400_000_000  # 500,000 electors in BELENIOS-2048
State = Election.State


@requires("elections.view_desks")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where trustees and credential authorities find their desks."""
    user = request.user
    return render(
        request,
        "elections/poll/desks.html",
        {
            "trusteeships": Trustee.objects.filter(user=user).select_related("election").order_by("-pk"),
            "authority_elections": Election.objects.filter(credential_mode=Election.CredentialMode.AUTHORITY)
            if user.has_perm("elections.make_credentials")
            else [],
        },
    )


def _trustee(request: HttpRequest, pk: int) -> Trustee:
    check(request.user, "elections.hold_key")  # before the look-up, so that nobody else learns which keys there are
    trustee = get_object_or_404(Trustee.objects.select_related("election", "user"), pk=pk)
    check(request.user, "elections.hold_key", trustee)
    return trustee


@requires("elections.hold_key")
def trustee_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The trustee's desk: the same bytes for everyone."""
    _trustee(request, pk)
    return static_page("trustee.html")


@never_cache
@exchange("GET")
def trustee_desk(request: HttpRequest, pk: int) -> JsonResponse:
    """What the trustee is to do now."""
    trustee = _trustee(request, pk)
    step, board, explanation = _step(trustee)
    of_board = [pk, board.uuid] if board else None
    return JsonResponse(
        {
            "name": trustee.name,
            "organisation": organisation().name,
            "election": trustee.election.name,
            "group": trustee.election.group,
            "step": step,
            "public_key": trustee.public_key or None,
            "owner": trustee.position,
            "explain": explanation,
            "csrf": get_token(request),
            "urls": {
                "key": reverse("elections:trustee_key", args=[pk]),
                "decrypt": of_board and reverse("elections:trustee_decrypt", args=of_board),
                "setup": of_board and reverse("elections:trustee_setup", args=of_board),
                "tally": of_board and reverse("elections:trustee_tally", args=of_board),
                "home": "/office/",
            },
        }
    )


def _step(trustee: Trustee) -> tuple[str, Board | None, str]:
    """(step of the desk, the board it concerns, what to tell the trustee)."""
    election = trustee.election
    all_boards = list(election.boards.filter(height__gte=0))
    if election.state == State.DRAFT:
        if not trustee.public_key:
            return "key", None, _("Make your key now: the poll cannot be set up before you have.")
        return "check", None, _("Your key is here. Keep its file safe until the poll is over: it opens the result.")
    if election.state in (State.READY, State.OPEN):
        return "check", all_boards[0], _("Your key will be needed when the poll has closed.")
    if election.state == State.CLOSED:
        for board in all_boards:
            if board.state == Board.State.ENDED:
                return "wait", board, _("The ballots are being added up under encryption. Come back in a few minutes.")
            if board.state == Board.State.TALLIED and not board.partial_decryptions.filter(trustee=trustee).exists():
                return "decrypt", board, _("The poll is closed: open the result with your key.")
    return "done", None, _("There is nothing left for you to do in this election. Thank you.")


@exchange("POST")
def trustee_key(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the public key."""
    trustee = _trustee(request, pk)
    submit_public_key(trustee, text_field(json_body(request, MOST_KEY_BYTES), "public_key"))
    return JsonResponse({"ok": True}, status=201)


@exchange("GET")
def trustee_setup(request: HttpRequest, pk: int, uuid: str) -> JsonResponse:
    """The setup of a board, from which the desk computes what it signs."""
    board = _board_of(_trustee(request, pk), uuid)
    names = ("election", "trustees", "credentials")
    return JsonResponse({name: boards.setup_record(board, position) for position, name in enumerate(names)})


@exchange("GET")
def trustee_tally(request: HttpRequest, pk: int, uuid: str) -> HttpResponseBase:
    """The encrypted tally of a board."""
    tally = boards.tally_to_open(_board_of(_trustee(request, pk), uuid))
    if tally is None:
        return fault(409, _("There is no encrypted tally yet: the poll has not been closed."))
    return JsonResponse({"tally": tally.text})


@exchange("POST")
def trustee_decrypt(request: HttpRequest, pk: int, uuid: str) -> HttpResponseBase:
    """Take the trustee's share of a board's tally; the last one brings the result."""
    trustee = _trustee(request, pk)
    board = _board_of(trustee, uuid)
    submit_partial_decryption(board, trustee, text_field(json_body(request, MOST_SHARE_BYTES), "partial_decryption"))
    publish_results(trustee.election)
    return JsonResponse({"ok": True}, status=201)


def _board_of(trustee: Trustee, uuid: str) -> Board:
    return get_object_or_404(
        Board.objects.select_related("election"), election=trustee.election, uuid=uuid, height__gte=0
    )


@requires("elections.make_credentials")
def credentials_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The credential authority's desk: the same bytes for everyone."""
    get_object_or_404(Election, pk=pk)
    return static_page("credentials.html")


@never_cache
@exchange("GET")
def credentials_desk(request: HttpRequest, pk: int) -> JsonResponse:
    """The electors of each board, for whom the authority makes credentials; reading them is logged."""
    election = _authority_election(request, pk)
    prepared = list(election.boards.select_related("roll"))
    if not prepared:
        raise ActionRefused(_("The returning officer has not prepared the lists yet. Come back when they have."))
    waiting = election.state == State.DRAFT and not all(board.credentials for board in prepared)
    if waiting:
        record("elections.electors_read", election, by=request.user)
    # Not the address that the request names: what is printed in letters must not depend on a proxy.
    votes = {board.uuid: settings.BASE_URL + reverse("elections:booth", args=[board.uuid]) for board in prepared}
    return JsonResponse(
        {
            "name": election.name,
            "organisation": organisation().name,
            "state": "generate" if waiting else "done",
            "boards": [{"uuid": b.uuid, "name": b.roll.name, "group": election.group} for b in prepared],
            "electors": _electors(prepared) if waiting else [],
            "vote_url": votes[prepared[0].uuid],
            "vote_urls": votes,
            "csrf": get_token(request),
            "urls": {"upload": reverse("elections:credentials_upload", args=[pk]), "home": "/office/"},
        }
    )


def _authority_election(request: HttpRequest, pk: int) -> Election:
    check(request.user, "elections.make_credentials")
    return get_object_or_404(Election, pk=pk, credential_mode=Election.CredentialMode.AUTHORITY)


def _electors(prepared: list[Board]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for board in prepared:
        for entry in electors(board.roll).iterator(chunk_size=2000):
            member = entry.member
            elector = found.setdefault(
                member.pk,
                {"id": member.pk, "number": member.number, "name": member.name, "email": member.email, "boards": []},
            )
            elector["boards"].append({"uuid": board.uuid, "weight": entry.weight})
    return list(found.values())


@exchange("POST")
def credentials_upload(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the public credentials of every board."""
    election = _authority_election(request, pk)
    lists = json_body(request, MOST_LIST_BYTES).get("boards")
    if not isinstance(lists, dict) or not all(
        isinstance(lines, list) and all(isinstance(line, str) for line in lines) for lines in lists.values()
    ):
        raise BadBodyError(400, _("Under “boards” there must be a list of credentials for each board."))
    accept_public_credentials(election, lists, request.user)
    return JsonResponse({"ok": True}, status=201)
