"""The public board of a poll: every ballot's tracking number, the archive, and the check of a receipt."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hustings.accounts.methods import get_or_post
from hustings.elections import signing
from hustings.elections.models import Board, BoardBallot, ChallengedBallot
from hustings.elections.queries import turnout
from hustings.elections.queries.boards import archive, event_hash
from hustings.elections.views.booth import published_board

PER_PAGE = 100
CHALLENGED_SHOWN = 10
LONGEST_RECEIPT = 5000


def _ballots(board: Board) -> QuerySet[BoardBallot]:
    later = BoardBallot.objects.filter(board=board, credential=OuterRef("credential"), height__gt=OuterRef("height"))
    return board.ballots.annotate(replaced=Exists(later)).order_by("-height")


@require_safe
def page(request: HttpRequest, uuid: str) -> HttpResponse:
    """The board: head and height, tracking numbers, search by number."""
    board = published_board(uuid)
    number = "".join(request.GET.get("number", "").split()).rstrip("=")[:100]
    found = _ballots(board).filter(tracking_number=number).first() if number else None
    challenged_ballots = _challenged(board)
    pages = Paginator(_ballots(board), PER_PAGE)
    return render(
        request,
        "elections/poll/board.html",
        {
            "board": board,
            "election": board.election,
            "voters": turnout.voters(board),
            "number": number,
            "found": found,
            "found_challenged": challenged_ballots.filter(tracking_number=number).exists() if number else False,
            "challenged": challenged_ballots[:CHALLENGED_SHOWN],
            "challenged_count": challenged_ballots.count(),
            "page_obj": pages.get_page(request.GET.get("page")),
        },
    )


def _challenged(board: Board) -> QuerySet[ChallengedBallot]:
    # By number: in the order of arrival, the list would say when somebody was voting.
    return board.challenged_ballots.defer("text").order_by("tracking_number")


@require_safe
def challenged(request: HttpRequest, uuid: str) -> HttpResponse:
    """All ballots that were challenged instead of cast; none of them is on the board, and none counts."""
    board = published_board(uuid)
    pages = Paginator(_challenged(board), PER_PAGE)
    context = {"board": board, "election": board.election, "page_obj": pages.get_page(request.GET.get("page"))}
    return render(request, "elections/poll/challenged.html", context)


@require_safe
def archive_file(request: HttpRequest, uuid: str) -> StreamingHttpResponse:
    """The archive as it stands now, streamed; anyone can verify it."""
    board = published_board(uuid)
    response = StreamingHttpResponse(archive(board), content_type="application/x-tar")
    response["Content-Disposition"] = f'attachment; filename="{board.uuid}.bel"'
    response["Cache-Control"] = "no-store"
    return response


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label=gettext_lazy("Your receipt"),
        help_text=gettext_lazy("Open the receipt file that you saved, and paste all of it."),
        max_length=LONGEST_RECEIPT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_receipt(self) -> dict[str, Any]:
        sentence = _("This is not a receipt: paste the whole file, from the first { to the last }.")
        try:
            receipt = json.loads(self.cleaned_data["receipt"])
            statement = json.loads(receipt["statement"])
            texts = [receipt["statement"], receipt["signature"], statement["board"], statement["tracking_number"]]
            if type(statement["height"]) is not int or b"\0" in "".join(texts).encode():
                raise forms.ValidationError(sentence)
            return {"text": texts[0], "signature": texts[1], "statement": statement}
        except (ValueError, TypeError, KeyError, RecursionError):
            raise forms.ValidationError(sentence) from None


@dataclass(frozen=True)
class Finding:
    """One thing that was checked about a receipt."""

    holds: bool
    sentence: str


@get_or_post
def check_receipt(request: HttpRequest) -> HttpResponse:
    """Check a receipt: our signature, and that the board still holds what it says."""
    form = ReceiptForm(request.POST or None)
    findings = _findings(form.cleaned_data["receipt"]) if form.is_valid() else []
    return render(
        request,
        "elections/poll/receipt.html",
        {"form": form, "findings": findings, "all_hold": all(finding.holds for finding in findings)},
    )


def _findings(receipt: dict[str, Any]) -> list[Finding]:
    statement = receipt["statement"]
    signed = signing.is_signed("receipts", receipt["text"], receipt["signature"])
    if not signed:  # anybody could have written the rest, to cry wolf
        return [Finding(False, _("The receipt was not signed here, or it was changed since: it proves nothing."))]
    findings = [Finding(True, _("The receipt was signed here."))]
    board = Board.objects.filter(uuid=statement["board"], height__gte=0).first()
    if board is None:
        return [*findings, Finding(False, _("There is no such board here."))]
    height, number = statement["height"], statement["tracking_number"]
    there = board.ballots.filter(height=height, tracking_number=number).exists() if 0 < height < 2**31 else False
    findings.append(
        Finding(
            there,
            _("The ballot {number} is on the board, at height {height:,}.").format(number=number, height=height)
            if there
            else _("The board does not hold the ballot of this receipt. Report this, with the receipt."),
        )
    )
    same = there and event_hash(board, height) == statement.get("head")
    findings.append(
        Finding(
            same,
            _("The chain up to that ballot is the one of which you were told.")
            if same
            else _("The chain up to that ballot is not the one of which you were told. Report this, with the receipt."),
        )
    )
    return findings


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """The public halves of the keys that sign receipts and declarations."""
    return JsonResponse(signing.public_keys())
