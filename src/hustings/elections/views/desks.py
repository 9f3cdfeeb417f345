"""The credential authority's desk: a static page, and what it exchanges with the server; and where all desks are."""

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
from hustings.elections.models import Board, Election, Trustee
from hustings.elections.queries.boards import credentials_are_here, roll_changes
from hustings.elections.queries.trustee_steps import step_of
from hustings.elections.views.exchange import BadBodyError, exchange, json_body, static_page
from hustings.franchise.queries import electors

MOST_LIST_BYTES = 400_000_000  # 500,000 electors in BELENIOS-2048
State = Election.State


@requires("elections.view_desks")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where trustees and credential authorities find their desks."""
    trusteeships = Trustee.objects.filter(user=request.user).select_related("election", "threshold_group")
    elections = Election.objects.filter(credential_mode=Election.CredentialMode.AUTHORITY)
    return render(
        request,
        "elections/poll/desks.html",
        {
            "trusteeships": [(trustee, step_of(trustee)) for trustee in trusteeships.order_by("-pk")],
            "authority_elections": [(each, _waits_for_credentials(each)) for each in elections]
            if request.user.has_perm("elections.make_credentials")
            else [],
        },
    )


def _waits_for_credentials(election: Election) -> bool:
    """Whether the lists are prepared and the authority has to make the credentials, for the first time or again."""
    return election.state == State.DRAFT and election.boards.exists() and not credentials_are_here(election)


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
    waiting = _waits_for_credentials(election)
    changes = {board.uuid: roll_changes(board) for board in prepared}  # before the electors are read
    if waiting:
        record("elections.electors_read", election, by=request.user)
    # Not the address that the request names: what is printed in letters must not depend on a proxy.
    votes = {board.uuid: settings.BASE_URL + reverse("elections:booth", args=[board.uuid]) for board in prepared}
    return JsonResponse(
        {
            "name": election.name,
            "organisation": organisation().name,
            "state": "generate" if waiting else "done",
            "boards": [
                {"uuid": b.uuid, "name": b.roll.name, "group": election.group, "changes": changes[b.uuid]}
                for b in prepared
            ],
            "electors": _electors(prepared) if waiting else [],
            "vote_url": votes[prepared[0].uuid],
            "vote_urls": votes,
            "csrf": get_token(request),
            "urls": {"upload": reverse("elections:credentials_upload", args=[pk]), "home": reverse("elections:desks")},
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
                {
                    "id": member.pk,
                    "number": member.number,
                    "name": member.name,
                    "email": member.email,
                    # Of those only who get a letter.
                    "address": "" if member.email else member.postal_address,
                    "boards": [],
                },
            )
            elector["boards"].append({"uuid": board.uuid, "weight": entry.weight})
    return list(found.values())


@exchange("POST")
def credentials_upload(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the public credentials of every board."""
    election = _authority_election(request, pk)
    body = json_body(request, MOST_LIST_BYTES)
    lists, changes = body.get("boards"), body.get("changes")
    if not isinstance(lists, dict) or not all(
        isinstance(lines, list) and all(isinstance(line, str) for line in lines) for lines in lists.values()
    ):
        raise BadBodyError(400, _("Under “boards” there must be a list of credentials for each board."))
    if not isinstance(changes, dict):
        raise BadBodyError(400, _("Under “changes” there must be, for each board, how often its roll was changed."))
    accept_public_credentials(election, lists, changes, request.user)
    return JsonResponse({"ok": True}, status=201)
