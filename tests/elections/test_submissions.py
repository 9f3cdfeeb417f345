"""What trustees hand in of large polls: checked by a job, published only then, refused with the reason."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from tests.elections import desks, polls, ranked_polls

from hustings import voting
from hustings.accounts.models import Organisation, User
from hustings.elections.actions import submissions
from hustings.elections.actions.polls import annul_poll, close_poll
from hustings.elections.measured_checks import MeasuredChecker
from hustings.elections.models import Board, Submission
from hustings.elections.queries.boards import setup, tally_to_open
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(
    organisation: Organisation, make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> tuple[Board, desks.Desk]:
    """A board with three rankings, to be shuffled by one trustee: too many to be checked while a browser waits."""
    monkeypatch.setattr(submissions, "CHECKED_AT_ONCE", 2)
    members = polls.make_members(3)
    election = ranked_polls.make_election(polls.make_roll(members))
    alone = desks.single(election, make_user("trustee"))
    desks.make_keys(alone)
    desks.rehearse(alone)
    board = polls.opened(election)
    for member in members:
        ranked_polls.vote(board, member, (1, 2, 0, 0))
    polls.end_time(election)
    close_poll(board.election, polls.officer())
    run_pending()
    return polls.fresh(board), alone


def refusals() -> list[EmailMessage]:
    """The letters that say that something was refused; others call to the next step."""
    return [letter for letter in mail.outbox if "was refused" in letter.subject]


def handed_in(desk: desks.Desk, step: str, **body: str) -> dict[str, Any]:
    """Hand something in that a job is to check; what the desk says then."""
    assert desk.post(step, **(body or desk.text_for(step))).status_code == 202
    return desk.look()


def test_shuffle_and_share_are_on_the_board_only_after_the_job_that_checks_them(
    closed: tuple[Board, desks.Desk],
) -> None:
    board, desk = closed
    for step in ("shuffle", "decrypt"):
        height = polls.fresh(board).height
        said = handed_in(desk, step)
        assert (said["step"], said["check"]) == ("checking", {"percent": 0, "refused": ""})
        assert polls.fresh(board).height == height
        again = desk.post(step, **({"shuffle": "{}"} if step == "shuffle" else {"partial_decryption": "{}"}))
        assert again.status_code == 409 and "still being checked" in again.json()["error"]
        run_pending()
        assert polls.fresh(board).height > height
        assert not Submission.objects.exists()
    assert polls.fresh(board).state == Board.State.COMPLETE
    assert not refusals()


def test_trustee_learns_on_the_desk_and_by_email_why_a_shuffle_was_refused(
    closed: tuple[Board, desks.Desk], client_of: Callable[[User], Client]
) -> None:
    board, desk = closed
    height = polls.fresh(board).height
    forged = json.loads(desk.text_for("shuffle")["shuffle"])
    forged["ciphertexts"][0][0] = forged["ciphertexts"][0][1]
    handed_in(desk, "shuffle", shuffle=json.dumps(forged, separators=(",", ":")))
    run_pending()
    run_pending()
    said = desk.look()
    assert said["step"] == "shuffle" and "ballots may have been changed" in said["check"]["refused"]
    assert polls.fresh(board).height == height
    (letter,) = refusals()
    assert letter.to == [desk.trustee.user.email]
    assert said["check"]["refused"] in letter.body and f"/trustee/{desk.trustee.pk}/" in letter.body
    overview = reverse("elections:keys_overview", args=[board.election.slug])
    assert "ballots may have been changed" in client_of(polls.officer()).get(overview).content.decode()
    refused = Submission.objects.get()
    assert (refused.text, len(refused.fingerprint)) == ("", 43)
    handed_in(desk, "shuffle")
    run_pending()
    assert desk.look()["step"] == "decrypt"


def test_small_board_is_checked_at_once_and_a_refusal_is_told_all_the_same(
    closed: tuple[Board, desks.Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    _board, desk = closed
    monkeypatch.setattr(submissions, "CHECKED_AT_ONCE", 3)
    answer = desk.post("shuffle", shuffle="{}")
    assert answer.status_code == 422
    assert desk.look()["check"]["refused"] == answer.json()["error"]
    run_pending()
    assert len(refusals()) == 1
    desk.do("shuffle")
    assert desk.look()["check"] is None


def test_check_that_was_killed_after_it_published_ends_without_doing_so_again(
    closed: tuple[Board, desks.Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    board, desk = closed
    handed_in(desk, "shuffle")

    def killed(election: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(submissions, "carry_on", killed)
        with pytest.raises(SystemExit):
            run_pending()
    height = polls.fresh(board).height
    assert Submission.objects.exists()
    Job.objects.filter(state=Job.State.RUNNING).update(heartbeat_at="2000-01-01T00:00Z")
    run_pending()
    assert polls.fresh(board).height == height and not Submission.objects.exists()
    assert Job.objects.get(task="elections.check_submission").result == {"accepted": True}


def test_fault_of_the_program_lets_the_trustee_hand_in_again(
    closed: tuple[Board, desks.Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    _board, desk = closed
    handed_in(desk, "shuffle")
    with monkeypatch.context() as patch:
        patch.setitem(submissions.ELEMENTS, Submission.Kind.SHUFFLE, None)
        run_pending()
    said = desk.look()
    assert said["step"] == "shuffle" and "fault in the program" in said["check"]["refused"]
    handed_in(desk, "shuffle")
    run_pending()
    assert desk.look()["step"] == "decrypt"
    assert not refusals()


def test_nothing_is_taken_out_of_turn_or_from_an_annulled_poll(
    closed: tuple[Board, desks.Desk], make_user: Callable[..., User]
) -> None:
    board, desk = closed
    text = desk.text_for("shuffle")["shuffle"]
    urls = desk.look()["urls"]
    assert desk.post("decrypt", partial_decryption="{}").status_code == 409
    other = Client()
    other.force_login(make_user("trustee"))
    body = json.dumps({"shuffle": text})
    assert other.post(urls["shuffle"], body, content_type="application/json").status_code == 403
    handed_in(desk, "shuffle", shuffle=text)
    annul_poll(board.election, "A wrong roll.", polls.officer())
    height = polls.fresh(board).height
    run_pending()
    assert polls.fresh(board).height == height
    assert "takes no shuffles now" in Submission.objects.get().reason


def test_check_says_how_far_it_is(closed: tuple[Board, desks.Desk]) -> None:
    board, _desk = closed
    tally, told = tally_to_open(board), []
    assert tally is not None
    shuffle = voting.shuffle(setup(board), tally.text)
    voting.check_shuffle(setup(board), tally.text, 1, shuffle, MeasuredChecker(setup(board).group, told.append))
    assert told == sorted(set(told))
    assert told[-1] == pytest.approx(submissions.ELEMENTS[Submission.Kind.SHUFFLE] * 3, rel=0.5)
