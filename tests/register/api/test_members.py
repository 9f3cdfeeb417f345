from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse

from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.register.actions import add_to_unit, correct_details, erase, record_event, resign
from hustings.register.actions.corrections import take_back
from hustings.register.models import Member, MemberImport, StandingEvent, Unit, UnitMembership

Call = Callable[..., HttpResponse]
ANN = {
    "name": "Ann Lee",
    "email": "ANN@example.org",
    "date_of_birth": "1984-02-29",
    "units": ["N1"],
    "joined": "2019-05-03",
    "paid_up_to": "2099-12-31",
}


def test_member_is_added_read_and_left_alone_when_sent_again(call: Call, north: Unit) -> None:
    added = call("put", "members/7", **ANN)
    assert (added.status_code, added.json()["outcome"]) == (201, "new")
    events = AuditEvent.objects.count()
    again = call("put", "members/7", **ANN)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert AuditEvent.objects.count() == events
    read = call("get", "members/7")
    assert read.headers["Cache-Control"] == "no-store"
    assert read.json() == {
        "number": "7",
        "name": "Ann Lee",
        "email": "ann@example.org",
        "postal_address": "",
        "date_of_birth": "1984-02-29",
        "standing": "good",
        "since": "2019-05-03",
        "joined": "2019-05-03",
        "paid_up_to": "2099-12-31",
        "units": ["N1"],
        "merged_into": None,
        "erased": False,
    }


def test_write_is_one_event_that_names_the_token(call: Call, north: Unit) -> None:
    from hustings.audit.sentences import sentence
    from hustings.register.models import ApiToken

    call("put", "members/7", **ANN)
    event = AuditEvent.objects.get(verb="register.members_upserted")
    token = ApiToken.objects.get()
    assert event.facts["api_token"] == token.pk and event.actor == token.made_by_id
    assert f"through the API, with token {token.pk}" in sentence(event)
    assert "Ann" not in str(event.facts)


def test_what_is_left_out_stays_and_what_is_empty_goes(call: Call, north: Unit) -> None:
    call("put", "members/7", **ANN)
    done = call("put", "members/7", email="", units=[]).json()
    assert done["changed"] == ["email", "units"]
    member = Member.objects.get()
    assert (member.name, member.email) == ("Ann Lee", "")
    assert not UnitMembership.objects.filter(to_date=None).exists()
    refused = call("put", "members/7", name=" ")
    assert refused.status_code == 409
    assert refused.json()["problems"] == [
        {"where": "name", "error": "This cannot be empty. Leave the field out if you do not know it."}
    ]


def test_batch_tells_what_became_of_each_row_and_repeats_without_change(call: Call, north: Unit) -> None:
    rows = [
        {"number": "1", **ANN},
        {"number": "2", "name": "Bob", "email": "no address"},
        {"number": "3", "name": "Cy", "units": ["nowhere"]},
        {"number": "1", "name": "Ann again"},
        {"number": "", "name": "Nobody"},
        {"number": "4", "name": "Di\0"},
        {"number": "5", "name": "Ed", "joined": "2020-02-30"},
        {"number": "6", "name": "Flo", "standing": "resigned", "joined": "2020-01-01"},
    ]
    done = call("post", "members", members=rows, as_at="2026-01-31").json()["outcomes"]
    assert [(each["outcome"], each["where"]) for each in done] == [
        ("new", ""),
        ("refused", "email"),
        ("refused", "units"),
        ("refused", "number"),
        ("refused", "number"),
        ("refused", "name"),
        ("refused", "joined"),
        ("new", ""),
    ]
    assert done[1]["error"] == "‘no address’ is not an e-mail address."
    assert list(StandingEvent.objects.filter(member__number="6").values_list("kind", "effective_on")) == [
        ("joined", date(2020, 1, 1)),
        ("resigned", date(2026, 1, 31)),
    ]
    before = list(Member.objects.values()), list(StandingEvent.objects.values())
    again = call("post", "members", members=rows, as_at="2026-02-28").json()["outcomes"]
    assert [each["outcome"] for each in again] == ["unchanged", *["refused"] * 6, "unchanged"]
    assert (list(Member.objects.values()), list(StandingEvent.objects.values())) == before


def test_list_is_paged_by_cursor_and_each_page_is_logged(call: Call, make_member: Callable[..., Member]) -> None:
    for number in range(5):
        make_member(str(number))
    numbers, after, pages = [], "", 0
    while after is not None:
        page = call("get", f"members?limit=2&after={after}").json()
        numbers += [member["number"] for member in page["members"]]
        after, pages = page["next"], pages + 1
    assert numbers == ["0", "1", "2", "3", "4"] and pages == 3
    logged = AuditEvent.objects.filter(verb="register.members_read")
    assert [event.facts["shown"] for event in logged.order_by("sequence")] == [2, 2, 1]


