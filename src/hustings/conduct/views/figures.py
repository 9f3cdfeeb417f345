"""What is published of cases: a page with pictures, and the same as CSV."""

import csv
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hustings.conduct.pictures import table_picture
from hustings.conduct.queries.statistics import Year, figures_of, years
from hustings.conduct.suppression import LEAST


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of one year, the latest that is over unless another is asked for."""
    there = years()
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked.isdecimal() and len(asked) == 4 else (there[0] if there else None)
    if asked and chosen not in there:
        raise Http404
    year = figures_of(chosen) if chosen else None
    tables = [(table, table_picture(table)) for table in year.tables] if year else []
    context = {"years": there, "year": year, "tables": tables, "least": LEAST}
    return render(request, "conduct/public/figures.html", context)


@require_safe
def figures_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The figures of a year as CSV; a count that is withheld is empty."""
    if year not in years():
        raise Http404
    response = HttpResponse(as_csv(figures_of(year)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cases-{year}.csv"'
    return response


def as_csv(year: Year) -> str:
    """One line for each count: its year, its table, what is counted, and how many."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(["year", "table", "what", "cases"])
    rows.writerow([year.year, "all", _("cases closed"), "" if year.cases is None else year.cases])
    for table in year.tables:
        for row in table.rows:
            rows.writerow([year.year, table.name, _plain(row.label), "" if row.count is None else row.count])
    return written.getvalue()


def _plain(label: str) -> str:
    """A label that no spreadsheet takes for a formula."""
    return f"'{label}" if label[:1] in "=+-@\t\r" else label
