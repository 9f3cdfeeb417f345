"""What is held on a member, in every app: shown to them whole, and gone from every table and file once erased."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from tests.elections.drafts import make_draft, make_seats
from tests.elections.polls import browser, make_election, make_roll

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.audit.log import verify_chain
from hustings.audit.models import AuditEvent
from hustings.council.models import Body, Meeting, Minutes
from hustings.elections.models import Candidate, Delivery, Election, Notice
from hustings.franchise.models import Challenge, Roll, RollEntry
from hustings.franchise.rolls import summarise
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending
from hustings.register.actions import ask_for_erasure, correct_details, erase, record_event, resign
from hustings.register.models import AddressChange, ErasureRequest, Member, MemberImport, RegisterRules, StandingEvent
from hustings.register.personal_data import held_on, holdings
from hustings.register.queries import standing
from hustings.register.standing import Word
from hustings.register.tasks import look_at_retention

pytestmark = pytest.mark.django_db
NAME, NUMBER, EMAIL = "Zephyrine Quillfeather", "ZQ-77419", "zephyrine@quillfeather.example"
ADDRESS, NEW_EMAIL = "4 Marrowbone Steps\nUpper Thistlewick", "zq@elsewhere.example"
TRACES = [text.lower() for text in ("Zephyrine", "Quillfeather", NUMBER, "Marrowbone", "Thistlewick", "zq@elsewhere")]


@pytest.fixture
def person(organisation: Organisation, membership_secretary: User, returning_officer: User) -> Member:
    """A former member with something in every place that can hold words about them."""
    member = Member.objects.create(
        number=NUMBER, name=NAME, email=EMAIL, postal_address=ADDRESS, date_of_birth=date(1961, 5, 17)
    )
    StandingEvent.objects.create(member=member, kind="joined", effective_on=date(2020, 1, 1))
    other = Member.objects.create(number="2", name="Other")
    member.name = NAME.upper()
    correct_details(member, membership_secretary)
    AddressChange.objects.create(member=member, email=NEW_EMAIL, asked_by=membership_secretary)
    roll = make_roll([member, other])
    Challenge.objects.create(roll=roll, member=member, made_by=other, kind="remove", grounds=f"{NAME} moved away.")
    Challenge.objects.create(roll=roll, member=other, made_by=member, kind="remove", grounds=f"So says {NAME}.")
    contest = make_seats(make_draft(returning_officer), returning_officer)
    Candidate.objects.create(contest=contest, member=member, name=NAME, statement=f"I am {NAME}.")
    notice = Notice.objects.create(election=contest.election, kind="result", created_by=returning_officer)
    Delivery.objects.create(notice=notice, member=member, state="failed", error=f"No such address: {EMAIL}")
    file = MemberImport(created_by=membership_secretary, separator=",", encoding="utf-8", as_at=date(2026, 1, 1))
    file.refused_rows.save("refused.csv", ContentFile(f"1,number,wrong,{NUMBER},{NAME}\n".encode()))
    file.examples = {"changed": [{"row": 2, "number": NUMBER, "changed": ["name"]}]}
    file.save()
    record_event(member, "resigned", date(2026, 1, 31), membership_secretary)
    return member


def everything() -> Iterator[tuple[str, str]]:
    """Every table of the database with what stands in it, and, where it is a file, its very bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, repr(cursor.fetchall()).lower()
    if connection.vendor == "sqlite":
        yield "the file of the database", connection.connection.serialize().decode("latin-1").lower()
    for file in MemberImport.objects.exclude(refused_rows=""):
        yield "refused rows", file.refused_rows.open("rb").read().decode().lower()


def traces() -> set[str]:
    return {place for place, text in everything() for trace in TRACES if trace in text}


def test_every_table_that_points_at_members_is_accounted_for() -> None:
    pointing = {
        (relation.related_model._meta.label, relation.field.name)
        for relation in Member._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    }
    assert pointing - {(holding.table, holding.of) for holding in holdings()} == set()
    for holding in holdings():
        assert holding.kept or holding.removed or holding.table == "register.Member", holding
        assert apps.get_model(holding.table)


