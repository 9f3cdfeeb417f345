"""Bars against the line of election, for rules where the most votes win."""

from hustings.counting.record import Count
from hustings.counting.reports.drawing import DASHED, OUTLINE, SOLID, clipped, label, picture

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
        length = (WIDTH - 8) * votes[c] // longest
        marks.append(label(4, y + 13, clipped(count.candidates[c], 26), bold=True))
        marks.append(label(WIDTH - 4, y + 13, count.figure(votes[c]) + (" · elected" if won else ""), "end"))
        marks.append(f'<rect x="4" y="{y + 18}" width="{length}" height="14" {SOLID if won else OUTLINE}/>')
    if line is not None:
        x = 4 + (WIDTH - 8) * line // longest
        said = f"line of election: {count.figure(line)} {count.measure}"
        marks.append(label(x, 14, said, "end" if x > WIDTH // 2 else "start"))
        for top in range(TOP + 15, height, ROW):
            marks.append(f'<line x1="{x}" y1="{top}" x2="{x}" y2="{top + 20}" {DASHED}/>')
    told = "; ".join(
        f"{count.candidates[c]} {count.figure(votes[c])}{' (elected)' if c in count.elected else ''}" for c in order
    )
    return picture(WIDTH, height, f"{count.measure.capitalize()} by candidate", f"{count.name}. {told}.", marks)
