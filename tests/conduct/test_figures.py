"""What is published of cases: whole years that are over, small counts withheld, the same on the page and as CSV."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.conduct.codes import code_in_force

from hustings.accounts.models import Organisation
from hustings.conduct.models import Allegation, Appeal, Case
from hustings.conduct.queries.statistics import figures_of, years
from hustings.council.models import InstrumentVersion
from hustings.council.queries.instruments import in_force

pytestmark = pytest.mark.django_db
YEAR = timezone.now().year - 1


def closed(
    number: int, outcome: str, *, clauses: tuple[str, ...] = ("1",), year: int = YEAR, days: int = 30, appeal: str = ""
) -> None:
    """So many cases that ended in that way."""
    version = in_force(code_in_force()) if not Case.objects.exists() else Case.objects.all()[0].version
    assert version
    end = datetime(year, 6, 15, 12, tzinfo=UTC)
    for _case in range(number):
        case = Case.objects.create(
            reference=f"{year}-{Case.objects.count() + 1}",
            stage="closed",
            outcome=outcome,
            version=version,
            opened_at=end - timedelta(days=days),
            closed_at=end,
        )
        for position, clause in enumerate(clauses):
            Allegation.objects.create(case=case, position=position, clause=clause, act_date=end.date())
        if appeal:
            Appeal.objects.create(case=case, by_role="respondent", made_at=end, decided_at=end, outcome=appeal)


def test_year_is_published_once_it_is_over_and_nothing_of_one_with_few_cases(organisation: Organisation) -> None:
    closed(6, "upheld", year=YEAR + 1)
    none = figures_of(YEAR)
    closed(4, "upheld")
    assert years()[0] == YEAR  # and back to the first in which anybody could complain
    assert figures_of(YEAR) == none and (none.cases, none.tables) == (None, ())


def test_figures_tell_neither_a_year_without_cases_nor_a_version_that_no_case_was_about(
    organisation: Organisation,
) -> None:
    closed(6, "upheld", year=YEAR - 2)
    assert years()[:3] == [YEAR, YEAR - 1, YEAR - 2]
    first, latest = InstrumentVersion.objects.order_by("number")
    Case.objects.update(version=first)
    (table,) = (table for table in figures_of(YEAR - 2).tables if table.name == "clause")
    assert len(table.rows) == len(latest.identifiers) > len(first.identifiers)


def test_counts_are_of_cases_by_outcome_clause_time_and_appeal(organisation: Organisation) -> None:
    closed(7, "upheld", clauses=("1", "1", "2"), days=40)
    closed(8, "dismissed", clauses=("1",), days=100)
    closed(6, "not_upheld", clauses=("2",), days=300)
    closed(2, "conciliated", clauses=("3",), days=800)
    closed(5, "overturned", clauses=("2",), appeal="overturned", days=200)
    year = figures_of(YEAR)
    shown = {table.name: [row.count for row in table.rows] for table in year.tables}
    assert year.cases == 28
    assert shown["outcome"] == [8, None, None, 12], "2 and, so that it cannot be worked out, 6"
    assert shown["clause"] == [None, 18, None], "15, 18 and 2: one case counts once for a clause"
    assert shown["time"] == [None, 8, 11, None], "7, 8, 11 and 2"
    assert shown["appeal"] == [23, None, None, None]


def test_page_and_csv_say_the_same_and_hide_the_same(client: Client, organisation: Organisation) -> None:
    closed(7, "upheld")
    closed(3, "conciliated")
    closed(9, "dismissed")
    page = client.get("/complaints/figures/").content.decode()
    assert f"Cases in figures {YEAR}" in page and "19 cases were closed in this year" in page
    assert page.count("<svg") == 1 and "counts are withheld" in page and ">3<" not in page and ">7<" not in page
    rows = list(csv.DictReader(client.get(f"/complaints/figures/{YEAR}.csv").content.decode().splitlines()))
    assert rows[0] == {"year": str(YEAR), "table": "all", "what": "cases closed", "cases": "19"}
    outcomes = [row["cases"] for row in rows if row["table"] == "outcome"]
    assert outcomes == ["9", "", "", ""]


@pytest.mark.parametrize("address", ["?year=1999", "?year=x", "1999.csv"])
def test_year_without_figures_is_not_found(client: Client, organisation: Organisation, address: str) -> None:
    assert client.get(f"/complaints/figures/{address}").status_code == 404


def test_page_says_so_where_there_is_nothing_yet(client: Client, organisation: Organisation) -> None:
    assert "There are no figures yet" in client.get("/complaints/figures/").content.decode()
