"""The stage table, as people know it from a council's declaration: as text, HTML, CSV and JSON."""

import csv
import io
import json
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import Any

from hustings.counting.record import Count, Stage
from hustings.counting.said import english

TEXT_WIDTH = 100


def text_table(count: Count) -> str:
    """The record in plain text: what was counted, the stage table, a sentence per stage, and who is elected."""
    lines = [f"{count.title or 'Count'} · {count.name}", _summary(count), ""]
    rows = list(_rows(count))
    names = [row[0] for row in rows]
    left = max(map(len, names), default=0)
    columns = [[f"Stage {stage.number}", *cells] for stage, cells in _columns(count)]
    wide = max((len(cell) for column in columns for cell in column), default=1) + 2
    at_once = max(1, (TEXT_WIDTH - left) // wide)
    for start in range(0, len(columns), at_once):
        block = columns[start : start + at_once]
        lines.append(" " * left + "".join(column[0].rjust(wide) for column in block))
        for row, name in enumerate(names, 1):
            lines.append(name.ljust(left) + "".join(column[row].rjust(wide) for column in block))
        lines.append("")
    lines += count.sentences
    lines += ["", f"Elected: {_outcome(count)}"]
    return "\n".join(lines) + "\n"


def html_table(count: Count) -> str:
    """A table of the stages for a page: candidates down, stages across, the transfer beside the votes of each stage."""
    head = "".join(
        f'<th scope="col" colspan="{1 if stage.number == 1 else 2}" title="{escape(stage.event)}">'
        f"Stage {stage.number}</th>"
        for stage in count.stages
    )
    body = []
    for name, values in _rows(count):
        cells = [f'<td class="votes">{count.figure(values[0])}</td>'] if values else []
        for before, now in pairwise(values):
            cells.append(f'<td class="transfer">{_signed(count, now - before)}</td>')
            cells.append(f'<td class="votes">{count.figure(now)}</td>')
        body.append(f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>')
    caption = escape(f"{count.title or 'Count'}: {count.name}. {_summary(count)}")
    return (
        f'<table class="count-stages"><caption>{caption}</caption>'
        f'<thead><tr><th scope="col">Candidate</th>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
    )


def csv_table(count: Count) -> str:
    """The stage table as CSV: a row per candidate, then what no candidate holds; a column of votes per stage."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Candidate", "Elected", *(f"Stage {stage.number}" for stage in count.stages)])
    for row, (name, values) in enumerate(_rows(count)):
        elected = "elected" if row in count.elected else ""
        writer.writerow([name, elected, *map(count.figure, values)])
    writer.writerow(["What happened", "", *(stage.event for stage in count.stages)])
    writer.writerow(["Clause", "", *(stage.clause for stage in count.stages)])
    return out.getvalue()


def as_json(count: Count) -> dict[str, Any]:
    """The record as plain values. Candidates are numbered from 1, votes are decimal strings.

    `elected` lists the numbers in order of election; for list rules it is an object of seats by list.
    """
    elected: Any = [c + 1 for c in count.elected]
    if count.allocation is not None:
        elected = dict(zip(count.candidates, count.allocation, strict=True))
    return {
        "rule": count.rule,
        "seats": count.seats,
        "valid": count.valid,
        "quota": None if count.quota is None else count.figure(count.quota),
        "elected": elected,
        "stages": [_stage_json(count, stage) for stage in count.stages],
    }


def json_text(count: Count) -> str:
    """as_json as one line of text."""
    return json.dumps(as_json(count), ensure_ascii=False)


def _stage_json(count: Count, stage: Stage) -> dict[str, Any]:
    return {
        "votes": [count.figure(votes) for votes in stage.votes],
        "non_transferable": count.figure(stage.non_transferable),
        "lost_to_rounding": count.figure(stage.lost_to_rounding),
        "quota": None if stage.quota is None else count.figure(stage.quota),
        "event": stage.cited(english),
        "ties": [
            {
                "candidates": [c + 1 for c in tie.candidates],
                "places": tie.places,
                "chosen": [c + 1 for c in tie.chosen],
                "for": tie.purpose,
                "how": tie.how,
            }
            for tie in stage.ties
        ],
    }


def _rows(count: Count) -> Iterator[tuple[str, list[int]]]:
    """The rows of the table: each candidate, and what no candidate holds if there is any."""
    for c, name in enumerate(count.candidates):
        yield name, [stage.votes[c] for stage in count.stages]
    if any(stage.non_transferable for stage in count.stages):
        yield "Non-transferable", [stage.non_transferable for stage in count.stages]
    if any(stage.lost_to_rounding for stage in count.stages):
        yield "Lost to rounding", [stage.lost_to_rounding for stage in count.stages]


def _columns(count: Count) -> Iterator[tuple[Stage, list[str]]]:
    rows = list(_rows(count))
    for number, stage in enumerate(count.stages):
        yield stage, [count.figure(values[number]) for _, values in rows]


def _signed(count: Count, change: int) -> str:
    if not change:
        return ""
    return f"+{count.figure(change)}" if change > 0 else f"−{count.figure(-change)}"


def _summary(count: Count) -> str:
    seats = "1 seat" if count.seats == 1 else f"{count.seats} seats"
    void = f", {count.void} set aside" if count.void else ""
    quota = f", quota {count.figure(count.quota)}" if count.quota is not None else ""
    return f"{seats}, {count.valid} valid ballots{void}{quota}."


def _outcome(count: Count) -> str:
    if count.allocation is not None:
        return "; ".join(f"{name} {won}" for name, won in zip(count.candidates, count.allocation, strict=True) if won)
    return ", ".join(count.candidates[c] for c in count.elected) or "nobody"
