"""Files that a trustee or a credential authority keeps: written once, never overwritten, secrets for the owner only."""

import os
from pathlib import Path

import click


def write_new(path: Path, text: str, *, secret: bool = False) -> None:
    """Write a file that must not exist yet; a secret one can be read by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    except FileExistsError:
        raise click.ClickException(f"{path} exists already and is not overwritten; move it away first.") from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def read_text(path: Path) -> str:
    """The text of a file that a person named."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{path} is not UTF-8 text.") from None
