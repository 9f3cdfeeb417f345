"""The organisation's own colour, and what may be written on it and drawn beside it (WCAG 2.2, relative luminance)."""

from dataclasses import dataclass

LEAST_CONTRAST = 4.5
NEUTRAL = "#1d70b8"
# True black, not the softer black of text: with it one of the two always reaches the contrast, on any colour.
WHITE, BLACK = "#ffffff", "#000000"


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1, of a colour '#rrggbb'."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio, 1 to 21, of two colours '#rrggbb'."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def darkened(colour: str) -> str:
    """Return `colour`, made darker only as far as it must be to be seen on white."""
    channels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    shades = ("#" + "".join(f"{channel * part // 100:02x}" for channel in channels) for part in range(100, -1, -1))
    return next(shade for shade in shades if contrast(shade, WHITE) >= LEAST_CONTRAST)


@dataclass(frozen=True)
class Theme:
    """The colours of the header, of what is written on it, and of borders on white."""

    colour: str
    text: str
    border: str

    def css(self) -> str:
        """Return the style sheet that hands them to site.css."""
        return (
            f":root {{ --organisation-colour: {self.colour}; --organisation-text: {self.text}; "
            f"--organisation-border: {self.border}; }}\n"
        )


def theme_of(colour: str) -> Theme:
    """Return the theme of a colour '#rrggbb'."""
    text = max(WHITE, BLACK, key=lambda candidate: contrast(candidate, colour))
    return Theme(colour, text, darkened(colour))