def test_erased_person_is_in_no_table_and_no_file(person: Member, membership_secretary: User) -> None:
    before = traces()
    assert {"register_member", "register_addresschange", "franchise_challenge", "elections_candidate"} <= before
    assert {"register_memberimport", "elections_delivery", "refused rows"} <= before
    events = standing(person, date(2025, 1, 1))
    Candidate.objects.update(in_group=True)
    erase(person, membership_secretary)
    assert traces() == set()
    assert not Candidate.objects.filter(in_group=True).exists()
    erased = Member.objects.get(pk=person.pk)
    assert erased.name == f"Former member {erased.number}" and erased.date_of_birth is None
    assert standing(erased, date(2025, 1, 1)) == events
    assert standing(erased, date(2026, 2, 1)).word == Word.RESIGNED
    roll = Roll.objects.get()
    entries = RollEntry.objects.filter(roll=roll).order_by("member_id").values_list("member_id", "unit_id", "weight")
    assert RollEntry.objects.count() == 2 and summarise(roll.salt, roll.as_at, entries).size == 2
    assert verify_chain() is None
    with pytest.raises(ActionRefused, match="erased already"):
        erase(person, membership_secretary)
    erased.email = "back@example.org"
    with pytest.raises(ActionRefused, match="nothing is held on them"):
        correct_details(erased, membership_secretary)
    assert browser(erased).get("/me/").status_code == 302


def test_name_of_a_candidate_stays_in_the_public_record_of_a_poll_alone(
    person: Member, membership_secretary: User
) -> None:
    Election.objects.filter(contests__candidates__member=person).update(state="declared")
    Candidate.objects.update(in_group=True)
    erase(person, membership_secretary)
    assert traces() <= {"elections_candidate", "the file of the database"}
    candidate = Candidate.objects.get(member=person)
    assert (candidate.name, candidate.statement, candidate.in_group) == (NAME, "", True)
    [kept] = [holding.kept for holding in holdings() if holding.table == "elections.Candidate"]
    assert "signed, public record" in str(kept)


def test_nobody_is_erased_while_a_member_or_on_the_roll_of_a_running_poll(
    organisation: Organisation, membership_secretary: User
) -> None:
    member = Member.objects.create(number="1", name="Ann")
    StandingEvent.objects.create(member=member, kind="joined", effective_on=date(2020, 1, 1))
    with pytest.raises(ActionRefused, match="while they are a member"):
        erase(member, membership_secretary)
    with pytest.raises(ActionRefused, match="while they are a member"):
        ask_for_erasure(member)
    from hustings.elections.models import Board

    election = make_election(make_roll([member]))
    Board.objects.create(election=election, roll=Roll.objects.get(), uuid="u", timestamp=1)
    Election.objects.update(state="open")
    resign(member)
    with pytest.raises(ActionRefused, match="not declared yet"):
        erase(member, membership_secretary)


def test_member_reads_and_saves_all_that_is_held(person: Member) -> None:
    client = browser(person)
    page = client.get("/me/data/").content.decode()
    assert "What happened" in page and "Created at" not in page and f"it calls you member {person.pk}," in page
    for text in (NAME.upper(), "Marrowbone Steps", "17 May 1961", "So says Zephyrine", "resigned"):
        assert text in page, text
    saved = client.get("/me/data.json")
    tables = {held["table"]: held for held in json.loads(saved.content)["held"]}
    assert tables["register.Member"]["rows"][0]["email"] == EMAIL
    assert {"register.StandingEvent", "franchise.RollEntry", "elections.Delivery", "conduct.Case"} <= set(tables)
    assert "attachment" in saved["Content-Disposition"]
    # What another person wrote of them in a challenge is theirs: the decision and its reason are what the member reads.
    assert "moved away" not in page


def test_data_of_another_member_is_not_among_it(person: Member) -> None:
    other = Member.objects.get(number="2")
    found = {held.holding.of: held.rows for held in held_on(other) if held.holding.table == "franchise.Challenge"}
    assert found["made_by"][0]["grounds"] == f"{NAME} moved away."  # which they wrote themselves
    others = [held.rows for held in held_on(other) if held.holding.of != "made_by"]
    assert others and not any(trace in repr(others).lower() for trace in TRACES)


