"""The demonstration's story of a text: played through the real actions, and told as it happened."""

import pytest
from django.conf import settings
from tests.elections.conftest import _data_of_its_own  # noqa: F401  keys are made in that folder

from hustings import voting
from hustings.accounts.models import Organisation, Role, User
from hustings.council.models import Decision, InstrumentVersion, Meeting
from hustings.council.queries import decisions
from hustings.council.queries.instruments import version_summary
from hustings.council.queries.pledges import Word, ledger
from hustings.elections.models import Contest
from hustings.register.models import EventKind, Member, StandingEvent, Unit, UnitMembership
from hustings.site.demo import clock, council

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat_holder(organisation: Organisation, make_user: object, monkeypatch: pytest.MonkeyPatch) -> Member:
    """Play the story among thirty members of two branches."""
    monkeypatch.setattr(settings, "MAIL_PER_SECOND", 10_000)
    region = Unit.objects.create(name="Northern Region", kind="region", code="R1")
    branches = [Unit.objects.create(name=f"Branch {n}", kind="branch", code=f"B0{n}", parent=region) for n in (1, 2)]
    for code in ("S1", "S2", "S3"):
        Unit.objects.create(name=f"Society {code}", kind="affiliated society", code=code)
    with clock.days_ago(900):
        for n in range(30):
            member = Member.objects.create(number=f"{n:04}", name=f"Member {n}", email=f"m{n}@pilots.example")
            joined = member.created_at.date()
            UnitMembership.objects.create(member=member, unit=branches[n % 2], from_date=joined)
            StandingEvent.objects.create(member=member, kind=EventKind.JOINED, effective_on=joined)
    people: dict[str, User] = {role: make_user(role) for role in Role.values}  # type: ignore[operator]
    trustee = people[Role.TRUSTEE]
    key = voting.new_trustee_key("Ed25519", trustee.name)
    monkeypatch.setattr(council, "VOTERS", 5)
    return council.tell(council.Cast(people[Role.COUNCIL_SECRETARY], people[Role.RETURNING_OFFICER], trustee, key))


def test_story_is_told_with_its_dates_and_the_ledger_fills_itself(seat_holder: Member) -> None:
    part, full = InstrumentVersion.objects.order_by("number")
    assert version_summary(part) == "in part: 7 of 11 verbatim, 3 reworded, 1 omitted"
    assert version_summary(full) == "in full with additions"
    assert (full.in_force_from - part.in_force_from).days > 365
    asked = part.decision.motion.consultations.get()
    assert [unit.responses.get().kind for unit in asked.consulted.all()] == ["departed"] * 3
    contest = Contest.objects.filter(pledges__isnull=False).distinct().get()
    words = [row.cells[0].entries[0].word for row in ledger(contest).rows]
    assert {Word.KEPT, Word.BROKEN, Word.ABSTAINED, Word.ABSENT, Word.NOT_TESTED} <= set(words)
    assert [row.cells[1].entries[0].word for row in ledger(contest).rows if row.holding].count(Word.KEPT) == 0
    assert Decision.objects.count() == 2
    assert decisions.what_is_wrong() == ""

    # A visitor finds a division that is open, and votes.
    division = Meeting.objects.get(state="open").divisions.get(result=None)
    assert council.cast_vote(division, seat_holder, council.FOR, seat_holder).recorded_by is None
