"""The pages of membership cards: a member's own, the public check, and the print run."""

from collections.abc import Sequence
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hustings.accounts.errors import ActionRefused
from hustings.accounts.methods import get_or_post
from hustings.accounts.permissions import requires
from hustings.accounts.queries import organisation
from hustings.accounts.throttle import address_of, attempt
from hustings.register import actions, card_queries
from hustings.register.actions.cards import MOST_AT_ONCE
from hustings.register.card_keys import published_key
from hustings.register.card_pdf import cards_pdf
from hustings.register.decorators import member_required
from hustings.register.fonts import fonts
from hustings.register.forms import today
from hustings.register.models import CardIssue, Member
from hustings.register.paging import counted
from hustings.register.queries import standing
from hustings.register.standing import written

WRONG_CARDS = 100  # from one address, in a quarter of an hour


@get_or_post
@never_cache
@member_required
def my_card(request: HttpRequest) -> HttpResponseBase:
    """A member's card on the screen; the first time, and after it has run out, the member makes it."""
    member: Member = request.member  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            actions.issue_card(member, today(), None)
        except ActionRefused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("register:my_card")
    issue = card_queries.latest_issue(member)
    running = issue is not None and issue.valid_until >= today()
    context: dict[str, Any] = {"card": None, "standing": standing(member, today())}
    if issue and running:
        card = card_queries.card_of(issue, today())
        picture = segno.make(card_queries.check_address(card), error="l", micro=False)
        drawn = picture.svg_inline(
            omitsize=True, border=2, svgclass="site-membership-card__code", title=_("The card, to be scanned")
        )
        context |= {"card": card, "picture": mark_safe(drawn)}  # noqa: S308 (segno draws it from a signed token)
    return render(request, "register/my_card.html", context)


@require_safe
@never_cache
@member_required
def my_card_pdf(request: HttpRequest) -> HttpResponseBase:
    """The same card, to print."""
    issue = card_queries.latest_issue(request.member)  # type: ignore[attr-defined]
    if issue is None or issue.valid_until < today():
        return redirect("register:my_card")
    return _pdf([issue], "card.pdf")


@require_safe
@never_cache
def check_card(request: HttpRequest) -> HttpResponse:
    """Whether a card is good: for whoever scans one."""
    shown = request.GET.get("t", "").strip()
    checked = card_queries.check_card(shown, today()) if shown else None
    if checked and checked.card is None:  # whoever stands at a door with good cards is never slowed down
        try:
            attempt("card check from", address_of(request), limit=WRONG_CARDS, minutes=15)
        except ActionRefused as refusal:
            checked = card_queries.Checked(False, refusal.sentence)
    context = {"checked": checked, "key": published_key()}
    return render(request, "register/check_card.html", context)


@get_or_post
@requires("register.issue_cards")
def cards(request: HttpRequest) -> HttpResponse:
    """Who has no card yet, and the next print run."""
    if request.method == "POST":
        try:
            made = actions.issue_cards(today(), request.user)
        except ActionRefused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("register:cards")
        if made:
            return _pdf(made, "cards.pdf")
        messages.info(request, _("Every member in good standing has a card."))
        return redirect("register:cards")
    waiting, more_wait = counted(card_queries.without_card(today()))
    unreadable = card_queries.with_card_of_earlier_key(today()).count()
    context = {"waiting": waiting, "more_wait": more_wait, "unreadable": unreadable, "most": MOST_AT_ONCE}
    return render(request, "register/cards.html", context)


@require_POST
@requires("register.issue_cards")
def issue(request: HttpRequest, member: int) -> HttpResponse:
    """Make one member's card, which replaces the one before; it comes as a file to print."""
    person = get_object_or_404(Member, pk=member)
    try:
        made = actions.issue_card(person, today(), request.user)
    except ActionRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("register:member", person.pk)
    return _pdf([made], "card.pdf")


def _pdf(issues: Sequence[CardIssue], name: str) -> HttpResponse:
    pdf = cards_pdf(
        [
            (
                card.name,
                [
                    _("Number {number}").format(number=card.number),
                    card.unit,
                    _("Valid until {date}").format(date=written(card.valid_until)),
                ],
                card_queries.check_address(card),
            )
            for card in card_queries.cards_of(issues, today())
        ],
        organisation=organisation().name,
        fonts=fonts(),
        title=_("Membership cards"),
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
