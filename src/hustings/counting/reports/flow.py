"""The transfers of a count of transferable votes: a bar of all votes per stage, and ribbons for the votes that move."""

from collections.abc import Sequence
from textwrap import wrap

from hustings.counting.record import Count, Stage
from hustings.counting.reports.drawing import FLOW, GRID, label, picture
from hustings.counting.said import Translate, english, gettext_lazy

WIDTH, MARGIN, BAR, GAP, LINE = 320, 4, 22, 34, 16
NARROWEST_LABEL = 16
# A line of words holds so many letters; what a long name goes on with is indented.
LETTERS, INDENT = 46, 20


def flow_svg(count: Count, title: str = "", text: str = "", translate: Translate = english) -> str:
    """An SVG picture, a row per stage from top to bottom. Candidates are numbered; the numbers are told below it.

    A part of a bar is as long as the votes a candidate holds; a tick marks the elected; what nobody holds any more is
    the part at the right end. `text` says it in words, by default in a sentence for each stage.
    """
    n = len(count.candidates)
    total = max((sum(_parts(stage)) for stage in count.stages), default=1) or 1
    marks: list[str] = []
    elected: set[int] = set()
    edges: list[list[int]] = []
    for row, stage in enumerate(count.stages):
        elected |= set(stage.elected)
        parts = _parts(stage)
        starts = _starts(parts, total)
        y = 16 + row * (BAR + GAP)
        if row:
            before = _parts(count.stages[row - 1])
            marks += _ribbons(before, parts, edges[-1], starts, total, y - GAP, y)
        marks.append(label(MARGIN, y - 4, gettext_lazy("Stage {number}", number=stage.number).told(translate)))
        for c in range(n + 1):
            width = starts[c + 1] - starts[c]
            if width <= 0:
                continue
            marks.append(f'<rect x="{starts[c]}" y="{y}" width="{width}" height="{BAR}" {GRID}/>')
            if width >= NARROWEST_LABEL and c < n:
                number = f"{c + 1}✓" if c in elected and width >= 2 * NARROWEST_LABEL else str(c + 1)
                marks.append(label(starts[c] + width // 2, y + 15, number, "middle", bold=c in elected))
        edges.append(starts)
    bottom = 16 + len(count.stages) * (BAR + GAP)
    notes = [f"{c + 1}  {name} {_fate(count, c, translate)}" for c, name in enumerate(count.candidates)]
    if count.stages and _parts(count.stages[-1])[n]:
        notes.append(gettext_lazy("Right end: votes that nobody holds any more").told(translate))
    lines = [(place, words) for note in notes for place, words in enumerate(wrap(note, LETTERS))]
    for row, (place, words) in enumerate(lines):
        marks.append(label(INDENT if place else MARGIN, bottom + LINE * row, words))
    height = bottom + LINE * len(lines) + 4
    title = title or gettext_lazy("Transfers of votes by stage").told(translate)
    return picture(WIDTH, height, title, text or " ".join(count.told(translate)), marks)


def _parts(stage: Stage) -> list[int]:
    return [*stage.votes, stage.non_transferable + max(0, stage.lost_to_rounding)]


def _starts(parts: Sequence[int], total: int) -> list[int]:
    starts, so_far = [MARGIN], 0
    for part in parts:
        so_far += part
        starts.append(MARGIN + (WIDTH - 2 * MARGIN) * so_far // total)
    return starts


def _ribbons(
    before: Sequence[int],
    after: Sequence[int],
    above: Sequence[int],
    below: Sequence[int],
    total: int,
    top: int,
    foot: int,
) -> list[str]:
    """Ribbons from those who lost votes to those who gained; with several of both, each loss is shared alike."""
    gains = {c: now - then for c, (then, now) in enumerate(zip(before, after, strict=True)) if now > then}
    losses = {c: then - now for c, (then, now) in enumerate(zip(before, after, strict=True)) if now < then}
    all_gains = sum(gains.values())
    ribbons = []
    landed = {c: below[c] + (WIDTH - 2 * MARGIN) * before[c] // total for c in gains}
    for source, loss in losses.items():
        left = above[source] + (WIDTH - 2 * MARGIN) * after[source] // total
        for target, gain in gains.items():
            width = (WIDTH - 2 * MARGIN) * loss * gain // (all_gains * total)
            if width:
                ribbons.append(_ribbon(left, landed[target], width, top, foot))
                left += width
                landed[target] += width
    return ribbons


def _ribbon(x1: int, x2: int, width: int, y1: int, y2: int) -> str:
    middle = (y1 + y2) // 2
    return (
        f'<path d="M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}H{x2 + width}'
        f'C{x2 + width} {middle} {x1 + width} {middle} {x1 + width} {y1}Z" {FLOW}/>'
    )


def _fate(count: Count, c: int, translate: Translate) -> str:
    for stage in count.stages:
        if c in stage.elected:
            return gettext_lazy("(elected, stage {number})", number=stage.number).told(translate)
        if c in stage.excluded:
            return gettext_lazy("(excluded, stage {number})", number=stage.number).told(translate)
    return gettext_lazy("(withdrawn)").told(translate) if c in count.withdrawn else ""
