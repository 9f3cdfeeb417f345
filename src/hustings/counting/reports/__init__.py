"""A count as people read it: tables as text, HTML, CSV and JSON, and pictures as SVG."""

from hustings.counting.record import Count
from hustings.counting.reports.bars import Bar, bars_svg, draw_bars
from hustings.counting.reports.flow import flow_svg
from hustings.counting.reports.matrix import matrix_html, matrix_svg
from hustings.counting.reports.table import as_json, csv_table, html_table, json_text, text_table
from hustings.counting.said import Translate, english

__all__ = [
    "Bar",
    "as_json",
    "bars_svg",
    "csv_table",
    "draw_bars",
    "flow_svg",
    "html_table",
    "json_text",
    "matrix_html",
    "matrix_svg",
    "picture_svg",
    "text_table",
]


def picture_svg(count: Count, translate: Translate = english) -> str:
    """The picture that suits the rule: the pairwise matrix, the flow of transfers, or bars."""
    if count.matrix is not None:
        return matrix_svg(count, translate)
    if any(stage.moved_from for stage in count.stages):
        return flow_svg(count, translate=translate)
    return bars_svg(count, translate)
