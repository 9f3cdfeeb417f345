"""Bars against the line of election, for rules where the most votes win."""

from html import escape

from hustings.counting.record import Count
from hustings.counting.reports.drawing import clipped, picture

WIDTH, ROW, TOP = 320, 40, 34


def bars_svg(count: Count) -> str:
    """An SVG picture of the last stage: a bar per candidate, most votes first, and the line that had to be reached.

    The elected have a solid bar and the word "elected", the others an outlined bar: no colour is needed to tell.
    """
    votes = count.stages[-1].votes
    order = sorted(range(len(votes)), key=lambda c: (-votes[c], c not in count.elected))
    line = min((votes[c] for c in count.elected), default=None)
    longest = max(max(votes, default=0), 1)
    height = TOP + ROW * len(order) + 8
    marks = []
    for row, c in enumerate(order):
        y = TOP + ROW * row
        won = c in count.elected
        name, figure = clipped(count.candidates[c], 28), count.figure(votes[c])
        marks.append(f'<text x="4" y="{y + 13}" class="name">{escape(name)}</text>')
        marks.append(
            f'<text x="{WIDTH - 4}" y="{y + 13}" text-anchor="end">{figure}{" · elected" if won else ""}</text>'
        )
        length = (WIDTH - 8) * votes[c] // longest
        marks.append(f'<rect x="4" y="{y + 18}" width="{length}" height="14" class="{"won" if won else "lost"}"/>')
    if line is not None:
        x = 4 + (WIDTH - 8) * line // longest
        anchor = "end" if x > WIDTH // 2 else "start"
        marks.append(f'<line x1="{x}" y1="{TOP - 12}" x2="{x}" y2="{height - 4}" class="line"/>')
        marks.append(
            f'<text x="{x}" y="14" text-anchor="{anchor}">line of election: {count.figure(line)} {count.measure}</text>'
        )
    told = "; ".join(
        f"{count.candidates[c]} {count.figure(votes[c])}{' (elected)' if c in count.elected else ''}" for c in order
    )
    return picture(WIDTH, height, f"{count.measure.capitalize()} by candidate", f"{count.name}. {told}.", marks)
