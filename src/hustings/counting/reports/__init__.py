"""A count as people read it: tables as text, HTML, CSV and JSON, and pictures as SVG."""

from hustings.counting.reports.bars import bars_svg

__all__ = ["bars_svg"]