def test_list_of_a_unit_holds_those_below_it(call: Call, make_member: Callable[..., Member], north: Unit) -> None:
    city = Unit.objects.create(name="City", kind="branch", code="C", parent=north)
    UnitMembership.objects.create(member=make_member("1"), unit=city, from_date=date(2020, 1, 1))
    make_member("2")
    assert [each["number"] for each in call("get", "members?unit=N1").json()["members"]] == ["1"]
    assert call("get", "members?unit=nowhere").status_code == 404


@pytest.mark.parametrize(
    ("body", "where", "error"),
    [
        ({"members": []}, "members", "There are too few: at least 1."),
        ({"members": [{"number": "1"}] * 1001}, "members", "There are too many: at most 1000."),
        ({"members": [{"name": "Ann"}]}, "members.0.number", "This is missing."),
        ({"members": [{"number": 1}]}, "members.0.number", "Write this as text, between quotation marks."),
        ({"members": [{"number": "1", "mail": ""}]}, "members.0.mail", "There is no field of this name."),
        ({"members": [{"number": "1"}], "as_at": "31/01/2026"}, "as_at", "Write it like 2026-11-30."),
        ({"members": [{"number": "1"}], "as_at": "2199-01-01"}, "as_at", "still to come"),
    ],
)
def test_request_that_does_not_fit_is_refused_with_place_and_sentence(
    call: Call, body: dict[str, object], where: str, error: str
) -> None:
    response = call("post", "members", **body)
    assert response.status_code in (409, 422)
    [problem] = response.json()["problems"]
    assert problem["where"] == where and error in problem["error"]
    assert not Member.objects.exists()


def test_change_of_an_address_near_a_poll_needs_the_office(
    call: Call, make_member: Callable[..., Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hustings.register import addresses
    from hustings.register.imports import batches

    member = make_member("1", email="old@example.org")
    caution = addresses.Caution(reason="A poll is near.", needs_two=True)
    monkeypatch.setattr(batches, "cautions", lambda members: {member.pk: caution})
    response = call("put", "members/1", email="new@example.org")
    assert response.status_code == 409 and "a second officer agrees to it" in response.json()["error"]
    member.refresh_from_db()
    assert member.email == "old@example.org"


def test_changes_since_are_read_page_by_page_and_none_is_missed(
    call: Call, north: Unit, membership_secretary: User
) -> None:
    for number in range(5):
        call("put", f"members/{number}", name=f"Member {number}", joined="2020-01-01")

    def changes(since: str, limit: int = 2) -> tuple[list[str], str, bool]:
        page = call("get", f"changed-members?since={since}&limit={limit}").json()
        return [member["number"] for member in page["members"]], page["next"], page["more"]

    first, since, more = changes("")
    second, since, _more = changes(since)
    third, since, last = changes(since)
    assert (first, second, third) == (["0", "1"], ["2", "3"], ["4"]) and (more, last) == (True, False)
    assert changes(since) == ([], since, False)
    members = {member.number: member for member in Member.objects.all()}
    call("put", "members/0", name="Member 0")  # as it was
    call("put", "members/1", email="one@example.org")
    record_event(members["3"], "suspended", date(2026, 1, 1), membership_secretary)
    add_to_unit(members["2"], north, date(2026, 1, 1), membership_secretary)
    take_back(members["3"].standing_events.get(kind="suspended"), membership_secretary)
    resign(members["4"])
    members["1"].refresh_from_db()
    members["1"].name = "Corrected"
    correct_details(members["1"], membership_secretary)
    assert changes(since, 9)[0] == ["2", "3", "4", "1"]
    erase(members["4"], membership_secretary)
    [*_others, gone] = call("get", f"changed-members?since={since}").json()["members"]
    assert gone["erased"] and gone["number"].startswith("E-")
    assert call("get", "changed-members?since=yesterday").status_code == 422


def test_import_is_among_the_changes(call: Call, bring_in: Callable[..., MemberImport]) -> None:
    bring_in("number,name\n1,Ann\n2,Bob\n")
    since = call("get", "changed-members").json()["next"]
    bring_in("number,name\n1,Ann\n2,Robert\n3,Cy\n")
    assert [each["number"] for each in call("get", f"changed-members?since={since}").json()["members"]] == ["2", "3"]
