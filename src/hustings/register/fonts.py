"""The typeface of what is printed here, which comes with the built front end."""

from pathlib import Path

from django.contrib.staticfiles.finders import find


def fonts() -> Path:
    """The folder that holds DejaVuSans.ttf and its bold cut. Raises FileNotFoundError."""
    found = find("build/fonts/DejaVuSans.ttf")
    if not isinstance(found, str):
        raise FileNotFoundError("build/fonts/DejaVuSans.ttf is missing: run `make env`, which builds the front end.")
    return Path(found).parent
