import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from tests.elections.test_nominations import open_contest

from hustings.accounts.actions import issue_code
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.elections.actions.nominations import enter_nomination
from hustings.jobs.worker import run_pending
from hustings.register.actions import (
    add_to_unit,
    correct_event,
    erase,
    record_event,
    redeem_sign_in,
    rejoin,
    send_sign_in_code,
)
from hustings.register.actions.duplicates import find_duplicates, keep_apart, merge, undo_merge
from hustings.register.duplicates import Person, likely_pairs
from hustings.register.models import Duplicate, EventKind, Member, MemberImport, RegisterRules, Unit, UnitMembership
from hustings.register.queries import standing

Make = Callable[..., Member]
BORN = date(1984, 2, 29)
TODAY = date.today()


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("Zoë Ångström", "", "", BORN), ("angstrom zoe", "", "", BORN), "name_and_birth"),
        (("Ann Lee", "a@x.example", "", None), ("Bob", "A@x.example", "", None), "email"),
        (("Jon Smith", "", "1 High St.", None), ("John Smith", "", "1, high st", BORN), "name_at_address"),
        (("Jon Smith", "", "1 High St.", date(1950, 1, 1)), ("John Smith", "", "1 High St.", BORN), None),
        (("Ann Lee", "", "1 High St.", None), ("Bob Lee", "", "1 High St.", None), None),
        (("Ann Lee", "", "", None), ("Ann Lee", "", "", None), None),
    ],
)
def test_pair_is_found_with_its_reason(one: tuple, other: tuple, why: str | None) -> None:
    people = [Person(2, *one), Person(1, *other), Person(3, "Zed", "z@x.example", "9 Low St.", date(2000, 1, 1))]
    assert likely_pairs(lambda: people) == ({(1, 2): Duplicate.Why(why)} if why else {})


def test_address_of_hundreds_does_not_pair_everybody() -> None:
    names = [hashlib.sha256(bytes([number])).hexdigest()[:16] for number in range(250)]
    people = [Person(number, name, "hall@x.example", "Hall", None) for number, name in enumerate(names)]
    assert likely_pairs(lambda: people) == {}
    again = Person(999, people[7].name, "hall@x.example", "Hall", None)
    assert likely_pairs(lambda: [*people, again]) == {(7, 999): Duplicate.Why.NAME_AT_ADDRESS}


@pytest.fixture
def pair(make_member: Make, north: Unit, south: Unit, organisation: object) -> Duplicate:
    kept = make_member("1", name="Ann Lee", date_of_birth=BORN, postal_address="1 High St.")
    closed = make_member("2", name="Ann Lee", date_of_birth=BORN, email="ann@x.example", postal_address="2 Low St.")
    for member, unit in ((kept, north), (closed, north), (closed, south)):
        UnitMembership.objects.create(member=member, unit=unit, from_date=date(2020, 1, 1))
    assert find_duplicates() == 1
    return Duplicate.objects.get()


def facts() -> list[object]:
    """What the register says of everybody today."""
    return [
        (
            list(Member.objects.filter(pk=member.pk).values("email", "postal_address", "date_of_birth")),
            standing(member, TODAY),
            sorted(
                member.unit_memberships.exclude(from_date=TODAY, to_date=TODAY).values_list(
                    "unit", "from_date", "to_date"
                )
            ),
        )
        for member in Member.objects.order_by("pk")
    ]


