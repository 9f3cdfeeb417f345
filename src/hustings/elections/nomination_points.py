"""The check-list's points about nominations and the booklet of statements."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.elections import booklets, timetable
from hustings.elections.checklist import Point, source
from hustings.elections.models import Contest, Election
from hustings.elections.queries.contests import standing
from hustings.elections.queries.nominations import close_of, open_objections, takes_nominations


@source(0)
def nomination_points(election: Election) -> Iterator[Point]:
    """Return the points about nominations: somebody can nominate, they are closed, and no objection waits."""
    closes = election.nominations_close_at
    nobody_can = not election.contests.filter(nomination_rules__isnull=False).exists()
    seats = election.contests.filter(kind=Contest.Kind.SEATS).first()
    if seats and nobody_can and closes and closes > timezone.now():
        yield Point(
            _("Somebody can nominate"),
            False,
            _("Let the candidates be nominated, or take the times of nominations out of the timetable"),
            _("The timetable says when nominations open and close, but in no contest are candidates nominated."),
            reverse("elections:office_contest", args=[election.slug, seats.pk]),
            warning=True,
        )
    for contest in election.contests.filter(nomination_rules__isnull=False):
        yield Point(
            _("Nominations for ‘{contest}’ are closed").format(contest=contest.title),
            close_of(contest) is not None,
            _("See the nominations for ‘{contest}’").format(contest=contest.title),
            _("They close by themselves on {moment}.").format(moment=timetable.written(election.nominations_close_at))
            if election.nominations_close_at
            else _("Set in the timetable when nominations open and close; they close by themselves."),
            reverse("elections:office_nominations", args=[election.slug, contest.pk]),
            stage="setup",
        )
    waiting = open_objections(election).first()
    if waiting:
        yield Point(
            _("No objection to a nomination is open"),
            False,
            _("Decide the objections"),
            _("{n} objections are not decided yet.").format(n=open_objections(election).count()),
            reverse("elections:objection", args=[election.slug, waiting.pk]),
            stage="setup",
        )


@source(5)
def booklet_points(election: Election) -> Iterator[Point]:
    """Return the point that the booklet names everybody who stands, with their statements.

    Where people are nominated there must be one; elsewhere only one that was issued must be complete.
    """
    contests = booklets.contests_in(election)
    if not contests:
        return
    booklet = booklets.latest(election)
    is_needed = any(takes_nominations(contest) for contest in contests)
    found = booklets.gaps(election, booklet) if booklet else []
    yield Point(
        _("The booklet of statements is complete"),
        booklet is not None and not found,
        _("Issue the booklet again") if booklet else _("Issue the booklet"),
        " ".join(found[:3])
        or _("It holds every candidate’s name, statement, slate and pledges, in the drawn order, as a page and a PDF."),
        reverse("elections:office_booklet", args=[election.slug]),
        warning=booklet is None and not is_needed,
    )
    silent = [c.name for contest in contests for c in standing(contest) if not c.statement.strip()]
    if is_needed and silent:
        yield Point(
            _("Every candidate has handed in a statement"),
            False,
            _("Ask for the statements, or let the booklet say that there is none"),
            _("No statement yet: {names}.").format(names=", ".join(silent)),
            reverse("elections:office_booklet", args=[election.slug]),
            warning=True,
        )
