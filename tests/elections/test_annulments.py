"""One contest of an election is annulled, while the others stand, and is run again by another election."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from tests.elections import drafts, polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.annulments import annul_contest
from hustings.elections.actions.candidates import add_candidate
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.nominations import close_nominations, enter_nomination, nominate, set_rules
from hustings.elections.actions.polls import annul_poll
from hustings.elections.actions.reruns import run_again
from hustings.elections.declaration_pdf import declaration_pdf
from hustings.elections.models import Candidate, Contest, ContestAnnulment, Election, NominationRules
from hustings.elections.queries.nominations import close_of, counting, limits, support, threshold
from hustings.elections.queries.results import outcome
from hustings.franchise.models import EligibilityRule
from hustings.register.models import Unit

pytestmark = pytest.mark.django_db
REASON = "A name was missing from its ballot."


@pytest.fixture
def contests(organisation: Organisation, returning_officer: User) -> tuple[Contest, Contest]:
    """The chair and the committee, neither contested; counted, and not declared."""
    election = drafts.make_draft(returning_officer)
    chair = drafts.make_seats(election, returning_officer, seats=1, names=("Ann",), title="Chair")
    rule = chair.eligibility
    committee = drafts.make_seats(election, returning_officer, title="Committee", eligibility=rule)
    for name in ("Bob", "Cleo"):
        add_candidate(committee, name, returning_officer, state="accepted")
    with pytest.raises(ActionRefused, match="not set up yet"):
        annul_contest(chair, REASON, returning_officer)
    Election.objects.update(state="tallied", announced_at=timezone.now())
    return Contest.objects.get(title="Chair"), Contest.objects.get(title="Committee")


def test_annulled_contest_is_not_declared_and_the_other_is(
    contests: tuple[Contest, Contest], returning_officer: User
) -> None:
    chair, committee = contests
    with pytest.raises(ActionRefused, match="Say why"):
        annul_contest(chair, " ", returning_officer)
    annul_contest(chair, REASON, returning_officer)
    for contest, refusal in ((chair, "annulled already"), (committee, "annul the election instead")):
        with pytest.raises(ActionRefused, match=refusal):
            annul_contest(contest, REASON, returning_officer)
    declaration = declare(chair.election, "", returning_officer)
    told = Client().get(f"/elections/{chair.election.slug}/declaration.json").json()["document"]
    assert f'"annulled":"{REASON}"' in told and '"elected":["Bob","Cleo"]' in told and "Ann" not in told
    assert declaration_pdf(declaration).startswith(b"%PDF")
    for address in ("", "result/", "declaration/"):
        page = Client().get(f"/elections/{chair.election.slug}/{address}").content.decode()
        assert (REASON in page and "Bob" in page) or not address
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ContestAnnulment.objects.all().delete()


def test_annulled_after_the_declaration_is_said_by_a_further_one(
    contests: tuple[Contest, Contest], returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    chair, _committee = contests
    declare(chair.election, "Saul Scrutineer", returning_officer)
    office = f"/office/elections/{chair.election.slug}/"
    page = client_of(returning_officer).post(f"{office}contests/{chair.pk}/annul/", {"reason": REASON}, follow=True)
    assert "This contest was annulled on" in page.content.decode()
    first, second = chair.election.declarations.all()
    assert second.corrects == first and f"‘Chair’ is annulled. {REASON}" in second.document
    assert "Saul Scrutineer" in second.document
    assert outcome(chair).elected == ()


def test_annulled_contest_alone_is_run_again_and_each_names_the_other(
    contests: tuple[Contest, Contest], returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    chair, committee = contests
    before = chair.election
    with pytest.raises(ActionRefused, match="Only an election that was annulled, or an annulled contest"):
        run_again(before, returning_officer, "Again")
    annul_contest(chair, REASON, returning_officer)
    with pytest.raises(ActionRefused, match="Choose which"):
        run_again(before, returning_officer, "Again", contests=[committee])
    browser = client_of(returning_officer)
    typed = {"name": "Chair, again", "who_stands": "same", "contests": [chair.pk]}
    browser.post(f"/office/elections/{before.slug}/run-again/", typed)
    again = Contest.objects.get(runs_again=chair)
    assert again.election.contests.count() == 1 and again.election.runs_again is None
    assert [candidate.name for candidate in again.candidates.all()] == ["Ann"]
    Election.objects.update(announced_at=timezone.now())
    assert "Chair, again" in Client().get(f"/elections/{before.slug}/").content.decode()
    page = Client().get(f"/elections/{again.election.slug}/").content.decode()
    assert "runs again an annulled contest of" in page
    with pytest.raises(ActionRefused, match="run again already"):
        run_again(before, returning_officer, "Once more")


def test_voter_reads_in_the_booth_that_a_contest_is_annulled_and_a_candidate_withdrew(
    organisation: Organisation,
) -> None:
    members = polls.make_members(2)
    board = polls.ready_poll(members)
    _seats, question = board.contests.all()
    annul_contest(question, REASON, polls.officer())
    Candidate.objects.filter(name="Bob").update(withdrawn_at=timezone.now())
    facts = polls.browser(members[0]).get(f"/vote/{board.uuid}/booth.json").json()
    assert REASON in facts["questions"][1]["hint"] and REASON not in facts["questions"][0]["hint"]
    assert [answer["detail"] for answer in facts["questions"][0]["answers"]] == ["", "has withdrawn", ""]


@pytest.fixture
def nominated(organisation: Organisation, returning_officer: User) -> NominationRules:
    """Ann was nominated by two branches and stands; Bob by one and lapsed. The whole election was annulled."""
    now, by = timezone.now(), returning_officer
    moments = {"nominations_open_at": now - timedelta(days=9), "nominations_close_at": now + timedelta(hours=1)}
    later = {"freeze_on": (now + timedelta(days=1)).date(), "challenges_end_at": now + timedelta(days=2)}
    election = drafts.make_draft(by, **moments, **later, opens_at=now + timedelta(days=3))
    contest = drafts.make_seats(election, by, seats=1)
    units = [Unit.objects.create(name=f"Branch {n}", kind="branch", code=f"B{n}") for n in (1, 2)]
    year = EligibilityRule.objects.create(name="Twelve months", conditions={"is": "member_for", "months": 12})
    rules = set_rules(
        contest, by, may_stand=year, may_nominate=contest.eligibility, unit_kind="branch", names_per_unit=9,
        units_needed=2, names_per_member=1, members_needed=3,
    )  # fmt: skip
    ann, bob, cleo = drafts.make_members(3)
    for unit in units:
        enter_nomination(contest, ann, by, unit=unit)
    enter_nomination(contest, bob, by, unit=units[0])
    nominate(contest, ann, cleo)
    Candidate.objects.update(state="accepted", accepted_at=now, statement="Here I stand.")
    Election.objects.update(nominations_close_at=now - timedelta(minutes=1))
    close_nominations(contest, by)
    annul_poll(election, REASON, by)
    return NominationRules.objects.get(pk=rules.pk)


@pytest.mark.parametrize("who_stands", ["nobody", "same", "same_alone"])
def test_rules_of_nomination_are_carried_over_and_nominations_as_the_officer_chooses(
    nominated: NominationRules, returning_officer: User, who_stands: str
) -> None:
    again = run_again(nominated.contest.election, returning_officer, "Again", who_stands=who_stands)
    contest = again.contests.get()
    rules = NominationRules.objects.select_related("contest__election").get(contest=contest)
    assert (limits(rules), threshold(rules)) == (limits(nominated), threshold(nominated))
    assert (rules.may_stand, rules.late_withdrawal) == (nominated.may_stand, nominated.late_withdrawal)
    if who_stands == "nobody":
        assert not contest.candidates.exists()
    else:
        candidate = contest.candidates.get()
        assert (candidate.member.number, candidate.statement) == ("0001", "Here I stand.")
        assert support(rules, candidate).is_enough and counting(candidate).count() == 3
    assert (close_of(contest) is not None) == (who_stands == "same_alone")
