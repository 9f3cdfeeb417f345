"""The returning officer's pages: a whole set-up through forms, and what bad input brings."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from tests.elections import drafts

from hustings.accounts.models import Organisation, User
from hustings.accounts.queries import local
from hustings.elections.models import Candidate, Contest, Election, Notice, Option, Pledge
from hustings.elections.timetable import Moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(organisation: Organisation, returning_officer: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(returning_officer)


@pytest.fixture
def draft(returning_officer: User, officer: Client) -> Election:
    return drafts.make_draft(returning_officer)


def typed(moments: dict[str, Moment]) -> dict[str, str]:
    """A timetable as the form sends it, in the organisation's time zone."""
    fields = {"freeze_on": str(moments.pop("freeze_on"))}
    for name, moment in moments.items():
        fields[f"{name}_0"] = f"{local(moment):%Y-%m-%d}" if moment else ""
        fields[f"{name}_1"] = f"{local(moment):%H:%M}" if moment else ""
    return fields


def text(response: HttpResponse) -> str:
    return response.content.decode()


def page_after(client: Client, address: str, data: dict[str, Any]) -> str:
    """Send a form that is right, and return the page to which it leads."""
    response = client.post(address, data, follow=True)
    assert response.redirect_chain, text(response)
    assert response.status_code == 200
    return text(response)


def refusal(client: Client, address: str, data: dict[str, Any]) -> str:
    """Send a form that is wrong: the page says so in its summary, and keeps every word that was typed."""
    response = client.post(address, data)
    page = text(response)
    assert response.status_code == 200
    assert "govuk-error-summary" in page
    for value in data.values():
        assert escape(str(value).split("\n")[0]) in page
    return page


def test_officer_sets_an_election_up_through_the_pages(officer: Client, returning_officer: User) -> None:
    drafts.make_members(12)
    rule = drafts.make_rule()
    page = page_after(
        officer,
        "/office/elections/new/",
        {"name": "Committee 2026", "group": "Ed25519", "credential_mode": "server", "description": "**Vote**"},
    )
    assert "The timetable is set" in page
    office = "/office/elections/committee-2026/"
    page_after(officer, f"{office}timetable/", typed(drafts.timetable()))
    page_after(
        officer,
        f"{office}contests/new/seats/",
        {
            "title": "Committee", "eligibility": rule.pk, "seats": 2, "rule": "block", "min_choices": 1,
            "max_choices": 2, "blank_allowed": "on", "body_name": "Committee", "term": "2026 to 2028",
        },
    )  # fmt: skip
    page_after(
        officer,
        f"{office}contests/new/question/",
        {"title": "Adopt the code?", "eligibility": rule.pk, "blank_allowed": "on", "answers": "Yes\nNo\n"},
    )
    seats = Contest.objects.get(kind="seats")
    contest = f"{office}contests/{seats.pk}/"
    page_after(officer, f"{contest}slates/new/", {"name": "Together", "statement": "We *stand* together."})
    page_after(officer, f"{contest}pledges/new/", {"text": "Adopt it in full", "decision": "The code of conduct"})
    page_after(officer, f"{contest}candidates/new/", {"name": "Ann", "number": "0001", "statement": "I will."})
    page = page_after(
        officer, f"{contest}candidates/paste/", {"table": "name,slate,number\nBob,Together,0002\nCleo,,\nDan,Together,"}
    )
    assert "Nominated" in page
    ann = Candidate.objects.get(name="Ann")
    page_after(
        officer,
        f"{contest}candidates/{ann.pk}/",
        {"name": "Ann Archer", "number": "0001", "accepted": "on", "statement": "I will."},
    )
    pledge = Pledge.objects.get()
    page_after(officer, f"{contest}candidates/{ann.pk}/answers/", {f"pledge_{pledge.pk}": "yes"})
    dan = Candidate.objects.get(name="Dan")
    page_after(officer, f"{contest}candidates/{dan.pk}/withdraw/", {"reason": "Moved abroad"})
    page_after(officer, f"{office}draw/", {"seed": "1 2 3"})
    page_after(officer, f"{office}freeze/", {"on": str(Election.objects.get().freeze_on)})
    ballot = text(officer.get(f"{office}ballot/"))
    assert ballot.index("Committee") < ballot.index("Adopt the code?")
    assert "Ann Archer" in ballot
    assert "Dan" not in ballot
    page_after(officer, f"{office}ballot/", {})
    page_after(officer, f"{office}announce/", {})
    draft = text(officer.get(f"{office}notices/new/credentials/"))
    assert "{election}: your voting link" in draft
    page_after(officer, f"{office}notices/new/credentials/", {"subject": "Vote", "body": "Dear {name}, {link}"})
    notice = Notice.objects.get()
    page = page_after(officer, f"{office}notices/{notice.pk}/send-to-me/", {})
    assert [letter.to for letter in mail.outbox] == [[returning_officer.email]]
    assert "Send it to everybody" in page
    page = text(officer.get(office))
    assert "12 electors as at" in page
    assert list(Option.objects.values_list("text", flat=True)) == ["Yes", "No"]
    seats.refresh_from_db()
    assert (seats.seats, seats.max_choices, seats.body_name) == (2, 2, "Committee")


