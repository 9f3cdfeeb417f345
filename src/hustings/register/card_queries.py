"""Reads about membership cards: what a member's card says, and whether a card that somebody shows is good."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.register.card_keys import signing_key
from hustings.register.cards import Card, CardRefused, read_token, token
from hustings.register.models import CardIssue, Member, Unit
from hustings.register.queries import home_unit, in_standing, standing
from hustings.register.standing import Word, written


def latest_issue(member: Member) -> CardIssue | None:
    """The card that counts, whether or not it still runs."""
    return member.card_issues.order_by("-issue").first()


def card_of(issue: CardIssue, on: date) -> Card:
    """What a card says: its own facts, and the member's name and unit as they are on a date."""
    member = Member.objects.annotate(home=home_unit(on)).get(pk=issue.member_id)
    unit = Unit.objects.filter(pk=member.home).first()
    return Card(member.number, member.name, unit.name if unit else "", issue.valid_until, issue.issue)


def check_address(card: Card) -> str:
    """The address in the QR code of a card: the page that checks it."""
    return f"{settings.BASE_URL}{reverse('register:check_card')}?t={token(card, signing_key())}"


def without_card(on: date) -> QuerySet[Member]:
    """Members in good standing who have no card that still runs."""
    running = CardIssue.objects.filter(member=OuterRef("pk"), valid_until__gte=on)
    return in_standing(Member.objects.exclude(Exists(running)), Word.GOOD, on).order_by("number")


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
