"""The pledge ledger fills itself from divisions."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.council import story
from tests.council.bodies import in_session, make_body, move, secretary
from tests.elections import drafts
from tests.elections import test_nominations as nominating

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.council.actions.divisions import Numbers, abandon_division, close_division, open_division
from hustings.council.actions.motions import move_amendment
from hustings.council.actions.pledges import bind_pledge, unbind_pledge
from hustings.council.actions.seats import end_holding
from hustings.council.models import Body, Motion, PledgeTest, SeatHolding
from hustings.council.queries.pledges import ledger
from hustings.elections.actions.acceptances import accept
from hustings.elections.actions.candidates import save_pledge
from hustings.elections.models import Candidate, Contest, Election, NominationRules, Pledge
from hustings.register.models import Member

pytestmark = pytest.mark.django_db
Elected = tuple[Body, list[Member], Contest]


@pytest.fixture
def elected(organisation: Organisation, returning_officer: User) -> Elected:
    """Five who were elected and answered yes, yes, no, nothing, yes."""
    return story.elected_body(returning_officer)


def words(contest: Contest, **filters: object) -> list[list[str]]:
    return [
        [entry.word.value for cell in row.cells for entry in cell.entries] for row in ledger(contest, **filters).rows
    ]


def bound(elected: Elected, promised: str = "for", present: int = 4) -> tuple[Motion, PledgeTest]:
    body, members, contest = elected
    motion = move(in_session(body, members[:present], 5), members)
    return motion, bind_pledge(contest.pledges.get(), motion, promised, secretary())


def test_pledge_is_untested_before_a_division(elected: Elected) -> None:
    assert words(elected[2]) == [["untested"], ["untested"], ["untested"], ["no_answer"], ["untested"]]
    bound(elected)
    assert words(elected[2]) == [["untested"], ["untested"], ["untested"], ["no_answer"], ["untested"]]


def test_division_says_who_kept_and_who_broke(elected: Elected) -> None:
    _body, members, contest = elected
    motion, test = bound(elected)
    story.vote(motion, dict(zip(members[:4], ("for", "against", "against", "for"), strict=True)))
    assert words(contest) == [["kept"], ["broken"], ["kept"], ["no_answer"], ["absent"]]
    entry = ledger(contest).rows[0].cells[0].entries[0]
    assert (entry.test, entry.division, entry.vote and entry.vote.choice) == (test, motion.divisions.get(), "for")


def test_vote_against_can_be_what_keeps_a_pledge(elected: Elected) -> None:
    _body, members, contest = elected
    motion, _test = bound(elected, "against")
    story.vote(motion, dict(zip(members[:4], ("against", "for", "abstaining", "for"), strict=True)))
    assert words(contest) == [["kept"], ["broken"], ["abstained"], ["no_answer"], ["absent"]]


def test_candidate_who_was_not_elected_is_not_tested(elected: Elected) -> None:
    _body, _members, contest = elected
    loser = Candidate.objects.create(contest=contest, name="Lara Loser", state="accepted")
    contest.pledges.get().answers.create(candidate=loser, answer="yes")
    SeatHolding.objects.filter(candidate=loser).delete()
    assert words(contest)[-1] == ["not_tested"]
    assert len(words(contest, seated=True)) == 5


def test_abandoned_division_tests_nothing(elected: Elected) -> None:
    _body, _members, contest = elected
    motion, _test = bound(elected)
    abandon_division(open_division(motion, secretary()), "The lights went out.", secretary())
    assert words(contest)[0] == ["untested"]


def test_holder_who_left_before_the_division_is_not_blamed(elected: Elected) -> None:
    _body, members, contest = elected
    holding = SeatHolding.objects.get(member=members[4])
    end_holding(holding, holding.from_date, "Moved abroad.", secretary())
    motion, _test = bound(elected)
    story.vote(motion, dict.fromkeys(members[:4], "for"))
    assert words(contest) == [["kept"], ["kept"], ["broken"], ["no_answer"], ["no_seat"]]


def test_numbers_without_names_test_nobody(elected: Elected) -> None:
    _body, _members, contest = elected
    Body.objects.update(numbers_only=True)
    motion, _test = bound(elected)
    motion.refresh_from_db()
    division = open_division(Motion.objects.get(pk=motion.pk), secretary(), by_name=False)
    close_division(division, secretary(), numbers=Numbers(4, 0, 0))
    assert words(contest)[0] == ["no_names"]


def test_rows_are_narrowed_to_a_word(elected: Elected) -> None:
    _body, members, contest = elected
    motion, _test = bound(elected)
    story.vote(motion, dict(zip(members[:4], ("for", "against", "against", "for"), strict=True)))
    assert words(contest, words=frozenset({"broken"})) == [["broken"]]


def test_pledge_of_another_body_is_not_bound(elected: Elected) -> None:
    _body, members, contest = elected
    other = make_body("Panel")
    story.seat(other, members[:2])
    motion = move(in_session(other, members[:2]), members)
    with pytest.raises(ActionRefused, match="asked of candidates for another body than Panel"):
        bind_pledge(contest.pledges.get(), motion, "for", secretary())


def test_pledge_is_bound_once_and_taken_back_for_a_reason(elected: Elected) -> None:
    motion, test = bound(elected)
    pledge = Pledge.objects.get()
    with pytest.raises(ActionRefused, match="tested by that already"):
        bind_pledge(pledge, motion, "against", secretary())
    with pytest.raises(ActionRefused, match="Say why"):
        unbind_pledge(test, " ", secretary())
    unbind_pledge(test, "It was amended beyond recognition.", secretary())
    bind_pledge(pledge, motion, "against", secretary())
    assert [t.promised for _pledge, tests in ledger(elected[2]).pledges for t in tests] == ["for", "against"]


def test_pledge_is_not_tested_by_an_amendment_to_another_motion(elected: Elected) -> None:
    _body, members, contest = elected
    motion, _test = bound(elected)
    other = move(motion.meeting, members, title="Mend the gates")
    amendment = move_amendment(other.clauses.get(position=1), "delete", "", members[0], secretary(), members[1])
    with pytest.raises(ActionRefused, match="an amendment to another motion"):
        bind_pledge(contest.pledges.get(), motion, "for", secretary(), amendment=amendment)


def test_ledger_names_nobody_while_the_nominated_are_not_public(
    organisation: Organisation, returning_officer: User
) -> None:
    units = nominating.branches(5)
    contest = nominating.open_contest(returning_officer).contest
    save_pledge(contest, "Open books", "", returning_officer)
    (ann,) = drafts.make_members(1)
    accept(nominating.by_branches(contest, ann, units, returning_officer), ann, "")
    Election.objects.update(announced_at=timezone.now())
    assert Client().get(f"/pledges/{contest.pk}/").status_code == 404
    NominationRules.objects.update(shown_at_once=True)
    assert ann.name in Client().get(f"/pledges/{contest.pk}/").content.decode()
