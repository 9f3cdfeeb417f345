from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hustings.accounts.models import Organisation, User
from hustings.audit.models import AuditEvent
from hustings.jobs.worker import run_pending
from hustings.register import paging
from hustings.register.actions import add_to_unit
from hustings.register.models import Member, MemberImport, StandingEvent, Unit, UnitMembership

Make = Callable[..., Member]


@pytest.fixture
def office(organisation: Organisation, membership_secretary: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(membership_secretary)


def listed(office: Client, **filters: object) -> list[str]:
    return [row.member.number for row in office.get("/office/members/", filters).context["rows"]]


def test_list_finds_by_part_of_name_number_or_address(office: Client, make_member: Make) -> None:
    make_member("A1", name="Zoë Ångström", email="z@example.org")
    make_member("B2", name="Bob")
    assert listed(office, q="angst ZOE") == ["A1"]
    assert listed(office, q="b2") == ["B2"]
    assert listed(office, q="z@exa") == ["A1"]
    assert listed(office, q="%") == []


def test_list_filters_by_standing_and_by_unit_with_those_below(
    office: Client, make_member: Make, north: Unit, south: Unit
) -> None:
    city = Unit.objects.create(name="City", kind="branch", code="C", parent=north)
    for number, unit in (("1", city), ("2", north), ("3", south)):
        UnitMembership.objects.create(member=make_member(number), unit=unit, from_date=date(2020, 1, 1))
    StandingEvent.objects.create(member=Member.objects.get(number="2"), kind="resigned", effective_on=date(2021, 1, 1))
    assert listed(office, unit=north.pk) == ["1", "2"]
    assert listed(office, standing="resigned") == ["2"]
    assert listed(office, standing="good", unit=north.pk) == ["1"]


def test_list_is_paged_both_ways_without_losing_anyone(
    office: Client, make_member: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "SIZE", 3)
    for number in range(7):
        make_member(str(number), name="Same name" if number < 5 else "Zed")
    seen, filters = [], {}
    pages = []
    while True:
        page = office.get("/office/members/", filters).context["page"]
        pages.append([member.number for member in page.members])
        if not page.next:
            break
        filters = {"after": page.next}
    seen = [number for page in pages for number in page]
    assert seen == [str(number) for number in range(7)]
    back = office.get("/office/members/", {"before": "6"}).context["page"]
    assert [member.number for member in back.members] == ["3", "4", "5"]


def test_list_counts_no_further_than_it_must(
    office: Client, make_member: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "MOST", 2)
    for number in range(4):
        make_member(str(number))
    assert "More than 2 members" in office.get("/office/members/").content.decode()


def test_each_look_at_the_list_is_logged_without_what_was_searched(office: Client, make_member: Make) -> None:
    make_member("1", name="Ann")
    office.get("/office/members/", {"q": "Ann"})
    facts = AuditEvent.objects.get(verb="register.members_listed").facts
    assert facts == {"searched": True, "standing": "", "unit": None, "shown": 1}


def test_member_is_added_by_form_and_a_taken_number_is_refused(office: Client, north: Unit) -> None:
    given = {"number": "9", "name": "Ann", "joined_on": "1/2/2026", "paid_up_to": "31/12/2026", "unit": north.pk}
    response = office.post("/office/members/add/", given, follow=True)
    page = response.content.decode()
    assert "In good standing, a member since 1 February 2026." in page and "North" in page
    refused = office.post("/office/members/add/", {**given, "name": "Bob"})
    assert "belongs to another member" in refused.content.decode()
    assert Member.objects.get().name == "Ann"


def test_details_are_corrected_and_the_log_names_the_fields_only(office: Client, make_member: Make) -> None:
    member = make_member("1", name="Ann")
    office.post(f"/office/members/{member.pk}/correct/", {"name": "Ann Lee", "email": "ANN@example.org"})
    member.refresh_from_db()
    assert (member.name, member.email, member.search_text) == (
        "Ann Lee",
        "ann@example.org",
        "1 ann lee ann@example.org",
    )
    assert AuditEvent.objects.get(verb="register.details_corrected").facts == {"changed": ["name", "email"]}


def test_event_that_cannot_follow_is_refused_on_the_form(office: Client, make_member: Make) -> None:
    member = make_member("1")
    address = f"/office/members/{member.pk}/event/"
    refused = office.post(address, {"kind": "rejoined", "effective_on": "2026-09-01"})
    assert "cannot follow: on that day the member is a member" in refused.content.decode()
    office.post(address, {"kind": "suspended", "effective_on": "2026-09-01", "until": "1.10.2026"})
    assert member.standing_events.last().until == date(2026, 10, 1)


def test_unit_cannot_be_part_of_a_unit_below_it(office: Client, north: Unit) -> None:
    city = Unit.objects.create(name="City", kind="branch", code="C", parent=north)
    given = {"name": "North", "code": "N1", "kind": "branch", "parent": city.pk}
    assert "cannot be part of itself" in office.post(f"/office/units/{north.pk}/", given).content.decode()
    given = {"name": "South", "code": "C", "kind": "branch"}
    assert "Another unit has the code C" in office.post("/office/units/add/", given).content.decode()


def test_member_joins_and_leaves_a_unit(office: Client, make_member: Make, north: Unit) -> None:
    member = make_member("1")
    office.post(f"/office/members/{member.pk}/units/add/", {"unit": north.pk, "from_date": "2026-01-01"})
    membership = UnitMembership.objects.get()
    address = f"/office/members/{member.pk}/units/{membership.pk}/end/"
    assert "before it began" in office.post(address, {"to_date": "2025-12-31"}).content.decode()
    office.post(address, {"to_date": "2026-02-01"})
    membership.refresh_from_db()
    assert membership.to_date == date(2026, 2, 1)


def test_file_is_imported_through_the_pages(office: Client) -> None:
    def run(address: str, data: object = None) -> MemberImport:
        response = office.post(address, data)
        assert response.status_code == 302, response.content.decode()
        run_pending()
        return MemberImport.objects.get()

    file = SimpleUploadedFile("our members.csv", b"who;called\n1;Ann\n;Bob\n")
    brought = run("/office/imports/", {"file": file, "as_at": "2026-09-01"})
    address = f"/office/imports/{brought.pk}/"
    assert "Choose the column that holds" in office.post(address, {"name": "1"}).content.decode()
    assert run(address, {"number": "0", "name": "1", "month_first": "False"}).counts["new"] == 1
    page = office.get(address).content.decode()
    assert "There is no membership number." in page and "our members.csv" in page
    assert b"There is no membership number." in b"".join(office.get(f"{address}refused.csv"))
    assert run(f"{address}start/").state == MemberImport.State.IMPORTED
    assert Member.objects.get().name == "Ann"
    assert "What was done" in office.get(address).content.decode()
    run(f"{address}discard/")
    assert office.get(f"{address}refused.csv").status_code == 404


def test_units_count_those_below_them_too_and_everybody_once(
    office: Client, north: Unit, make_member: Make, membership_secretary: User
) -> None:
    east, west = (Unit.objects.create(name=name, kind="branch", code=name, parent=north) for name in ("East", "West"))
    for number, units in (("1", (north, east, west)), ("2", (east,)), ("3", (west, east)), ("4", ())):
        member = make_member(number)
        for unit in units:
            UnitMembership.objects.create(member=member, unit=unit, from_date=date(2020, 1, 1))
    UnitMembership.objects.create(
        member=make_member("5"), unit=west, from_date=date(2020, 1, 1), to_date=date(2021, 1, 1)
    )
    counts = {unit.name: belonging for _depth, unit, belonging in office.get("/office/units/").context["units"]}
    assert counts == {"North": 3, "East": 3, "West": 2}
    add_to_unit(member, west, date(2026, 1, 1), membership_secretary)  # who belonged to none
    counts = {unit.name: belonging for _depth, unit, belonging in office.get("/office/units/").context["units"]}
    assert counts == {"North": 4, "East": 3, "West": 3}


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"number\n"])
def test_file_that_is_none_is_refused_on_the_form(office: Client, content: bytes) -> None:
    response = office.post("/office/imports/", {"file": SimpleUploadedFile("x.csv", content), "as_at": "2026-09-01"})
    assert response.status_code == 200 and "There is a problem" in response.content.decode()
