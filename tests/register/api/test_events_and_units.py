from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse

from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.register.actions.duplicates import merge
from hustings.register.models import Duplicate, Member, StandingEvent, Unit, UnitMembership

Call = Callable[..., HttpResponse]


def test_event_is_recorded_once_however_often_it_is_sent(call: Call, make_member: Callable[..., Member]) -> None:
    make_member("1")
    resigned = {"kind": "resigned", "effective_on": "2024-01-31"}
    assert [call("post", "members/1/events", **resigned).status_code for _ in range(2)] == [201, 200]
    assert StandingEvent.objects.filter(kind="resigned").count() == 1
    event = AuditEvent.objects.get(verb="register.event_recorded")
    assert event.facts["api_token"] and event.facts["kind"] == "resigned"
    listed = call("get", "standing-events?number=1").json()["events"]
    assert [(each["kind"], each["effective_on"]) for each in listed] == [
        ("joined", "2020-01-01"),
        ("resigned", "2024-01-31"),
    ]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ({"kind": "renewed", "effective_on": "2024-01-31"}, "paid_up_to"),
        ({"kind": "resigned", "effective_on": "2024-01-31", "paid_up_to": "2025-01-01"}, "paid_up_to"),
        ({"kind": "resigned", "effective_on": "2024-01-31", "until": "2025-01-01"}, "until"),
        ({"kind": "suspended", "effective_on": "2024-01-31", "until": "2023-01-01"}, "until"),
        ({"kind": "rejoined", "effective_on": "2024-01-31"}, "kind"),
        ({"kind": "taken_back", "effective_on": "2024-01-31"}, "kind"),
        ({"kind": "resigned", "effective_on": "31.1.24"}, "effective_on"),
        ({"kind": "resigned", "effective_on": ""}, "effective_on"),
    ],
)
def test_event_that_cannot_be_is_refused_with_its_field(
    call: Call, make_member: Callable[..., Member], row: dict[str, str], where: str
) -> None:
    make_member("1")
    single = call("post", "members/1/events", **row)
    assert single.status_code in (409, 422) and single.json()["problems"][0]["where"] == where
    rows = [
        {"number": "1", **row},
        {"number": "1", "kind": "renewed", "effective_on": "2024-02-01", "paid_up_to": "2025-01-31"},
    ]
    done = call("post", "standing-events", events=rows).json()["outcomes"]
    assert [(each["outcome"], each["where"]) for each in done] == [("refused", where), ("new", "")]
    assert StandingEvent.objects.count() == 2


def test_event_of_nobody_is_refused(call: Call, organisation: object) -> None:
    row = {"kind": "resigned", "effective_on": "2024-01-31"}
    assert call("post", "members/1/events", **row).status_code == 404
    [done] = call("post", "standing-events", events=[{"number": "1\0", **row}]).json()["outcomes"]
    assert (done["where"], done["error"]) == ("number", "No member has this number.")


def test_unit_is_added_changed_and_left_alone(call: Call, north: Unit) -> None:
    city = {"name": "City", "kind": "branch", "parent": "N1"}
    answers = [
        call("put", "units/C1", **city),
        call("put", "units/C1", **city),
        call("put", "units/C1", **city | {"name": "Town"}),
    ]
    assert [(each.status_code, each.json()["outcome"]) for each in answers] == [
        (201, "new"),
        (200, "unchanged"),
        (200, "changed"),
    ]
    assert call("get", "units").json() == {
        "units": [
            {"code": "N1", "name": "North", "kind": "branch", "parent": None},
            {"code": "C1", "name": "Town", "kind": "branch", "parent": "N1"},
        ],
        "next": None,
    }
    circle = call("put", "units/N1", name="North", kind="branch", parent="C1")
    assert circle.status_code == 409 and circle.json()["problems"][0]["where"] == "parent"
    assert call("put", "units/C2", name="x", kind="y", parent="?").status_code == 409