def test_merge_closes_one_record_and_completes_the_other_and_undoing_it_is_whole(
    pair: Duplicate, membership_secretary: User
) -> None:
    before = facts()
    merge(pair, pair.first, membership_secretary)
    kept, closed = Member.objects.order_by("pk")
    assert (kept.email, kept.postal_address) == ("ann@x.example", "1 High St.")
    assert (standing(kept, TODAY).is_member, standing(closed, TODAY).is_member) == (True, False)
    assert kept.unit_memberships.filter(to_date=None).count() == 2
    assert not closed.unit_memberships.filter(to_date=None).exists()
    pair.refresh_from_db()
    with pytest.raises(ActionRefused, match="decided already: merged"):
        merge(pair, pair.second, membership_secretary)
    undo_merge(pair, membership_secretary)
    assert facts() == before
    verbs = AuditEvent.objects.values_list("verb", flat=True)
    assert {"register.members_merged", "register.merge_undone"} <= set(verbs)
    with pytest.raises(ActionRefused, match="not merged"):
        undo_merge(pair, membership_secretary)
    assert find_duplicates() == 0  # decided


@pytest.mark.parametrize(
    ("what", "kept_until", "closed_until", "refused"),
    [
        (EventKind.SUSPENDED, None, "2999-01-01", True),
        (EventKind.SUSPENDED, "2998-01-01", "2999-01-01", True),
        (EventKind.SUSPENDED, "2999-01-01", "2999-01-01", False),
        (EventKind.SUSPENDED, "2999-01-01", None, False),
        (EventKind.EXCLUDED, None, "", True),
    ],
)
def test_merge_rids_nobody_of_a_suspension_or_an_exclusion(
    pair: Duplicate, membership_secretary: User, what: EventKind, kept_until: str, closed_until: str, refused: bool
) -> None:
    for member, until in ((pair.first, kept_until), (pair.second, closed_until)):
        if until is not None:
            until_day = date.fromisoformat(until) if until else None
            record_event(member, what, TODAY, membership_secretary, until=until_day)
    if refused:
        with pytest.raises(ActionRefused, match=r"Number 2 is .*keep that record"):
            merge(pair, pair.first, membership_secretary)
    else:
        merge(pair, pair.first, membership_secretary)


def test_undoing_a_merge_leaves_what_was_changed_since(pair: Duplicate, membership_secretary: User) -> None:
    merge(pair, pair.first, membership_secretary)
    Member.objects.filter(pk=pair.first_id).update(email="new@x.example")
    pair.refresh_from_db()
    undo_merge(pair, membership_secretary)
    assert Member.objects.get(pk=pair.first_id).email == "new@x.example"


def test_row_of_a_merged_record_is_refused(
    pair: Duplicate, membership_secretary: User, bring_in: Callable[..., MemberImport]
) -> None:
    merge(pair, pair.first, membership_secretary)
    done = bring_in("number,name,standing\n2,Ann Lee,member\n")
    [refused] = done.examples["refused"]
    assert "This record was merged into number 1" in refused["reason"]


def test_people_kept_apart_are_not_shown_again(pair: Duplicate, membership_secretary: User) -> None:
    keep_apart(pair, membership_secretary)
    assert find_duplicates() == 0
    assert Duplicate.objects.get().state == "apart"


