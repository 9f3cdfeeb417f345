"""The pages of instruments and consultations: opened by the public, and worked through by the secretary."""

import time
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pikepdf import Pdf
from tests.council import bodies
from tests.council.test_instruments import IN_FULL, IN_PART, SOURCE
from tests.elections.polls import browser as browser_of

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation
from hustings.council.actions.consultations import consult, record_positions
from hustings.council.actions.divisions import cast_vote, close_division, open_division
from hustings.council.models import Body, Consultation, Decision, Position, Proposal, SourceText
from hustings.elections.actions.nominations import end_secretary, name_secretary
from hustings.register.models import Member, Unit

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> & \u202etfel"


@pytest.fixture
def members() -> list[Member]:
    return bodies.make_members(3)


@pytest.fixture
def body(organisation: Organisation, members: list[Member]) -> Body:
    body = bodies.make_body()
    bodies.seat(body, members)
    return body


@pytest.fixture
def office(client_of: Any) -> Client:
    """The secretary's browser."""
    return client_of(bodies.secretary())


def post(browser: Client, address: str, **typed: Any) -> str:
    """Send a form that is right; return where it leads."""
    response = browser.post(address, typed)
    assert response.status_code == 302, response.context["form"].errors
    return str(response.url)


def told(browser: Client, address: str, **typed: Any) -> str:
    """Send a form that is wrong; return the page, which has kept what was typed."""
    response = browser.post(address, typed)
    assert response.status_code == 200
    assert 'id="error-summary"' in response.content.decode()
    return response.content.decode()


