"""The organisation's rules of conduct, and the pool from which people are drawn."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.conduct.deadlines import today
from hustings.conduct.models import ConductRules, Interest, PoolMember
from hustings.conduct.panels import pool
from hustings.register.models import Member
from hustings.register.queries import standing


@transaction.atomic
def save_rules(rules: ConductRules, by: User) -> ConductRules:
    """Set how long steps take, how large panels are, and which sanctions there are. Deadlines that run stay.

    The log has what each was and is: one officer alone can shorten what protects others, but not unseen.
    """
    rules.pk = 1
    before = ConductRules.objects.select_for_update().filter(pk=1).first() or ConductRules(pk=1)
    names = [field.attname for field in ConductRules._meta.concrete_fields]
    pairs = {name: (getattr(before, name), getattr(rules, name)) for name in names}
    rules.save()
    changed = [f"{name}: {was} → {now}" for name, (was, now) in pairs.items() if was != now]
    record("conduct.rules_saved", rules, by=by, changed=changed)
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
    """A member of the pool has an interest where another is a party. What it is they need not say.

    Where they have been drawn already, they step aside, or the next draw takes them off (see panels.unfit).
    """
    if member == about:
        raise ActionRefused(_("This is your own number. Nobody is drawn for a case of their own."), field="member")
    if not pool().filter(member=member).exists():
        raise ActionRefused(_("Only members of the pool are drawn. You are not among them."))
    declared, new = Interest.objects.get_or_create(member=member, about=about, defaults={"declared_at": timezone.now()})
    if new:
        record("conduct.interest_declared", declared, by=member)
    return declared
