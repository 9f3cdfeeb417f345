"""The pairwise matrix of a Condorcet rule as a picture and as a table."""

from html import escape

from hustings.counting.record import Count
from hustings.counting.reports.drawing import GRID, label, picture
from hustings.counting.said import Translate, english, gettext_lazy

CELL, LEFT, TOP, LINE = 44, 34, 40, 16


def matrix_svg(count: Count, translate: Translate = english) -> str:
    """An SVG picture: in each row how many ballots prefer the candidate of the row to that of the column.

    Wins are bold in a thick frame. Candidates are numbered; the numbers are told below. Raises ValueError for a count
    without a matrix.
    """
    matrix = _matrix(count)
    n = len(matrix)
    marks = [label(LEFT, 14, gettext_lazy("row preferred to column").told(translate), "start")]
    for a in range(n):
        y = TOP + CELL * a
        marks.append(label(LEFT - 6, y + 26, str(a + 1), "end", bold=a in count.elected))
        marks.append(label(LEFT + CELL * a + CELL // 2, TOP - 8, str(a + 1), "middle", bold=a in count.elected))
        for b in range(n):
            x = LEFT + CELL * b
            wins = a != b and matrix[a][b] > matrix[b][a]
            frame = 'fill="none" stroke="currentColor" stroke-width="2"' if wins else GRID
            inset = 2 if wins else 0
            size = CELL - 2 * inset
            marks.append(f'<rect x="{x + inset}" y="{y + inset}" width="{size}" height="{size}" {frame}/>')
            if a != b:
                marks.append(label(x + CELL // 2, y + 26, str(matrix[a][b]), "middle", bold=wins))
    bottom = TOP + CELL * n + LINE
    elected = gettext_lazy("elected").told(translate)
    for c, name in enumerate(count.candidates):
        marks.append(label(4, bottom + LINE * c, f"{c + 1}  {name}{f' · {elected}' if c in count.elected else ''}"))
    told = "; ".join(
        gettext_lazy(
            "{name} over {other} {votes} to {against}",
            name=count.candidates[a],
            other=count.candidates[b],
            votes=matrix[a][b],
            against=matrix[b][a],
        ).told(translate)
        for a in range(n)
        for b in range(n)
        if a != b and matrix[a][b] > matrix[b][a]
    )
    width = max(320, LEFT + CELL * n + 4)
    title = gettext_lazy("Every candidate against every other").told(translate)
    return picture(width, bottom + LINE * n, title, f"{translate(count.name, '', 1)}. {told}.", marks)


def matrix_html(count: Count) -> str:
    """The matrix as an HTML table. Raises ValueError for a count without a matrix."""
    matrix = _matrix(count)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in count.candidates)
    body = []
    for a, name in enumerate(count.candidates):
        cells = "".join(
            "<td></td>" if a == b else f"<td>{'<strong>' if wins else ''}{votes}{'</strong>' if wins else ''}</td>"
            for b, votes in enumerate(matrix[a])
            for wins in [votes > matrix[b][a]]
        )
        body.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    return (
        '<table class="count-matrix"><caption>Ballots that prefer the candidate of the row to that of the column'
        f'</caption><thead><tr><th scope="col">Candidate</th>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
    )


def _matrix(count: Count) -> tuple[tuple[int, ...], ...]:
    if count.matrix is None:
        raise ValueError(f"{count.name} compares no pairs; only pairwise rules have a matrix.")
    return count.matrix
