"""The parts of a member's own page about rolls, and about the groups that they can declare to belong to."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hustings.franchise.actions.challenges import objections
from hustings.franchise.groups import rules_asking_for
from hustings.franchise.models import GroupDeclaration, ReservedGroup, Roll
from hustings.franchise.queries import electors
from hustings.register.member_page import Section

NEWEST = 20


def rolls(request: HttpRequest) -> Section | None:
    """Rolls that can still be challenged, whether the member is on them, and the member's own challenges."""
    member = request.member  # type: ignore[attr-defined]
    still_open = [roll for roll in Roll.objects.all()[:NEWEST] if not any(objection(roll) for objection in objections)]
    on_roll = [(roll, electors(roll).filter(member=member).exists()) for roll in still_open]
    challenges = member.challenges_made.select_related("roll", "member").order_by("-pk")
    if not on_roll and not challenges:
        return None
    context = {"rolls": on_roll, "challenges": challenges, "member": member}
    return Section(_("Rolls"), "franchise/member_section.html", context)


def groups(request: HttpRequest) -> Section | None:
    """The reserved groups in use, and whether the member has declared that they belong to each."""
    member = request.member  # type: ignore[attr-defined]
    declared = {each.group_id: each for each in GroupDeclaration.objects.filter(member=member, to_date=None)}
    shown = [
        (group, declared.get(group.pk), rules_asking_for(group))
        for group in ReservedGroup.objects.all()
        if group.retired_at is None or group.pk in declared
    ]
    if not shown:
        return None
    return Section(_("Groups that you can say you belong to"), "franchise/my_groups.html", {"groups": shown})
