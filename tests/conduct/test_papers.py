"""Who may fetch a file of a case: those who may read what its giver wrote, from the same stage on, and its giver."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.conduct import cases
from tests.conduct.codes import PASSPHRASE
from tests.elections.polls import browser as browser_of

from hustings.accounts.models import User
from hustings.conduct.actions import panels
from hustings.conduct.cleaning import Cleaned
from hustings.conduct.evidence import CheckedFile, keep
from hustings.conduct.models import Case, EvidenceFile, Reading, Stage
from hustings.conduct.papers import may_fetch
from hustings.conduct.people import Actor, Role
from hustings.conduct.person_keys import make_key
from hustings.register.models import Member

NOTE = CheckedFile("note.txt", "0" * 64, Cleaned("text/plain", b"On Tuesday."))
TABLE = [
    # giver, stage, and the roles that may fetch the file then
    ("complainant", Stage.TRIAGE, "complainant officer"),
    ("complainant", Stage.NOTICE, "complainant officer reviewer"),
    ("complainant", Stage.ANSWER, "complainant respondent officer reviewer"),
    ("complainant", Stage.INVESTIGATION, "complainant respondent officer reviewer investigator"),
    ("complainant", Stage.HEARING, "complainant respondent officer reviewer investigator panel"),
    ("complainant", Stage.CLOSED, "complainant respondent officer reviewer investigator panel appeal_panel"),
    ("respondent", Stage.ANSWER, "respondent officer reviewer"),
    ("respondent", Stage.INVESTIGATION, "complainant respondent officer reviewer investigator"),
    ("respondent", Stage.HEARING, "complainant respondent officer reviewer investigator panel"),
    ("officer", Stage.TRIAGE, "officer"),
    ("investigator", Stage.INVESTIGATION, "officer investigator"),
    ("investigator", Stage.HEARING, "complainant respondent officer investigator panel"),
    ("panel", Stage.APPEAL, "complainant respondent officer investigator panel appeal_panel"),
]


@pytest.mark.parametrize(("giver", "stage", "readers"), TABLE)
def test_file_is_fetched_by_the_roles_of_the_table_and_by_no_other(giver: str, stage: Stage, readers: str) -> None:
    file = EvidenceFile(case=Case(stage=stage), author_role=giver, author_member=Member(pk=1))
    assert {role for role in Role if may_fetch(file, [Actor(role, Member(pk=2))])} == set(readers.split())
    assert may_fetch(file, [Actor(Role(giver), Member(pk=1))]), "whoever gave it"
    assert not may_fetch(file, [])


@pytest.mark.django_db
def test_nobody_without_a_part_in_this_case_fetches_its_files(organisation: object, administrator: User) -> None:
    story, other = cases.at(Stage.ANSWER), cases.complaint(anonymous=True)
    (file,) = keep(story.case, [NOTE], story.complainant)
    assert b"On Tuesday." not in bytes(file.ciphertext) and b"note.txt" not in bytes(file.ciphertext)
    address = reverse("conduct:evidence", args=[story.case.reference, file.pk])
    assert isinstance(story.respondent.person, Member)
    browsers = [Client(), Client(), browser_of(Member.objects.get(number="P6"))]
    browsers[1].force_login(administrator)
    assert [browser.get(address).status_code for browser in browsers] == [404, 404, 404]
    elsewhere = reverse("conduct:evidence", args=[other.case.reference, file.pk])
    assert browser_of(story.respondent.person).get(elsewhere).status_code == 404
    # The respondent may, with a key that is open: without one the way leads to the passphrase.
    assert "/cases/passphrase/" in browser_of(story.respondent.person).get(address).headers["Location"]
    assert not Reading.objects.exists()


@pytest.mark.django_db
def test_file_from_before_somebody_was_let_in_is_fetched_once_it_is_sealed_anew(organisation: object) -> None:
    for person in (cases.member("C"), *cases.pool()):
        make_key(person, PASSPHRASE)
    story = cases.at(Stage.INVESTIGATION)
    (file,) = keep(story.case, [NOTE], story.respondent)
    investigator = cases.draw(story, Role.INVESTIGATOR)[0]
    panels.step_aside(story.case, story.officer)  # the case gets another key, which those who waited have at once
    address = reverse("conduct:evidence", args=[story.case.reference, file.pk])
    theirs, complainants = browser_of(investigator.member), browser_of(story.complainant.member)
    theirs.post(reverse("conduct:unlock"), {"passphrase": PASSPHRASE})
    waits = theirs.get(address)
    assert waits.status_code == 409 and "not open to you yet" in waits.content.decode()
    assert not Reading.objects.exists()
    complainants.post(reverse("conduct:unlock"), {"passphrase": PASSPHRASE})
    assert theirs.get(address).content == b"On Tuesday."
