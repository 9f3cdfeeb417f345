"""The pages of instruments and consultations, with something on each: under axe, and no wider than a telephone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser.test_rooms import Look, look  # noqa: F401
from tests.council import bodies
from tests.council.test_instruments import IN_FULL, IN_PART, SOURCE
from tests.elections.polls import browser as browser_of

from hustings.accounts.models import Organisation, User
from hustings.council.actions.consultations import bind_consultation, consult, record_positions, respond
from hustings.council.actions.instruments import (
    add_source,
    bind_proposal,
    create_instrument,
    propose,
    repeal,
    rule_on_clause,
)
from hustings.council.actions.motions import clause_of_text, move_amendment
from hustings.council.models import Body, Consultation, Decision, Instrument, Motion, Proposal, SourceText
from hustings.elections.actions.nominations import name_secretary
from hustings.register.models import Member, Unit

pytestmark = pytest.mark.django_db(transaction=True)


def asked(body: Body, source: SourceText, *, open_for: int) -> Consultation:
    """Two societies are asked about the source; one of them answers."""
    units = [Unit.objects.get_or_create(name=name, kind="society", code=name[0])[0] for name in ("East", "West")]
    consultation = consult(
        body,
        "Shall we adopt the code of fair meetings?",
        source,
        units,
        timezone.now() + timedelta(days=1),
        bodies.secretary(),
        explanation="Please say what you think of *each* clause.",
        at=bodies.days_ago(30),
    )
    answers = {"": ("adopt", "All of it, please: it is short enough."), "3": ("adopt", "")}
    record_positions(consultation.consulted.get(unit=units[0]), answers, bodies.secretary(), bodies.days_ago(20))
    Consultation.objects.filter(pk=consultation.pk).update(closes_at=timezone.now() + timedelta(days=open_for))
    return Consultation.objects.get(pk=consultation.pk)


def decide(instrument: Instrument, proposal: Proposal, members: list[Member], consultation: Consultation) -> None:
    motion = bodies.move(bodies.in_session(instrument.body, members), members, title=f"Adopt text {proposal.number}")
    bind_proposal(motion, proposal, bodies.secretary(), bodies.days_ago(30 - proposal.number).date())
    if proposal.number == 1:
        bind_consultation(consultation, motion, bodies.secretary())
        consultation.refresh_from_db()
        departed = {consultation.consulted.get(unit__name="East"): ("departed", "The clerk works one day a week.")}
        respond(consultation, True, departed, bodies.secretary())
    bodies.divide(motion, dict.fromkeys(members, "for"))


def story() -> dict[str, Consultation | Proposal]:
    """An instrument adopted in part, then in full; a third text proposed; one consultation over, one open."""
    members = bodies.make_members(3)
    body = bodies.make_body()
    bodies.seat(body, members)
    source = add_source("Fair meetings", "Meeting Watch", SOURCE, bodies.secretary())
    instrument = create_instrument("Code of meetings", body, bodies.secretary())
    consultation = asked(body, source, open_for=-1)
    for text in (IN_PART, IN_FULL):
        proposal = propose(instrument, text, bodies.secretary(), source, "We read clause 1 as allowing a reply.")
        if text == IN_PART:
            rule_on_clause(proposal, "2", "reworded", ["2"], "The clerk works one day a week.", bodies.secretary())
            rule_on_clause(proposal, "3", "omitted", [], "Visitors have a meeting of their own.", bodies.secretary())
        decide(instrument, proposal, members, consultation)
    waiting = propose(instrument, IN_PART.replace("thirty", "forty"), bodies.secretary(), source)
    motion = bodies.move(bodies.in_session(body, members), members, title="Adopt text 3")
    bind_proposal(motion, waiting, bodies.secretary())
    still_open = asked(body, source, open_for=3)
    bind_consultation(still_open, motion, bodies.secretary())
    return {"over": consultation, "open": still_open, "waiting": waiting}


def test_public_pages_of_instruments(look: Look, organisation: Organisation) -> None:  # noqa: F811
    objects = story()
    for address in (
        "",
        "code-of-meetings/",
        "code-of-meetings/versions/1/",
        "code-of-meetings/versions/2/changes/",
        "code-of-meetings/clauses/2/",
        "code-of-meetings/proposals/3/",
    ):
        look(f"/instruments/{address}")
    look(f"/source-texts/{SourceText.objects.get().pk}/")
    for name in ("over", "open"):
        look(f"/consultations/{objects[name].pk}/")
    look("/consultations/")


def test_office_pages_of_instruments(
    look: Look,  # noqa: F811
    organisation: Organisation,
    signed_in: Callable[[User], None],
) -> None:
    objects = story()
    signed_in(bodies.secretary())
    lists = ("instruments/", "consultations/", "source-texts/")
    for address in (*lists, "new-instrument/", "source-texts/new/", "consultations/new/"):
        look(f"/office/{address}")
    for address in ("", "propose/", "repeal/"):
        look(f"/office/instruments/code-of-meetings/{address}")
    for address in ("", "clauses/2/", "motion/", "adopt/"):
        look(f"/office/proposals/{objects['waiting'].pk}/{address}")
    unit = Unit.objects.get(name="East").pk
    for address in ("", f"units/{unit}/", "motion/", "if-carried/", "if-lost/"):
        look(f"/office/consultations/{objects['open'].pk}/{address}")
    look(f"/office/consultations/{objects['over'].pk}/")
    amended(Motion.objects.get(title="Adopt text 3"))
    for address in ("", "amendments/new/"):
        look(f"/office/motions/{Motion.objects.get(title='Adopt text 3').pk}/{address}")
    repeal(Instrument.objects.get(), Decision.objects.first(), bodies.secretary())
    look("/instruments/code-of-meetings/")


def amended(motion: Motion) -> None:
    """An amendment to a clause of the text that a motion adopts."""
    members = list(Member.objects.order_by("pk")[:2])
    clause = clause_of_text(motion, "2")
    move_amendment(clause, "replace", "The clerk keeps minutes.", members[0], bodies.secretary(), members[1])


def test_pages_of_the_secretary_of_a_unit(
    look: Look,  # noqa: F811
    organisation: Organisation,
    page: Page,
    live_server: LiveServer,
) -> None:
    objects = story()
    unit = Unit.objects.get(name="East")
    speaker = Member.objects.create(number="E1", name="Edda East")
    name_secretary(unit, speaker, bodies.secretary())
    for key, morsel in browser_of(speaker).cookies.items():
        page.context.add_cookies([{"name": key, "value": morsel.value, "url": live_server.url}])
    look("/me/")
    look(f"/me/consultations/{objects['open'].pk}/units/{unit.pk}/")
