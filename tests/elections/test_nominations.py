"""Nominations: who may nominate whom, how many are needed, acceptance, objections, withdrawals, and the close."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from tests.elections import drafts
from tests.elections.polls import browser as browser_of

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.acceptances import accept, decide_objection, decline, object_to
from hustings.elections.actions.candidates import add_candidate, change_candidate, draw_order
from hustings.elections.actions.nominations import (
    close_due,
    close_nominations,
    drop_rules,
    enter_nomination,
    name_secretary,
    nominate,
    set_rules,
    take_back,
)
from hustings.elections.actions.withdrawals import withdraw_candidate
from hustings.elections.models import Candidate, Contest, Election, NominationRules, NominationsClose
from hustings.elections.queries.contests import is_contested, standing
from hustings.elections.queries.nominations import limits, may_stand, public_list, support, threshold
from hustings.elections.tasks import tell_nominee
from hustings.franchise.models import EligibilityRule
from hustings.jobs.models import Job
from hustings.register.models import EventKind, Member, StandingEvent, Unit, UnitMembership

pytestmark = pytest.mark.django_db


def branches(count: int) -> list[Unit]:
    return [Unit.objects.create(name=f"Branch {n}", kind="branch", code=f"B{n}") for n in range(1, count + 1)]


def open_contest(by: User, seats: int = 2, **rules: object) -> NominationRules:
    """A contest whose nominations are open until tomorrow: by five branches, nine names from each."""
    now = timezone.now()
    election = drafts.make_draft(
        by,
        nominations_open_at=now - timedelta(days=1),
        nominations_close_at=now + timedelta(days=1),
        freeze_on=(now + timedelta(days=2)).date(),
        challenges_end_at=now + timedelta(days=4),
        opens_at=now + timedelta(days=5),
    )
    contest = drafts.make_seats(election, by, seats=seats)
    year = EligibilityRule.objects.create(name="Twelve months", conditions={"is": "member_for", "months": 12})
    every = EligibilityRule.objects.create(name="All", conditions={"all": []})
    details = {"may_stand": year, "may_nominate": every, "unit_kind": "branch", "names_per_unit": 9, "units_needed": 5}
    return set_rules(contest, by, **{**details, **rules})


def by_branches(contest: Contest, nominee: Member, units: Iterable[Unit], by: User) -> Candidate:
    for unit in units:
        enter_nomination(contest, nominee, by, unit=unit)
    return Candidate.objects.get(contest=contest, member=nominee)


def time_passes(election: Election) -> None:
    """Nominations close a minute ago."""
    Election.objects.filter(pk=election.pk).update(nominations_close_at=timezone.now() - timedelta(minutes=1))
    election.refresh_from_db()


@pytest.fixture
def rules(organisation: Organisation, returning_officer: User) -> NominationRules:
    branches(6)
    return open_contest(returning_officer)


def test_five_branches_are_needed_and_their_own_need_not_be_among_them(
    rules: NominationRules, returning_officer: User
) -> None:
    ann, bob = drafts.make_members(2)
    units = list(Unit.objects.all())
    assert threshold(rules) == "A candidate must be nominated by 5 units of the kind ‘branch’."
    assert "up to 9 names" in limits(rules) and "need not be nominated by their own unit" in limits(rules)
    first = by_branches(rules.contest, ann, units[:5], returning_officer)
    second = by_branches(rules.contest, bob, units[:4], returning_officer)
    assert support(rules, first).is_enough
    assert not support(rules, second).is_enough
    assert support(rules, second).lacking == threshold(rules)
    NominationRules.objects.update(own_unit_needed=True)
    rules.refresh_from_db()
    assert not support(rules, first).is_enough
    UnitMembership.objects.create(member=ann, unit=units[0], from_date=date(2020, 1, 1))
    assert support(rules, first).is_enough


def test_each_branch_gives_at_most_its_number_of_names_and_can_take_one_back(
    rules: NominationRules, returning_officer: User
) -> None:
    NominationRules.objects.update(names_per_unit=2)
    ann, bob, cleo, secretary = drafts.make_members(4)
    unit = Unit.objects.first()
    assert unit is not None
    with pytest.raises(ActionRefused, match="do not hand in nominations for Branch 1"):
        nominate(rules.contest, ann, secretary, unit)
    name_secretary(unit, secretary, returning_officer)
    first = nominate(rules.contest, ann, secretary, unit)
    with pytest.raises(ActionRefused, match="by the same already"):
        nominate(rules.contest, ann, secretary, unit)
    nominate(rules.contest, bob, secretary, unit)
    with pytest.raises(ActionRefused, match="All 2 names have been given"):
        nominate(rules.contest, cleo, secretary, unit)
    take_back(first, secretary)
    nominate(rules.contest, cleo, secretary, unit)
    decline(Candidate.objects.get(member=bob), bob)  # who declines gives the place back
    nominate(rules.contest, secretary, secretary, unit)
    with pytest.raises(ActionRefused, match="declined the nomination"):
        nominate(rules.contest, bob, *_another_secretary(returning_officer))


def _another_secretary(by: User) -> tuple[Member, Unit]:
    member, unit = Member.objects.get(number="0001"), Unit.objects.get(code="B2")
    name_secretary(unit, member, by)
    return member, unit


def test_only_who_meets_the_rule_may_stand_and_the_nominator_is_told_no_reasons(
    rules: NominationRules, returning_officer: User
) -> None:
    (secretary,) = drafts.make_members(1)
    newcomer = Member.objects.create(number="9", name="Nora New", email="n@pilots.example")
    StandingEvent.objects.create(member=newcomer, kind=EventKind.JOINED, effective_on=timezone.now().date())
    unit = Unit.objects.get(code="B1")
    name_secretary(unit, secretary, returning_officer)
    with pytest.raises(ActionRefused, match="Nora New may not stand") as refusal:
        nominate(rules.contest, newcomer, secretary, unit)
    assert "month" not in refusal.value.sentence
    reasons = [reason.sentence for reason in may_stand(rules, newcomer).reasons if not reason.met]
    assert len(reasons) == 1 and "12 months" in reasons[0]


def test_members_nominate_within_their_limits(organisation: Organisation, returning_officer: User) -> None:
    rules = open_contest(returning_officer, unit_kind="", names_per_member=1, members_needed=2)
    ann, bob, cleo, dan = drafts.make_members(4)
    with pytest.raises(ActionRefused, match="nominate themselves"):
        nominate(rules.contest, ann, ann)
    nominate(rules.contest, ann, bob)
    with pytest.raises(ActionRefused, match="Only 1 name may be given"):
        nominate(rules.contest, dan, bob)
    assert not support(rules, Candidate.objects.get(member=ann)).is_enough
    nominate(rules.contest, ann, cleo)
    assert support(rules, Candidate.objects.get(member=ann)).is_enough
    StandingEvent.objects.create(member=dan, kind=EventKind.RESIGNED, effective_on=date(2021, 1, 1))
    with pytest.raises(ActionRefused, match=r" may not nominate\. A member on"):
        nominate(rules.contest, ann, dan)


def test_nothing_is_nominated_outside_the_period(rules: NominationRules, returning_officer: User) -> None:
    ann, secretary = drafts.make_members(2)
    unit = Unit.objects.get(code="B1")
    name_secretary(unit, secretary, returning_officer)
    with pytest.raises(ActionRefused, match=r"close on .*, not before"):
        close_nominations(rules.contest, returning_officer)
    time_passes(rules.contest.election)
    with pytest.raises(ActionRefused, match="Nominations closed on"):
        nominate(rules.contest, ann, secretary, unit)
    enter_nomination(rules.contest, ann, returning_officer, unit=unit)  # on paper, in time
    close_nominations(rules.contest, returning_officer)
    with pytest.raises(ActionRefused, match="have been closed"):
        enter_nomination(rules.contest, secretary, returning_officer, unit=unit)


def test_close_leaves_those_who_accepted_and_have_enough(rules: NominationRules, returning_officer: User) -> None:
    ann, bob, cleo = drafts.make_members(3)
    units = list(Unit.objects.all())
    accept(by_branches(rules.contest, ann, units[:5], returning_officer), ann, "I stand.")
    accept(by_branches(rules.contest, bob, units[:4], returning_officer), bob, "I stand, too.")
    by_branches(rules.contest, cleo, units, returning_officer)
    with pytest.raises(ActionRefused, match="not closed yet"):
        draw_order(rules.contest.election, returning_officer)
    time_passes(rules.contest.election)
    close_due()
    close = NominationsClose.objects.get()
    assert (close.standing, close.lapsed, close.is_unopposed, close.closed_by) == (1, 2, True, None)
    assert [candidate.name for candidate in standing(rules.contest)] == ["Member 1"]
    assert not is_contested(rules.contest)
    assert Candidate.objects.get(member=bob).withdrawn_reason == threshold(rules)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        NominationsClose.objects.update(standing=2)
    Election.objects.update(announced_at=timezone.now())
    page = f"/elections/{rules.contest.election.slug}/nominations/"
    said = Client().get(page).content.decode()
    assert "1 candidate stands now." in said and "elected unopposed" in said and "1 seat stays vacant" in said
    withdraw_candidate(Candidate.objects.get(member=ann), ann)
    said = Client().get(page).content.decode()
    assert "0 candidates stand now." in said and "elected unopposed" not in said and "2 seats stay vacant" in said
    assert is_listed_without_times(rules, returning_officer)


def is_listed_without_times(rules: NominationRules, by: User) -> bool:
    """Say whether the lists can be read where nominations are not opened again, and so have no times."""
    Election.objects.update(nominations_open_at=None, nominations_close_at=None)
    browser = Client()
    browser.force_login(by)
    office = f"/office/elections/{rules.contest.election.slug}/contests/{rules.contest_id}/nominations/"
    pages = [browser.get(f"/elections/{rules.contest.election.slug}/nominations/"), browser.get(office)]
    return all(page.status_code == 200 and "Nominations open on" not in page.content.decode() for page in pages)


def test_public_list_names_nobody_who_has_not_accepted(rules: NominationRules, returning_officer: User) -> None:
    ann, bob, cleo = drafts.make_members(3)
    units = list(Unit.objects.all())[:5]
    accept(by_branches(rules.contest, ann, units, returning_officer), ann, "")
    by_branches(rules.contest, bob, units, returning_officer)
    decline(by_branches(rules.contest, cleo, units, returning_officer), cleo)
    assert not public_list(rules).is_shown and not public_list(rules).listed
    rules.shown_at_once = True
    assert [line.candidate.name for line in public_list(rules).listed] == ["Member 1"]
    assert public_list(rules).listed[0].support.sentence == (
        "5 units (Branch 1, Branch 2, Branch 3, Branch 4, Branch 5)"
    )
    assert public_list(rules).unnamed == 2


def test_only_the_nominated_answer_and_who_accepted_can_only_withdraw(
    rules: NominationRules, returning_officer: User
) -> None:
    ann, bob = drafts.make_members(2)
    candidate = by_branches(rules.contest, ann, list(Unit.objects.all())[:5], returning_officer)
    with pytest.raises(ActionRefused, match="Only the person"):
        accept(candidate, bob, "")
    with pytest.raises(ActionRefused, match="Take out at least 1"):
        accept(candidate, ann, "word " * 501)
    assert candidate.state == "nominated"  # the page that says so does not say, too, that they stand
    accept(candidate, ann, "First")
    accept(candidate, ann, "Second")
    candidate.refresh_from_db()
    assert (candidate.state, candidate.statement) == ("accepted", "Second")
    with pytest.raises(ActionRefused, match="withdraw, in public"):
        decline(candidate, ann)
    withdraw_candidate(candidate, ann, "Another office")
    with pytest.raises(ActionRefused, match="do not stand any more"):
        accept(candidate, ann, "")


def test_nobody_is_told_of_a_nomination_that_was_taken_back_nor_can_accept_it(
    rules: NominationRules, returning_officer: User, mailoutbox: list[EmailMessage]
) -> None:
    (ann,) = drafts.make_members(1)
    units = list(Unit.objects.all())
    mine, told = browser_of(ann), Job.objects.filter(task="elections.tell_nominee")
    nomination = enter_nomination(rules.contest, ann, returning_officer, unit=units[0])
    candidate = nomination.candidate
    page = f"/me/candidacy/{candidate.pk}/"
    assert "You are nominated" in mine.get("/me/").content.decode()
    assert "Accept the nomination" in mine.get(page).content.decode()
    take_back(nomination, returning_officer)
    job = told.get()
    assert tell_nominee(job, candidate.pk) == {"sent": False} and not mailoutbox
    assert "nominated: Committee" not in mine.get("/me/").content.decode()
    said = mine.get(page).content.decode()
    assert "You are not nominated any more: Committee" in said and "Nobody nominates you any more" in said
    assert "Accept the nomination" not in said and "Decline" not in said and "Answer before" not in said
    assert "so you cannot accept" in mine.post(page, {"statement": "I stand."}).content.decode()
    candidate.refresh_from_db()
    assert candidate.state == "nominated"

    # Nominated again, they are told again; who has accepted stands only with enough nominations.
    again = enter_nomination(rules.contest, ann, returning_officer, unit=units[1])
    enter_nomination(rules.contest, ann, returning_officer, unit=units[2])
    assert told.count() == 2
    assert tell_nominee(job, candidate.pk) == {"sent": True} and len(mailoutbox) == 1
    said = mine.post(page, {"statement": "I stand."}, follow=True).content.decode()
    assert "do not have enough nominations yet. A candidate must be nominated by 5 units" in said
    assert "You stand. " not in said
    for unit in units[3:]:
        enter_nomination(rules.contest, ann, returning_officer, unit=unit)
    take_back(again, returning_officer)
    assert "do not have enough" in mine.post(page, {"statement": "I stand."}, follow=True).content.decode()
    enter_nomination(rules.contest, ann, returning_officer, unit=units[0])
    assert "You stand. " in mine.post(page, {"statement": "I stand."}, follow=True).content.decode()
    for each in candidate.nominations.filter(ended_at=None):
        take_back(each, returning_officer)
    assert "You are not nominated any more: Committee" in mine.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("who", "published", "labels"),
    [
        (
            {},
            "your answers and the units that nominated you are published",
            {"unit": "Unit that nominates"},
        ),
        (
            {"unit_kind": "", "names_per_member": 1},
            "your answers and how many members nominated you are published",
            {"nominator": "Membership number of the member who nominates"},
        ),
        (
            {"names_per_member": 1},
            "your answers, the units that nominated you and how many members did are published",
            {
                "unit": "Unit that nominates (optional)",
                "nominator": "Or the membership number of the member who nominates (optional)",
            },
        ),
    ],
)
def test_pages_say_what_fits_who_may_nominate(
    organisation: Organisation,
    returning_officer: User,
    client_of: Callable[[User], Client],
    who: dict[str, object],
    published: str,
    labels: dict[str, str],
) -> None:
    unit = branches(1)[0]
    rules = open_contest(returning_officer, **who)
    ann, bob = drafts.make_members(2)
    source = {"unit": unit} if rules.by_units else {"nominator": bob}
    candidate = enter_nomination(rules.contest, ann, returning_officer, **source).candidate  # type: ignore[arg-type]
    assert published in browser_of(ann).get(f"/me/candidacy/{candidate.pk}/").content.decode()

    address = f"/office/elections/{rules.contest.election.slug}/contests/{rules.contest_id}/nominations/new/"
    page = client_of(returning_officer).get(address).content.decode()
    found = {name: re.search(rf'<label[^>]* for="id_{name}">([^<]*)<', page) for name in ("unit", "nominator")}
    assert {name: label[1].strip() for name, label in found.items() if label} == labels
    assert "Name of the person nominated" in page and "the person you nominate" not in page
    sent = client_of(returning_officer).post(address, {"number": bob.number, "name": bob.name}).content.decode()
    missing = "nominator" if not rules.by_units else "unit"
    assert "error-summary" in sent and f'href="#id_{missing}"' in sent


def test_only_who_is_not_signed_in_is_asked_to_sign_in_and_nominate(rules: NominationRules) -> None:
    (ann,) = drafts.make_members(1)
    Election.objects.update(announced_at=timezone.now())
    page = f"/elections/{rules.contest.election.slug}/nominations/"
    assert "Sign in and nominate for Committee" in Client().get(page).content.decode()
    said = browser_of(ann).get(page).content.decode()
    assert ">Nominate for Committee" in said and "Sign in and nominate" not in said


def test_withdrawal_after_the_close_follows_the_rule(rules: NominationRules, returning_officer: User) -> None:
    ann, bob = drafts.make_members(2)
    units = list(Unit.objects.all())[:5]
    for member in (ann, bob):
        accept(by_branches(rules.contest, member, units, returning_officer), member, "")
    time_passes(rules.contest.election)
    close_due()
    with pytest.raises(ActionRefused, match="Nominations are closed"):
        change_candidate(Candidate.objects.get(member=ann), returning_officer, state="nominated")
    with pytest.raises(ActionRefused, match="stand instead"):
        change_candidate(Candidate.objects.get(member=ann), returning_officer, member=None)
    withdraw_candidate(Candidate.objects.get(member=ann), ann)
    assert [candidate.member for candidate in standing(rules.contest)] == [bob]
    NominationRules.objects.update(late_withdrawal="stays")
    withdraw_candidate(Candidate.objects.get(member=bob), bob, "Ill")
    late = Candidate.objects.get(member=bob)
    assert (late.state, late.withdrawn_reason) == ("accepted", "Ill")
    assert list(standing(rules.contest)) == [late]


def test_objections_are_decided_on_the_record(rules: NominationRules, returning_officer: User) -> None:
    ann, bob, cleo = drafts.make_members(3)
    units = list(Unit.objects.all())[:5]
    first, second = (by_branches(rules.contest, member, units, returning_officer) for member in (ann, bob))
    accept(first, ann, "")
    accept(second, bob, "")
    with pytest.raises(ActionRefused, match="nobody of this name"):
        object_to(first, "Not a member for long", cleo)
    time_passes(rules.contest.election)
    close_due()
    objection = object_to(first, "Not a member for long", cleo)
    with pytest.raises(ActionRefused, match="objected already"):
        object_to(first, "Again", cleo)
    with pytest.raises(ActionRefused, match="it is published"):
        decide_objection(objection, "dismissed", " ", returning_officer)
    decide_objection(objection, "dismissed", "A member since 2020.", returning_officer)
    with pytest.raises(ActionRefused, match="decided already"):
        decide_objection(objection, "upheld", "Otherwise", returning_officer)
    # A nomination struck out leaves too few.
    nomination = second.nominations.first()
    decide_objection(object_to(second, "No meeting", cleo, nomination), "upheld", "There was none.", returning_officer)
    second.refresh_from_db()
    assert (second.state, second.withdrawn_reason) == ("lapsed", threshold(rules))
    decide_objection(object_to(first, "Wrong age", cleo), "upheld", "Too young.", returning_officer)
    first.refresh_from_db()
    assert (first.state, first.withdrawn_reason) == ("refused", "Too young.")
    assert {line.candidate.pk: len(line.objections) for line in public_list(rules).listed} == {
        first.pk: 2,
        second.pk: 1,
    }


def test_rules_are_fixed_by_the_first_nomination_and_bar_the_officers_list(
    rules: NominationRules, returning_officer: User
) -> None:
    (ann,) = drafts.make_members(1)
    with pytest.raises(ActionRefused, match="are nominated"):
        add_candidate(rules.contest, "Ann", returning_officer)
    with pytest.raises(ActionRefused, match="who nominates"):
        set_rules(rules.contest, returning_officer, unit_kind="", names_per_member=0)
    with pytest.raises(ActionRefused, match="no unit of this kind"):
        set_rules(rules.contest, returning_officer, unit_kind="lodge")
    enter_nomination(rules.contest, ann, returning_officer, unit=Unit.objects.first())
    for again in (
        lambda: set_rules(rules.contest, returning_officer),
        lambda: drop_rules(rules.contest, returning_officer),
    ):
        with pytest.raises(ActionRefused, match="already"):
            again()