def test_new_election_without_a_name_is_refused(officer: Client) -> None:
    page = refusal(officer, "/office/elections/new/", {"name": "", "description": "About <it>"})
    assert 'href="#id_name"' in page
    assert not Election.objects.exists()


def test_timetable_out_of_order_names_both_moments_and_keeps_what_was_typed(officer: Client, draft: Election) -> None:
    now = timezone.now()
    wanted = drafts.timetable(closes_at=now + timedelta(hours=2), opens_at=now + timedelta(hours=3))
    page = refusal(officer, f"/office/elections/{draft.slug}/timetable/", typed(wanted))
    assert "‘poll closes’" in page
    assert "must be after ‘poll opens’" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("opens_at_0", "31/02/2030", "Write the date as day, month and year"),
        ("opens_at_0", "", "Write the date as day, month and year"),
        ("opens_at_1", "25:00", "Write the time of day"),
        ("opens_at_1", "", "Write the time of day"),
        ("freeze_on", "soon", "Enter a valid date"),
        ("freeze_on", "", "Say when: freeze date"),
    ],
)
def test_date_or_time_that_is_none_is_refused(
    officer: Client, draft: Election, field: str, value: str, sentence: str
) -> None:
    page = refusal(officer, f"/office/elections/{draft.slug}/timetable/", {**typed(drafts.timetable()), field: value})
    assert sentence in page


def test_times_are_those_of_the_organisation(officer: Client, draft: Election) -> None:
    Organisation.objects.update(time_zone="America/New_York")
    fields = typed(drafts.timetable())
    fields.update(closes_at_0="2030-07-01", closes_at_1="18:00", declare_by_0="", declare_by_1="")
    page_after(officer, f"/office/elections/{draft.slug}/timetable/", fields)
    draft.refresh_from_db()
    assert draft.closes_at.isoformat() == "2030-07-01T22:00:00+00:00"
    page = text(officer.get(f"/office/elections/{draft.slug}/timetable/"))
    assert 'value="2030-07-01"' in page
    assert 'value="18:00"' in page


def test_hour_that_the_clocks_skip_is_refused(officer: Client, draft: Election) -> None:
    fields = typed(drafts.timetable())
    fields.update(closes_at_0="2030-03-31", closes_at_1="01:30")
    refusal(officer, f"/office/elections/{draft.slug}/timetable/", fields)


def test_change_after_the_announcement_asks_for_a_reason_and_shows_it(
    officer: Client, draft: Election, returning_officer: User
) -> None:
    drafts.make_seats(draft, returning_officer)
    page_after(officer, f"/office/elections/{draft.slug}/announce/", {})
    moments = drafts.timetable()
    for name in ("nominations_open_at", "nominations_close_at", "challenges_end_at", "freeze_on", "opens_at"):
        moments[name] = getattr(draft, name)
    fields = typed({**moments, "closes_at": draft.closes_at + timedelta(hours=1), "declare_by": None})
    page = refusal(officer, f"/office/elections/{draft.slug}/timetable/", fields)
    assert "Give a reason" in page
    page_after(officer, f"/office/elections/{draft.slug}/timetable/", {**fields, "reason": "The hall is taken"})
    assert "The hall is taken" in text(Client().get(f"/elections/{draft.slug}/"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seats": ""}, 'href="#id_seats"'),
        ({"seats": "many"}, "whole number"),
        ({"max_choices": "3"}, "at most as many as there are seats (2)"),
        ({"rule": "approval"}, "not one of the available choices"),
        ({"eligibility": "999"}, "not one of the available choices"),
        ({"rule": "fptp"}, "first past the post"),
        ({"title": "x" * 201}, "at most 200 characters"),
    ],
)
def test_contest_with_bad_input_is_refused(
    officer: Client, draft: Election, changes: dict[str, str], sentence: str
) -> None:
    data = {
        "title": "Committee", "eligibility": str(drafts.make_rule().pk), "seats": "2", "rule": "block",
        "min_choices": "1", "max_choices": "2", **changes,
    }  # fmt: skip
    response = officer.post(f"/office/elections/{draft.slug}/contests/new/seats/", data)
    assert sentence in text(response)
    assert not Contest.objects.exists()


