"""Clause-numbered texts: parse, compare, say what was adopted in full or in part.

source, adopted = parse(outside_text), parse(our_text)
comparison = compare(source, adopted, covered={"7": "3"})
comparison.summary, comparison.counts, comparison.outcomes
"""

from hustings.texts import reports
from hustings.texts.amending import Change, amended
from hustings.texts.comparison import (
    Comparison,
    Disposition,
    Manner,
    Outcome,
    clause_of,
    compare,
    counts_of,
    full_wording,
    manner_of,
    summary_of,
)
from hustings.texts.differences import Segment, difference, differences
from hustings.texts.errors import AmendError, ClaimError, ParseError
from hustings.texts.identifiers import identifiers
from hustings.texts.parsing import Clause, Text, decoded, parse

__all__ = [
    "AmendError",
    "Change",
    "ClaimError",
    "Clause",
    "Comparison",
    "Disposition",
    "Manner",
    "Outcome",
    "ParseError",
    "Segment",
    "Text",
    "amended",
    "clause_of",
    "compare",
    "counts_of",
    "decoded",
    "difference",
    "differences",
    "full_wording",
    "identifiers",
    "manner_of",
    "parse",
    "reports",
    "summary_of",
]
