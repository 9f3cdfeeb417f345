"""The booklet of statements: what it holds, and that the poll does not open on one that is not complete."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections import checklist
from hustings.elections.actions.booklets import issue_booklet
from hustings.elections.actions.candidates import (
    add_candidate,
    answer_pledges,
    change_candidate,
    draw_order,
    save_pledge,
    save_slate,
)
from hustings.elections.actions.contests import change_contest
from hustings.elections.actions.withdrawals import withdraw_candidate
from hustings.elections.booklet_pdf import booklet_pdf
from hustings.elections.booklets import gaps
from hustings.elections.markdown import paragraphs
from hustings.elections.models import Booklet, Candidate, Contest, Election, Pledge

pytestmark = pytest.mark.django_db
STATEMENT = "# Why\n\nI *stand* for:\n\n- paths\n- [maps](https://maps.example)\n\n<script>alert(1)</script>"


@pytest.fixture
def contest(organisation: Organisation, returning_officer: User) -> Contest:
    """Three candidates, a slate and a pledge; the order is drawn, and the booklet issued."""
    by = returning_officer
    contest = drafts.make_seats(drafts.make_draft(by), by)
    slate = save_slate(contest, "Together", by, statement="We stand together.")
    pledge = save_pledge(contest, "Adopt it in full", "The code of conduct", by)
    for name, statement in (("Ann", STATEMENT), ("Bob", "Trust me."), ("Cleo Żak", "")):
        candidate = add_candidate(contest, name, by, statement=statement, state="accepted", slate=slate)
        answer_pledges(candidate, {pledge: "yes"}, by)
    draw_order(contest.election, by, "dice")
    issue_booklet(contest.election, by)
    Election.objects.filter(pk=contest.election_id).update(announced_at="2026-01-01T00:00Z")
    return contest


def point(election: Election) -> checklist.Point:
    return next(point for point in checklist.points(election) if "booklet" in point.name)


def test_issued_booklet_is_complete_and_names_everybody_in_the_drawn_order(contest: Contest) -> None:
    booklet = Booklet.objects.get()
    assert gaps(contest.election, booklet) == []
    assert point(contest.election).done
    names = [candidate["name"] for candidate in json.loads(booklet.document)["contests"][0]["candidates"]]
    assert names == list(contest.candidates.order_by("drawn_order").values_list("name", flat=True))


def test_each_change_after_the_issue_is_named_and_keeps_the_poll_shut(
    contest: Contest, returning_officer: User
) -> None:
    by, booklet = returning_officer, Booklet.objects.get()
    ann, bob, cleo = contest.candidates.order_by("name")
    change_candidate(ann, by, statement="Another")
    change_candidate(bob, by, slate=None)
    answer_pledges(cleo, {Pledge.objects.get(): "no"}, by)
    add_candidate(contest, "Dan", by, state="accepted")
    found = gaps(contest.election, booklet)
    assert sorted(found) == [
        "Cleo Żak has answered a pledge otherwise.",
        "Dan stands in ‘Committee’ and is missing.",
        "The slate of Bob is another one now.",
        "The statement of Ann is another one now.",
    ]
    assert not point(contest.election).done and not point(contest.election).warning
    withdraw_candidate(bob, by)
    assert "Bob is in it, and does not stand in ‘Committee’." in gaps(contest.election, booklet)
    with pytest.raises(ActionRefused, match="Draw the order"):
        issue_booklet(contest.election, by)
    draw_order(contest.election, by, "dice again")
    assert issue_booklet(contest.election, by).number == 2
    assert point(contest.election).done
    with pytest.raises(ActionRefused, match="nothing to change"):
        issue_booklet(contest.election, by)
    change_contest(contest, by, text="For two years.")
    save_slate(contest, "Apart", by)
    drafts.make_seats(contest.election, by, title="Auditors")
    assert gaps(contest.election, Booklet.objects.get(number=2)) == [
        "The title, the text or the seats of ‘Committee’ have changed.",
        "The slates of ‘Committee’ have changed.",
        "‘Auditors’ is missing.",
    ]


def test_another_order_is_a_gap_and_an_issued_booklet_is_never_edited(contest: Contest) -> None:
    for place, candidate in enumerate(contest.candidates.order_by("-drawn_order")):
        Candidate.objects.filter(pk=candidate.pk).update(drawn_order=place)
    assert gaps(contest.election, Booklet.objects.get()) == [
        "The candidates of ‘Committee’ are not in the drawn order."
    ]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Booklet.objects.update(document="")


def test_nobody_is_printed_who_has_not_accepted(contest: Contest, returning_officer: User) -> None:
    Candidate.objects.filter(name="Ann").update(state="nominated")
    with pytest.raises(ActionRefused, match="Ann has not accepted yet"):
        issue_booklet(contest.election, returning_officer)
    Election.objects.update(state="open")
    with pytest.raises(ActionRefused, match="The poll has opened"):
        issue_booklet(contest.election, returning_officer)


def test_booklet_is_read_as_a_page_and_as_a_pdf(contest: Contest, tmp_path: Path) -> None:
    address = f"/elections/{contest.election.slug}/booklet"
    page = Client().get(f"{address}/").content.decode()
    for text in ("Ann", "Trust me.", "Cleo Żak", "No statement was handed in.", "We stand together.", "dice"):
        assert text in page
    assert "<script>alert" not in page
    assert Client().get(f"{address}.pdf")["Content-Type"] == "application/pdf"
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: apt-get install poppler-utils")
    (tmp_path / "booklet.pdf").write_bytes(booklet_pdf(Booklet.objects.get()))
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "booklet.pdf", "-"], capture_output=True, text=True
    ).stdout
    for words in ("Ann", "I stand for:", "– paths", "maps (https://maps.example)", "Trust me.", "Cleo Żak", "Adopt it"):
        assert words in text


def test_markdown_on_plain_paper_keeps_every_word() -> None:
    text = "## Plans\n\nFirst\nline\n\n3. three\n4. four `code`\n\n> quoted **words**\n\nhttps://a.example"
    assert [(p.text, p.is_heading) for p in paragraphs(text)] == [
        ("Plans", True),
        ("First\nline", False),
        ("3. three", False),
        ("4. four code", False),
        ("quoted words", False),
        ("https://a.example", False),
    ]