def test_import_looks_for_duplicates_and_the_page_shows_and_decides_them(
    bring_in: Callable[..., MemberImport], membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    bring_in("number,name,dob\n1,Ann Lee,1984-02-29\n2,LEE Ann,29/02/1984\n")
    run_pending()
    office = client_of(membership_secretary)
    page = office.get("/office/duplicates/").content.decode()
    assert "Same name and birth date" in page and "One person: keep 2" in page
    assert AuditEvent.objects.get(verb="register.duplicates_listed").facts["shown"] == 2
    key = Duplicate.objects.get().pk
    merged = office.post(f"/office/duplicates/{key}/second/", follow=True).content.decode()
    assert "merged into number 2" in merged and "Undo: separate 1 from 2" in merged
    assert (
        "both records are as they were" in office.post(f"/office/duplicates/{key}/undo/", follow=True).content.decode()
    )
    assert "not merged" in office.post(f"/office/duplicates/{key}/undo/", follow=True).content.decode()
    assert office.post(f"/office/duplicates/{key}/other/").status_code == 404


def test_closed_record_does_nothing_more_and_its_person_signs_in_under_the_kept_one(
    pair: Duplicate, membership_secretary: User, north: Unit, client_of: Callable[[User], Client]
) -> None:
    closed = Client()
    session = closed.session
    session["member_id"] = pair.second_id
    session.save()
    assert closed.get("/me/").status_code == 200
    RegisterRules.objects.create(pk=1, rejoin_alone=True)
    merge(pair, pair.first, membership_secretary)
    assert closed.get("/me/").status_code == 302  # signed out at once
    member = Member.objects.get(number="2")
    closing = member.standing_events.get(kind="lapsed")
    for act in (
        lambda: record_event(member, "rejoined", TODAY, membership_secretary),
        lambda: rejoin(member),
        lambda: add_to_unit(member, north, TODAY, membership_secretary),
        lambda: correct_event(closing, membership_secretary),
        lambda: redeem_sign_in(f"member:{member.pk}:b", issue_code("member sign-in", f"member:{member.pk}:b"), ""),
    ):
        with pytest.raises(ActionRefused, match="Record 2 was merged into number 1: use that number"):
            act()
    for typed in ("2", "ann@example.com", "ann@x.example"):
        subject = send_sign_in_code(typed, "192.0.2.1", "b")
        assert subject.startswith("nobody:" if typed == "ann@example.com" else f"member:{pair.first_id}:")
    office = client_of(membership_secretary)
    page = office.get(f"/office/members/{member.pk}/").content.decode()
    assert "This record was merged into number 1" in page and "Record what happened" not in page
    refused = office.post(f"/office/members/{member.pk}/correct/", {"name": "Anna Lee"}).content.decode()
    assert "was merged into number 1: use that number" in refused and Member.objects.get(pk=member.pk).name == "Ann Lee"
    pair.refresh_from_db()
    undo_merge(pair, membership_secretary)
    assert standing(member, TODAY).is_member


def test_erasing_a_person_erases_the_records_merged_into_theirs(pair: Duplicate, membership_secretary: User) -> None:
    merge(pair, pair.first, membership_secretary)
    record_event(pair.first, "resigned", TODAY, membership_secretary)
    erase(pair.first, membership_secretary)
    assert not Member.objects.filter(erased_at=None).exists()
    pair.refresh_from_db()
    with pytest.raises(ActionRefused, match="was erased, so their records stay merged"):
        undo_merge(pair, membership_secretary)


def test_dry_run_shows_who_may_be_there_already(
    pair: Duplicate,
    check: Callable[..., MemberImport],
    membership_secretary: User,
    client_of: Callable[[User], Client],
) -> None:
    rows = ("1,Ann Lee,1984-02-29,", "7,Lee Ann,29/02/1984,", "8,Bob,,bob@x.example", "9,Rob,,bob@x.example")
    checked = check("\n".join(("number,name,dob,email", *rows)))
    assert (checked.counts["new"], checked.counts["duplicates"]) == (3, 2)
    found = {
        (one["row"], one.get("number", one.get("other_row")), one["why"]) for one in checked.examples["duplicates"]
    }
    assert found == {(3, "1", "name_and_birth"), (3, "2", "name_and_birth"), (5, 4, "email")}
    assert "Ann" not in str(checked.examples)
    page = client_of(membership_secretary).get(f"/office/imports/{checked.pk}/").content.decode()
    assert "number 2 on the register" in page and "row 4 of this file" in page and "Same e-mail address" in page
    assert "duplicates" not in check("number,name\n8,Bob\n").counts


def test_merged_record_is_not_nominated(
    pair: Duplicate, membership_secretary: User, returning_officer: User, north: Unit
) -> None:
    contest = open_contest(returning_officer).contest
    merge(pair, pair.first, membership_secretary)
    with pytest.raises(ActionRefused, match="Record 2 was merged into number 1"):
        enter_nomination(contest, pair.second, returning_officer, unit=north)