def test_member_joins_and_leaves_a_unit(call: Call, north: Unit, make_member: Callable[..., Member]) -> None:
    make_member("1")
    assert [call("put", "members/1/units/N1", from_date="2024-01-01").status_code for _ in range(2)] == [201, 200]
    too_early = call("post", "members/1/units/N1/end", to_date="2023-01-01")
    assert too_early.status_code == 409 and too_early.json()["problems"][0]["where"] == "to_date"
    outcomes = [call("post", "members/1/units/N1/end", to_date="2025-01-01").json()["outcome"] for _ in range(2)]
    assert outcomes == ["changed", "unchanged"]
    assert UnitMembership.objects.get().to_date == date(2025, 1, 1)
    assert call("get", "unit-memberships?unit=N1&number=1").json()["unit_memberships"] == [
        {"number": "1", "unit": "N1", "from_date": "2024-01-01", "to_date": "2025-01-01"}
    ]
    assert call("put", "members/2/units/N1", from_date="2024-01-01").status_code == 404


def test_batch_of_units_tells_what_became_of_each(call: Call, north: Unit) -> None:
    rows = [
        {"code": "N1", "name": "North", "kind": "branch"},
        {"code": "C1", "name": "City", "kind": "branch", "parent": "N1"},
        {"code": "C2", "name": "Hill", "kind": "branch", "parent": "C1"},
        {"code": "N1", "name": "North", "kind": "branch", "parent": "C2"},
        {"code": "X", "name": " ", "kind": "branch"},
        {"code": " ", "name": "Y", "kind": "branch"},
        {"code": "Z", "name": "Z", "kind": "branch", "parent": "nowhere"},
    ]
    done = call("post", "units", units=rows).json()["outcomes"]
    assert [(each["outcome"], each["where"]) for each in done] == [
        ("unchanged", ""),
        ("new", ""),
        ("new", ""),
        ("refused", "parent"),
        ("refused", "name"),
        ("refused", "code"),
        ("refused", "parent"),
    ]
    assert done[5]["error"].startswith("This is blank") and not Unit.objects.filter(name="Y").exists()
    again = call("post", "units", units=rows[:3]).json()["outcomes"]
    assert {each["outcome"] for each in again} == {"unchanged"}


def test_batch_of_belonging_tells_what_became_of_each(
    call: Call, north: Unit, south: Unit, make_member: Callable[..., Member]
) -> None:
    make_member("1")
    rows = [
        {"number": "1", "unit": "N1", "from_date": "2024-01-01"},
        {"number": "1", "unit": "N1", "to_date": "2025-01-01"},
        {"number": "1", "unit": "S1", "from_date": "2024-01-01", "to_date": "2025-01-01"},
        {"number": "1", "unit": "S1", "from_date": "2026-01-01", "to_date": "2025-06-01"},
        {"number": "1", "unit": "S1"},
        {"number": "2", "unit": "S1", "from_date": "2024-01-01"},
        {"number": "1", "unit": "\0", "from_date": "2024-01-01"},
        {"number": "1", "unit": "S1", "from_date": "1.1.24"},
    ]
    expected = [("new", ""), ("changed", ""), ("new", ""), ("refused", "to_date"), ("refused", "from_date")]
    expected += [("refused", "number"), ("refused", "unit"), ("refused", "from_date")]
    done = call("post", "unit-memberships", unit_memberships=rows).json()["outcomes"]
    assert [(each["outcome"], each["where"]) for each in done] == expected
    again = call("post", "unit-memberships", unit_memberships=rows[:3]).json()["outcomes"]
    assert {each["outcome"] for each in again} == {"unchanged"}
    assert set(UnitMembership.objects.values_list("unit__code", "from_date", "to_date")) == {
        ("N1", date(2024, 1, 1), date(2025, 1, 1)),
        ("S1", date(2024, 1, 1), date(2025, 1, 1)),
    }


def test_record_that_was_merged_takes_no_event(
    call: Call, make_member: Callable[..., Member], membership_secretary: User
) -> None:
    kept, closed = make_member("1"), make_member("2")
    merge(Duplicate.objects.create(first=kept, second=closed, why="email"), kept, membership_secretary)
    rejoined = {"kind": "rejoined", "effective_on": f"{date.today()}"}
    refused = call("post", "members/2/events", **rejoined)
    assert refused.status_code == 409
    assert refused.json()["error"] == "Record 2 was merged into number 1: use that number."
    [done] = call("post", "standing-events", events=[{"number": "2", **rejoined}]).json()["outcomes"]
    assert (done["outcome"], done["where"]) == ("refused", "number")
    assert call("get", "members/2").json()["merged_into"] == "1"
