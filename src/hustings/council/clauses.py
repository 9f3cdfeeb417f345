"""The clauses of a motion, as they are typed: one after the other, an empty line between them, numbered or not."""

import re

from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused

Clause = tuple[str, str]
_NUMBER = re.compile(r"\(?([0-9]+(?:\.[0-9]+)*[a-z]?|[a-z]|[ivx]+)[.)](?:\s+|$)", re.IGNORECASE)
LONGEST_NUMBER = 40


def parse(text: str) -> list[Clause]:
    """Return (number, text) of each clause; those without a number are numbered on. Refuses a number used twice."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    if not paragraphs:
        raise ActionRefused(_("The motion has no text. Write at least one clause."), field="text")
    clauses: list[Clause] = []
    for place, paragraph in enumerate(paragraphs, start=1):
        found = _NUMBER.match(paragraph)
        number, words = (found[1], paragraph[found.end() :]) if found else (str(place), paragraph)
        if not words:
            raise ActionRefused(
                _("Clause {number} has no text. Write it, or take it out.").format(number=number), "text"
            )
        if number in dict(clauses):
            raise ActionRefused(
                _("Two clauses have the number {number}. Give each a number of its own.").format(number=number), "text"
            )
        clauses.append((number, words))
    return clauses
