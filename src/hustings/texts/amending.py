"""Amendments worked into a text as it is written: one clause changes, every other keeps its words and its number.

The lines of the clause are found by reading the text, and the outcome is read again: where an amendment would change
anything else, because its words begin another clause for example, it is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hustings.texts.errors import AmendError, ParseError
from hustings.texts.numbers import number_of, parts_of, written
from hustings.texts.parsing import Clause, Text, line_owners, parse
from hustings.texts.wording import compared

_HEADING = re.compile(r"\s*#{1,6}\s*")
_UNDERLINE = re.compile(r"={3,}\s*|-{3,}\s*")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to the clause of that number: other words in its place, nothing, or a clause after it.

    The heading of a clause stays when its words are replaced; a clause that is left out takes its sub-clauses with it.
    """

    number: str
    kind: Literal["replace", "delete", "add"]
    wording: str = ""


def amended(text: str, changes: Sequence[Change]) -> str:
    """`text` with `changes` worked into it, one after the other.

    A clause that is added gets the next number of its row if that is free, else that of the clause before it with a
    letter: 12 after 11, 3A between 3 and 4. Raises AmendError with the clause and what is wrong.
    """
    for change in changes:
        text = _worked_in(text, change)
    return text


def _worked_in(text: str, change: Change) -> str:
    lines, owners = line_owners(text)
    before = parse(text)
    parts = parts_of(change.number)
    place = next((i for i, c in enumerate(before.clauses) if c.number == written(parts)), None) if parts else None
    if place is None:
        raise AmendError(f"the text has no clause {change.number}")
    clause = before.clauses[place]
    inside = [line for line, owner in enumerate(owners) if owner[: len(parts)] == parts]
    under = {written(owners[line]) for line in inside}
    kept = list(before.clauses)
    if change.kind == "delete":
        lines = [line for at, line in enumerate(lines) if at not in set(inside)]
        kept = [other for other in kept if other.number not in under]
    elif change.kind == "replace":
        own = [line for line in inside if owners[line] == parts]
        lines = _with_words(lines, own, clause, change.wording)
        kept[place] = _reworded(clause, change.wording)
    else:
        number = _free_number(parts, {other.number for other in before.clauses})
        lines[inside[-1] + 1 : inside[-1] + 1] = _new_clause(lines, clause, parts[-1], number[-1], change.wording)
        last = max(at for at, other in enumerate(kept) if other.number in under)
        kept.insert(last + 1, Clause(written(number), clause.parent, "", change.wording, 0))
    after = _EMPTY_LINES.sub("\n\n", "\n".join(lines))
    _check(after, kept, before, change)
    return after


def _reworded(clause: Clause, wording: str) -> Clause:
    return Clause(clause.number, clause.parent, clause.heading, wording, clause.line)


def _check(text: str, expected: Sequence[Clause], before: Text, change: Change) -> None:
    """Refuse a text in which anything but the change has changed."""
    try:
        after = parse(text)
    except ParseError as error:
        raise AmendError(f"clause {change.number} cannot be changed so: {error.reason}") from None
    found, wanted = ([(c.number, c.parent, c.whole) for c in clauses] for clauses in (after.clauses, expected))
    if found != wanted or compared(after.unnumbered) != compared(before.unnumbered):
        raise AmendError(
            f"the change to clause {change.number} would change other clauses too; "
            "begin no line of it with a number, or change the clause above it as a whole"
        )


def _with_words(lines: list[str], own: list[int], clause: Clause, wording: str) -> list[str]:
    """The lines with other words in the clause whose lines are `own`; its number and heading stay."""
    first = own[0]
    if clause.heading:
        underlined = len(own) > 1 and own[1] == first + 1 and _UNDERLINE.fullmatch(lines[own[1]])
        words_from = 2 if underlined else 1
        at = own[words_from] if len(own) > words_from else own[words_from - 1] + 1
        new = ["", *_paragraphs(wording, "")]
        gone = set(own[words_from:])
    else:
        prefix, at = _prefix(lines[first]), first
        head, *rest = _paragraphs(wording, " " * (len(prefix) - len(prefix.lstrip()) + 4))
        new = [prefix + head.lstrip(), *rest]
        gone = set(own)
    kept = [(place, line) for place, line in enumerate(lines) if place not in gone]
    return [*(line for place, line in kept if place < at), *new, *(line for place, line in kept if place >= at)]


def _new_clause(lines: list[str], clause: Clause, old: str, new: str, wording: str) -> list[str]:
    """The lines of a clause that is written as `clause` is, with another number and without its heading."""
    line = lines[clause.line - 1]
    before, _number, after = _prefix(line).rpartition(old)
    if clause.heading:
        return ["", f"{before}{new}{after}".rstrip(), "", *_paragraphs(wording, "")]
    head, *rest = _paragraphs(wording, " " * (len(line) - len(line.lstrip()) + 4))
    return ["", f"{before}{new}{after}{head.lstrip()}", *rest]


def _prefix(line: str) -> str:
    """What stands in a line before the words of its clause: indentation, heading marks, the number."""
    heading = _HEADING.match(line)
    start = heading.end() if heading else len(line) - len(line.lstrip())
    number = number_of(line[start:].rstrip(), heading=heading is not None)
    rest = number.rest if number else ""
    bare = line.rstrip()
    return bare[: len(bare) - len(rest)] if rest and bare.endswith(rest) else f"{bare} "


def _free_number(parts: tuple[str, ...], taken: set[str]) -> tuple[str, ...]:
    """The number of a clause that is put after the one of these parts."""
    *above, last = parts
    if last.isdecimal():
        choices = [str(int(last) + 1), *(f"{last}{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    elif last[0].isdecimal() or (len(last) == 1 and last.lower() != "z"):
        choices = [last[:-1] + chr(ord(last[-1]) + 1)]
    else:
        choices = []
    found = next((number for number in choices if written((*above, number)) not in taken), None)
    if found is None:
        raise AmendError(f"no number is free after clause {written(parts)}; replace that clause by one that says both")
    return (*above, found)


def _paragraphs(wording: str, indent: str) -> list[str]:
    """Each paragraph as one line, an empty one between them."""
    parts = [" ".join(part.split()) for part in _PARAGRAPHS.split(wording) if part.strip()]
    return "\n\n".join(f"{indent}{part}" for part in parts or [""]).split("\n")
