"""Who cannot be drawn for a case, and why."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, Interest
from hustings.conduct.people import Role
from hustings.conduct.queries.officers import conduct_officers
from hustings.register.models import Member, UnitMembership
from hustings.register.queries import current_memberships, in_standing
from hustings.register.standing import Word


class Conflict(models.TextChoices):
    """Why somebody in the pool cannot be drawn."""

    PARTY = "party", _("is the complainant or the respondent")
    WITNESS = "witness", _("is a witness, or spoke up for the complainant")
    EARLIER_PART = "earlier_part", _("had a part in the case before")
    SAME_UNIT = "same_unit", _("belongs to a unit of the complainant or of the respondent")
    INTEREST = "interest", _("has declared an interest")
    STANDING = "standing", _("is not in good standing")


def conflicts(case: Case, members: Iterable[Member]) -> dict[int, list[Conflict]]:
    """Those of the members who cannot be drawn, by primary key, each with every reason."""
    members = list(members)
    asked = {member.pk for member in members}
    parties = {pk for pk in (case.complainant_id, case.respondent_id) if pk}
    found: dict[int, list[Conflict]] = defaultdict(list)

    def note(conflict: Conflict, whom: Iterable[int]) -> None:
        for pk in asked & set(whom):
            found[pk].append(conflict)

    parts = case.parts.exclude(member=None).values_list("role", "member_id")
    spoke = (Role.WITNESS, Role.SUPPORTER)
    note(Conflict.PARTY, parties)
    note(Conflict.WITNESS, (pk for role, pk in parts if role in spoke))
    earlier = {pk for role, pk in parts if role not in spoke and pk not in parties}
    # Conduct officers have a part in every case, and decide on objections to those who are drawn.
    addresses = {officer.email.lower() for officer in conduct_officers()}
    note(Conflict.EARLIER_PART, earlier | {member.pk for member in members if member.email.lower() in addresses})
    note(Conflict.SAME_UNIT, _of_their_units(parties, asked))
    declared = Interest.objects.filter(about__in=parties, member__in=asked)
    note(Conflict.INTEREST, declared.values_list("member_id", flat=True))
    good = in_standing(Member.objects.filter(pk__in=asked), Word.GOOD, today())
    note(Conflict.STANDING, asked - set(good.values_list("pk", flat=True)))
    return dict(found)


def _of_their_units(parties: set[int], asked: set[int]) -> Iterable[int]:
    memberships = current_memberships(today())
    theirs = memberships.filter(member__in=parties).values("unit")
    shared: models.QuerySet[UnitMembership] = memberships.filter(member__in=asked - parties, unit__in=theirs)
    return shared.values_list("member_id", flat=True)
