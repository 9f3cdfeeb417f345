"""The pages: each opens with something of everything on it, and what is typed wrongly is kept and explained."""

import json
from typing import Any

import pytest
from django.test import Client
from tests.council import story
from tests.council.bodies import days_ago, in_session, make_body, make_members, move, seat, secretary
from tests.elections.polls import browser

from hustings.accounts.models import Organisation, User
from hustings.council.actions.divisions import open_division
from hustings.council.models import Body, Decision, Division, Meeting, Motion, Vote
from hustings.council.queries import decisions
from hustings.register.models import Member

pytestmark = pytest.mark.django_db

PUBLIC = (
    "/bodies/", "/bodies/{body}/", "/meetings/{meeting}/", "/meetings/{meeting}/minutes.pdf", "/motions/{motion}/",
    "/motions/{decided}/", "/decisions/", "/decisions/?q=gates&outcome=carried", "/decisions/?body=x&outcome=y&page=z",
    "/decisions/1/", "/decisions/2/", "/decisions/1.pdf", "/decisions/2.pdf", "/decisions.json",
    "/decisions.csv?q=gates", "/decisions/check/", "/pledges/", "/pledges/{contest}/",
    "/pledges/{contest}/?who=seated&word=kept",
)  # fmt: skip
OFFICE = (
    "/office/bodies/", "/office/new-body/", "/office/bodies/{body}/", "/office/bodies/{body}/change/",
    "/office/bodies/{body}/seats/elected/", "/office/bodies/{body}/seats/new/", "/office/bodies/{body}/terms/new/",
    "/office/bodies/{body}/meetings/new/", "/office/seats/{seat}/fill/", "/office/seats/{seat}/abolish/",
    "/office/holdings/{holding}/end/", "/office/holdings/{holding}/vacancy/",
    "/office/terms/{term}/candidates/{candidate}/", "/office/decisions/1/correct/", "/office/decisions/1/reopen/",
    "/office/meetings/{meeting}/", "/office/meetings/{planned}/", "/office/meetings/{planned}/change/",
    "/office/meetings/{meeting}/agenda/new/", "/office/meetings/{meeting}/agenda/{item}/",
    "/office/meetings/{planned}/call/", "/office/meetings/{planned}/cancel/", "/office/meetings/{planned}/consent/",
    "/office/meetings/{planned}/open/", "/office/meetings/{meeting}/attendance/came/",
    "/office/meetings/{meeting}/attendance/went/",
    "/office/meetings/{meeting}/close/", "/office/meetings/{meeting}/minutes/",
    "/office/meetings/{meeting}/motions/new/", "/office/motions/{motion}/", "/office/motions/{decided}/",
    "/office/motions/{motion}/amendments/new/", "/office/motions/{motion}/clauses/{clause}/order/",
    "/office/motions/{motion}/divide/", "/office/motions/{motion}/amendments/{amendment}/divide/",
    "/office/motions/{motion}/pledges/", "/office/pledge-tests/{test}/withdraw/", "/office/divisions/{division}/",
    "/office/divisions/{division}/close/", "/office/divisions/{division}/abandon/",
)  # fmt: skip

NOW = {"at_0": "", "at_1": ""}


@pytest.fixture
def objects(organisation: Organisation, returning_officer: User) -> dict[str, Any]:
    return story.everything(returning_officer)


@pytest.fixture
def office(client_of: Any) -> Client:
    """The secretary's browser."""
    return client_of(secretary())


def test_public_pages_open(objects: dict[str, Any], client: Client) -> None:
    for address in PUBLIC:
        assert client.get(address.format(**objects)).status_code == 200, address


def test_office_pages_open(objects: dict[str, Any], office: Client) -> None:
    for address in OFFICE:
        assert office.get(address.format(**objects)).status_code == 200, address


def test_planned_meeting_is_for_the_office_alone(objects: dict[str, Any], client: Client, office: Client) -> None:
    address = f"/meetings/{objects['planned']}/"
    assert client.get(address).status_code == 404
    assert office.get(address).status_code == 200


def test_hostile_markup_is_shown_as_text(organisation: Organisation, client: Client) -> None:
    members = make_members(2)
    body = make_body("<script>alert(1)</script>")
    seat(body, members)
    meeting = in_session(body, members)
    evil = "<img src=x onerror=alert(1)>"
    motion = move(meeting, members, evil)
    motion.clauses.update(text=evil)
    for address in (f"/bodies/{body.slug}/", f"/meetings/{meeting.pk}/", f"/motions/{motion.pk}/"):
        page = client.get(address).content.decode()
        assert "<img" not in page
        assert "<script>alert" not in page


@pytest.fixture
def meeting(organisation: Organisation) -> Meeting:
    """Three seat-holders in session."""
    members = make_members(3)
    body = make_body()
    seat(body, members)
    return in_session(body, members)


