"""The part of a member's own page about what was decided lately."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hustings.council.models import Decision
from hustings.register.member_page import Section

SHOWN = 5


def decided_lately(request: HttpRequest) -> Section | None:
    """The latest decisions of every body."""
    latest = list(Decision.objects.filter(corrects=None).select_related("body")[:SHOWN])
    return Section(_("Decisions"), "council/my_decisions.html", {"decisions": latest}) if latest else None
