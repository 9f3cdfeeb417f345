"""A comparison as JSON and as plain text."""

from typing import Any

from hustings.texts.comparison import Comparison, Disposition, Outcome
from hustings.texts.differences import Segment

_MARKS = {"equal": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


def as_json(comparison: Comparison) -> dict[str, Any]:
    """`comparison` for json.dumps.

    `clauses` has one entry per source clause, in its order, then one per added clause: `source` and `adopted` are
    numbers as strings or null; `diff` is a list of [kind, words], empty where nothing differs. A clause that was
    split names the first of its parts as `adopted`, and all of them under `split`.
    """
    outcomes = comparison.outcomes
    return {
        "summary": comparison.summary,
        "counts": {str(disposition): number for disposition, number in comparison.counts.items()},
        "clauses": [
            {
                "source": outcome.source.number if outcome.source else None,
                "disposition": str(outcome.disposition),
                "adopted": outcome.adopted[0].number if outcome.adopted else None,
                "diff": [list(segment) for segment in outcome.diff],
            }
            for outcome in outcomes
        ],
        "moved": [outcome.source.number for outcome in outcomes if outcome.source and outcome.moved],
        "split": {
            outcome.source.number: [clause.number for clause in outcome.adopted]
            for outcome in outcomes
            if outcome.source and len(outcome.adopted) > 1
        },
        "merged": {number: list(numbers) for number, numbers in comparison.merged.items()},
        "unnumbered": [list(segment) for segment in comparison.unnumbered],
    }


def text_report(comparison: Comparison) -> str:
    """The summary, then one line per clause; differences as [-removed-] and {+added+}."""
    lines = [comparison.summary, ""]
    width = max(len(outcome.source.number) if outcome.source else 0 for outcome in comparison.outcomes)
    for outcome in comparison.outcomes:
        number = outcome.source.number if outcome.source else ""
        lines.append(f"{number:<{width}}  {_line(outcome, comparison)}".rstrip())
        if outcome.diff:
            lines.append(" " * (width + 2) + marked(outcome.diff))
    if comparison.unnumbered:
        lines += ["", "Outside the numbered clauses, and not counted:", marked(comparison.unnumbered)]
    return "\n".join(lines) + "\n"


def marked(diff: tuple[Segment, ...]) -> str:
    """A difference in one line: [-removed-] {+added+}; characters that cannot be seen are named."""
    return visible(" ".join(f"{_MARKS[kind][0]}{text}{_MARKS[kind][1]}" for kind, text in diff))


def _line(outcome: Outcome, comparison: Comparison) -> str:
    numbers = ", ".join(clause.number for clause in outcome.adopted)
    match outcome.disposition:
        case Disposition.OMITTED:
            return "omitted"
        case Disposition.COVERED:
            return f"covered by {numbers}"
        case Disposition.ADDED:
            return f"added as {numbers}"
    notes = [f"{outcome.disposition} as {numbers}"]
    if len(outcome.adopted) > 1:
        notes.append("split")
    merged = sorted({number for clause in outcome.adopted for number in comparison.merged.get(clause.number, ())})
    if outcome.source and merged:
        notes.append("merged with " + ", ".join(number for number in merged if number != outcome.source.number))
    if outcome.moved:
        notes.append("moved")
    return ", ".join(notes)


def visible(text: str) -> str:
    """`text` with every character that cannot be seen, such as one that turns the direction of writing, named."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c.isspace() else f"<U+{ord(c):04X}>" for c in text)