def test_question_with_one_answer_is_refused_and_no_contest_is_left(officer: Client, draft: Election) -> None:
    page = refusal(
        officer,
        f"/office/elections/{draft.slug}/contests/new/question/",
        {"title": "Adopt?", "eligibility": drafts.make_rule().pk, "answers": "Perhaps"},
    )
    assert 'href="#id_answers"' in page
    assert not Contest.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "statement": "I stand."}, 'href="#id_name"'),
        ({"name": "Ann", "number": "9999"}, "No member has this number"),
        ({"name": "Ann", "statement": "word " * 501}, "Take out at least 1"),
        ({"name": "Bob", "statement": "I stand."}, "a candidate called Bob already"),
    ],
)
def test_candidate_with_bad_input_is_refused(
    officer: Client, draft: Election, returning_officer: User, data: dict[str, str], sentence: str
) -> None:
    contest = drafts.make_seats(draft, returning_officer, names=("Bob",))
    response = officer.post(f"/office/elections/{draft.slug}/contests/{contest.pk}/candidates/new/", data)
    assert sentence in text(response)
    assert data.get("statement", "") in text(response)
    assert Candidate.objects.count() == 1


def test_pasted_table_with_faults_adds_nobody_and_names_every_line(
    officer: Client, draft: Election, returning_officer: User
) -> None:
    contest = drafts.make_seats(draft, returning_officer)
    page = refusal(
        officer,
        f"/office/elections/{draft.slug}/contests/{contest.pk}/candidates/paste/",
        {"table": "name,number\nAnn,77\n,\nBob,88"},
    )
    assert "Line 2, column number" in page
    assert "Line 4, column number" in page
    assert not Candidate.objects.exists()


def test_notice_with_an_unknown_word_in_braces_is_refused(officer: Client, draft: Election) -> None:
    page = refusal(
        officer,
        f"/office/elections/{draft.slug}/notices/new/reminder/",
        {"subject": "Hello", "body": "Dear {nmae}"},
    )
    assert "{nmae} cannot stand here" in page
    assert not Notice.objects.exists()


def test_button_that_cannot_be_pressed_says_why(officer: Client, draft: Election) -> None:
    page = page_after(officer, f"/office/elections/{draft.slug}/announce/", {})
    assert "Add a contest first" in page


@pytest.mark.parametrize(
    "address",
    [
        "contests/new/nonsense/",
        "contests/999999/",
        "notices/new/nonsense/",
        "notices/999999/",
    ],
)
def test_address_of_nothing_is_not_found(officer: Client, draft: Election, address: str) -> None:
    assert officer.get(f"/office/elections/{draft.slug}/{address}").status_code == 404


def test_candidate_of_another_election_is_not_found(officer: Client, draft: Election, returning_officer: User) -> None:
    other = drafts.make_seats(drafts.make_draft(returning_officer), returning_officer, names=("Ann",))
    candidate = other.candidates.get()
    address = f"/office/elections/{draft.slug}/contests/{other.pk}/candidates/{candidate.pk}/"
    assert officer.get(address).status_code == 404


def test_scrutineer_looks_and_is_shown_no_button(
    draft: Election, returning_officer: User, scrutineer: User, client_of: Callable[[User], Client]
) -> None:
    contest = drafts.make_seats(draft, returning_officer, names=("Ann", "Bob", "Cleo"))
    browser = client_of(scrutineer)
    office = f"/office/elections/{draft.slug}/"
    for address in (office, f"{office}ballot/", f"{office}notices/", f"{office}contests/{contest.pk}/"):
        page = text(browser.get(address))
        main = page[page.index("<main") : page.index("</main>")]
        assert "<form" not in main
        assert "govuk-button" not in main
        for link in re.findall(r'href="(/[^"#]*)', main):
            assert browser.get(link).status_code == 200, link
    assert browser.post(f"{office}ballot/").status_code == 403


def test_second_signature_is_asked_and_given_on_the_page(
    draft: Election, officer: Client, make_user: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    Organisation.objects.update(two_people=True)
    office = f"/office/elections/{draft.slug}/"
    assert "too early" in page_after(officer, f"{office}signatures/open/ask/", {})
    Election.objects.update(state="ready")
    page = page_after(officer, f"{office}signatures/open/ask/", {})
    assert "not signed yet" in page
    second = client_of(make_user("administrator", name="Ada Second"))
    page = page_after(second, f"{office}signatures/open/give/", {})
    assert "signed by Ada Second" in page
    assert officer.post(f"{office}signatures/sing/ask/").status_code == 404
    assert second.post(f"{office}signatures/close/give/").status_code == 404
