"""Candidates, slates, pledges, and the lot that orders them."""

import hashlib

import pytest
from django.db import DatabaseError, transaction
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.candidates import (
    add_candidate,
    answer_pledges,
    change_candidate,
    draw_order,
    save_pledge,
    save_slate,
)
from hustings.elections.actions.withdrawals import withdraw_candidate
from hustings.elections.models import Candidate, Contest, Election, PledgeAnswer
from hustings.elections.queries.candidates import comparison, withdrawn
from hustings.elections.queries.contests import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(organisation: Organisation, returning_officer: User) -> Contest:
    return drafts.make_seats(drafts.make_draft(returning_officer), returning_officer)


def order_of(contest: Contest) -> list[str]:
    return [answer.label for answer in answers(contest)]


def test_statement_over_the_limit_says_by_how_much(contest: Contest, returning_officer: User) -> None:
    with pytest.raises(ActionRefused, match=r"has 503 words; 500 are allowed\. Take out at least 3") as refusal:
        add_candidate(contest, "Ann", returning_officer, statement="word " * 503)
    assert refusal.value.field == "statement"
    add_candidate(contest, "Ann", returning_officer, statement="word " * 500)


def test_two_candidates_of_one_name_or_one_member_are_refused(contest: Contest, returning_officer: User) -> None:
    (member,) = drafts.make_members(1)
    add_candidate(contest, "Ann  Archer", returning_officer, member=member)
    with pytest.raises(ActionRefused, match="Ann Archer already") as refusal:
        add_candidate(contest, " Ann Archer ", returning_officer)
    assert refusal.value.field == "name"
    with pytest.raises(ActionRefused, match="stands in this contest already") as refusal:
        add_candidate(contest, "A. Archer", returning_officer, member=member)
    assert refusal.value.field == "member"


def test_slate_of_another_contest_is_refused(contest: Contest, returning_officer: User) -> None:
    other = drafts.make_seats(contest.election, returning_officer, title="Auditors")
    slate = save_slate(other, "Together", returning_officer)
    with pytest.raises(ActionRefused, match="another contest"):
        add_candidate(contest, "Ann", returning_officer, slate=slate)


def test_question_takes_no_candidates(contest: Contest, returning_officer: User) -> None:
    contest.kind = Contest.Kind.QUESTION
    with pytest.raises(ActionRefused, match="asks a question"):
        add_candidate(contest, "Ann", returning_officer)


def test_withdrawn_candidate_leaves_the_ballot_and_stays_withdrawn(contest: Contest, returning_officer: User) -> None:
    ann, _bob = (add_candidate(contest, name, returning_officer) for name in ("Ann", "Bob"))
    withdraw_candidate(ann, returning_officer, "Moved abroad")
    assert order_of(contest) == ["Bob"]
    ann.refresh_from_db()
    assert (ann.state, ann.withdrawn_reason) == ("withdrawn", "Moved abroad")
    for again in (withdraw_candidate, change_candidate):
        with pytest.raises(ActionRefused, match="withdr"):
            again(ann, returning_officer)
    with pytest.raises(ActionRefused, match="answers no pledges"):
        answer_pledges(ann, {}, returning_officer)


def test_withdrawal_after_the_set_up_is_noted_and_the_name_stays_on_the_ballot(
    contest: Contest, returning_officer: User
) -> None:
    ann, bob = (add_candidate(contest, name, returning_officer) for name in ("Ann", "Bob"))
    Election.objects.update(state="ready")
    withdraw_candidate(ann, returning_officer, "Died")
    ann.refresh_from_db()
    assert (ann.state, ann.withdrawn_reason, order_of(contest)) == ("nominated", "Died", ["Ann", "Bob"])
    assert list(withdrawn(contest)) == [ann]
    Election.objects.update(state="closed")
    with pytest.raises(ActionRefused, match="The poll has closed"):
        withdraw_candidate(bob, returning_officer)


def test_order_follows_from_the_published_seed(contest: Contest, returning_officer: User) -> None:
    names = ["Eve", "ann", "Bob", "Dan", "Cleo"]
    for name in names:
        add_candidate(contest, name, returning_officer)
    election = draw_order(contest.election, returning_officer, "5 12 23 31 40 49")
    assert election.draw_seed == "5 12 23 31 40 49"
    alphabetical = ["ann", "Bob", "Cleo", "Dan", "Eve"]
    digests = {
        name: hashlib.sha256(f"5 12 23 31 40 49/{number}".encode()).hexdigest()
        for number, name in enumerate(alphabetical, start=1)
    }
    assert order_of(contest) == sorted(alphabetical, key=digests.__getitem__)
    numbers = dict(Candidate.objects.values_list("name", "drawn_from"))
    assert numbers == {name: number for number, name in enumerate(alphabetical, start=1)}


