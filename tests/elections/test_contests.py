"""Contests and the answers of questions."""

from typing import Any

import pytest
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.candidates import save_slate
from hustings.elections.actions.contests import add_contest, change_contest, remove_contest, set_options
from hustings.elections.actions.elections import freeze_rolls
from hustings.elections.actions.preview import see_ballot
from hustings.elections.models import Contest, Election
from hustings.elections.queries.contests import answers, is_contested

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation, returning_officer: User) -> Election:
    return drafts.make_draft(returning_officer)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"seats": None}, "seats"),
        ({"seats": 0}, "seats"),
        ({"seats": 3, "max_choices": 4}, "max_choices"),
        ({"seats": 3, "max_choices": 0}, "max_choices"),
        ({"seats": 3, "max_choices": 2, "min_choices": 3}, "min_choices"),
        ({"seats": 3, "max_choices": 3, "rule": "fptp"}, "max_choices"),
    ],
)
def test_seats_with_impossible_choices_are_refused(
    draft: Election, returning_officer: User, details: dict[str, Any], field: str
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        add_contest(draft, "seats", returning_officer, title="A", eligibility=drafts.make_rule(), **details)
    assert refusal.value.field == field
    assert not Contest.objects.exists()


def test_question_takes_one_answer_whatever_is_typed(draft: Election, returning_officer: User) -> None:
    question = add_contest(
        draft, "question", returning_officer, title="Adopt?", eligibility=drafts.make_rule(), seats=3, max_choices=5
    )
    assert (question.seats, question.min_choices, question.max_choices) == (None, 1, 1)


def test_contests_stand_in_the_order_in_which_they_were_added(draft: Election, returning_officer: User) -> None:
    titles = ["First", "Second", "Third"]
    contests = [drafts.make_seats(draft, returning_officer, title=title) for title in titles]
    remove_contest(contests[1], returning_officer)
    drafts.make_seats(draft, returning_officer, title="Fourth")
    assert list(draft.contests.values_list("title", flat=True)) == ["First", "Third", "Fourth"]


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["Yes"], "at least two"),
        (["Yes", "  ", ""], "at least two"),
        (["Yes", "No", "Yes "], "twice"),
        (["Yes", "n" * 201], "longer than 200"),
        ([f"Answer {n}" for n in range(31)], "at most 30"),
    ],
)
def test_answers_that_cannot_stand_on_a_ballot_are_refused(
    draft: Election, returning_officer: User, texts: list[str], why: str
) -> None:
    question = add_contest(draft, "question", returning_officer, title="Adopt?", eligibility=drafts.make_rule())
    set_options(question, ["Yes", "No"], returning_officer)
    with pytest.raises(ActionRefused, match=why):
        set_options(question, texts, returning_officer)
    assert [answer.label for answer in answers(question)] == ["Yes", "No"]


def test_contest_with_a_slate_is_not_removed(draft: Election, returning_officer: User) -> None:
    contest = drafts.make_seats(draft, returning_officer)
    save_slate(contest, "Together", returning_officer)
    with pytest.raises(ActionRefused, match="no longer be removed"):
        remove_contest(contest, returning_officer)


def test_franchise_of_a_frozen_roll_is_not_changed(draft: Election, returning_officer: User) -> None:
    drafts.make_members(2)
    contest = drafts.make_seats(draft, returning_officer)
    freeze_rolls(draft, returning_officer)
    with pytest.raises(ActionRefused, match="has been frozen") as refusal:
        change_contest(contest, returning_officer, eligibility=drafts.make_rule("Others"))
    assert refusal.value.field == "eligibility"
    change_contest(contest, returning_officer, title="Council")
    assert Contest.objects.get().title == "Council"


def test_contest_of_a_poll_that_is_set_up_is_not_changed(draft: Election, returning_officer: User) -> None:
    contest = drafts.make_seats(draft, returning_officer)
    Election.objects.update(state="ready")
    with pytest.raises(ActionRefused, match="fixed its ballots"):
        change_contest(contest, returning_officer, title="Council")


def test_change_after_the_ballot_was_looked_at_asks_for_another_look(draft: Election, returning_officer: User) -> None:
    contest = drafts.make_seats(draft, returning_officer, names=("Ann", "Bob", "Cleo"))
    see_ballot(draft, returning_officer)
    assert Election.objects.get().ballot_seen_at
    change_contest(contest, returning_officer, title="Council")
    assert Election.objects.get().ballot_seen_at is None


def test_ballot_without_answers_cannot_be_found_right(draft: Election, returning_officer: User) -> None:
    drafts.make_seats(draft, returning_officer)
    with pytest.raises(ActionRefused, match="nothing to choose"):
        see_ballot(draft, returning_officer)


@pytest.mark.parametrize(("names", "contested"), [((), False), (("Ann", "Bob"), False), (("Ann", "Bob", "Cleo"), True)])
def test_contest_with_no_more_candidates_than_seats_is_not_contested(
    draft: Election, returning_officer: User, names: tuple[str, ...], contested: bool
) -> None:
    assert is_contested(drafts.make_seats(draft, returning_officer, seats=2, names=names)) is contested
