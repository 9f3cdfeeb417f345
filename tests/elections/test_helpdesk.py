"""The helpdesk finds one elector, sees what was sent, sends it again; every look is on the record."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.elections import polls

from hustings.accounts.models import Organisation, Role, User
from hustings.audit.models import AuditEvent
from hustings.elections.actions.notices import send_notice
from hustings.elections.models import Board, MarkedRegister
from hustings.elections.queries import helpdesk
from hustings.jobs.worker import run_pending
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(organisation: Organisation) -> Board:
    board = polls.open_board(polls.make_members(3))
    send_notice(board.election.notices.get(), polls.officer())
    run_pending()
    return board


@pytest.fixture
def desk(make_user: Callable[..., User], client_of: Callable[[User], Client]) -> Client:
    return client_of(make_user(Role.HELPDESK))


def look(desk: Client, board: Board, member: Member) -> str:
    return desk.get(reverse("elections:helpdesk_elector", args=[board.election.slug, member.pk])).content.decode()


def test_desk_finds_an_elector_by_any_word_and_logs_the_search(board: Board, desk: Client) -> None:
    address = reverse("elections:helpdesk", args=[board.election.slug])
    for typed, found in (("member 2", 1), ("m3@pilots", 1), ("MEMBER", 3), ("nobody", 0)):
        text = desk.get(address, {"q": typed}).content.decode()
        assert f"{found} elector" in text
        assert AuditEvent.objects.filter(verb="elections.helpdesk_searched").last().facts == {"found": found}
    assert "at least 3" in desk.get(address, {"q": "m"}).content.decode()
    facts = str(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert "pilots" not in facts


def test_desk_finds_nobody_who_is_not_an_elector(board: Board, desk: Client) -> None:
    stranger = Member.objects.create(number="x9", name="Member Stranger")
    text = desk.get(reverse("elections:helpdesk", args=[board.election.slug]), {"q": "stranger"}).content.decode()
    assert "Nobody on a roll of this poll" in text
    for name, arguments in (("helpdesk_elector", []), ("helpdesk_send", []), ("letter_one", ["links"])):
        address = reverse(f"elections:{name}", args=[board.election.slug, stranger.pk, *arguments])
        method = desk.get if name == "helpdesk_elector" else desk.post
        assert method(address).status_code == 404


def test_look_shows_what_was_sent_and_never_whether_they_voted(board: Board, desk: Client) -> None:
    member = Member.objects.earliest("pk")
    before = look(desk, board, member)
    assert "The poll is open: voting link" in before and "Sent" in before
    event = AuditEvent.objects.get(verb="elections.helpdesk_looked")
    assert (event.actor_kind, event.facts) == ("user", {"member": member.pk})
    polls.vote(board, member)
    assert MarkedRegister.objects.filter(voted_on__isnull=False).count() == 1

    def without_token(page: str) -> list[str]:
        return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "nonce" not in line]

    assert without_token(look(desk, board, member)) == without_token(before)


def test_desk_sends_the_same_link_again(board: Board, desk: Client) -> None:
    member = Member.objects.earliest("pk")
    first = next(letter.body for letter in mail.outbox if letter.to == [member.email])
    mail.outbox.clear()
    answer = desk.post(reverse("elections:helpdesk_send", args=[board.election.slug, member.pk]), follow=True)
    assert "being sent again" in answer.content.decode()
    run_pending()
    assert [letter.body for letter in mail.outbox] == [first]
    assert AuditEvent.objects.filter(verb="elections.link_sent_again").count() == 1


def test_desk_sends_nothing_again_where_nothing_was_kept(organisation: Organisation, desk: Client) -> None:
    board = polls.open_board(polls.make_members(1), keep_credentials=False)
    send_notice(board.election.notices.get(), polls.officer())
    run_pending()
    member = Member.objects.get()
    assert "deleted from this server once it was sent" in look(desk, board, member)
    address = reverse("elections:helpdesk_send", args=[board.election.slug, member.pk])
    assert "cannot be sent again" in desk.post(address, follow=True).content.decode()


def test_search_shows_a_few_and_says_that_there_may_be_more(
    board: Board, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helpdesk, "MOST", 2)
    monkeypatch.setattr("hustings.elections.views.helpdesk.MOST", 2)
    text = desk.get(reverse("elections:helpdesk", args=[board.election.slug]), {"q": "member"}).content.decode()
    assert "2 electors found" in text and "There may be more" in text


def test_index_lists_polls_in_hand(board: Board, desk: Client) -> None:
    assert board.election.name in desk.get(reverse("elections:helpdesk_index")).content.decode()
    polls.close(board)
    assert "No poll is set up or open" in desk.get(reverse("elections:helpdesk_index")).content.decode()