def test_order_is_not_drawn_twice_for_the_same_candidates(contest: Contest, returning_officer: User) -> None:
    with pytest.raises(ActionRefused, match="no candidates"):
        draw_order(contest.election, returning_officer)
    for name in ("Ann", "Bob", "Cleo"):
        add_candidate(contest, name, returning_officer)
    election = draw_order(contest.election, returning_officer)
    assert len(election.draw_seed) == 32
    order = order_of(contest)
    with pytest.raises(ActionRefused, match="not drawn twice"):
        draw_order(election, returning_officer, "a nicer seed")
    withdraw_candidate(Candidate.objects.get(name=order[0]), returning_officer)
    with pytest.raises(ActionRefused, match="not drawn twice"):
        draw_order(election, returning_officer, "a nicer seed")
    assert order_of(contest) == order[1:]
    add_candidate(contest, "Dan", returning_officer)
    with pytest.raises(ActionRefused, match="last draw") as refusal:
        draw_order(election, returning_officer, election.draw_seed)
    assert refusal.value.field == "seed"
    draw_order(election, returning_officer, "another")
    assert sorted(Candidate.objects.exclude(state="withdrawn").values_list("drawn_order", flat=True)) == [1, 2, 3]


def test_latest_answer_to_a_pledge_counts_and_the_earlier_ones_stay(contest: Contest, returning_officer: User) -> None:
    ann = add_candidate(contest, "Ann", returning_officer)
    pledge = save_pledge(contest, "Adopt it in full", "The code of conduct", returning_officer)
    assert answer_pledges(ann, {pledge: "none"}, returning_officer) == []
    for answer in ("yes", "yes", "no", "none"):
        answer_pledges(ann, {pledge: answer}, returning_officer)
    assert [given.answer for given in ann.answers.all()] == ["yes", "no", "none"]
    assert comparison(contest).rows[0].answers == (PledgeAnswer.Answer.NONE,)
    with pytest.raises(ActionRefused, match="have answered"):
        save_pledge(contest, "Adopt it in part", "The code of conduct", returning_officer, pledge=pledge)


def test_answers_are_never_edited(contest: Contest, returning_officer: User) -> None:
    ann = add_candidate(contest, "Ann", returning_officer)
    pledge = save_pledge(contest, "Adopt it in full", "The code of conduct", returning_officer)
    answer_pledges(ann, {pledge: "yes"}, returning_officer)
    for edit in (lambda: PledgeAnswer.objects.update(answer="no"), lambda: PledgeAnswer.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            edit()


def test_answers_are_closed_with_the_poll_and_to_other_contests(contest: Contest, returning_officer: User) -> None:
    ann = add_candidate(contest, "Ann", returning_officer)
    other = drafts.make_seats(contest.election, returning_officer, title="Auditors")
    elsewhere = save_pledge(other, "Adopt it in full", "The code of conduct", returning_officer)
    with pytest.raises(ActionRefused, match="another contest"):
        answer_pledges(ann, {elsewhere: "yes"}, returning_officer)
    ann.contest.election.state = "closed"
    with pytest.raises(ActionRefused, match="has closed"):
        answer_pledges(ann, {}, returning_officer)


def test_table_is_narrowed_down_and_sorted(contest: Contest, returning_officer: User) -> None:
    slate = save_slate(contest, "Together", returning_officer)
    pledges = [save_pledge(contest, text, "A decision", returning_officer) for text in ("One", "Two")]
    given = {"Ann": ("yes", "no"), "Bob": ("no", "none"), "Cleo": ("yes", "yes"), "Dan": ("none", "yes")}
    for name, words in given.items():
        candidate = add_candidate(contest, name, returning_officer, slate=slate if name in ("Ann", "Dan") else None)
        answer_pledges(candidate, dict(zip(pledges, words, strict=True)), returning_officer)
    one, two = (pledge.pk for pledge in pledges)

    def names(**wanted: object) -> list[str]:
        return [row.candidate.name for row in comparison(contest, **wanted).rows]

    assert names(wanted={one: "yes"}) == ["Ann", "Cleo"]
    assert names(wanted={one: "yes", two: "yes"}) == ["Cleo"]
    assert names(wanted={two: "none"}) == ["Bob"]
    assert names(slate=str(slate.pk)) == ["Ann", "Dan"]
    assert names(slate="none") == ["Bob", "Cleo"]
    assert names(sort=str(one)) == ["Ann", "Cleo", "Bob", "Dan"]
    assert names(sort="slate") == ["Ann", "Dan", "Bob", "Cleo"]
    draw_order(contest.election, returning_officer, "dice")
    assert names() == order_of(contest)
    assert names(sort="name") == ["Ann", "Bob", "Cleo", "Dan"]
