"""The trustee's desk: a static page, and what it exchanges with the server."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hustings.accounts.permissions import check, requires
from hustings.accounts.queries import organisation
from hustings.elections.actions import ceremonies
from hustings.elections.actions.rehearsals import rehearse
from hustings.elections.actions.submissions import hand_in
from hustings.elections.actions.trustees import submit_public_key
from hustings.elections.models import Board, CeremonyMessage, Rehearsal, Submission, Trustee
from hustings.elections.queries import boards
from hustings.elections.queries.ceremonies import ceremony, index_of, missing, progress, texts
from hustings.elections.queries.trustee_steps import step_of
from hustings.elections.views.exchange import exchange, fault, json_body, static_page, text_field
from hustings.voting import encrypted_private_key, threshold_shares

MOST_KEY_BYTES = 20_000
MOST_CEREMONY_BYTES = 500_000
# Of every ranked ballot a shuffle and a share hold several elements and scalars: room for 100,000 ballots.
MOST_TALLY_BYTES = 200_000_000
Kind = CeremonyMessage.Kind


def _trustee(request: HttpRequest, pk: int) -> Trustee:
    check(request.user, "elections.hold_key")  # before the look-up, so that nobody else learns which keys there are
    trustee = get_object_or_404(Trustee.objects.select_related("election", "user", "threshold_group"), pk=pk)
    check(request.user, "elections.hold_key", trustee)
    return trustee


@requires("elections.hold_key")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The trustee's desk: the same bytes for everyone."""
    _trustee(request, pk)
    return static_page("trustee.html")


@never_cache
@exchange("GET")
def desk(request: HttpRequest, pk: int) -> JsonResponse:
    """What the trustee is to do now."""
    trustee = _trustee(request, pk)
    election, step = trustee.election, step_of(trustee)
    return JsonResponse(
        {
            "name": trustee.name,
            "organisation": organisation().name,
            "election": election.name,
            "group": election.group,
            "kind": "member" if trustee.threshold_group else "single",
            "step": step.word,
            "missing": step.missing,
            "progress": [
                {
                    "name": done.trustee.name,
                    "key": done.key,
                    "certificate": done.certificate,
                    "polynomial": done.polynomial,
                    "share": done.share,
                    "rehearsed": done.rehearsed,
                    "you": done.trustee == trustee,
                }
                for done in progress(election)
            ],
            "ceremony": _agreed(trustee),
            "public_key": trustee.public_key or None,
            "owner": trustee.position,
            "explain": step.explanation,
            "check": _check(step.submission),
            "csrf": get_token(request),
            "urls": _urls(trustee, step.board),
        }
    )


def _check(submission: Submission | None) -> dict[str, Any] | None:
    """How far the check is of what the trustee handed in last, or why it was refused; None if there is nothing."""
    if submission is None:
        return None
    job = submission.job
    fault = job.error if job and job.is_over else ""
    return {"percent": job.percent if job else 0, "refused": submission.reason or fault}


def _agreed(trustee: Trustee) -> dict[str, Any] | None:
    if trustee.threshold_group is None:
        return None
    agreed = ceremony(trustee.threshold_group)
    return {
        "group": agreed.group_name,
        "threshold": agreed.threshold,
        "names": agreed.names,
        "index": index_of(trustee),
    }


def _urls(trustee: Trustee, board: Board | None) -> dict[str, str | None]:
    urls: dict[str, str | None] = {
        name: reverse(f"elections:trustee_{name}", args=[trustee.pk])
        for name in ("key", "ceremony", "certificate", "polynomial", "share", "rehearsal")
    }
    for name in ("setup", "tally", "shuffle", "decrypt"):
        urls[name] = reverse(f"elections:trustee_{name}", args=[trustee.pk, board.uuid]) if board else None
    urls["archive"] = reverse("elections:archive", args=[board.uuid]) if board else None
    return {**urls, "home": reverse("elections:desks")}


