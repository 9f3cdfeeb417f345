"""Challenges to a frozen roll: a member asks, the returning officer decides with a reason."""

from collections.abc import Callable, Collection

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.franchise.models import Challenge, Roll, RollChange, RollEntry
from hustings.franchise.queries import electors, registered_late
from hustings.register.models import Member
from hustings.register.queries import current_memberships

# Later apps say here when a roll can no longer change: each is asked with the roll, and answers with a sentence why
# not, or with nothing. They are asked inside the transaction.
objections: list[Callable[[Roll], str | None]] = []


def _check_open(roll: Roll) -> None:
    for objection in objections:
        if sentence := objection(roll):
            raise ActionRefused(sentence)


def make_challenge(roll: Roll, member: Member, kind: str, grounds: str, by: Member) -> Challenge:
    """Ask that a member be put on a roll, or be taken off it."""
    grounds = grounds.strip()
    if not grounds:
        raise ActionRefused(gettext("Say why the roll is wrong."), "grounds")
    with transaction.atomic():
        _check_open(roll)
        on_roll = electors(roll).filter(member=member).exists()
        if kind == Challenge.Kind.ADD and on_roll:
            raise ActionRefused(gettext("This member is on the roll already."))
        if kind == Challenge.Kind.REMOVE and not on_roll:
            raise ActionRefused(gettext("This member is not on the roll."))
        try:
            with transaction.atomic():
                challenge = Challenge.objects.create(roll=roll, member=member, kind=kind, grounds=grounds, made_by=by)
        except IntegrityError:
            raise ActionRefused(gettext("You have asked for this already. The answer is still to come.")) from None
        record("franchise.challenge_made", challenge, by=by, roll=roll.pk, kind=kind, member=member.pk)
    return challenge


def ask_for_removal(roll: Roll, number: str, grounds: str, by: Member) -> Challenge | None:
    """Ask that the member with that number be taken off a roll.

    Nothing tells the asker whether someone has that number or is on the roll: if not, there is nothing to decide, and
    nothing is kept.
    """
    _check_open(roll)
    member = Member.objects.filter(number=" ".join(number.split())).first()
    if member is None or not electors(roll).filter(member=member).exists():
        return None
    if Challenge.objects.filter(roll=roll, member=member, made_by=by, decided_at=None).exists():
        return None
    return make_challenge(roll, member, Challenge.Kind.REMOVE, grounds, by)


def decide_challenge(challenge: Challenge, decision: str, reason: str, by: User) -> None:
    """Decide a challenge; if it is upheld, the roll's electors change from now on, and its entries stay."""
    reason = reason.strip()
    if not reason:
        raise ActionRefused(gettext("Give the reason for the decision: the member reads it."), "reason")
    if decision not in Challenge.Decision.values:
        raise ActionRefused(gettext("Choose whether the challenge is upheld or dismissed."), "decision")
    with transaction.atomic():
        challenge = Challenge.objects.select_for_update().get(pk=challenge.pk)
        if challenge.decided_at:
            raise ActionRefused(gettext("This challenge has been decided already."))
        challenge.decided_at, challenge.decided_by = timezone.now(), by
        challenge.decision, challenge.reason = decision, reason
        challenge.save(update_fields=["decided_at", "decided_by", "decision", "reason"])
        if decision == Challenge.Decision.UPHELD:
            _check_open(challenge.roll)
            _change_roll(challenge)
        record("franchise.challenge_decided", challenge, by=by, roll=challenge.roll_id, decision=decision)


def register_late(roll: Roll, members: Collection[Member], reason: str, by: User) -> list[RollChange]:
    """Put members on a frozen roll who met its rule on its date and were entered in the register only afterwards."""
    reason = reason.strip()
    if not reason:
        raise ActionRefused(gettext("Give the reason: it stays on the record."), "reason")
    if not members:
        raise ActionRefused(gettext("Choose who is put on the roll."), "members")
    with transaction.atomic():
        _check_open(roll)
        known = registered_late(roll).filter(pk__in=[member.pk for member in members])
        if known.count() < len(members):
            raise ActionRefused(
                gettext("One of these members does not meet the roll’s rule on its date, or is on it already."),
                "members",
            )
        changes = [
            RollChange.objects.create(roll=roll, member=member, kind=Challenge.Kind.ADD, reason=reason)
            for member in members
        ]
        for change in changes:
            _add_entry(change)
        record(
            "franchise.registered_late",
            roll,
            by=by,
            count=len(changes),
            members=[change.member_id for change in changes],
        )
    return changes


def _change_roll(challenge: Challenge) -> None:
    roll, member = challenge.roll, challenge.member
    change = RollChange.objects.create(roll=roll, member=member, kind=challenge.kind, challenge=challenge)
    if challenge.kind == Challenge.Kind.ADD:
        _add_entry(change)


def _add_entry(change: RollChange) -> None:
    roll, member = change.roll, change.member
    if not RollEntry.objects.filter(roll=roll, member=member).exists():
        home = current_memberships(roll.as_at).filter(member=member).order_by("from_date", "pk").first()
        RollEntry.objects.create(roll=roll, member=member, unit=home.unit if home else None, change=change)