def read(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def adopted_in_part(office: Client, body: Body) -> Proposal:
    """What the secretary types until a text is proposed and ruled on."""
    post(office, "/office/source-texts/new/", title="Fair meetings", origin="Meeting Watch", text=SOURCE)
    source = SourceText.objects.get()
    home = post(office, "/office/new-instrument/", title="Code of meetings", body=body.pk)
    proposal_home = post(
        office, f"{home}propose/", source=source.pk, text=IN_PART, reservations=f"First.\r\n\r\n{HOSTILE}"
    )
    page = read(office, proposal_home)
    assert "in part: 2 of 4 verbatim, 1 reworded, 1 omitted" in page
    assert "2 source clauses are still to be confirmed" in page
    why = {"disposition": "reworded", "adopted": "2", "rationale": "One day a week."}
    post(office, f"{proposal_home}clauses/2/", **why)
    post(office, f"{proposal_home}clauses/3/", disposition="omitted", adopted="", rationale=HOSTILE)
    return Proposal.objects.get()


def decided(office: Client, proposal: Proposal, members: list[Member], title: str) -> Decision:
    body = proposal.instrument.body
    motion = bodies.move(bodies.in_session(body, members), members, title=title)
    post(office, f"/office/proposals/{proposal.pk}/motion/", motion=motion.pk)
    bodies.divide(motion, dict.fromkeys(members, "for"))
    return Decision.objects.get(motion=motion)


def test_secretary_brings_a_text_in_force_and_the_public_reads_all_of_it(
    office: Client, client: Client, body: Body, members: list[Member]
) -> None:
    proposal = adopted_in_part(office, body)
    decision = decided(office, proposal, members, "Adopt the code")
    page = read(client, "/instruments/code-of-meetings/")
    assert "in part: 2 of 4 verbatim, 1 reworded, 1 omitted" in page
    assert f"Decision {decision.number}: Adopt the code" in page
    assert '<del class="site-del"><span class="govuk-visually-hidden">removed: </span>fourteen</del>' in page
    assert "Recorded by Sela Secretary" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; " in page
    assert "&lt;U+202E&gt;tfel" in page and "\u202e" not in page
    second = post(
        office,
        "/office/instruments/code-of-meetings/propose/",
        source=proposal.source_id,
        text=IN_FULL.replace("meetings\n", "meetings\n\nRead out.\n", 1),
        reservations="",
    )
    decided(office, Proposal.objects.get(number=2), members, "Adopt all of it")
    page = read(client, "/instruments/code-of-meetings/")
    assert "in full with additions" in page
    assert '<ins class="site-ins"><span class="govuk-visually-hidden">added: </span>Read out.</ins>' in page
    assert "It was adopted as version 2." in read(office, second)
    assert "no longer in force" in read(client, "/instruments/code-of-meetings/versions/1/")
    assert "What version 2 changed" in read(client, "/instruments/code-of-meetings/versions/2/changes/")
    assert "As clause 4, unchanged" in read(client, "/instruments/code-of-meetings/clauses/3/")
    assert "in force since" in read(client, "/instruments/").lower()
    assert "Code of meetings" in read(client, f"/source-texts/{proposal.source_id}/")
    assert "Code of meetings" in read(client, "/instruments/?q=CODE")
    assert "No instrument has these words" in read(client, "/instruments/?q=nothing")
    for number in (1, 2):
        pdf = client.get(f"/instruments/code-of-meetings/versions/{number}.pdf")
        assert pdf.content.startswith(b"%PDF-") and len(pdf.content) > 5000
    assert "Instruments" in read(office, "/office/instruments/")
    assert "Version 2 is in force" in read(office, "/office/instruments/code-of-meetings/")


def test_long_text_with_words_longer_than_a_line_is_set_in_pdf_in_seconds(
    client: Client, office: Client, body: Body, members: list[Member]
) -> None:
    clauses = [f"{number}. {'Words of a long clause. ' * 200}{'x' * 300}" for number in range(1, 61)]
    home = post(office, "/office/new-instrument/", title="Long", body=body.pk)
    post(office, f"{home}propose/", source="", text="\n".join(clauses), reservations="")
    decided(office, Proposal.objects.get(), members, "Adopt the long text")
    start = time.process_time()
    with Pdf.open(BytesIO(client.get("/instruments/long/versions/1.pdf").content)) as pdf:
        assert len(pdf.pages) > 50
    assert time.process_time() - start < 6


def test_what_is_not_there_is_not_found(client: Client, office: Client, body: Body) -> None:
    proposal = adopted_in_part(office, body)
    for address in (
        "/instruments/none/",
        "/instruments/code-of-meetings/versions/1/",
        "/instruments/code-of-meetings/versions/1.pdf",
        "/instruments/code-of-meetings/versions/1/changes/",
        "/instruments/code-of-meetings/clauses/1/",
        "/instruments/code-of-meetings/proposals/1/",  # nobody was asked about it, and no motion would adopt it
        f"/source-texts/{proposal.source_id + 1}/",
        "/consultations/1/",
    ):
        assert client.get(address).status_code == 404, address
    assert "not in force" in read(client, "/instruments/code-of-meetings/")
    assert office.get(f"/office/proposals/{proposal.pk}/clauses/99/").status_code == 404
    assert "Proposal 1" in read(office, "/instruments/code-of-meetings/proposals/1/")


def test_what_is_typed_wrongly_is_kept_and_explained(office: Client, body: Body, members: list[Member]) -> None:
    assert "Line 2: there is a clause 1 on line 1 already" in told(
        office, "/office/source-texts/new/", title="Fair meetings", origin="Watch", text="1. One.\n1. Two."
    )
    proposal = adopted_in_part(office, body)
    home = f"/office/proposals/{proposal.pk}/"
    assert "of this name already" in told(office, "/office/new-instrument/", title="Code of Meetings", body=body.pk)
    page = told(office, f"{home}clauses/2/", disposition="covered", adopted="99", rationale="Kept words.")
    assert "The adopted text has no clause 99." in page and "Kept words." in page
    assert "“Motion”" in told(office, f"{home}motion/", motion="")
    assert "“Decision”" in told(office, f"{home}adopt/", decision="")
    decision = decided(office, proposal, members, "Adopt the code")
    assert "This text is adopted already." in told(office, f"{home}adopt/", decision=decision.pk)


def test_units_are_asked_answer_and_are_answered(
    office: Client, client: Client, body: Body, members: list[Member]
) -> None:
    proposal = adopted_in_part(office, body)
    east, west = (Unit.objects.create(name=name, kind="society", code=name[0]) for name in ("East", "West"))
    closes = timezone.localtime() + timedelta(days=2)
    home = post(
        office,
        "/office/consultations/new/",
        body=body.pk,
        title="Fair meetings: what do you say?",
        text=f"source-{proposal.source_id}",
        explanation="*All* of it?",
        units=[east.pk, west.pk],
        closes_at_0=closes.strftime("%Y-%m-%d"),
        closes_at_1=closes.strftime("%H:%M"),
    )
    consultation = Consultation.objects.get()
    post(office, f"{home}units/{east.pk}/", clause="", answer="adopt", words=HOSTILE)
    post(office, f"{home}units/{east.pk}/", clause="3", answer="adopt", words="")
    public = f"/consultations/{consultation.pk}/"
    page = read(client, public)
    assert "West" in page and "alert(1)" not in page  # positions come out with the decision
    motion = bodies.move(bodies.in_session(body, members), members)
    post(office, f"/office/proposals/{proposal.pk}/motion/", motion=motion.pk)
    post(office, f"{home}motion/", motion=motion.pk)
    Consultation.objects.update(closes_at=bodies.days_ago(0.01))
    assert "The body has not answered this position yet." in read(office, home)
    asked = consultation.consulted.get(unit=east)
    typed = {f"kind_{asked.pk}": "followed", f"reason_{asked.pk}": ""}
    assert "The position of East is not followed." in told(office, f"{home}if-carried/", **typed)
    post(office, f"{home}if-carried/", **{f"kind_{asked.pk}": "departed", f"reason_{asked.pk}": "No time."})
    assert "It asked to adopt the text; the motion was lost." in read(office, f"{home}if-lost/")
    bodies.divide(motion, dict.fromkeys(members, "for"))
    page = read(client, public)
    assert "\u202e" not in page
    assert "No time." in page and "It gave no position." in page and "&lt;script&gt;" in page
    assert "It asked to adopt clause 3 as it stands; the motion leaves it out." in page
    assert "what do you say?" in read(client, "/instruments/code-of-meetings/")


def test_secretary_of_a_unit_answers_for_it_and_for_no_other(
    office: Client, client: Client, body: Body, members: list[Member]
) -> None:
    proposal = adopted_in_part(office, body)
    east, west = (Unit.objects.create(name=name, kind="society", code=name[0]) for name in ("East", "West"))
    assert proposal.source
    closes = timezone.now() + timedelta(days=2)
    asked = consult(body, "What do you say?", proposal.source, [east, west], closes, bodies.secretary())
    speaker, other = Member.objects.create(number="E1", name="Edda East"), members[0]
    acting = name_secretary(east, speaker, bodies.secretary())
    browser = browser_of(speaker)
    mine, theirs = (f"/me/consultations/{asked.pk}/units/{unit.pk}/" for unit in (east, west))
    assert mine in read(browser, "/me/") and mine not in read(browser_of(other), "/me/")
    assert browser.get(theirs).status_code == browser_of(other).get(mine).status_code == 404
    assert browser.post(theirs, {"clause": "", "answer": "adopt", "words": ""}).status_code == 404
    assert browser.get(mine, {"clause": "", "answer": "adopt"}).status_code == 200 and not Position.objects.exists()
    assert "Select a valid choice" in told(browser, mine, clause="99", answer="adopt", words="Kept.")
    post(browser, mine, clause="3", answer="refuse", words=HOSTILE)
    page = read(browser, mine)
    assert "&lt;script&gt;" in page and "given by the unit's secretary" in page
    position = Position.objects.get()
    assert (position.given_by, position.recorded_by, position.consulted.unit) == (speaker, None, east)
    with pytest.raises(ActionRefused, match="You do not act for West"):
        record_positions(asked.consulted.get(unit=west), {"": ("adopt", "")}, speaker)
    Consultation.objects.update(closes_at=bodies.days_ago(0.01))
    assert "The time for answers is over." in read(browser, mine)
    assert "Positions could be given until" in told(browser, mine, clause="", answer="adopt", words="Too late.")
    end_secretary(acting, bodies.secretary())
    assert browser.get(mine).status_code == 404 and Position.objects.count() == 1
    for address in ("/consultations/", "/office/consultations/", "/office/source-texts/", "/office/instruments/"):
        page = read(office, address)
        assert ("Fair meetings" if "source" in address else "What do you say?") in page


def test_secretary_moves_an_amendment_to_the_text_and_records_a_repeal(
    office: Client, client: Client, body: Body, members: list[Member]
) -> None:
    post(office, "/office/new-instrument/", title="House rules", body=body.pk)
    post(office, "/office/instruments/house-rules/propose/", source="", text="1. Dogs.\n2. Cats.", reservations="")
    motion = bodies.move(bodies.in_session(body, members), members)
    post(office, f"/office/proposals/{Proposal.objects.get().pk}/motion/", motion=motion.pk)
    typed = {"kind": "replace", "mover": members[0].pk, "seconder": members[1].pk}
    address = f"/office/motions/{motion.pk}/amendments/new/"
    assert "would change other clauses too" in told(office, address, clause="text-2", text="Cats.\n\n3. Mice.", **typed)
    assert not motion.clauses.filter(in_text=True).exists()
    for forged in ("text-9", "0", str(motion.clauses.first().pk + 99)):
        assert "Select a valid choice" in told(office, address, clause=forged, text="Mice.", **typed)
    post(office, address, clause="text-2", text="Cats and mice.", **typed)
    page = read(client, f"/motions/{motion.pk}/")
    assert "Clause 2 of the text" in page and "Cats and mice." in page
    amendment = motion.amendments.get()
    division = open_division(motion, bodies.secretary(), amendment=amendment)
    assert "amendment 1 to clause 2 of the text" in read(browser_of(members[0]), f"/me/divisions/{division.pk}/")
    for member in members:
        cast_vote(division, member, "for", member)
    close_division(division, bodies.secretary())
    bodies.divide(motion, dict.fromkeys(members, "for"))
    decision = Decision.objects.get()
    assert "Cats and mice." in read(client, "/instruments/house-rules/")
    post(office, "/office/instruments/house-rules/repeal/", decision=decision.pk, ends_on="")
    page = read(client, "/instruments/house-rules/")
    assert "it was repealed from" in page and f"Decision {decision.number}" in page
    assert "repealed from" in read(client, "/instruments/") and "It is not in force." in read(
        office, "/office/instruments/house-rules/"
    )
    assert "repealed from" in read(client, f"/decisions/{decision.number}/")
    assert "so nothing can end" in told(office, "/office/instruments/house-rules/repeal/", decision=decision.pk)
    assert client.get("/instruments/house-rules/versions/1.pdf").content.startswith(b"%PDF")
