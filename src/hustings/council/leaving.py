"""What leaving means for the seats that a member holds, and what is done to these once a membership has ended."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from hustings.council.actions.seats import vacate
from hustings.council.models import SeatHolding
from hustings.register.leaving import About, Fact
from hustings.register.models import Member
from hustings.register.standing import written


def follows(member: Member, leaves_on: date) -> Iterator[Fact]:
    """Every seat that the member would lose, and until when they would hold it otherwise."""
    for holding in _held_from(member, leaves_on).select_related("seat__body"):
        names = {"seat": holding.seat.name, "body": holding.seat.body.name}
        url = reverse("council:body", args=[holding.seat.body.slug])
        ends = _("Your seat ‘{seat}’ in {body}: it becomes vacant on {day}.")
        yield Fact(About.ENDS, ends.format(**names, day=written(max(leaves_on, holding.from_date))), url=url)
        if holding.to_date:
            stays = _("Your seat ‘{seat}’ in {body}, until {day}.").format(**names, day=written(holding.to_date))
            yield Fact(About.STAYING, stays, holding.to_date, url)


def end_seats(member: Member, on: date) -> None:
    """Let the seats of a former member become vacant."""
    for holding in _held_from(member, on):
        vacate(holding, max(on, holding.from_date), _("No longer a member."), "system")


def _held_from(member: Member, on: date) -> QuerySet[SeatHolding]:
    return SeatHolding.objects.filter(Q(to_date__isnull=True) | Q(to_date__gt=on), member=member)
