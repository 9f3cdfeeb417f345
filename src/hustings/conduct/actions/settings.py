"""The organisation's rules of conduct, and the pool from which people are drawn."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.conduct.deadlines import today
from hustings.conduct.models import ConductRules, Interest, PoolMember
from hustings.register.models import Member
from hustings.register.queries import standing


@transaction.atomic
def save_rules(rules: ConductRules, by: User) -> ConductRules:
    """Set how long steps take, how large panels are, and which sanctions there are. Deadlines that run stay."""
    rules.pk = 1
    rules.save()
    record("conduct.rules_saved", rules, by=by)
    return rules


@transaction.atomic
def add_to_pool(member: Member, by: User) -> PoolMember:
    """Put a member among those who may be drawn, from today."""
    if not standing(member, today()).is_member:
        raise ActionRefused(_("Only members can be drawn. This person is none today."), field="member")
    if PoolMember.objects.filter(member=member, to_date=None).exists():
        raise ActionRefused(_("This member is in the pool already."), field="member")
    added = PoolMember.objects.create(member=member, from_date=today())
    record("conduct.pool_joined", added, by=by, member=member.pk)
    return added


@transaction.atomic
def end_pool(place: PoolMember, by: User) -> PoolMember:
    """Take a member out of the pool: they are not drawn any more, and end what they were drawn for."""
    place = PoolMember.objects.select_for_update().get(pk=place.pk)
    if place.to_date:
        raise ActionRefused(_("This member has left the pool."))
    place.to_date = today()
    place.save(update_fields=["to_date"])
    record("conduct.pool_left", place, by=by, member=place.member_id)
    return place


@transaction.atomic
def declare_interest(member: Member, about: Member) -> Interest:
    """A member of the pool has an interest where another is a party. What it is they need not say."""
    if member == about:
        raise ActionRefused(_("This is your own number. Nobody is drawn for a case of their own."), field="member")
    declared, new = Interest.objects.get_or_create(member=member, about=about, defaults={"declared_at": timezone.now()})
    if new:
        record("conduct.interest_declared", declared, by=member)
    return declared
