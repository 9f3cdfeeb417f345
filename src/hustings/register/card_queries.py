"""Reads about membership cards: what a member's card says, and whether a card that somebody shows is good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.register.card_keys import key_in_use_since, signing_key
from hustings.register.cards import Card, CardRefused, read_token, token
from hustings.register.models import CardIssue, Member, Unit
from hustings.register.queries import home_unit, in_standing, standing
from hustings.register.standing import Word, written


def latest_issue(member: Member) -> CardIssue | None:
    """The card that counts, whether or not it still runs."""
    return member.card_issues.order_by("-issue").first()


def card_of(issue: CardIssue, on: date) -> Card:
    """What a card says: its own facts, and the member's name and unit as they are on a date."""
    return cards_of([issue], on)[0]


def cards_of(issues: Sequence[CardIssue], on: date) -> list[Card]:
    """What many cards say, by two queries for all of them."""
    members = Member.objects.annotate(home=home_unit(on)).in_bulk({issue.member_id for issue in issues})
    units = dict(Unit.objects.filter(pk__in={member.home for member in members.values()}).values_list("pk", "name"))
    return [
        Card(member.number, member.name, units.get(member.home, ""), issue.valid_until, issue.issue)
        for issue in issues
        for member in [members[issue.member_id]]
    ]


def check_address(card: Card) -> str:
    """The address in the QR code of a card: the page that checks it."""
    return f"{settings.BASE_URL}{reverse('register:check_card')}?t={token(card, signing_key())}"


def without_card(on: date) -> QuerySet[Member]:
    """Members in good standing who have no card that still runs and is signed with the key of now."""
    running = _running(on)
    if since := key_in_use_since():
        running = running.filter(issued_at__gte=since)
    return in_standing(Member.objects.exclude(Exists(running)), Word.GOOD, on).order_by("number")


def with_card_of_earlier_key(on: date) -> QuerySet[Member]:
    """Those among them whose card still runs but fails its check, because the key was replaced."""
    members = without_card(on)
    return members.filter(Exists(_running(on))) if key_in_use_since() else members.none()


def _running(on: date) -> QuerySet[CardIssue]:
    return CardIssue.objects.filter(member=OuterRef("pk"), valid_until__gte=on)


@dataclass(frozen=True)
class Checked:
    """What the check of a card found: whether it is good, why not, and what it says if it was signed here."""

    good: bool
    sentence: str
    card: Card | None = None


def check_card(text: str, on: date) -> Checked:
    """Check a card against its signature and the register as it is now."""
    try:
        card = read_token(text, signing_key().verify_key)
    except CardRefused as refusal:
        return Checked(False, _(str(refusal)))
    issue = CardIssue.objects.filter(member__number=card.number).order_by("-issue").select_related("member").first()
    if issue is None or issue.issue != card.issue:
        return Checked(False, _("This card has been replaced by a later one."), card)
    if card.valid_until < on:
        return Checked(False, _("This card ran out on {date}.").format(date=written(card.valid_until)), card)
    if standing(issue.member, on).word not in (Word.GOOD, Word.ARREARS):
        return Checked(False, _("This card is no longer valid."), card)
    return Checked(True, _("This card is valid until {date}.").format(date=written(card.valid_until)), card)
