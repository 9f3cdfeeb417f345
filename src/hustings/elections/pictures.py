"""Pictures of a poll, as SVG: they stand on pages, print, and go into the PDF as they are."""

from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as _

from hustings.counting.reports import bars_svg
from hustings.elections.models import Contest
from hustings.elections.queries.results import Outcome

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 44
ROW = 44  # of bars
INK, LINE, GRID = "#0b0c0c", "#1d70b8", "#b1b4b6"


def turnout_curve(points: Sequence[tuple[str, int]], electors: int, title: str, text: str) -> str:
    """A curve of electors who have voted, hour by hour, against the number of electors.

    `points` are (label of the hour, voters up to its end) in order of time; `text` says the same in words.
    """
    scale = _ceiling(max([voters for _hour, voters in points], default=0), electors)
    step = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    floor = HEIGHT - BOTTOM

    def y(voters: int) -> float:
        return floor - (floor - TOP) * voters / scale

    grid = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mark):.1f}" y2="{y(mark):.1f}" stroke="{GRID}"/>'
        f'<text x="{LEFT - 8}" y="{y(mark) + 5:.1f}" text-anchor="end">{mark:,}</text>'
        for mark in sorted({0, scale // 2, scale})
    )
    corners = [(float(LEFT), y(0))] + [(LEFT + step * (i + 1), y(voters)) for i, (_hour, voters) in enumerate(points)]
    path = " ".join(f"{x:.1f},{height:.1f}" for x, height in corners)
    labels = ""
    if points:
        labels = f'<text x="{LEFT}" y="{HEIGHT - 14}">{escape(points[0][0])}</text>' + (
            f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 14}" text-anchor="end">{escape(points[-1][0])}</text>'
            if len(points) > 1
            else ""
        )
    line = f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="3"/>'
    return _picture(HEIGHT, title, text, grid + line + labels)


def _ceiling(voters: int, electors: int) -> int:
    """The top of the scale: all electors, unless so few voted that their curve would lie on the floor."""
    return max(2, electors if voters * 5 >= electors else voters * 2)


def outcome_bars(outcome: Outcome) -> str:
    """The votes of a contest as bars, with the line of election where seats are filled; "" while nothing is counted."""
    if outcome.contest.kind == Contest.Kind.SEATS:
        return bars_svg(outcome.count) if outcome.count else ""
    votes = [(answer.label, number, is_carried) for answer, number, is_carried in outcome.rows]
    text = "; ".join(f"{answer}: {number:,}" for answer, number, _is_carried in votes)
    return answer_bars(votes, _("Votes by answer"), text) if votes else ""


def answer_bars(votes: Sequence[tuple[str, int, bool]], title: str, text: str) -> str:
    """A bar for each answer to a question, (answer, votes, whether carried); no colour is needed to tell them apart."""
    most = max([number for _answer, number, _is_carried in votes], default=0) or 1
    bars = "".join(
        f'<text x="4" y="{top + 14}" font-weight="600">{escape(_clipped(answer))}</text>'
        f'<text x="{WIDTH - 4}" y="{top + 14}" text-anchor="end">{number:,}</text>'
        f'<rect x="4" y="{top + 20}" width="{(WIDTH - 8) * number // most}" height="14" '
        f'fill="{LINE if is_carried else "none"}" stroke="{LINE}"/>'
        for top, (answer, number, is_carried) in zip(range(4, 4 + ROW * len(votes), ROW), votes, strict=True)
    )
    return _picture(ROW * len(votes) + 8, title, text, bars)


def _clipped(answer: str) -> str:
    """What fits into the picture; the table under it has the whole text."""
    return answer if len(answer) <= 60 else f"{answer[:59]}…"


def _picture(height: int, title: str, text: str, marks: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="100%" role="img" '
        f'class="count-picture" font-family="system-ui, sans-serif" font-size="14" fill="{INK}">'
        f"<title>{escape(title)}</title><desc>{escape(text)}</desc>{marks}</svg>"
    )
