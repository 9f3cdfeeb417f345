"""Pictures of what is published of cases, as SVG."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from hustings.conduct.queries.statistics import Table
from hustings.counting.reports import Bar, draw_bars


def table_picture(table: Table) -> SafeString:
    """The counts of a table that are published, as bars; "" where none is."""
    bars = [Bar(capfirst(row.label), row.count, intcomma(row.count), False) for row in table.shown if row.count]
    return mark_safe(draw_bars(bars, table.title) if bars else "")  # noqa: S308 (draw_bars escapes what it is given)
