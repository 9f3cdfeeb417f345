import hashlib
from collections.abc import Callable

import pytest
from django.test import Client
from tests.franchise.conftest import DAY, add_member

from hustings.accounts.models import User
from hustings.franchise.actions import freeze_roll
from hustings.franchise.models import Challenge, EligibilityRule, Roll
from hustings.register.models import Member, Unit


@pytest.fixture
def office(organisation: object, returning_officer: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(returning_officer)


def member_client(member: Member) -> Client:
    client = Client()
    session = client.session
    session["member_id"] = member.pk
    session.save()
    return client


def test_rule_is_put_together_one_condition_at_a_time(office: Client, north: Unit) -> None:
    new = "/office/franchise/rules/new/"
    office.post(f"{new}good_standing/", {})
    office.post(f"{new}joined_by/", {"date": "24/08/2026"})
    office.post(f"{new}unit/", {"unit": north.pk})
    assert office.post(new, {"wrap": "2"}).url == f"{new}choose/?to=2"
    office.post(f"{new}age/?to=2", {"at_most": "26"})
    office.post(f"{new}unit_kind/", {"kind": "branch", "negated": "on"})
    office.post(f"{new}paid_up/", {"on": ""})
    office.post(new, {"remove": "4"})
    office.post(f"{new}change/?at=1", {"date": "25/08/2026"})
    assert 'value="2026-08-25"' in office.get(f"{new}change/?at=1").content.decode()
    office.post(f"{new}change/?at=1", {"date": "24/08/2026"})
    assert office.get(f"{new}change/?at=2").status_code == office.get(f"{new}choose/?to=1").status_code == 404
    page = office.get(new).content.decode()
    assert "and who joined on or before 24 August 2026" in page
    assert "may vote." not in office.get(f"{new}preview/").content.decode()
    counted = office.post(f"{new}preview/", {"as_at": "2026-09-01"}).content.decode()
    assert "As at 1 September 2026, 0 members may vote." in counted
    response = office.post(new, {"name": "The franchise"}, follow=True)
    assert response.status_code == 200
    rule = EligibilityRule.objects.get()
    assert rule.conditions == {
        "all": [
            {"is": "good_standing"},
            {"is": "joined_by", "date": "2026-08-24"},
            {"any": [{"is": "unit", "unit": north.pk}, {"is": "age", "at_least": None, "at_most": 26, "on": None}]},
            {"not": {"is": "unit_kind", "kind": "branch"}},
        ]
    }
    assert "All members." in office.get(new).content.decode()


@pytest.mark.parametrize(
    ("kind", "given", "reason"),
    [
        ("joined_by", {"date": "31/02/2026"}, "Write the date like"),
        ("age", {}, "Give the lowest age"),
        ("age", {"at_least": "30", "at_most": "20"}, "below the lowest"),
        ("member_for", {"months": "0"}, "greater than or equal to 1"),
        ("unit", {"unit": "999"}, "choice"),
    ],
)
def test_condition_that_is_none_is_refused_on_the_form(
    office: Client, kind: str, given: dict[str, str], reason: str
) -> None:
    response = office.post(f"/office/franchise/rules/new/{kind}/", given)
    assert response.status_code == 200 and reason in response.content.decode()


def test_rule_is_previewed_on_the_live_register(office: Client, rule: EligibilityRule, north: Unit) -> None:
    add_member("1", unit=north)
    add_member("2", paid_up_to=DAY.replace(year=2025))
    address = f"/office/franchise/rules/{rule.pk}/"
    assert "may vote." not in office.get(address).content.decode()
    page = office.post(address, {"as_at": "2026-09-01"}).content.decode()
    assert "As at 1 September 2026, 1 member may vote." in page
    assert "In good standing on 1 September 2026: subscription paid up to 1 September 2025." in page


def test_scrutineer_reads_a_rule_and_has_nobody_counted_by_it(
    rule: EligibilityRule, scrutineer: User, client_of: Callable[[User], Client]
) -> None:
    client, address = client_of(scrutineer), f"/office/franchise/rules/{rule.pk}/"
    assert "Count the members" not in client.get(address).content.decode()
    assert client.post(address, {"as_at": "2026-09-01"}).status_code == 403


def test_roll_is_frozen_and_its_text_hashes_to_what_it_states(office: Client, rule: EligibilityRule) -> None:
    add_member("1")
    office.post(f"/office/franchise/rules/{rule.pk}/freeze/", {"as_at": "1/9/2026", "name": "Autumn"})
    roll = Roll.objects.get()
    assert roll.hash in office.get(f"/office/rolls/{roll.pk}/").content.decode()
    text = b"".join(office.get(f"/office/rolls/{roll.pk}/entries.txt"))
    assert hashlib.sha256(text).hexdigest() == roll.hash
    assert "is on the roll" in office.get(f"/office/rolls/{roll.pk}/", {"number": "1"}).content.decode()
    assert "is not on the roll" in office.get(f"/office/rolls/{roll.pk}/", {"number": "7"}).content.decode()


def test_look_up_says_whether_a_member_can_vote_and_why(office: Client, rule: EligibilityRule) -> None:
    add_member("1")
    asked = {"member": "1", "rule": rule.pk, "as_at": "2026-09-01"}
    page = office.get("/office/franchise/can-vote/", asked).content.decode()
    assert "Yes: Member 1 may vote" in page
    page = office.get("/office/franchise/can-vote/", {**asked, "member": "2"}).content.decode()
    assert "No member has this number" in page


def test_member_challenges_a_roll_and_reads_the_decision(office: Client, rule: EligibilityRule) -> None:
    add_member("1")
    outsider = add_member("2", paid_up_to=DAY.replace(year=2025))
    roll = freeze_roll(rule, DAY, None)
    member = member_client(outsider)
    assert "You are not on this roll." in member.get("/me/").content.decode()
    member.post(f"/me/rolls/{roll.pk}/add-me/", {"grounds": "I paid in cash."})
    challenge = Challenge.objects.get()
    page = office.get(f"/office/challenges/{challenge.pk}/").content.decode()
    assert "I paid in cash." in page and "Not met" in page
    office.post(f"/office/challenges/{challenge.pk}/", {"decision": "upheld", "reason": "The receipt shows it."})
    page = member.get("/me/").content.decode()
    assert "You are on this roll." in page and "The receipt shows it." in page


def test_scrutineer_reads_a_challenge_and_cannot_decide_it(
    rule: EligibilityRule, scrutineer: User, client_of: Callable[[User], Client]
) -> None:
    member = add_member("1")
    roll = freeze_roll(rule, DAY, None)
    challenge = Challenge.objects.create(roll=roll, member=member, kind="remove", made_by=member, grounds="Gone.")
    client = client_of(scrutineer)
    assert "Gone." in client.get(f"/office/challenges/{challenge.pk}/").content.decode()
    refused = client.post(f"/office/challenges/{challenge.pk}/", {"decision": "upheld", "reason": "x"})
    challenge.refresh_from_db()
    assert refused.status_code == 403 and challenge.decided_at is None
