"""What all pictures share: a self-contained SVG that scales, prints, and tells its content in words."""

from collections.abc import Sequence
from html import escape

# Shapes and words carry the meaning; colours follow the surrounding text, so light and dark pages work alike.
# They are attributes, not a style sheet: a page whose security policy forbids inline styles still shows the picture.
SOLID = 'fill="currentColor" stroke="currentColor"'
OUTLINE = 'fill="none" stroke="currentColor"'
DASHED = 'stroke="currentColor" stroke-width="2" stroke-dasharray="5 3"'
FLOW = 'fill="currentColor" fill-opacity="0.25" stroke="currentColor" stroke-opacity="0.5" stroke-width="0.5"'
GRID = 'fill="none" stroke="currentColor" stroke-opacity="0.4"'


def picture(width: int, height: int, title: str, description: str, marks: Sequence[str]) -> str:
    """The SVG element around the marks: no script, no references, as wide as the page lets it be."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="100%" role="img" '
        'class="count-picture" font-family="system-ui, sans-serif" font-size="12">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(marks)}</svg>"
    )


def label(x: int, y: int, text: str, anchor: str = "start", bold: bool = False) -> str:
    """A line of text that begins, is centred on or ends (anchor) at a point."""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="currentColor"{weight}>{escape(text)}</text>'


def clipped(text: str, length: int) -> str:
    """A text that fits; what was cut off is shown by an ellipsis and told in full in the description."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
