"""The part of a member's own page about rolls."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hustings.franchise.actions.challenges import objections
from hustings.franchise.models import Roll
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
