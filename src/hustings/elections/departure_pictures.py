"""Pictures of what departures would have changed, each with the rows of its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.counting.reports import flow_svg
from hustings.departures.pictures import (
    Bracket,
    Chance,
    Gain,
    Steps,
    brackets_svg,
    chances_svg,
    gains_svg,
    steps_svg,
)
from hustings.elections.departures import SMALL, Bounds, Elected, Leaving, count_without, first_preferences
from hustings.elections.queries.departures import Assumed, WhatIf
from hustings.elections.stage_tables import translate


@dataclass(frozen=True)
class Picture:
    """A picture with its title and its data: a row per line, its first cell the heading."""

    title: str
    svg: SafeString
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def table(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as its heading and its cells, each with the name of its column."""
        return [(row[0], list(zip(self.head[1:], row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Line:
    """A slate, or the candidates on none: their numbers from 0."""

    name: str
    candidates: tuple[int, ...]

    def seats(self, elected: Sequence[int]) -> int:
        """How many of these are elected."""
        return len(set(self.candidates) & set(elected))


def share_figure(share: float) -> str:
    """A share in per cent, with one decimal where it has one."""
    tenths = round(1000 * share)
    said = _("{percent} %").format(percent=number_format(tenths / 10, 1 if tenths % 10 else 0))
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def number_figure(number: float) -> str:
    """A whole number with thousands separators."""
    return intcomma(round(number))


def people_figure(number: int) -> str:
    """A number of people; below SMALL it is not told."""
    return number_figure(number) if number >= SMALL else _("fewer than {number}").format(number=SMALL)


def people_figures(numbers: Sequence[int]) -> list[str]:
    """Numbers of people whose sum is known: a single one below SMALL would follow from the others, so the next smallest
    is not told either."""
    figures = [people_figure(number) for number in numbers]
    if sum(number < SMALL for number in numbers) == 1 and len(numbers) > 1:
        second = sorted(range(len(numbers)), key=numbers.__getitem__)[1]
        figures[second] = _("not shown")
    return figures


def figures_before_and_after(before: Sequence[int], after: Sequence[int]) -> tuple[list[str], list[str]]:
    """Numbers of people at two times; where few of them left, the number after is not told."""
    later = [
        _("not shown") if 0 < abs(then - now) < SMALL else figure
        for then, now, figure in zip(before, after, people_figures(after), strict=True)
    ]
    return people_figures(before), later


def bounds_figure(bounds: Bounds) -> str:
    """Bounds in words and figures; numbers below SMALL are not told."""
    lower, upper = bounds.lower, bounds.upper
    if upper is not None and upper < SMALL:
        return people_figure(upper)
    if upper is not None and lower < SMALL:
        return _("at most {number}").format(number=number_figure(upper))
    if upper is None:
        return _("at least {number}").format(number=number_figure(lower) if lower >= SMALL else 1)
    if lower == upper:
        return number_figure(lower)
    return _("{lower} to {upper}").format(lower=number_figure(lower), upper=number_figure(upper))


def seats_brackets(what_if: WhatIf) -> Picture | None:
    """How many departures would have cost each of the elected the seat."""
    if what_if.answers is None or not what_if.answers.seats:
        return None
    title = _("Fewest departures that would have cost a seat")
    answers = what_if.outcome.answers
    rows = [(answers[c].label, bounds) for c, bounds in what_if.answers.seats]
    return _brackets(title, _("Elected"), rows)


def rivals_brackets(what_if: WhatIf) -> Picture | None:
    """How many departures would have brought about each rival committee, with somebody who was not elected on it."""
    if what_if.answers is None or not what_if.answers.rivals:
        return None
    title = _("Fewest departures that would have elected somebody else")
    labels = [answer.label for answer in what_if.outcome.answers]
    rows = []
    for rival in what_if.answers.rivals:
        name = labels[rival.newcomer]
        if rival.instead_of:
            replaced = ", ".join(labels[c] for c in rival.instead_of)
            name = _("{newcomer} instead of {replaced}").format(newcomer=name, replaced=replaced)
        rows.append((name, rival.bounds))
    return _brackets(title, _("Not elected"), rows)


def _brackets(title: str, heading: str, rows: Sequence[tuple[str, Bounds]]) -> Picture:
    """A bracket for each row; what is drawn tells numbers below SMALL as little as the figures do."""
    brackets = [
        Bracket(
            name,
            bounds.lower if bounds.lower >= SMALL else 0,
            None if bounds.upper is None else max(bounds.upper, SMALL - 1),
            bounds_figure(bounds),
        )
        for name, bounds in rows
    ]
    figures = tuple((bracket.name, bracket.figure) for bracket in brackets)
    drawn = brackets_svg(brackets, title, _told(figures), _("departures"), number_figure)
    return Picture(title, _drawn(drawn), (heading, _("Fewest departures")), figures)


def lines_of(what_if: WhatIf) -> list[Line]:
    """The slates, and the candidates who are on none."""
    lines = [Line(name, candidates) for name, candidates in what_if.slates]
    on_one = {c for line in lines for c in line.candidates}
    rest = tuple(c for c in range(len(what_if.outcome.answers)) if c not in on_one)
    return [*lines, Line(_("Candidates on no slate"), rest)] if rest else lines


def leaving_title(leaving: Leaving) -> str:
    """What is asked about a slate."""
    return _("Seats if supporters of “{slate}” had left").format(slate=leaving.slate)


def seats_by_share(lines: Sequence[Line], leaving: Leaving) -> Picture | None:
    """Seats of each slate against the share of one slate's supporters that leaves; None where they do not change."""
    shown = [(0.0, leaving.elected[0])]
    for share, elected in leaving.changes:
        if _seats(lines, elected) != _seats(lines, shown[-1][1]):
            shown.append((share, elected))
    if len(shown) == 1:
        return None
    title = leaving_title(leaving)
    steps = [
        Steps(
            line.name,
            tuple(share for share, _elected in shown),
            tuple(line.seats(elected) for _share, elected in shown),
        )
        for line in lines
    ]
    rows = tuple((share_figure(share), *map(str, _seats(lines, elected))) for share, elected in shown)
    told = " ".join(
        _("From {share}: {seats}").format(
            share=row[0], seats=_told(list(zip([line.name for line in lines], row[1:], strict=True)))
        )
        for row in rows
    )
    return Picture(
        title,
        _drawn(steps_svg(steps, title, told, _("share of its supporters that leaves"), share_figure)),
        (_("Share that leaves, from"), *(line.name for line in lines)),
        rows,
    )


def first_gains(lines: Sequence[Line], leaving: Leaving) -> Picture | None:
    """Who gains and who loses seats at the first share that changes their numbers; None where none does."""
    seats = _seats(lines, leaving.elected[0])
    changed = next(((share, elected) for share, elected in leaving.changes if _seats(lines, elected) != seats), None)
    if changed is None:
        return None
    share, after = changed
    title = _("Who gains if {share} of the supporters of “{slate}” had left").format(
        share=share_figure(share), slate=leaving.slate
    )
    gains = []
    for line, held, then in zip(lines, seats, _seats(lines, after), strict=True):
        gains.append(Gain(line.name, held, then, f"{held} → {then}"))
    told = _told([(gain.name, gain.figure) for gain in gains])
    return Picture(
        title,
        _drawn(gains_svg(gains, title, told)),
        (_("Slate"), _("Seats before"), _("Seats after"), _("Change")),
        tuple((gain.name, str(gain.before), str(gain.after), _signed(gain.change)) for gain in gains),
    )


def transfers(what_if: WhatIf, lines: Sequence[Line], leaving: Leaving) -> Picture | None:
    """The transfers of votes before and after the first share of a slate that changes who is elected.

    None where nothing changes, and for rules that transfer no votes.
    """
    before = what_if.outcome.count
    candidates = next((line.candidates for line in lines if line.name == leaving.slate), ())
    if before is None or not what_if.outcome.is_ranked or not leaving.changes:
        return None
    share = leaving.changes[0][0]
    after = count_without(what_if.outcome, candidates, Fraction(round(100 * share), 100))
    if not any(stage.moved_from for stage in (*before.stages, *after.stages)):
        return None
    title = _("Transfers before, and if {share} of the supporters of “{slate}” had left").format(
        share=share_figure(share), slate=leaving.slate
    )
    names = [answer.label for answer in what_if.outcome.answers]
    first = figures_before_and_after(first_preferences(before), first_preferences(after))
    elected = [[_("yes") if c in count.elected else "–" for c in range(len(names))] for count in (before, after)]
    rows = tuple(zip(names, first[0], elected[0], first[1], elected[1], strict=True))
    drawn = []
    for heading, count, figures in ((_("Before"), before, first[0]), (_("After"), after, first[1])):
        told = _told(list(zip(names, figures, strict=True)))
        picture = _drawn(flow_svg(count, f"{title}: {heading}", told, translate))
        drawn.append(format_html('<p class="govuk-body-s">{}</p>{}', heading, picture))
    head = (
        _("Candidate"),
        _("First preferences before"),
        _("Elected before"),
        _("First preferences after"),
        _("Elected after"),
    )
    return Picture(title, format_html_join("", "{}", ((part,) for part in drawn)), head, rows)


def chances_at_random(what_if: WhatIf) -> Picture | None:
    """The chance of another result against the number who are drawn at random to leave."""
    chances = what_if.answers.at_random if what_if.answers else ()
    if not chances:
        return None
    title = _("Chance of another result if voters drawn at random had left")
    rows = tuple(
        (
            number_figure(chance.leaving),
            share_figure(chance.probability),
            _("{low} to {high}").format(low=share_figure(chance.low), high=share_figure(chance.high)),
        )
        for chance in chances
    )
    told = _told([(row[0], row[1]) for row in rows])
    points = [Chance(0, 0.0, 0.0, 0.0), *chances]
    drawn = chances_svg(points, title, told, _("number who leave"), number_figure, share_figure)
    return Picture(title, _drawn(drawn), (_("Leave"), _("Chance"), _("95 per cent interval")), rows)


def tipping_steps(assumed: Assumed) -> Picture | None:
    """Who of the two is ahead against the share of the group that leaves; None where nothing changes."""
    share = assumed.share
    if share is None:
        return None
    title = _("Who has the seat, by the share of the group that leaves")
    figure = share_figure(float(share))
    lines = [
        Steps(_("The last who would be elected"), (0.0, float(share)), (1, 0)),
        Steps(_("The first who would not be"), (0.0, float(share)), (0, 1)),
    ]
    up_to = _("up to {share}").format(share=figure)
    beyond = _("beyond {share}").format(share=figure)
    rows = ((up_to, "1", "0"), (beyond, "0", "1"))
    head = (_("Share that leaves"), *(line.name for line in lines))
    told = _told([(up_to, lines[0].name), (beyond, lines[1].name)])
    drawn = steps_svg(lines, title, told, _("share of the group that leaves"), share_figure)
    return Picture(title, _drawn(drawn), head, rows)


def voters_beyond(share: Fraction, group: int) -> str:
    """The fewest voters of the group that are more than this share of it, in words."""
    number = int(share * group) + 1
    return ngettext("{number} voter", "{number} voters", number).format(number=number_figure(number))


def _seats(lines: Sequence[Line], elected: Elected) -> list[int]:
    return [line.seats(elected) for line in lines]


def _told(pairs: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {figure}" for name, figure in pairs) + "."


def _signed(change: int) -> str:
    return f"+{change}" if change > 0 else f"−{-change}" if change < 0 else "0"


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308  drawn by us, its texts escaped
