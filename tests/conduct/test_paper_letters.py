"""Whoever has no e-mail address comes into their case with words from a letter on paper."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.conduct import cases
from tests.conduct.codes import PASSPHRASE

from hustings.accounts.models import Organisation, User
from hustings.accounts.models import Role as OfficeRole
from hustings.conduct import receipts
from hustings.conduct.models import Stage
from hustings.conduct.people import Role
from hustings.conduct.person_keys import make_key
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


def test_respondent_without_e_mail_reads_and_answers_with_the_words_of_a_letter(
    organisation: Organisation,
    make_user: Callable[..., User],
    client_of: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = make_user(OfficeRole.CONDUCT_OFFICER, email="cleo@pilots.example", name="Cleo Conduct")
    make_key(officer, PASSPHRASE)
    cases.member("R")
    Member.objects.filter(number="R").update(email="", postal_address="1 Hangar Lane")
    story = cases.at(Stage.ANSWER)
    home = reverse("conduct:case", args=[story.case.reference])
    letter = reverse("conduct:letter", args=[story.case.reference])
    typed = {"role": Role.RESPONDENT.value, "place": 1}
    office, words = client_of(officer), []
    assert "/cases/passphrase/" in office.post(letter, typed).headers["Location"], "their key is not open"
    office.post(reverse("conduct:unlock"), {"passphrase": PASSPHRASE})
    assert "Print a letter with ten words for Member R" in office.get(home).content.decode()
    for token in ("ab", "cd"):
        monkeypatch.setattr(receipts, "new_token", lambda token=token: token * 16)
        answer = office.post(letter, typed)
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
        words.append(" ".join(receipts.words_from(token * 16)))
    assert office.post(letter, {"role": Role.COMPLAINANT.value, "place": 1}).status_code == 404

    theirs = Client()
    follow = reverse("conduct:follow")
    assert "open no case" in theirs.post(follow, {"words": words[0]}).content.decode(), "of the letter before"
    shown = theirs.post(follow, {"words": words[1]}, follow=True).content.decode()
    assert "This is alleged." in shown and shown.count("A letter was printed") == 2
    assert theirs.post(letter, typed).status_code == 403

    theirs.cookies.clear()  # the hour of the words is over while the answer is typed
    step, typed = reverse("conduct:step", args=[story.case.reference, "answer"]), {"text": "I was in the hangar."}
    asked = theirs.post(step, typed)
    assert asked.status_code == 403 and typed["text"] in asked.content.decode(), "nothing is lost"
    assert "open no case" in theirs.post(step, {**typed, "words": words[0]}).content.decode()
    assert story.now().stage == Stage.ANSWER
    theirs.post(step, {**typed, "words": words[1]})
    assert story.now().stage == Stage.INVESTIGATION
    assert "I was in the hangar." in theirs.get(home).content.decode()
