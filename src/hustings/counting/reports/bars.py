"""Bars against the line of election, for rules where the most votes win."""

from collections.abc import Sequence
from dataclasses import dataclass

from hustings.counting.record import Count, votes_told
from hustings.counting.reports.drawing import DASHED, OUTLINE, SOLID, clipped, label, picture
from hustings.counting.said import Translate, english, gettext_lazy, ngettext_lazy

WIDTH, EDGE, ROW, TOP = 320, 4, 44, 4
LINE_OF_TEXT = 24  # above the bars, where the line of election is named


@dataclass(frozen=True)
class Bar:
    """One bar: whose it is, how many votes as a number and as it is written, and whether it won."""

    name: str
    votes: int
    figure: str
    won: bool


def bars_svg(count: Count, translate: Translate = english) -> str:
    """An SVG picture of the last stage: a bar per candidate, most votes first, and the line that had to be reached."""
    if count.allocation is not None:
        return _seats_svg(count, count.allocation, translate)
    votes = count.stages[-1].votes
    order = sorted(range(len(votes)), key=lambda c: (-votes[c], c not in count.elected))
    bars = [Bar(count.candidates[c], votes[c], count.figure(votes[c]), c in count.elected) for c in order]
    line = min((votes[c] for c in count.elected), default=None)
    said = ""
    if line is not None:
        text = gettext_lazy("line of election: {figure} {measure}", figure=count.figure(line), measure=count.measure)
        said = text.told(translate)
    title = gettext_lazy("{measure} by candidate", measure=count.measure).told(translate)
    won = gettext_lazy("elected").told(translate)
    return draw_bars(bars, title[:1].upper() + title[1:], f"{translate(count.name, '', 1)}. ", won, said)


def _seats_svg(count: Count, seats: Sequence[int], translate: Translate) -> str:
    """For list rules: a bar of seats per list, with its votes beside it."""
    votes = count.stages[0].votes
    order = sorted(range(len(seats)), key=lambda c: (-seats[c], -votes[c]))
    bars = []
    for c in order:
        won = ngettext_lazy("{n} seat", "{n} seats", seats[c], n=seats[c]).told(translate)
        told = votes_told(votes[c], count.scale).told(translate)
        bars.append(Bar(count.candidates[c], seats[c], f"{won} · {told}", False))
    return draw_bars(bars, gettext_lazy("Seats by list").told(translate), f"{translate(count.name, '', 1)}. ")


def draw_bars(bars: Sequence[Bar], title: str, preface: str = "", won: str = "elected", line: str = "") -> str:
    """An SVG picture of bars in the order given; pages give the words in their own language.

    Those that won have a solid bar and the word `won`, the others an outlined bar: no colour is needed to tell. A
    dashed line, named by the text `line` if there is one, stands at the fewest votes that won. The description tells
    all figures, after `preface`.
    """
    longest = max((bar.votes for bar in bars), default=0) or 1
    room = WIDTH - 2 * EDGE
    top = TOP + LINE_OF_TEXT if line else TOP
    marks = []
    for y, bar in zip(range(top, top + ROW * len(bars), ROW), bars, strict=True):
        marks.append(label(EDGE, y + 13, clipped(bar.name, 26), bold=True))
        marks.append(label(WIDTH - EDGE, y + 13, f"{bar.figure} · {won}" if bar.won else bar.figure, "end"))
        shape = SOLID if bar.won else OUTLINE
        marks.append(f'<rect x="{EDGE}" y="{y + 20}" width="{room * bar.votes // longest}" height="14" {shape}/>')
    if line:
        x = EDGE + room * min(bar.votes for bar in bars if bar.won) // longest
        marks.append(label(x, TOP + 12, line, "end" if x > WIDTH // 2 else "start"))
        # In pieces, so that it crosses no words.
        marks += [
            f'<line x1="{x}" y1="{y + 18}" x2="{x}" y2="{y + 38}" {DASHED}/>'
            for y in range(top, top + ROW * len(bars), ROW)
        ]
    told = "; ".join(f"{bar.name} {bar.figure}{f' ({won})' if bar.won else ''}" for bar in bars)
    return picture(WIDTH, top + ROW * len(bars), title, f"{preface}{told}.", marks)
