"""Reserved groups: declared by members of themselves, asked for by rules, listed nowhere."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.franchise.conftest import add_member
from tests.franchise.test_pages import member_client

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.audit.models import AuditEvent
from hustings.franchise.actions import (
    create_rule,
    declare,
    freeze_roll,
    make_group,
    retire_group,
    take_back_declaration,
)
from hustings.franchise.models import GroupDeclaration, ReservedGroup
from hustings.franchise.queries import electors, eligible, explain
from hustings.register.actions.duplicates import merge, undo_merge
from hustings.register.forms import today
from hustings.register.models import Duplicate, EventKind

LONG_AGO = date(2024, 5, 1)


@pytest.fixture
def group(organisation: Organisation, returning_officer: User) -> ReservedGroup:
    return make_group("Young members", "Members under 30.", returning_officer)


def test_rule_asks_for_what_had_been_declared_by_its_date(group: ReservedGroup, returning_officer: User) -> None:
    ann, bob, cleo = (add_member(number) for number in ("1", "2", "3"))
    declare(group, ann, returning_officer, LONG_AGO)
    declare(group, bob, bob)
    rule = create_rule("Youth section", {"is": "group", "group": group.pk}, returning_officer)
    assert list(eligible(rule.conditions, LONG_AGO)) == [ann]
    assert not eligible(rule.conditions, LONG_AGO - timedelta(days=1)).exists()
    roll = freeze_roll(rule, today(), returning_officer)
    take_back_declaration(group, ann, ann)
    assert {entry.member for entry in electors(roll)} == {ann, bob}  # a roll stays as it was frozen
    assert list(eligible(rule.conditions, today())) == [bob]
    told = explain(rule.conditions, cleo, today()).reasons[-1]
    assert not told.met and "‘Young members’" in told.sentence and "had not declared it" in told.sentence


def test_declarations_go_along_when_two_records_are_merged_and_back_when_it_is_undone(
    group: ReservedGroup, returning_officer: User
) -> None:
    other = make_group("Islanders", "Members on an island.", returning_officer)
    kept, closed = add_member("1"), add_member("2")
    declare(group, closed, closed, LONG_AGO)
    declare(other, closed, closed, LONG_AGO)
    declare(other, kept, kept)
    take_back_declaration(other, kept, kept)  # the person's last word of the islanders
    pair = Duplicate.objects.create(first=kept, second=closed, why=Duplicate.Why.EMAIL)
    before = list(GroupDeclaration.objects.values().order_by("pk"))
    merge(pair, kept, returning_officer)
    rule = {"is": "group", "group": group.pk}
    assert list(eligible(rule, today())) == [kept] and kept in eligible(rule, LONG_AGO)
    assert not eligible({"is": "group", "group": other.pk}, today()).exists()
    assert not GroupDeclaration.objects.filter(member=closed, to_date=None).exists()
    pair.refresh_from_db()
    undo_merge(pair, returning_officer)
    assert list(GroupDeclaration.objects.values().order_by("pk")) == before


def test_declaration_is_refused_where_it_cannot_be_true(group: ReservedGroup, returning_officer: User) -> None:
    ann = add_member("1")
    gone = add_member("2", (EventKind.JOINED, date(2020, 1, 1)), (EventKind.RESIGNED, LONG_AGO))
    for member, day, reason in (
        (gone, None, "Only a member"),
        (ann, today() + timedelta(days=1), "still to come"),
    ):
        with pytest.raises(ActionRefused, match=reason):
            declare(group, member, returning_officer, day)
    declare(group, ann, ann)
    with pytest.raises(ActionRefused, match="declared already"):
        declare(group, ann, ann)
    take_back_declaration(group, ann, ann)
    with pytest.raises(ActionRefused, match="taken back after that day"):
        declare(group, ann, returning_officer, LONG_AGO)
    with pytest.raises(ActionRefused, match="not declared"):
        take_back_declaration(group, ann, ann)
    declare(group, ann, ann)
    retire_group(group, returning_officer)
    with pytest.raises(ActionRefused, match="retired"):
        declare(group, gone, returning_officer)
    with pytest.raises(ActionRefused, match="not there"):
        create_rule("Nobody", {"is": "group", "group": 999}, returning_officer)


def test_log_never_says_of_which_group_a_member_is(group: ReservedGroup) -> None:
    ann = add_member("1")
    declare(group, ann, ann)
    take_back_declaration(group, ann, ann)
    told = AuditEvent.objects.filter(verb__startswith="franchise.declaration")
    assert [event.facts for event in told] == [{"on": str(today())}, {}]
    assert {(event.object_type, event.object_id) for event in told} == {("register.member", str(ann.pk))}


def test_member_declares_on_their_page_and_the_office_records_paper(
    group: ReservedGroup, returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    ann, bob = add_member("1"), add_member("2")
    browser, office = member_client(ann), client_of(returning_officer)
    assert "I belong to it" in browser.get("/me/").content.decode()
    browser.post(f"/me/groups/{group.pk}/")
    assert "that you belong to it" in browser.get("/me/").content.decode()
    paper = {"member": "2", "group": group.pk, "what": "declared", "on": "1/5/2024"}
    page = office.post("/office/franchise/groups/declaration/", paper, follow=True).content.decode()
    assert "It is recorded" in page and "Member 2" not in page and bob.name not in page
    said = {d.member: (d.from_date, d.recorded_by) for d in GroupDeclaration.objects.all()}
    assert said == {ann: (today(), None), bob: (LONG_AGO, returning_officer)}
    browser.post(f"/me/groups/{group.pk}/", {"take_back": "1"})
    office.post("/office/franchise/groups/declaration/", {**paper, "what": "taken_back"})
    assert not GroupDeclaration.objects.filter(to_date=None).exists()
    made = {"name": "Islanders", "meaning": "Who lives on an island."}
    assert "Islanders" in office.post("/office/franchise/groups/new/", made, follow=True).content.decode()
    office.post(f"/office/franchise/groups/{group.pk}/retire/")
    assert "Young members" not in browser.get("/me/").content.decode()
