"""A count as people read it: tables as text, HTML, CSV and JSON, and pictures as SVG."""

from hustings.counting.reports.bars import bars_svg
from hustings.counting.reports.table import as_json, csv_table, html_table, json_text, text_table

__all__ = ["as_json", "bars_svg", "csv_table", "html_table", "json_text", "text_table"]
