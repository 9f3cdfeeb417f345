"""The register of decisions: searched, checked, exported."""

import csv
import io
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hustings.accounts.queries import organisation
from hustings.council.chain import EXPORT_FORMAT, first_break
from hustings.council.models import Body, Decision
from hustings.council.moments import day_of
from hustings.register.models import plain

_CSV = ("number", "decided_on", "body", "title", "outcome", "for", "against", "abstaining", "absent", "text", "hash")


def search(words: str = "", body: Body | None = None, outcome: str = "") -> QuerySet[Decision]:
    """Decisions whose title or text holds every word, of that body, with that outcome; the latest first."""
    found = Decision.objects.select_related("body", "division__result", "corrects").order_by("-number")
    for word in plain(words).split():
        found = found.filter(search_text__contains=word)
    if body:
        found = found.filter(body=body)
    return found.filter(outcome=outcome) if outcome else found


def what_is_wrong() -> str:
    """Walk the whole chain; say in a sentence what is wrong first, or ''."""
    return first_break(Decision.objects.order_by("number").values_list("number", "document", "hash").iterator())


def exported() -> dict[str, Any]:
    """The whole register as it can be checked without this site."""
    rows = Decision.objects.order_by("number").values("number", "document", "hash")
    return {"format": EXPORT_FORMAT, "organisation": organisation().name, "decisions": list(rows)}


def as_csv(decisions: QuerySet[Decision]) -> str:
    """Decisions as a table for a spreadsheet, the first one first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_CSV)
    for decision in decisions.order_by("number"):
        result = decision.division.result
        writer.writerow(
            [
                decision.number,
                day_of(decision.decided_at).isoformat(),
                decision.body.name,
                _harmless(decision.title),
                decision.outcome,
                *(result.in_favour, result.against, result.abstaining, result.absent),
                _harmless(decision.text),
                decision.hash,
            ]
        )
    return out.getvalue()


def _harmless(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def missing_from_register(kept: list[tuple[int, str, str]]) -> str:
    """Compare an export that somebody kept with the register; say in a sentence what is no longer there, or ''."""
    here = dict(Decision.objects.values_list("number", "hash"))
    for number, _document, hash_ in kept:
        if here.get(number) != hash_:
            return _("Decision {number} is not in the register as it stands in this file.").format(number=number)
    return ""
