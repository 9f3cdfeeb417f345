"""The log in plain words."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.audit.sentences import named, sentence, sentences

VERB = re.compile(r'\b(?:record|announce)\(\s*"([a-z]+\.[a-z_]+)"|\bverb = "([a-z.]+[a-z_]+)" if .* else "([a-z._]+)"')


def test_every_verb_has_a_sentence() -> None:
    ours = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith("hustings.")]
    texts = [path.read_text() for folder in ours for path in folder.rglob("*.py") if "migrations" not in path.parts]
    verbs = {verb for text in texts for found in VERB.findall(text) for verb in found if verb}
    assert len(verbs) > 80
    assert verbs - set(sentences()) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "facts", "said"),
    [
        ("register.members_listed", {"searched": False, "shown": 50}, "The list of members was read: 50 of them"),
        ("accounts.invited", {"roles": ["trustee", "scrutineer"]}, "Roles: trustee, scrutineer."),
        ("accounts.invited", {"roles": []}, "Roles: –."),
        ("franchise.roll_frozen", {}, "A roll of – electors was frozen"),
        ("tests.of_an_app_that_is_gone", {"a": 1}, "tests.of_an_app_that_is_gone"),
    ],
)
def test_sentence_says_what_was_done_with_its_facts(verb: str, facts: dict[str, object], said: str) -> None:
    assert said in sentence(record(verb, by="system", **facts))


@pytest.mark.django_db
@pytest.mark.parametrize("verb", sorted(sentences()))
def test_no_sentence_breaks_on_an_event_without_facts(verb: str) -> None:
    assert sentence(record(verb, by="system"))


@pytest.mark.django_db
def test_object_is_named_by_its_kind_and_number(administrator: User) -> None:
    event = record("accounts.signed_in", administrator, by=administrator)
    assert named(event) == f"user {administrator.pk}"
    event.object_type = "gone.thing"
    assert named(event) == f"gone.thing {administrator.pk}"
    assert named(record("jobs.run_again", by="system")) == "–"
