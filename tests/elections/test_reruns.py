"""An annulled election is run again, in the open."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.candidates import add_candidate, answer_pledges, save_pledge, save_slate
from hustings.elections.actions.contests import add_contest, set_options
from hustings.elections.actions.polls import annul_poll
from hustings.elections.actions.reruns import run_again
from hustings.elections.actions.withdrawals import withdraw_candidate
from hustings.elections.models import Election
from hustings.elections.queries.candidates import comparison

pytestmark = pytest.mark.django_db


@pytest.fixture
def election(organisation: Organisation, returning_officer: User) -> Election:
    by = returning_officer
    election = drafts.make_draft(by)
    contest = drafts.make_seats(election, by)
    slate, pledge = save_slate(contest, "Together", by, "All of us."), save_pledge(contest, "Adopt it", "The code", by)
    for name in ("Ann", "Bob", "Cleo"):
        candidate = add_candidate(contest, name, by, slate=slate, statement=f"I am {name}.", state="accepted")
        answer_pledges(candidate, {pledge: "yes"}, by)
    withdraw_candidate(candidate, by)
    question = add_contest(election, "question", by, title="Adopt it?", eligibility=contest.eligibility)
    set_options(question, ["Yes", "No", "Later"], by)
    Election.objects.filter(pk=election.pk).update(announced_at=timezone.now())
    return election


def test_rerun_has_the_contests_and_who_stood_and_each_page_names_the_other(
    election: Election, returning_officer: User
) -> None:
    with pytest.raises(ActionRefused, match="Only an election that was annulled"):
        run_again(election, returning_officer, "Again")
    annul_poll(election, "Two names were missing from the booklet.", returning_officer)
    again = run_again(election, returning_officer, "Committee 2026, run again")
    seats, question = again.contests.all()
    assert [(row.candidate.name, row.candidate.statement, str(row.candidate.slate), row.answers) for row in
            comparison(seats).rows] == [
        ("Ann", "I am Ann.", "Together", ("yes",)),
        ("Bob", "I am Bob.", "Together", ("yes",)),
    ]  # fmt: skip
    assert [option.text for option in question.options.all()] == ["Yes", "No", "Later"]
    assert (seats.roll, again.freeze_on, again.draw_seed) == (None, None, "")
    with pytest.raises(ActionRefused, match="run again already"):
        run_again(election, returning_officer, "Once more")
    old = f"/elections/{election.slug}/"
    assert "It is run again" not in Client().get(old).content.decode()  # until it is announced
    Election.objects.filter(pk=again.pk).update(announced_at=timezone.now())
    assert f'href="/elections/{again.slug}/"' in Client().get(old).content.decode()
    page = Client().get(f"/elections/{again.slug}/").content.decode()
    assert f'href="{old}"' in page and "that was annulled" in page


def test_rerun_without_candidates_is_begun_from_the_office(election: Election, returning_officer: User) -> None:
    annul_poll(election, "A fault in the notice.", returning_officer)
    client = Client()
    client.force_login(returning_officer)
    office = f"/office/elections/{election.slug}/"
    assert f"{office}run-again/" in client.get(office).content.decode()
    chosen = [contest.pk for contest in election.contests.all()]
    typed = {"name": "Again", "who_stands": "nobody", "contests": chosen}
    page = client.post(f"{office}run-again/", typed, follow=True).content.decode()
    assert "It runs again an annulled election" in page
    again = Election.objects.get(runs_again=election)
    assert not any(contest.candidates.exists() for contest in again.contests.all())
    assert client.get(f"{office}run-again/").status_code == 404
