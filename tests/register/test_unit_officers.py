"""Officers of a unit see the members of their unit and of those below it, on every page that shows members."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, Role, User
from hustings.register.actions import end_unit_officer, name_unit_officer
from hustings.register.models import Member, Unit, UnitMembership, UnitOfficer

pytestmark = pytest.mark.django_db
Make = Callable[..., Member]


@pytest.fixture
def tree(north: Unit, south: Unit) -> dict[str, Unit]:
    city = Unit.objects.create(name="City", kind="branch", code="C", parent=north)
    return {"north": north, "south": south, "city": city}


@pytest.fixture
def people(tree: dict[str, Unit], make_member: Make) -> dict[str, Member]:
    """A member in each unit, one who moved from north to south, and one in no unit."""
    found = {
        name: make_member(name, name=name.title(), email=f"{name}@example.org") for name in (*tree, "moved", "none")
    }
    for name, unit in tree.items():
        UnitMembership.objects.create(member=found[name], unit=unit, from_date=date(2020, 1, 1))
    UnitMembership.objects.create(
        member=found["moved"], unit=tree["north"], from_date=date(2020, 1, 1), to_date=date(2025, 1, 1)
    )
    UnitMembership.objects.create(member=found["moved"], unit=tree["south"], from_date=date(2025, 1, 1))
    return found


@pytest.fixture
def officer(organisation: Organisation, make_user: Callable[..., User]) -> User:
    return make_user(Role.UNIT_OFFICER, name="Una Officer")


@pytest.fixture
def of_north(officer: User, administrator: User, tree: dict[str, Unit], client_of: Callable[[User], Client]) -> Client:
    name_unit_officer(officer, tree["north"], administrator)
    return client_of(officer)


def listed(client: Client, **filters: object) -> set[str]:
    return {row.member.number for row in client.get("/office/members/", filters).context["rows"]}


def test_list_search_and_filter_show_the_own_unit_and_those_below(
    of_north: Client, people: dict[str, Member], tree: dict[str, Unit]
) -> None:
    assert listed(of_north) == {"north", "city"}
    assert listed(of_north, q="example") == {"north", "city"}
    assert listed(of_north, q="south") == set()
    assert listed(of_north, unit=tree["city"].pk) == {"city"}
    assert "South" not in of_north.get("/office/members/").content.decode()
    # A unit of others is no choice: the filter is left out, and the list stays that of the own unit.
    assert listed(of_north, unit=tree["south"].pk) == {"north", "city"}
    assert listed(of_north, after="moved") == {"north", "city"}


def test_export_holds_the_own_unit_alone(of_north: Client, people: dict[str, Member], tree: dict[str, Unit]) -> None:
    for given in ({"format": "csv"}, {"format": "csv", "unit": tree["south"].pk}, {"format": "csv", "q": "e"}):
        text = b"".join(of_north.post("/office/members/export/", given)).decode()
        assert "city@example.org" in text
        assert not any(f"{name}@example.org" in text for name in ("south", "moved", "none"))


def test_page_of_a_member_elsewhere_is_not_there(of_north: Client, people: dict[str, Member]) -> None:
    answers = {name: of_north.get(f"/office/members/{member.pk}/").status_code for name, member in people.items()}
    assert answers == {"north": 200, "city": 200, "south": 404, "moved": 404, "none": 404}
    assert of_north.get("/office/members/0/").status_code == 404
    assert "Correct the details" not in of_north.get(f"/office/members/{people['city'].pk}/").content.decode()
    for address in ("correct/", "event/", "units/add/"):
        assert of_north.get(f"/office/members/{people['city'].pk}/{address}").status_code == 403


def test_units_elsewhere_are_not_shown(of_north: Client, tree: dict[str, Unit], people: dict[str, Member]) -> None:
    page = of_north.get("/office/units/").content.decode()
    assert "North" in page and "City" in page and "South" not in page
    assert of_north.get(f"/office/units/{tree['city'].pk}/history/").status_code == 200
    assert of_north.get(f"/office/units/{tree['south'].pk}/history/").status_code == 404


def test_predicate_lets_in_readers_of_the_whole_register_and_officers_of_the_unit(
    of_north: Client,
    officer: User,
    membership_secretary: User,
    returning_officer: User,
    administrator: User,
    people: dict[str, Member],
) -> None:
    def sees(user: User) -> set[str]:
        return {name for name, member in people.items() if user.has_perm("register.view_member", member)}

    assert sees(membership_secretary) == sees(returning_officer) == set(people)
    assert sees(officer) == {"north", "city"}
    assert sees(administrator) == set()


def test_officer_who_is_named_for_no_unit_or_whose_role_ended_sees_nobody(
    officer: User, of_north: Client, administrator: User, people: dict[str, Member], client_of: Callable[[User], Client]
) -> None:
    end_unit_officer(UnitOfficer.objects.get(), administrator)
    assert listed(of_north) == set()
    with pytest.raises(ActionRefused, match="ended already"):
        end_unit_officer(UnitOfficer.objects.get(), administrator)
    UnitOfficer.objects.update(ended_at=None)
    officer.grants.update(ended_at=officer.grants.get().granted_at)
    assert of_north.get("/office/members/").status_code == 403
    assert not officer.has_perm("register.view_member", people["north"])


def test_secretary_who_is_officer_of_a_unit_too_sees_everybody(
    of_north: Client, officer: User, people: dict[str, Member]
) -> None:
    officer.grants.create(role=Role.MEMBERSHIP_SECRETARY)
    assert listed(of_north) == set(people)


def test_administrator_names_and_ends_officers_on_a_page(
    officer: User, administrator: User, tree: dict[str, Unit], client_of: Callable[[User], Client]
) -> None:
    client = client_of(administrator)
    given = {"user": officer.pk, "unit": tree["north"].pk}
    assert "Una Officer: North" in client.post("/office/unit-officers/", given, follow=True).content.decode()
    assert "sees the members of North already" in client.post("/office/unit-officers/", given).content.decode()
    other = {"user": administrator.pk, "unit": tree["north"].pk}
    assert "Select a valid choice" in client.post("/office/unit-officers/", other).content.decode()
    client.post(f"/office/unit-officers/{UnitOfficer.objects.get().pk}/end/")
    assert UnitOfficer.objects.get().ended_at
