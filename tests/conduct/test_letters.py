"""E-mails about cases: whose turn it is, who is told of a step, and that nobody learns more from them than that."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from tests.conduct import cases
from tests.conduct.codes import code_in_force, give_key, officer
from tests.conduct.test_complaint_pages import complain

from hustings.accounts.models import Organisation
from hustings.conduct import sealing
from hustings.conduct.actions import findings, notice, panels
from hustings.conduct.actions.complaints import add
from hustings.conduct.models import Admission, Case, Stage
from hustings.conduct.people import Role
from hustings.conduct.person_keys import make_key, unlock

pytestmark = pytest.mark.django_db
Capture = Callable[..., AbstractContextManager[object]]
PASSPHRASE = "lamps and gates and paths"
WAITS, NEW = "waits for you", "new for you to read"


def told(letters: list[EmailMessage], since: int) -> dict[str, str]:
    """Who got which letter since there were so many."""
    return {letter.to[0].split("@")[0]: WAITS if WAITS in letter.subject else NEW for letter in letters[since:]}


def test_each_step_tells_whose_turn_it_is_and_the_sides(
    organisation: Organisation, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Capture
) -> None:
    story = cases.at(Stage.NOTICE)

    def hear(step: Callable[[], object]) -> dict[str, str]:
        since = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            step()
        return told(mailoutbox, since)

    assert hear(lambda: notice.notify(story.case, story.officer, "This is alleged.")) == {"r": WAITS, "c": NEW}
    letter = next(letter for letter in mailoutbox if letter.to == ["r@pilots.example"])
    assert (
        "until the end of" in letter.body and "alleged" not in letter.body and organisation.help_contact in letter.body
    )
    # Nobody can act before somebody is drawn, and that is for the officer to do.
    assert hear(lambda: notice.answer(story.case, story.respondent, "No.")) == {"cleo": WAITS, "c": NEW}
    drawn = hear(lambda: panels.draw(story.case, story.officer, Role.INVESTIGATOR))
    investigator = story.drawn(Role.INVESTIGATOR)[0]
    assert investigator.member
    assert drawn == {investigator.member.email.split("@")[0]: WAITS, "c": NEW, "r": NEW}
    assert hear(lambda: notice.name_witness(story.case, story.officer, cases.member("W"), Role.WITNESS)) == {}
    notice.report(story.case, investigator, "Two people saw it.")
    (chair, *_others) = cases.draw(story, Role.PANEL)
    found = hear(lambda: findings.find(story.case, chair, story.case.allegations.get(), True, 3, "They saw it."))
    assert found["c"] == found["r"] == NEW and WAITS in found.values()
    asked = hear(lambda: add(story.case, story.officer, "Who else was there?"))
    assert asked["c"] == asked["r"] == NEW and "cleo" not in asked
    assert hear(lambda: add(story.case, story.officer, "And when?")) == {}, "once an hour"


def test_officer_is_told_who_waits_and_they_when_they_are_let_in(
    organisation: Organisation, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Capture
) -> None:
    user = cases.officer()
    user.conduct_key.delete()
    make_key(user, PASSPHRASE)
    story = cases.at(Stage.ANSWER)
    assert story.respondent.member
    with django_capture_on_commit_callbacks(execute=True):
        make_key(story.respondent.member, PASSPHRASE)
    assert told(mailoutbox, 0) == {"cleo": WAITS}
    with django_capture_on_commit_callbacks(execute=True):
        sealing.settle_all(unlock(user, PASSPHRASE))
    assert told(mailoutbox, 1) == {"r": NEW}
    assert Admission.objects.exclude(sealed_key=b"").filter(member=story.respondent.member).exists()


def test_step_of_a_complainant_whose_hour_is_over_is_taken_with_the_words(
    client: Client, organisation: Organisation
) -> None:
    odo = officer()
    give_key(odo)
    code_in_force()
    words, _page = complain(client)
    case = Case.objects.get()
    Case.objects.filter(pk=case.pk).update(stage=Stage.APPEALABLE)
    case.deadlines.create(
        stage=Stage.APPEALABLE, role=Role.OFFICER, due_on=cases.today() + timedelta(days=3), set_at=cases.days_ago(1)
    )
    step = reverse("conduct:step", args=[case.reference, "appeal"])
    stranger = Client()
    asked = stranger.post(step, {"text": "My witness was not heard."}).content.decode()
    assert "My witness was not heard." in asked and "Type the words of your receipt" in asked
    wrong = stranger.post(step, {"text": "My witness was not heard.", "words": "hammer " * 10})
    assert "open no case" in wrong.content.decode() and not case.appeals.exists()
    taken = stranger.post(step, {"text": "My witness was not heard.", "words": " ".join(words)}, follow=True)
    assert "A party appealed." in taken.content.decode() and "My witness was not heard." in taken.content.decode()
    assert case.appeals.get().by_role == Role.COMPLAINANT
