"""What all pictures share: a self-contained SVG that scales, prints, and tells its content in words."""

from collections.abc import Sequence
from html import escape

# Shapes and words carry the meaning; the colours follow the surrounding text, so both light and dark pages work.
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:currentColor}"
    ".name{font-weight:600}"
    ".won{fill:currentColor;stroke:currentColor}"
    ".lost{fill:none;stroke:currentColor}"
    ".line{stroke:currentColor;stroke-dasharray:5 3;stroke-width:2}"
    ".flow{fill:currentColor;fill-opacity:.25;stroke:none}"
    ".grid{fill:none;stroke:currentColor;stroke-opacity:.4}"
)


def picture(width: int, height: int, title: str, description: str, marks: Sequence[str]) -> str:
    """The SVG element around the marks: no script, no references, as wide as the page lets it be."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'style="max-width:{2 * width}px;width:100%;height:auto">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f"<style>{STYLE}</style>{''.join(marks)}</svg>"
    )


def clipped(text: str, length: int) -> str:
    """A text that fits; what was cut off is shown by an ellipsis and told in full in the description."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
