"""Seats that are kept for a group: set, filled, left vacant, declared, counted again, and filled when they are left."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.council import bodies
from tests.elections import drafts, polls, ranked_polls
from tests.elections.test_nominations import branches, by_branches, open_contest, time_passes
from tests.franchise.test_pages import member_client

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.council.actions.bodies import add_elected_seats
from hustings.council.actions.by_elections import call_by_election
from hustings.council.actions.seats import end_holding, fill_vacancy
from hustings.council.models import SeatHolding
from hustings.counting import count, formats, reserves_of
from hustings.elections.actions.acceptances import accept
from hustings.elections.actions.booklets import issue_booklet
from hustings.elections.actions.candidates import add_candidate, change_candidate, draw_order
from hustings.elections.actions.contests import change_contest
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.nominations import close_nominations
from hustings.elections.actions.polls import annul_poll
from hustings.elections.actions.reruns import begin_by_election, run_again
from hustings.elections.actions.setup import set_up_poll
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.actions.withdrawals import withdraw_candidate
from hustings.elections.booklet_pdf import booklet_pdf
from hustings.elections.booklets import gaps
from hustings.elections.declaration_pdf import declaration_pdf
from hustings.elections.models import Board, Contest, Election
from hustings.elections.queries.contests import answers, group_of, is_contested, seats_of
from hustings.elections.queries.departures import what_ifs
from hustings.elections.queries.results import outcome
from hustings.elections.setup_points import setup_points
from hustings.franchise.actions import make_group
from hustings.franchise.models import ReservedGroup
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(organisation: Organisation, returning_officer: User) -> ReservedGroup:
    return make_group("Young members", "Members under 30.", returning_officer)


@pytest.fixture
def contest(group: ReservedGroup, returning_officer: User) -> Contest:
    """Two seats, one of them for young members; nobody stands yet."""
    return drafts.make_seats(
        drafts.make_draft(returning_officer), returning_officer, reserved_for=group, reserved_seats=1
    )


@pytest.mark.parametrize(
    ("seats", "kept", "young", "others", "fillable", "vacant", "is_fought"),
    [
        (3, 1, 1, 2, 3, 0, False),
        (3, 1, 1, 3, 3, 0, True),
        (3, 2, 1, 1, 2, 1, False),
        (3, 2, 1, 2, 2, 1, True),
        (3, 1, 0, 2, 2, 1, False),
        (3, 1, 0, 3, 2, 1, True),
        (3, 1, 4, 0, 3, 0, True),
        (1, 1, 0, 2, 0, 1, True),
        (3, 2, 1, 0, 2, 2, False),
    ],
)
def test_seat_of_a_group_that_is_too_small_goes_to_nobody_else(
    contest: Contest,
    returning_officer: User,
    *,
    seats: int,
    kept: int,
    young: int,
    others: int,
    fillable: int,
    vacant: int,
    is_fought: bool,
) -> None:
    contest = change_contest(contest, returning_officer, seats=seats, reserved_seats=kept, max_choices=1)
    for n in range(young + others):
        add_candidate(contest, f"Candidate {n}", returning_officer, in_group=n < young)
    found = seats_of(contest)
    assert (found.fillable, found.vacant, is_contested(contest)) == (fillable, vacant, is_fought)
    assert sum(reserve.at_least for reserve in found.reserves) == min(kept, young)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reserved_seats": 3}, "reserved_seats"),
        ({"reserved_seats": 0}, "reserved_seats"),
        ({"reserved_for": None}, "reserved_for"),
        ({"rule": "schulze"}, "rule"),
    ],
)
def test_seats_that_cannot_be_kept_are_refused(
    contest: Contest, returning_officer: User, change: dict[str, object], field: str
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        change_contest(contest, returning_officer, **change)
    assert refusal.value.field == field
    contest.refresh_from_db()
    assert (contest.reserved_seats, contest.rule) == (1, "block")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.filter(pk=contest.pk).update(reserved_seats=3)


def test_group_stays_once_a_candidate_said_that_they_belong_to_it(contest: Contest, returning_officer: User) -> None:
    ann = add_candidate(contest, "Ann", returning_officer, in_group=True)
    with pytest.raises(ActionRefused, match="Candidates have said that they belong to “Young members”"):
        change_contest(contest, returning_officer, reserved_for=None, reserved_seats=0)
    change_candidate(ann, returning_officer, in_group=False)
    contest = change_contest(contest, returning_officer, reserved_for=None, reserved_seats=0)
    with pytest.raises(ActionRefused, match="No seats of this contest are reserved"):
        change_candidate(ann, returning_officer, in_group=True)


def test_group_is_free_again_when_who_belonged_to_it_does_not_stand(contest: Contest, returning_officer: User) -> None:
    ann = add_candidate(contest, "Ann", returning_officer, state="accepted", in_group=True)
    assert not withdraw_candidate(ann, returning_officer).in_group
    change_contest(contest, returning_officer, reserved_for=None, reserved_seats=0)


def test_nothing_more_is_reserved_and_nobody_moved_in_after_nominations_close(
    group: ReservedGroup, returning_officer: User
) -> None:
    units = branches(5)
    contest = open_contest(returning_officer).contest
    change_contest(contest, returning_officer, reserved_for=group, reserved_seats=1)
    (ann,) = drafts.make_members(1)
    candidate = by_branches(contest, ann, units, returning_officer)
    accept(candidate, ann, "I stand.", in_group=True)
    time_passes(contest.election)
    close_nominations(contest, returning_officer)
    with pytest.raises(ActionRefused, match="stays as they said"):
        change_candidate(candidate, returning_officer, in_group=False)
    with pytest.raises(ActionRefused, match="only fewer than before"):
        change_contest(contest, returning_officer, reserved_seats=2)
    assert change_contest(contest, returning_officer, seats=3, max_choices=3).reserved_seats == 1


def test_poll_in_which_nobody_could_win_any_more_is_not_set_up(group: ReservedGroup) -> None:
    election = ranked_polls.make_election(polls.make_roll(polls.make_members(3)), seats=1)
    contest = election.contests.get()
    _keep(contest, group, "Dan")
    add_trustee(election, "Server", polls.officer())
    set_up_poll(election, polls.officer())
    withdraw_candidate(contest.candidates.get(name="Dan"), polls.officer())
    run_pending()
    election.refresh_from_db()
    assert election.state == Election.State.DRAFT
    assert any("was changed while the poll was being set up" in job.error for job in Job.objects.all())


def test_check_list_warns_of_vacant_seats_and_stops_where_nobody_can_be_elected(
    contest: Contest, returning_officer: User
) -> None:
    for name in ("Ann", "Bob"):
        add_candidate(contest, name, returning_officer, state="accepted")

    def points() -> list[tuple[str, bool]]:
        found = setup_points(contest.election)
        return [(point.explanation, point.warning) for point in found if "seats are reserved" in point.explanation]

    assert [(warning, "can be filled: 1." in sentence) for sentence, warning in points()] == [(True, True)]
    change_contest(contest, returning_officer, seats=1, max_choices=1)
    assert [warning for _, warning in points()] == [False]


def test_officer_sets_the_seats_and_what_candidates_say_in_forms(
    group: ReservedGroup, returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    office = client_of(returning_officer)
    contest = drafts.make_seats(drafts.make_draft(returning_officer), returning_officer)
    home = f"/office/elections/{contest.election.slug}/contests/{contest.pk}/"
    typed = {"ties": "rule", "reserved_for": group.pk, "reserved_seats": "3"}
    refused = office.post(f"{home}counting/", typed).content.decode()
    assert "at most as many as there are (2)" in refused
    assert office.post(f"{home}counting/", typed | {"reserved_seats": "1"}).status_code == 302
    assert "Belongs to the group “Young members”" in office.get(f"{home}candidates/new/").content.decode()
    office.post(f"{home}candidates/new/", {"name": "Ann", "in_group": "on"})
    office.post(f"{home}candidates/new/", {"name": "Bob"})
    assert [(answer.label, answer.group) for answer in answers(contest)] == [("Ann", "Young members"), ("Bob", "")]
    groups = office.get("/office/franchise/groups/").content.decode()
    assert f"1 seat is reserved for it: {contest.title}, {contest.election.name}." in groups
    shown = office.get(home).content.decode()
    assert "At least 1 seat is reserved for the group “Young members”: Members under 30." in shown
    change_contest(contest, returning_officer, rule="fptp", max_choices=1)


def test_nominee_says_in_public_that_they_belong_to_the_group(
    group: ReservedGroup, returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    units = branches(5)
    rules = open_contest(returning_officer)
    change_contest(rules.contest, returning_officer, reserved_for=group, reserved_seats=1)
    (ann,) = drafts.make_members(1)
    candidate = by_branches(rules.contest, ann, units, returning_officer)
    home = f"/me/candidacy/{candidate.pk}/"
    assert "The answer is published." in member_client(ann).get(home).content.decode()
    member_client(ann).post(home, {"statement": "I stand.", "in_group": "on"})
    candidate.refresh_from_db()
    assert (candidate.state, group_of(candidate)) == ("accepted", "Young members")
    Election.objects.update(announced_at=timezone.now())
    contest = rules.contest
    office = client_of(returning_officer)
    desk = office.get(f"/office/elections/{contest.election.slug}/contests/{contest.pk}/nominations/")
    assert "<br>Young members</span>" in desk.content.decode()
    listed = Client().get(f"/elections/{contest.election.slug}/nominations/").content.decode()
    assert "At least 1 seat is reserved for the group “Young members”" in listed


def test_booklet_says_who_belongs_to_the_group(contest: Contest, returning_officer: User) -> None:
    ann = add_candidate(contest, "Ann", returning_officer, state="accepted", in_group=True, statement="I stand.")
    draw_order(contest.election, returning_officer)
    booklet = issue_booklet(contest.election, returning_officer)
    (part,) = json.loads(booklet.document)["contests"]
    assert part["reserved"].startswith("At least 1 seat is reserved")
    assert part["candidates"][0]["group"] == "Young members"
    assert gaps(contest.election, booklet) == []
    change_candidate(ann, returning_officer, in_group=False)
    change_contest(contest, returning_officer, reserved_seats=2)
    assert len(gaps(contest.election, booklet)) == 2


def _keep(contest: Contest, group: ReservedGroup, *names: str) -> None:
    contest.reserved_for, contest.reserved_seats = group, 1
    contest.save()
    contest.candidates.filter(name__in=names).update(in_group=True)


def _ranked(group: ReservedGroup) -> Board:
    """Two seats; Ann and Bob would be elected if none were kept for Dan, the only young candidate."""
    members = polls.make_members(9)
    board = ranked_polls.open_board(members)
    _keep(ranked_polls.contest_of(board), group, "Dan")
    ranks = [(1, 2, 0, 0)] * 4 + [(0, 1, 0, 0)] * 3 + [(0, 0, 2, 1)] * 2
    for member, ranking in zip(members, ranks, strict=True):
        ranked_polls.vote(board, member, ranking)
    return polls.close(board)


def test_rankings_are_counted_with_the_seat_kept_declared_and_counted_again_by_others(group: ReservedGroup) -> None:
    board = _ranked(group)
    result = outcome(ranked_polls.contest_of(board))
    assert [result.answers[c].label for c in result.elected] == ["Ann", "Dan"]
    declaration = declare(board.election, "", polls.officer())
    (declared,) = json.loads(declaration.document)["contests"]
    assert declared["elected"] == ["Ann", "Dan"]
    assert declared["reserved"] == {
        "group": "Young members",
        "meaning": "Members under 30.",
        "seats": 1,
        "candidates": ["Dan"],
        "kept": 1,
        "filled": 2,
        "vacant": 0,
    }
    home = f"/elections/{board.election.slug}"
    for page in ("result", "declaration"):
        assert "Of the candidates these belong to it: Dan." in Client().get(f"{home}/{page}/").content.decode()
    assert declaration_pdf(declaration).startswith(b"%PDF-")
    profile = formats.read_json(Client().get(f"{home}/result/{result.contest.pk}.json").content)
    again = count(profile, "scottish-stv", 2, reserves=reserves_of(profile, [("Young members", 1)]))
    assert again.elected == result.elected
    assert [found.reserved for found in what_ifs(board.election)] == [True]


def test_voters_read_how_many_are_elected_and_how_many_seats_stay_vacant(
    group: ReservedGroup, client_of: Callable[[User], Client]
) -> None:
    members = polls.make_members(2)
    election = ranked_polls.make_election(polls.make_roll(members), seats=3)
    contest = election.contests.get()
    _keep(contest, group)
    contest.candidates.filter(name="Dan").update(in_group=True)
    contest.reserved_seats = 2
    contest.save()
    preview = client_of(polls.officer()).get(f"/office/elections/{election.slug}/ballot/").content.decode()
    assert "Members under 30. 1 seat stays vacant.</p>" in preview
    booklet = issue_booklet(election, polls.officer())
    assert "1 seat stays vacant." in Client().get(f"/elections/{election.slug}/booklet/").content.decode()
    assert gaps(election, booklet) == []
    assert booklet_pdf(booklet).startswith(b"%PDF-")
    add_trustee(election, "Server", polls.officer())
    board = polls.opened(election)
    (question,) = polls.browser(members[0]).get(f"/vote/{board.uuid}/booth.json").json()["questions"]
    assert question["seats"] == 2
    assert question["hint"].endswith("1 seat stays vacant.")


def test_sums_of_a_block_vote_give_the_kept_seat_to_the_highest_of_the_group(group: ReservedGroup) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members)
    _keep(board.contests.get(kind="seats"), group, "Cleo")
    for member, second in zip(members, (1, 1, 0), strict=True):
        polls.vote(board, member, ([0, 1, second, 0], [1, 0]))
    board = polls.close(board)
    result = outcome(board.contests.get(kind="seats"))
    assert {result.answers[c].label for c in result.elected} == {"Ann", "Cleo"}
    assert result.votes == (3, 2, 0)


@pytest.mark.parametrize(
    ("leaves", "follows", "vacancy"),
    [("Dan", "Eva", "countback"), ("Ann", "Bob", "countback"), ("Dan", "", "election"), ("Ann", "", "election")],
)
def test_seat_that_is_left_goes_to_the_group_only_if_it_was_kept_for_it(
    group: ReservedGroup, leaves: str, follows: str, vacancy: str
) -> None:
    board = _ranked(group)
    contest = ranked_polls.contest_of(board)
    contest.candidates.filter(name="Cleo").update(name="Eva", in_group=True)
    people = {name: Member.objects.create(number=name, name=name) for name in ("Ann", "Bob", "Eva", "Dan")}
    for candidate in contest.candidates.all():
        candidate.member = people[candidate.name]
        candidate.save()
    add_elected_seats(bodies.make_body(vacancy=vacancy), 2, bodies.secretary())
    declare(board.election, "", polls.officer())
    assert {holding.member.name for holding in SeatHolding.objects.all()} == {"Ann", "Dan"}
    left = end_holding(SeatHolding.objects.get(member=people[leaves]), date.today(), "Moved.", bodies.secretary())
    if follows:
        assert fill_vacancy(left, date.today(), bodies.secretary()).member == people[follows]
    else:
        by_election = call_by_election(left, "One seat", polls.officer())
        assert by_election.reserved_for == (group if leaves == "Dan" else None)


def test_seat_that_was_not_reserved_is_free_although_a_reserved_one_stayed_vacant(group: ReservedGroup) -> None:
    board = _ranked(group)
    contest = ranked_polls.contest_of(board)
    for candidate in contest.candidates.all():
        candidate.member, candidate.in_group = Member.objects.create(number=candidate.name, name=candidate.name), False
        candidate.save()
    add_elected_seats(bodies.make_body(vacancy="countback"), 2, bodies.secretary())
    declare(board.election, "", polls.officer())
    left = end_holding(SeatHolding.objects.get(), date.today(), "Moved.", bodies.secretary())
    assert (left.member.name, fill_vacancy(left, date.today(), bodies.secretary()).member.name) == ("Ann", "Bob")


def test_contest_that_is_run_again_keeps_the_seats_and_a_by_election_asks_anew(group: ReservedGroup) -> None:
    board = _ranked(group)
    contest = ranked_polls.contest_of(board)
    assert begin_by_election(contest, "One seat", "", polls.officer()).reserved_for is None
    annul_poll(board.election, "A wrong list.", polls.officer())
    board = polls.fresh(board)
    (again,) = run_again(board.election, polls.officer(), "Once more").contests.all()
    assert (again.reserved_for, again.reserved_seats) == (group, 1)
    assert [candidate.name for candidate in again.candidates.filter(in_group=True)] == ["Dan"]