def test_former_member_asks_and_the_secretary_erases(
    person: Member, membership_secretary: User, client_of: object
) -> None:
    client, office = browser(person), client_of(membership_secretary)  # type: ignore[operator]
    assert office.post(f"/office/members/{person.pk}/erase/").status_code == 404
    assert "have been asked to erase you" in client.post("/me/data/erase/", follow=True).content.decode()
    assert NAME.upper() in office.get("/office/register/erasures/").content.decode()
    page = office.post(f"/office/members/{person.pk}/erase/", follow=True).content.decode()
    assert "The register knows them as Former member E-" in page
    assert not ErasureRequest.objects.exists() and client.get("/me/data/").status_code == 302


def test_rule_of_retention_erases_those_whose_time_is_over(person: Member, organisation: Organisation) -> None:
    today = timezone.now().date()
    recent = Member.objects.create(number="3", name="Recent")
    back = Member.objects.create(number="4", name="Back")
    for member, events in (
        (recent, [("joined", date(2020, 1, 1)), ("lapsed", today - timedelta(days=20))]),
        (back, [("joined", date(2020, 1, 1)), ("resigned", date(2021, 1, 1)), ("rejoined", date(2022, 1, 1))]),
    ):
        for kind, on in events:
            StandingEvent.objects.create(member=member, kind=kind, effective_on=on)
    look_at_retention()
    assert not Job.objects.exists()
    RegisterRules.objects.create(pk=1, erase_after_months=1)
    StandingEvent.objects.create(
        member=Member.objects.get(number="2"), kind="joined", effective_on=today - timedelta(days=9)
    )
    look_at_retention()
    look_at_retention()
    assert Job.objects.count() == 1
    run_pending()
    assert Job.objects.get().result == {"erased": 1, "waiting": 0}
    assert [member.pk for member in Member.objects.exclude(erased_at=None)] == [person.pk]


def test_who_is_named_in_words_of_others_waits_for_an_officer_to_look(
    person: Member, organisation: Organisation
) -> None:
    Election.objects.update(description=f"Asked for by {NAME}.")
    RegisterRules.objects.create(pk=1, erase_after_months=1)
    look_at_retention()
    run_pending()
    assert Job.objects.get().result == {"erased": 0, "waiting": 1}
    assert ErasureRequest.objects.get().member == person


def test_officer_takes_the_person_out_of_the_words_of_others(
    person: Member, membership_secretary: User, client_of: object
) -> None:
    election = Election.objects.get()
    election.description = (
        f"Asked for by {NAME}\n(zephyrine\n QUILLFEATHER, {NUMBER}), of 4 Marrowbone steps. Quillfeathers fly."
    )
    election.annulled_reason = f"A friend of {NAME} said so, and zq@elsewhere.example; Quillfeather agreed."
    election.save()
    body = Body.objects.create(slug="b", name="Board", description=f"The namesake {NAME} sits here.")
    meeting = Meeting.objects.create(body=body, title=f"On {NAME}", starts_at=timezone.now())
    minutes = Minutes.objects.create(
        meeting=meeting, number=1, text=f"{NAME} spoke.", published_by=membership_secretary
    )
    ErasureRequest.objects.create(member=person)
    office = client_of(membership_secretary)  # type: ignore[operator]
    address = f"/office/members/{person.pk}/erase/"
    first = office.get(address)
    assert len(first.context["places"]) == 4 and "…Zephyrine Quillfeather spoke.…" in first.content.decode()
    also = "Quillfeather, zq@elsewhere.example"
    page = office.get(address, {"also": also})
    chosen = [place.key for place in page.context["places"] if not place.table.endswith("Body")]
    assert len(chosen) == 3 and not any("Minutes" in key for key in chosen)
    office.post(address, {"also": also, "place": [*chosen, f"council.Minutes/{minutes.pk}/text", "nonsense"]})
    erased = Member.objects.get(pk=person.pk).number
    election.refresh_from_db()
    assert election.description == f"Asked for by {erased}\n({erased}, {erased}), of {erased}. Quillfeathers fly."
    assert election.annulled_reason == f"A friend of {erased} said so, and {erased}; {erased} agreed."
    assert Meeting.objects.get().title == f"On {erased}"
    Election.objects.update(description="")
    assert traces() <= {"council_body", "council_minutes", "the file of the database"}
    done = AuditEvent.objects.get(verb="register.texts_redacted")
    assert sorted(done.facts["places"]) == sorted(chosen) and done.actor == membership_secretary.pk
    assert verify_chain() is None
