"""The demonstration's cases: played through the real actions, each at the point at which a visitor finds it."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.conduct import cases
from tests.conduct.conftest import *  # noqa: F403  passphrases are stretched less

from hustings.accounts.models import Organisation
from hustings.accounts.models import Role as OfficeRole
from hustings.conduct import deadlines, receipts
from hustings.conduct.models import Case, Stage
from hustings.council.models import Instrument
from hustings.register.middleware import SESSION_KEY
from hustings.register.models import EventKind, Member, StandingEvent, Unit, UnitMembership
from hustings.register.queries import standing
from hustings.register.standing import Word
from hustings.site.demo import clock, conduct

pytestmark = pytest.mark.django_db


def test_cases_wait_at_their_stages_and_the_suspended_member_reads_why(
    organisation: Organisation, make_user: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.days_ago(900):
        for n in range(36):
            member = Member.objects.create(number=f"{n:04}", name=f"Member {n}", email=f"m{n}@pilots.example")
            unit = Unit.objects.create(name=f"Branch {n}", kind="branch", code=f"B{n:02}")
            UnitMembership.objects.create(member=member, unit=unit, from_date=deadlines.today())
            StandingEvent.objects.create(member=member, kind=EventKind.JOINED, effective_on=deadlines.today())
    with clock.days_ago(700):
        cases.instrument()
    monkeypatch.setitem(conduct.COUNCIL, "instrument", Instrument.objects.get().title)
    monkeypatch.setattr(conduct, "CLOSED", 4)
    visitors = conduct.tell(make_user(OfficeRole.CONDUCT_OFFICER))  # type: ignore[operator]
    stages = list(Case.objects.order_by("pk").values_list("stage", flat=True))
    running = ["triage", "conciliation", "investigation", "sanction", "answer", "review", "hearing"]
    running += ["appealable", "appeal", "answer"]
    assert stages == [*[Stage.CLOSED] * 4, *running]
    closed = Case.objects.filter(stage=Stage.CLOSED).order_by("pk")
    assert list(closed.values_list("outcome", flat=True)) == ["dismissed", "not_upheld", "upheld", "overturned"]
    assert {case.closed_at.year for case in closed if case.closed_at} == {deadlines.today().year - 1}
    assert [deadlines.is_over(case) for case in Case.objects.filter(stage=Stage.ANSWER)] == [False, True]
    assert receipts.holder_of(conduct.RECEIPT).of.case.stage == Stage.TRIAGE  # type: ignore[union-attr]
    suspended = visitors[conduct.SUSPENDED]
    assert standing(suspended, deadlines.today()).word == Word.SUSPENDED

    browser = Client()
    session = browser.session
    session[SESSION_KEY] = suspended.pk
    session.save()
    case = reverse("conduct:case", args=[Case.objects.get(respondent=suspended).reference])
    assert case in browser.get("/me/").content.decode()
    assert browser.get(case).status_code == 200
