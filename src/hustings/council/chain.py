"""The register of decisions as a chain: each document names the hash of the one before it. Needs no database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

FORMAT = "hustings-decision/1"
EXPORT_FORMAT = "hustings-decisions/1"
GENESIS = "0" * 64


def canonical(document: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: the text that is hashed."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(document: str) -> str:
    """SHA-256 of a document, as hexadecimal digits."""
    return hashlib.sha256(document.encode(errors="surrogatepass")).hexdigest()  # a file of somebody else holds anything


def first_break(entries: Iterable[tuple[int, str, str]]) -> str:
    """Walk (number, document, hash) from the first decision on; say in a sentence what is wrong first, or ''."""
    previous = GENESIS
    for expected, (number, document, hash_) in enumerate(entries, start=1):
        if number != expected:
            return _("Decision {expected} is missing: the next one there is {number}.").format(
                expected=expected, number=number
            )
        if hash_of(document) != hash_:
            return _("Decision {number} was changed after it was recorded.").format(number=number)
        content = _content(document)
        if content.get("number") != number or content.get("previous_hash") != previous:
            return _("Decision {number} does not follow the one before it: one of them was replaced.").format(
                number=number
            )
        previous = hash_
    return ""


def _content(document: str) -> Mapping[str, Any]:
    try:
        content = json.loads(document)
    except (ValueError, RecursionError):
        content = None
    return content if isinstance(content, dict) else {}


class BadExportError(ValueError):
    """A file that is not an export of the register. The message says what is wrong."""


def read_export(text: str) -> list[tuple[int, str, str]]:
    """The (number, document, hash) of each decision in an exported file."""
    try:
        export = json.loads(text)
        if export["format"] != EXPORT_FORMAT:
            raise BadExportError(_("This file has the format {found!r}, not {ours!r}.").format(
                found=export["format"], ours=EXPORT_FORMAT))  # fmt: skip
        return [(int(e["number"]), str(e["document"]), str(e["hash"])) for e in export["decisions"]]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        if isinstance(error, BadExportError):
            raise
        raise BadExportError(_("This is not an export of the decisions: give the whole JSON file.")) from error
