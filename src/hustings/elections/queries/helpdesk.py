"""Finding one elector for the helpdesk."""

from django.db.models import Q, QuerySet

from hustings.elections.models import Election
from hustings.elections.queries.print_runs import all_electors
from hustings.register.models import Member, plain

State = Election.State
MOST = 20


def elections_in_hand() -> QuerySet[Election]:
    """The elections in which voters may need help now."""
    return Election.objects.filter(state__in=[State.READY, State.OPEN]).order_by("opens_at", "pk")


def find_electors(election: Election, typed: str) -> list[Member]:
    """At most MOST electors whose number is what was typed, or whose name or address contains all of its words."""
    found = Q()
    for word in plain(typed).split():
        found &= Q(search_text__contains=word)
    return list(all_electors(election).filter(found | Q(number=typed.strip())).order_by("name", "number")[:MOST])
