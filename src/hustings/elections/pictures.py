"""Pictures of a poll, as SVG: they stand on pages, print, and go into the PDF as they are."""

from collections.abc import Sequence
from html import escape

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from hustings.counting.reports import Bar, draw_bars, picture_svg
from hustings.elections.models import Contest
from hustings.elections.queries.results import Outcome
from hustings.elections.stage_tables import translate

# As wide as the bars, so that both are drawn to one scale and can be read on a telephone.
WIDTH, HEIGHT = 320, 170
LEFT, RIGHT, TOP, BOTTOM = 44, 4, 12, 30
INK, LINE, GRID = "#0b0c0c", "#1d70b8", "#b1b4b6"


def turnout_curve(points: Sequence[tuple[str, int]], electors: int, title: str, text: str) -> str:
    """A curve of electors who have voted, hour by hour, against the number of electors.

    `points` are (short label of the hour, voters up to its end) in order of time; `text` says the same in words.
    """
    scale = _ceiling(max([voters for _hour, voters in points], default=0), electors)
    step = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    floor = HEIGHT - BOTTOM

    def y(voters: int) -> float:
        return floor - (floor - TOP) * voters / scale

    grid = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mark):.1f}" y2="{y(mark):.1f}" stroke="{GRID}"/>'
        f'<text x="{LEFT - 8}" y="{y(mark) + 4:.1f}" text-anchor="end">{intcomma(mark)}</text>'
        for mark in sorted({0, scale // 2, scale})
    )
    corners = [(float(LEFT), y(0))] + [(LEFT + step * (i + 1), y(voters)) for i, (_hour, voters) in enumerate(points)]
    path = " ".join(f"{x:.1f},{height:.1f}" for x, height in corners)
    labels = ""
    if points:
        labels = f'<text x="{LEFT}" y="{HEIGHT - 10}">{escape(points[0][0])}</text>' + (
            f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 10}" text-anchor="end">{escape(points[-1][0])}</text>'
            if len(points) > 1
            else ""
        )
    line = f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" '
        f'class="count-picture" font-family="system-ui, sans-serif" font-size="12" fill="{INK}">'
        f"<title>{escape(title)}</title><desc>{escape(text)}</desc>{grid}{line}{labels}</svg>"
    )


def _ceiling(voters: int, electors: int) -> int:
    """The top of the scale: all electors, unless so few voted that their curve would lie on the floor."""
    return max(2, electors if voters * 5 >= electors else voters * 2)


def outcome_picture(outcome: Outcome) -> str:
    """The transfers, pairs or points of a count of rankings; of other contests the votes as bars.

    Bars have the line of election where seats are filled. "" while nothing is counted.
    """
    if outcome.is_ranked:
        return picture_svg(outcome.count, translate) if outcome.count else ""
    bars = [Bar(answer.label, votes, intcomma(votes), won) for answer, votes, won in outcome.rows]
    if not bars:
        return ""
    if outcome.contest.kind == Contest.Kind.QUESTION:
        return draw_bars(bars, _("Votes by answer"), won=_("most votes"))
    # Where seats are reserved, fewer votes can win than some had who lost.
    line = [votes for _answer, votes, won in outcome.rows if won and not outcome.contest.reserved_for]
    named = _("line of election: {votes} votes").format(votes=intcomma(min(line))) if line else ""
    return draw_bars(bars, _("Votes by candidate"), won=_("elected"), line=named)