@exchange("POST")
def key(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the public key of a single trustee."""
    return _take(request, pk, "public_key", MOST_KEY_BYTES, submit_public_key)


@exchange("POST")
def certificate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take what a member hands in at step 1 of the ceremony."""
    return _take(request, pk, "certificate", MOST_CEREMONY_BYTES, ceremonies.submit_certificate)


@exchange("POST")
def polynomial(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take what a member hands in at step 2 of the ceremony."""
    return _take(request, pk, "polynomial", MOST_CEREMONY_BYTES, ceremonies.submit_polynomial)


@exchange("POST")
def share(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take what a member hands in at step 3 of the ceremony."""
    return _take(request, pk, "key", MOST_CEREMONY_BYTES, ceremonies.submit_share)


def _take(
    request: HttpRequest, pk: int, field: str, most: int, action: Callable[[Trustee, str], None]
) -> HttpResponseBase:
    action(_trustee(request, pk), text_field(json_body(request, most), field))
    return JsonResponse({"ok": True}, status=201)


@never_cache
@exchange("GET")
def ceremony_so_far(request: HttpRequest, pk: int) -> JsonResponse:
    """What a member needs for the next step of the ceremony, and for opening a tally."""
    trustee = _trustee(request, pk)
    group = trustee.threshold_group
    certificates: list[str] | None = None
    shares: str | None = None
    sealed: str | None = None
    if group is not None and not missing(group, Kind.CERTIFICATE):
        certificates = texts(group, Kind.CERTIFICATE)
        if not missing(group, Kind.POLYNOMIAL):
            shares = threshold_shares(ceremony(group), certificates, texts(group, Kind.POLYNOMIAL), index_of(trustee))
        if own := group.messages.filter(kind=Kind.SHARE, index=index_of(trustee)).first():
            sealed = encrypted_private_key(own.text)
    return JsonResponse({"certificates": certificates, "shares": shares, "encrypted_private_key": sealed})


@never_cache
@exchange("GET", "POST")
def rehearsal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give out the test ballot, or take the trustee's share of it."""
    if request.method == "POST":
        return _take(request, pk, "partial_decryption", MOST_CEREMONY_BYTES, rehearse)
    found = Rehearsal.objects.filter(election=_trustee(request, pk).election).first()
    if found is None:
        return fault(409, _("There is nothing to rehearse yet: not all trustees have made their keys."))
    election, trustees, credentials = found.setup_records
    return JsonResponse({"election": election, "trustees": trustees, "credentials": credentials, "tally": found.tally})


@exchange("GET")
def setup(request: HttpRequest, pk: int, uuid: str) -> JsonResponse:
    """The setup of a board, from which the desk computes what it signs."""
    board = _board_of(_trustee(request, pk), uuid)
    names = ("election", "trustees", "credentials")
    return JsonResponse({name: boards.setup_record(board, position) for position, name in enumerate(names)})


@never_cache
@exchange("GET")
def tally(request: HttpRequest, pk: int, uuid: str) -> HttpResponseBase:
    """The encrypted tally of a board, as the last shuffle left it; once all are over, with the shuffles to check."""
    board = _board_of(_trustee(request, pk), uuid)
    first, found = boards.encrypted_tally(board), boards.tally_to_open(board)
    if first is None or found is None:
        return fault(409, _("There is no encrypted tally yet: the poll has not been closed."))
    answer: dict[str, Any] = {"tally": found.text}
    shuffles = board.shuffles.select_related("trustee", "record")
    if board.state != Board.State.SHUFFLING and shuffles:
        answer["first"] = first.text
        answer["shuffles"] = [{"name": made.trustee.name, "text": made.record.body} for made in shuffles]
    return JsonResponse(answer)


@exchange("POST")
def shuffle(request: HttpRequest, pk: int, uuid: str) -> HttpResponseBase:
    """Take the trustee's shuffle of a board's ballots."""
    return _take_for_board(request, pk, uuid, Submission.Kind.SHUFFLE, "shuffle")


@exchange("POST")
def decrypt(request: HttpRequest, pk: int, uuid: str) -> HttpResponseBase:
    """Take the trustee's share of a board's tally; the last that is needed brings the result."""
    return _take_for_board(request, pk, uuid, Submission.Kind.SHARE, "partial_decryption")


def _take_for_board(request: HttpRequest, pk: int, uuid: str, kind: Submission.Kind, field: str) -> HttpResponseBase:
    """201: it is on the board; 202: it waits for its check, of whose outcome the desk tells."""
    trustee = _trustee(request, pk)
    board = _board_of(trustee, uuid)
    waits = hand_in(board, trustee, kind, text_field(json_body(request, MOST_TALLY_BYTES), field))
    return JsonResponse({"ok": True}, status=202 if waits else 201)


def _board_of(trustee: Trustee, uuid: str) -> Board:
    return get_object_or_404(
        Board.objects.select_related("election"), election=trustee.election, uuid=uuid, height__gte=0
    )
