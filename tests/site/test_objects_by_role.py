"""Every address again, now with objects that are there: a poll, its trustee, its roll, a member, a file.

Whoever has no business at an address is turned away from the object as from an unknown one, whatever the method, and
changes nothing; and an object of one election cannot be reached by the address of another.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.conduct import cases
from tests.council import story
from tests.elections import polls
from tests.site.test_urls_by_role import (  # noqa: F401
    EVERYBODY,
    TABLE,
    Row,
    a_job,
    browsers,
    is_let_in,
    someone_on_the_register,
)

from hustings import voting
from hustings.accounts.models import Organisation, Role, User
from hustings.audit.models import AuditEvent
from hustings.elections.actions.trustees import add_trustee, submit_public_key
from hustings.elections.models import (
    Election,
    Nomination,
    Objection,
    PaperBatch,
    Pledge,
    PrintRun,
    Slate,
    UnitSecretary,
)
from hustings.franchise.models import Challenge, ReservedGroup
from hustings.jobs.models import Job
from hustings.register.models import MemberImport, StandingEvent, Unit, UnitMembership, UnitOfficer

pytestmark = pytest.mark.django_db


@pytest.fixture
def objects(organisation: Organisation, make_user: Callable[..., User], a_job: Job) -> dict[str, Any]:  # noqa: F811
    """What stands in the addresses of TABLE, by the name of the argument."""
    members = polls.make_members(3)
    roll = polls.make_roll(members)
    election = polls.make_election(roll)
    key = voting.new_trustee_key(election.group, "Tove")
    tove = add_trustee(election, "Tove", polls.officer(), make_user(Role.TRUSTEE, name="Tove"))
    submit_public_key(tove, key.public)
    polls.rehearse(tove, key.private)
    board = polls.opened(election)
    seats = election.contests.get(kind="seats")
    unit = Unit.objects.create(name="North", kind="branch", code="N")
    today = timezone.now().date()
    file = MemberImport(created_by=polls.officer(), separator=",", encoding="utf-8", header=["number"], as_at=today)
    file.source.save("members.csv", ContentFile(b"number\n1\n"))
    challenge = Challenge.objects.create(
        roll=roll, member=members[0], made_by=members[1], kind="remove", grounds="Moved away."
    )
    return {
        **story.everything(polls.officer()),
        "slug": election.slug,
        "election": election.pk,
        "contest": seats.pk,
        "candidate": seats.candidates.all()[0].pk,
        "slate": Slate.objects.create(contest=seats, name="Together").pk,
        "pledge": Pledge.objects.create(contest=seats, text="I will", decision="It").pk,
        "notice": election.notices.get().pk,
        "trustee": tove.pk,
        "uuid": board.uuid,
        "member": members[0].pk,
        "membership": UnitMembership.objects.create(member=members[0], unit=unit, from_date=today).pk,
        "unit": unit.pk,
        "event": StandingEvent.objects.create(member=members[0], kind="joined", effective_on=today).pk,
        "officer": UnitOfficer.objects.create(
            user=make_user(Role.UNIT_OFFICER), unit=unit, granted_by=polls.officer()
        ).pk,
        "rule": roll.rule_id,
        "roll": roll.pk,
        "challenge": challenge.pk,
        "group": ReservedGroup.objects.create(name="Islanders", created_by=polls.officer()).pk,
        "member_import": file.pk,
        "user": polls.officer().pk,
        "job": a_job.pk,
        "number": 1,
        "nomination": Nomination.objects.create(candidate=seats.candidates.all()[0], unit=unit).pk,
        "objection": Objection.objects.create(
            candidate=seats.candidates.all()[0], made_by=members[1], grounds="No meeting."
        ).pk,
        "secretary": UnitSecretary.objects.create(unit=unit, member=members[0], named_by=polls.officer()).pk,
        "batch": PaperBatch.objects.create(contest=seats, name="North", opened_by=polls.officer()).pk,
        "case": cases.complaint().case.reference,
        "place": cases.pool(1)[0].conduct_pool.get().pk,
        "run": PrintRun.objects.create(election=election, kind="codes", printed_by=polls.officer()).pk,
    }


def address(row: Row, objects: dict[str, Any]) -> str:
    pk = objects["election" if row.name.startswith("elections:credentials") else "trustee"]
    return reverse(row.name, kwargs={name: {**objects, "pk": pk}.get(name, row.kwargs[name]) for name in row.kwargs})


def is_of_a_trustee(row: Row) -> bool:
    return row.name.startswith("elections:trustee")


LONG = bool(os.environ.get("HUSTINGS_LONG"))  # each by both methods, not by one of them in turn


def test_nobody_else_reaches_or_changes_an_object_by_any_method(
    objects: dict[str, Any],
    browsers: dict[str, Client],  # noqa: F811
) -> None:
    for place, row in enumerate(TABLE):
        # By any method of the address; and the trustee of the objects is another one than the trustee who looks.
        opens_to = {who for other in TABLE if other.name == row.name for who in other.opens_to}
        for turn, who in enumerate(sorted(EVERYBODY if is_of_a_trustee(row) else EVERYBODY - opens_to), place):
            for method in ("get", "post") if LONG else (("get", "post")[turn % 2],):
                events = AuditEvent.objects.count()
                response = getattr(browsers[who], method)(address(row, objects))
                turned_away = response.status_code in (401, 403, 405) or (
                    response.status_code == 302 and "sign-in/" in response.headers["Location"]
                )
                assert turned_away, (row.name, who, method, response.status_code)
                assert AuditEvent.objects.count() == events, (row.name, who, method)


def test_those_of_the_row_see_the_object(objects: dict[str, Any], browsers: dict[str, Client]) -> None:  # noqa: F811
    for row in TABLE:
        # A bundle of evidence is only for the scrutineer who had it made.
        if row.method == "get" and not is_of_a_trustee(row) and row.name != "elections:evidence_file":
            for who in sorted(row.opens_to):
                assert is_let_in(browsers[who], row, address(row, objects)), (row.name, who)


def test_object_of_one_election_is_not_at_the_address_of_another(
    objects: dict[str, Any],
    browsers: dict[str, Client],  # noqa: F811
) -> None:
    other = Election.objects.create(
        slug="other", name="Another", announced_at=timezone.now(), created_by=polls.officer()
    )
    walked = 0
    for row in TABLE:
        if {"contest", "candidate", "notice", "trustee", "run", "batch"} & set(row.kwargs) and "slug" in row.kwargs:
            response = getattr(browsers[Role.RETURNING_OFFICER], row.method)(
                address(row, {**objects, "slug": other.slug})
            )
            assert response.status_code == 404, row.name
            walked += 1
    assert walked > 15
