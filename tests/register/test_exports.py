"""The register as a file, and back."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.register import exports
from hustings.register.forms import today
from hustings.register.models import EventKind, Member, MemberImport, StandingEvent, Unit, UnitMembership

Take = Callable[..., MemberImport]


@pytest.fixture
def office(client_of: Callable[[User], Client], membership_secretary: User) -> Client:
    return client_of(membership_secretary)


@pytest.fixture
def members(make_member: Callable[..., Member], north: Unit, south: Unit) -> list[Member]:
    """One of every kind of standing that a file can tell, with details that a spreadsheet could spoil."""
    ann = make_member("007", name="=Ann", email="ann@example.org", postal_address="1 High Street\nTown")
    ann.date_of_birth = date(1984, 2, 29)
    ann.save()
    for unit in (north, south):
        UnitMembership.objects.create(member=ann, unit=unit, from_date=date(2020, 1, 1))
    others = [make_member(str(number)) for number in range(1, 5)]
    kinds = (EventKind.SUSPENDED, EventKind.RESIGNED, EventKind.EXCLUDED, EventKind.DIED)
    for member, kind in zip(others, kinds, strict=True):
        StandingEvent.objects.create(member=member, kind=kind, effective_on=date(2021, 1, 1))
    return [ann, *others]


def exported(office: Client, **given: str) -> bytes:
    response = office.post("/office/members/export/", given)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_export_imported_again_changes_nothing(
    office: Client, members: list[Member], bring_in: Take, form: str
) -> None:
    taken = bring_in(exported(office, format=form), as_at=today())
    assert taken.counts == {"new": 0, "changed": 0, "unchanged": len(members), "refused": 0}
    assert len(taken.columns) == 9


def test_export_holds_what_the_search_finds_and_is_logged(office: Client, members: list[Member], north: Unit) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(office, unit=str(north.pk)).decode("utf-8-sig"))))
    assert [(row["number"], row["name"], row["units"]) for row in rows] == [("007", "'=Ann", "N1; S1")]
    facts = AuditEvent.objects.get(verb="register.members_exported").facts
    assert (facts["unit"], facts["members"]) == (north.pk, 1)


def test_spreadsheet_that_nobody_could_open_is_refused(
    office: Client, members: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "LARGEST_WORKBOOK", 4)
    page = office.post("/office/members/export/", {"format": "xlsx"}, follow=True).content.decode()
    assert "Export them as CSV" in page