def post_motion(office: Client, meeting: Meeting, **typed: Any) -> Any:
    first, second = Member.objects.order_by("pk")[:2]
    data = {
        "title": "Adopt the path code",
        "text": "1. Paths.\n\n2. Dogs.",
        "mover": first.pk,
        "seconder": second.pk,
        "threshold": "majority_voting",
        **typed,
    }
    return office.post(f"/office/meetings/{meeting.pk}/motions/new/", data)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "“Text” is empty"),
        ({"text": "1. Paths.\n\n1. Dogs."}, "Two clauses have the number 1"),
        ({"text": "x" * 1_000_000}, "1,000,000 characters; 200,000 are allowed"),
        ({"seconder": ""}, "ask for a seconder"),
        ({"title": "!!!"}, "The title has no words"),
    ],
)
def test_motion_that_cannot_be_moved_is_kept_and_explained(
    typed: dict[str, str], sentence: str, office: Client, meeting: Meeting
) -> None:
    page = post_motion(office, meeting, **typed)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert "Adopt the path code" in page.content.decode() or "!!!" in page.content.decode()
    assert not Motion.objects.exists()


def test_whole_division_goes_through_the_pages(office: Client, meeting: Meeting) -> None:
    post_motion(office, meeting)
    motion = Motion.objects.get()
    office.post(f"/office/motions/{motion.pk}/divide/", NOW)
    division = Division.objects.get()
    a, b, c = Member.objects.order_by("pk")
    office.post(f"/office/divisions/{division.pk}/", {f"vote_{a.pk}": "for", f"vote_{b.pk}": "against"})
    page = office.post(f"/office/divisions/{division.pk}/close/", NOW)
    assert "have not voted: Member 3" in page.content.decode()
    office.post(f"/office/divisions/{division.pk}/", {f"vote_{a.pk}": "for", f"vote_{c.pk}": "for"})
    assert Vote.objects.filter(member=a).count() == 1  # what is on record already is not recorded again
    assert office.post(f"/office/divisions/{division.pk}/close/", NOW).status_code == 302
    assert Decision.objects.get().outcome == "carried"
    assert office.get(f"/office/divisions/{division.pk}/").status_code == 302


def test_seat_holder_votes_on_their_own_page(meeting: Meeting) -> None:
    a, b, _c = Member.objects.order_by("pk")
    division = open_division(move(meeting, [a, b]), secretary())
    address = f"/me/divisions/{division.pk}/"
    assert browser(a).post(address, {"choice": "for"}).status_code == 302
    assert "Your vote on record: for" in browser(a).get(address).content.decode()
    assert Vote.objects.get().recorded_by is None


def test_member_without_a_seat_is_told_so(meeting: Meeting) -> None:
    a, b, _c = Member.objects.order_by("pk")
    division = open_division(move(meeting, [a, b]), secretary())
    stranger = Member.objects.create(number="9", name="Stranger")
    page = browser(stranger).post(f"/me/divisions/{division.pk}/", {"choice": "for"})
    assert "Stranger does not hold a seat with a vote in Committee" in page.content.decode()
    assert not Vote.objects.exists()


def test_body_is_made_and_seated_on_the_pages(office: Client, organisation: Organisation) -> None:
    member = make_members(1)[0]
    orders = {
        "name": "Panel", "term_months": 12, "vacancy": "election", "quorum_share": "number", "notice_days": 7,
        "short_notice_consent": "all", "threshold": "majority_voting", "bar_months": 3,
    }  # fmt: skip
    assert "You chose a fixed number" in office.post("/office/new-body/", orders).content.decode()
    assert office.post("/office/new-body/", {**orders, "quorum_number": 3}).status_code == 302
    body = Body.objects.get()
    assert (body.quorum_number, body.slug) == (3, "panel")
    office.post("/office/bodies/panel/seats/new/", {"name": "Treasurer", "kind": "co_opted", "votes": "on"})
    fill = f"/office/seats/{body.seats.get().pk}/fill/"
    begins = days_ago(3).date().isoformat()
    assert "No member has this number" in office.post(fill, {"member": "??", "begins": begins}).content.decode()
    office.post(fill, {"member": member.number, "begins": begins})
    assert member.name in Client().get("/bodies/panel/").content.decode()


def test_kept_export_is_checked_against_the_register(objects: dict[str, Any], client: Client, tmp_path: Any) -> None:
    kept = json.dumps(decisions.exported())

    def answer(text: str) -> str:
        file = tmp_path / "decisions.json"
        file.write_text(text)
        with file.open("rb") as opened:
            return client.post("/decisions/check/", {"export": opened}).content.decode()

    assert "Your file is whole, and its 2 entries are in the register" in answer(kept)
    assert "Decision 1 was changed after it was recorded" in answer(kept.replace("Mend", "Break"))
    assert "This is not an export of the decisions" in answer("<html>")


def test_search_looks_through_titles_and_texts(objects: dict[str, Any], client: Client) -> None:
    assert "2 decisions" in client.get("/decisions/").content.decode()
    assert "1 decision." in client.get("/decisions/?q=northern").content.decode()
    assert "No decision is like that" in client.get("/decisions/?q=nowhere").content.decode()


def test_front_page_leads_to_what_is_decided_once_there_is_a_body(organisation: Organisation, client: Client) -> None:
    assert "What is decided here" not in client.get("/").content.decode()
    make_body()
    assert 'href="/decisions/"' in client.get("/").content.decode()
