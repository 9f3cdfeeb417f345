"""Candidates pasted as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.candidates import add_candidates
from hustings.elections.models import Candidate, Slate
from hustings.elections.pasted import read_candidates

pytestmark = pytest.mark.django_db


def test_bare_names_are_read_line_by_line() -> None:
    pasted = read_candidates("Ann Archer\r\n\r\n  Bob   Baker \nCleo")
    assert pasted.faults == []
    assert [(row.line, row.name) for row in pasted.rows] == [(1, "Ann Archer"), (3, "Bob Baker"), (4, "Cleo")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_table_with_any_separator_is_read(separator: str) -> None:
    (member,) = drafts.make_members(1)
    table = separator.join(["Number", "NAME", "Statement", "slate"]) + "\n"
    table += separator.join(["0001", "Ann", '"First, line;\nsecond ""line"""', "Together"])
    pasted = read_candidates("\ufeff" + table)
    assert pasted.faults == []
    (row,) = pasted.rows
    assert (row.name, row.member, row.slate) == ("Ann", member, "Together")
    assert row.statement == 'First, line;\nsecond "line"'


def test_short_row_leaves_the_last_columns_empty() -> None:
    (row,) = read_candidates("name,slate,statement\nAnn").rows
    assert (row.name, row.slate, row.statement) == ("Ann", "", "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Paste at least one"),
        (" \n \n", "Paste at least one"),
        ("name\n", "Paste at least one candidate under"),
        ("Ann,Together\nBob,Together", "Line 1 must name the columns"),
        ("name,email\nAnn,a@b.example", "no column ‘email’"),
        ("name,name\nAnn,Bob", "a column twice"),
        ("name,slate\nAnn,Together,more", "Line 2 has more columns"),
        ("name,number\nAnn,9999", "Line 2, column number: no member has the number 9999"),
        ("name,slate\n,Together", "Line 2, column name: it is empty"),
        ("name\nAnn\nBob\nAnn", "Line 4, column name: Ann is there twice"),
        ("name\n" + "x" * 201, "Line 2, column name: it has 201 characters"),
        ('name,statement\nAnn,"' + "x" * 140_000, "cannot be read as a table"),
        ("name\n" + "\n".join(f"Candidate {n}" for n in range(1001)), "1001 lines"),
    ],
)
def test_faulty_table_says_where_and_gives_nobody(text: str, fault: str) -> None:
    pasted = read_candidates(text)
    assert pasted.rows == []
    assert any(fault in sentence for sentence in pasted.faults), pasted.faults


def test_every_fault_is_told_at_once() -> None:
    pasted = read_candidates("name,number\n,1\nAnn,2\nAnn,")
    assert [fault.split(":")[0] for fault in pasted.faults] == [
        "Line 2, column name",
        "Line 2, column number",
        "Line 3, column number",
        "Line 4, column name",
    ]


def test_pasted_candidates_are_added_with_their_slates_or_not_at_all(
    organisation: Organisation, returning_officer: User
) -> None:
    contest = drafts.make_seats(drafts.make_draft(returning_officer), returning_officer)
    rows = read_candidates("name;slate\nAnn;Together\nBob;\nCleo;Together").rows
    add_candidates(contest, rows, returning_officer)
    assert list(Candidate.objects.values_list("name", "slate__name", "state")) == [
        ("Ann", "Together", "accepted"),
        ("Bob", None, "accepted"),
        ("Cleo", "Together", "accepted"),
    ]
    again = read_candidates("name;slate\nDan;New\nAnn;New").rows
    with pytest.raises(ActionRefused, match="Line 3: There is a candidate called Ann already"):
        add_candidates(contest, again, returning_officer)
    assert Candidate.objects.count() == 3
    assert list(Slate.objects.values_list("name", flat=True)) == ["Together"]


class AnyText(TestCase):
    @given(st.text(alphabet=st.sampled_from('name,;\t"\n\r\x00é1 \ufeff'), max_size=60) | st.text(max_size=60))
    def test_any_text_gives_candidates_or_faults(self, text: str) -> None:
        pasted = read_candidates(text)
        assert bool(pasted.rows) != bool(pasted.faults)
