"""Reserved groups: made by the officer, and declared by members of themselves.

The log does not say which group a declaration was of: it could never be erased from there.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.franchise.models import GroupDeclaration, ReservedGroup
from hustings.register.changes import note_changes
from hustings.register.models import Member
from hustings.register.queries import standing


def make_group(name: str, meaning: str, by: User) -> ReservedGroup:
    """Make a group for which rules can reserve something."""
    name, meaning = name.strip(), meaning.strip()
    if not name:
        raise ActionRefused(gettext("Give the group a name."), "name")
    if not meaning:
        raise ActionRefused(gettext("Say who belongs to it: members read this before they declare it."), "meaning")
    with transaction.atomic():
        if ReservedGroup.objects.filter(name=name).exists():
            raise ActionRefused(gettext("There is a group of this name already."), "name")
        group = ReservedGroup.objects.create(name=name, meaning=meaning, created_by=by)
        record("franchise.group_made", group, by=by)
    return group


def retire_group(group: ReservedGroup, by: User) -> None:
    """Let nobody declare a group any more; what was declared stays, and so do rules that ask for it."""
    with transaction.atomic():
        if not ReservedGroup.objects.filter(pk=group.pk, retired_at=None).update(retired_at=timezone.now()):
            raise ActionRefused(gettext("This group has been retired already."))
        record("franchise.group_retired", group, by=by)


def declare(group: ReservedGroup, member: Member, by: Member | User, on: date | None = None) -> GroupDeclaration:
    """Note that a member belongs to a group by their own word: from today, or from the day of their paper."""
    today = local(timezone.now()).date()
    on = on or today
    if on > today:
        raise ActionRefused(gettext("This day is still to come."), "on")
    if ReservedGroup.objects.filter(pk=group.pk).exclude(retired_at=None).exists():
        raise ActionRefused(gettext("This group has been retired: choose one that is in use."), "group")
    if not standing(member, today).is_member:
        raise ActionRefused(gettext("Only a member declares this."), "member")
    earlier = GroupDeclaration.objects.filter(group=group, member=member).order_by("-to_date").first()
    if earlier and earlier.to_date and on < earlier.to_date:
        raise ActionRefused(gettext("It was taken back after that day."), "on")
    try:
        with transaction.atomic():
            declaration = GroupDeclaration.objects.create(
                group=group, member=member, from_date=on, recorded_by=by if isinstance(by, User) else None
            )
            note_changes(record("franchise.declaration_made", member, by=by, on=on), [member.pk])
    except IntegrityError:
        raise ActionRefused(gettext("This is declared already."), "member") from None
    return declaration


def take_back_declaration(group: ReservedGroup, member: Member, by: Member | User) -> None:
    """Let a declaration count no longer from today on; rolls that were frozen before stay as they are."""
    today = local(timezone.now()).date()
    with transaction.atomic():
        running = GroupDeclaration.objects.filter(group=group, member=member, to_date=None)
        if not running.update(to_date=today):
            raise ActionRefused(gettext("This is not declared."), "member")
        note_changes(record("franchise.declaration_taken_back", member, by=by), [member.pk])
