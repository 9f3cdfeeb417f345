"""The officer of a unit nominates for it within its limits, and for no other."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.elections import drafts
from tests.elections.test_nominations import open_contest

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, Role, User
from hustings.audit.models import AuditEvent
from hustings.elections.actions.nominations import name_secretary, nominate, nominate_for_unit
from hustings.elections.models import Election, Nomination, NominationRules
from hustings.register.models import Unit, UnitOfficer

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(organisation: Organisation, returning_officer: User) -> NominationRules:
    """North's officer can give two names; Ashby is a branch below North."""
    north = Unit.objects.create(name="North", kind="branch", code="N")
    Unit.objects.create(name="Ashby", kind="branch", code="A", parent=north)
    rules = open_contest(returning_officer, names_per_unit=2)
    Election.objects.update(announced_at=timezone.now())
    return rules


@pytest.fixture
def officer(rules: NominationRules, make_user: Callable[..., User], returning_officer: User) -> User:
    user = make_user(Role.UNIT_OFFICER, name="Una Officer")
    UnitOfficer.objects.create(user=user, unit=Unit.objects.get(code="N"), granted_by=returning_officer)
    return user


def test_officer_nominates_for_their_own_unit_alone_and_within_its_limit(rules: NominationRules, officer: User) -> None:
    ann, bob, cleo = drafts.make_members(3)
    north, ashby = Unit.objects.get(code="N"), Unit.objects.get(code="A")
    nomination = nominate_for_unit(rules.contest, ann, north, officer)
    assert (nomination.unit, nomination.nominator, nomination.entered_by) == (north, None, officer)
    assert AuditEvent.objects.get(verb="elections.nominated").facts["on_paper"] is False
    with pytest.raises(ActionRefused, match="do not hand in nominations for Ashby"):
        nominate_for_unit(rules.contest, bob, ashby, officer)
    with pytest.raises(ActionRefused, match="by the same already"):
        nominate_for_unit(rules.contest, ann, north, officer)
    nominate_for_unit(rules.contest, bob, north, officer)
    with pytest.raises(ActionRefused, match="All 2 names have been given"):
        nominate_for_unit(rules.contest, cleo, north, officer)
    UnitOfficer.objects.update(ended_at=timezone.now())
    with pytest.raises(ActionRefused, match="do not hand in nominations for North"):
        nominate_for_unit(rules.contest, cleo, north, officer)


def test_nominations_of_a_unit_wait_for_their_time(rules: NominationRules, officer: User) -> None:
    (ann,) = drafts.make_members(1)
    Election.objects.update(nominations_close_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ActionRefused, match="Nominations closed on"):
        nominate_for_unit(rules.contest, ann, Unit.objects.get(code="N"), officer)


def test_no_unit_nominates_where_members_alone_do(rules: NominationRules, officer: User) -> None:
    ann, secretary = drafts.make_members(2)
    north = Unit.objects.get(code="N")
    name_secretary(north, secretary, officer)
    NominationRules.objects.update(unit_kind="", names_per_member=1)
    with pytest.raises(ActionRefused, match="only members nominate"):
        nominate_for_unit(rules.contest, ann, north, officer)
    with pytest.raises(ActionRefused, match="only members nominate"):
        nominate(rules.contest, ann, secretary, north)


def test_officer_finds_the_contest_nominates_and_takes_it_back(
    rules: NominationRules, officer: User, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    ann, _bob = drafts.make_members(2)
    browser = client_of(officer)
    desk = "/office/for-unit/nominations/"
    assert "0 of 2 names given" in browser.get(desk).content.decode()
    typed = {"number": ann.number, "name": ann.name, "as_whom": Unit.objects.get(code="N").pk}
    page = browser.post(f"{desk}{rules.contest_id}/", {**typed, "name": "Somebody"}).content.decode()
    assert "No member has this number and this name" in page
    page = browser.post(f"{desk}{rules.contest_id}/", typed, follow=True).content.decode()
    assert "The nomination has been noted" in page and "Nominated by North" in page
    other = make_user(Role.UNIT_OFFICER, name="Another")
    nomination = Nomination.objects.get()
    address = f"{desk}{rules.contest_id}/{nomination.pk}/take-back/"
    stranger = client_of(other)
    assert stranger.post(address).status_code == 403
    assert stranger.get(f"{desk}{rules.contest_id}/").status_code == 404
    assert "Ask an administrator" in stranger.get(desk).content.decode()
    browser.post(address)
    assert Nomination.objects.get().ending == "taken_back"
