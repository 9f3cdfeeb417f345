"""Spreadsheets on their way into the register."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
import xlsxwriter
from django.test import Client

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.register.imports import workbooks
from hustings.register.models import Member, MemberImport

Take = Callable[..., MemberImport]


def workbook(*sheets: dict[tuple[int, int], object]) -> bytes:
    """XLSX with these cells, by row and column from 0."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for cells in sheets:
            sheet = book.add_worksheet()
            for (row, column), value in cells.items():
                if isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, day)
                else:
                    sheet.write(row, column, value)
    return made.getvalue()


MEMBERS = {
    (2, 1): "Membership number",
    (2, 2): "Name",
    (2, 3): "Date of birth",
    (4, 1): 7,
    (4, 2): "Zoë Ångström",
    (4, 3): datetime(1984, 2, 29),
    (5, 1): 8.5,
    (6, 2): "Nobody",
}


def test_spreadsheet_is_read_with_its_numbers_and_days(bring_in: Take) -> None:
    taken = bring_in(workbook({}, MEMBERS))
    assert taken.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 2}
    member = Member.objects.get()
    assert (member.number, member.name, member.date_of_birth) == ("7", "Zoë Ångström", date(1984, 2, 29))
    # Rows are numbered as the spreadsheet shows them, blank ones too.
    assert {one["row"] for one in taken.examples["refused"]} == {6, 7}


def test_same_spreadsheet_twice_changes_nothing(bring_in: Take) -> None:
    bring_in(workbook(MEMBERS))
    assert bring_in(workbook(MEMBERS)).counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (workbook({}), "is empty"),
        (workbook({(0, 0): "number"}), "at least one member"),
        (b"PK\x03\x04 and nothing that unpacks", "cannot be read"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "cannot be read"),
    ],
)
def test_spreadsheet_that_cannot_be_taken_is_refused(upload: Take, content: bytes, reason: str) -> None:
    with pytest.raises(ActionRefused, match=reason):
        upload(content)


@pytest.mark.parametrize("cut", [10, 200, 1000, -1000, -100, -1])
def test_spreadsheet_cut_off_is_refused(upload: Take, cut: int) -> None:
    with pytest.raises(ActionRefused, match="cannot be read"):
        upload(workbook(MEMBERS)[:cut])


def test_spreadsheet_that_would_fill_the_memory_is_refused(upload: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_INSIDE", 10**6)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", bytes(10**6 + 1))
    with pytest.raises(ActionRefused, match="cut it in two"):
        upload(made.getvalue())


def test_refused_rows_come_back_as_a_spreadsheet_that_can_be_imported_when_corrected(
    bring_in: Take, membership_secretary: User, client_of: Callable[[User], Client]
) -> None:
    done = bring_in("number,name,e-mail\n1,=Ann,no address\n")
    response = client_of(membership_secretary).get(f"/office/imports/{done.pk}/refused.xlsx")
    sheet = workbooks.as_csv(io.BytesIO(response.getvalue()))
    sheet.seek(0)
    made = sheet.read().decode()
    assert [row.split(",")[-3:] for row in made.splitlines()] == [
        ["number", "name", "e-mail"],
        ["1", "=Ann", "no address"],
    ]
    assert bring_in(made.replace("no address", "ann@example.org")).counts["new"] == 1
    assert Member.objects.get().name == "=Ann"
