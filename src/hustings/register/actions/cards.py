"""Make membership cards, one or many."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.register.card_keys import note_key
from hustings.register.card_queries import without_card
from hustings.register.models import CardIssue, Member
from hustings.register.queries import standing
from hustings.register.standing import Word

MOST_AT_ONCE = 500


def issue_card(member: Member, on: date, by: User | None) -> CardIssue:
    """Make a member's card; the cards before it are no longer good. A member makes their own: then `by` is None."""
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=member.pk)
        [made] = _issue([member], on, by)
        record("register.card_issued", member, by=by or member, issue=made.issue)
    return made


def issue_cards(on: date, by: User) -> list[CardIssue]:
    """Make cards for members who have none that runs: the next few hundred, in the order of their numbers."""
    try:
        with transaction.atomic():
            made = _issue(list(without_card(on)[:MOST_AT_ONCE]), on, by)
            record("register.cards_issued", by=by, cards=len(made))
    except IntegrityError:
        raise ActionRefused(_("Somebody else made cards at the same moment. Look at what is left to do.")) from None
    return made


def _issue(members: Sequence[Member], on: date, by: User | None) -> list[CardIssue]:
    note_key()
    before = dict(
        CardIssue.objects.filter(member__in=members).values_list("member").annotate(Max("issue")).order_by("member")
    )
    return CardIssue.objects.bulk_create(
        CardIssue(member=member, issue=before.get(member.pk, 0) + 1, valid_until=_valid_until(member, on), issued_by=by)
        for member in members
    )


def _valid_until(member: Member, on: date) -> date:
    """As long as the subscription is paid; a year where the organisation records no payments."""
    now = standing(member, on)
    if now.word != Word.GOOD:
        raise ActionRefused(_("Only a member in good standing gets a card: {sentence}").format(sentence=now.sentence))
    return now.paid_up_to or date(on.year + 1, on.month, min(on.day, 28))
