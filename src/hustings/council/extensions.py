"""What the council adds to the rooms before it."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.council.moments import day_of
from hustings.council.queries.consultations import asked_of
from hustings.council.queries.members import representatives, seats_of
from hustings.register.member_page import Section


def my_seats(request: HttpRequest) -> Section | None:
    """The seats that the member holds, with the division in which they can vote just now."""
    seats = seats_of(request.member, day_of(timezone.now()))  # type: ignore[attr-defined]
    return Section(_("Your seats"), "council/my_seats.html", {"seats": seats}) if seats else None


def my_consultations(request: HttpRequest) -> Section | None:
    """What the units for which the member acts are asked just now."""
    asked = asked_of(request.member)  # type: ignore[attr-defined]
    return Section(_("Your unit is asked"), "council/my_consultations.html", {"asked": asked}) if asked else None


def my_representatives(request: HttpRequest) -> Section | None:
    """How those whom the member could vote for have voted since."""
    acted = representatives(request.member, day_of(timezone.now()))  # type: ignore[attr-defined]
    title = _("How those you could vote for acted")
    return Section(title, "council/my_representatives.html", {"acted": acted}) if acted else None
