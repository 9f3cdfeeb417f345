"""The register of decisions: chained, searched, corrected by later entries, exported."""

import csv
import io
import json

import pytest
from django.db import connection
from tests.council.bodies import divide, in_session, make_body, make_members, move, seat, secretary

from hustings.accounts.errors import ActionRefused
from hustings.audit import append_only
from hustings.council.actions.decisions import correct_decision
from hustings.council.chain import EXPORT_FORMAT, BadExportError, first_break, hash_of, read_export
from hustings.council.models import Decision
from hustings.council.queries import decisions

pytestmark = pytest.mark.django_db
ENDLESS = '{"format": "hustings-decisions/1", "decisions": [{"number": Infinity, "document": "", "hash": ""}]}'


@pytest.fixture
def three(organisation: object) -> list[Decision]:
    """Two decisions that were carried and one that was lost."""
    members = make_members(3)
    body = make_body()
    seat(body, members)
    meeting = in_session(body, members)
    for title, choice in (("Adopt the path code", "for"), ("Mend the gates", "for"), ("Ban dogs", "against")):
        divide(move(meeting, members, title), dict.fromkeys(members, choice))
    return list(Decision.objects.order_by("number"))


def test_each_decision_names_the_hash_of_the_one_before(three: list[Decision]) -> None:
    assert [d.previous_hash for d in three] == ["0" * 64, three[0].hash, three[1].hash]
    assert decisions.what_is_wrong() == ""
    assert json.loads(three[2].document)["division"]["against"] == 3


def test_document_names_people_by_number_only(three: list[Decision]) -> None:
    assert "Member 1" not in three[0].document


def test_change_behind_the_back_of_the_database_is_found(three: list[Decision]) -> None:
    append_only.unguard(connection, "council_decision")
    Decision.objects.filter(number=2).update(document=three[1].document.replace("gates", "roofs"))
    append_only.guard(connection, "council_decision")
    assert decisions.what_is_wrong() == "Decision 2 was changed after it was recorded."


def test_missing_and_replaced_decisions_are_found(three: list[Decision]) -> None:
    entries = [(d.number, d.document, d.hash) for d in three]
    assert first_break(entries[1:]) == "Decision 1 is missing: the next one there is 2."
    assert first_break([entries[0], (2, entries[2][1], entries[2][2])]).startswith("Decision 2 does not follow")


def test_search_finds_words_of_title_and_text(three: list[Decision]) -> None:
    assert [d.number for d in decisions.search("GATES mend")] == [2]
    assert [d.number for d in decisions.search("closed")] == [3, 2, 1]
    assert [d.number for d in decisions.search(outcome="lost")] == [3]
    assert not decisions.search("mend", outcome="lost")


def test_correction_is_a_later_entry(three: list[Decision]) -> None:
    correction = correct_decision(three[1], "The gates of the north, not of the south.", secretary())
    assert (correction.number, correction.outcome, correction.corrects) == (4, "correction", three[1])
    assert decisions.what_is_wrong() == ""
    with pytest.raises(ActionRefused, match="Say what is wrong"):
        correct_decision(three[1], " ", secretary())


def test_export_can_be_checked_without_the_site(three: list[Decision]) -> None:
    text = json.dumps(decisions.exported())
    assert first_break(read_export(text)) == ""
    tampered = text.replace("Ban dogs", "Ban cats")
    assert first_break(read_export(tampered)) == "Decision 3 was changed after it was recorded."


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "hustings-decisions/1"}', "\x00", "[" * 5000, ENDLESS])
def test_other_file_than_an_export_is_refused(text: str) -> None:
    with pytest.raises(BadExportError):
        read_export(text)


def test_table_has_a_line_for_each_and_no_formula(three: list[Decision]) -> None:
    correct_decision(three[0], "=1+1", secretary())
    rows = list(csv.reader(io.StringIO(decisions.as_csv(decisions.search()))))
    assert [row[0] for row in rows] == ["number", "1", "2", "3", "4"]
    assert rows[4][9] == "'=1+1"


@pytest.mark.parametrize("document", ["", "[]", "7", "[" * 100_000, "\ud800", '{"number": 1}'])
def test_entry_that_is_no_decision_is_named(document: str) -> None:
    text = json.dumps(
        {"format": EXPORT_FORMAT, "decisions": [{"number": 1, "document": document, "hash": hash_of(document)}]}
    )
    assert first_break(read_export(text)).startswith("Decision 1 does not follow the one before it")
