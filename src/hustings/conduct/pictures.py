"""Pictures of what is published of cases, as SVG."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.text import capfirst

from hustings.conduct.queries.statistics import Table
from hustings.counting.reports import Bar, draw_bars


def table_picture(table: Table) -> str:
    """The counts of a table that are published, as bars; "" where none is."""
    bars = [Bar(capfirst(row.label), row.count, intcomma(row.count), False) for row in table.shown if row.count]
    return draw_bars(bars, table.title) if bars else ""
