"""The check-list's points about the set-up: timetable, contests, candidates, rolls, notices."""

from collections.abc import Iterator
from math import perm

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.elections import methods, timetable
from hustings.elections.checklist import Point, source
from hustings.elections.models import Candidate, Contest, Election, Notice
from hustings.elections.queries.contests import is_contested, seats_of, standing
from hustings.elections.queries.elections import rolls
from hustings.elections.queries.nominations import close_of, takes_nominations
from hustings.elections.queries.notices import without_email
from hustings.franchise.models import Challenge
from hustings.franchise.queries import electorate, electors

# Under this number a result can tell how somebody voted.
FEW_ELECTORS = 10


@source(1)
def setup_points(election: Election) -> Iterator[Point]:
    """Return the points about what is voted on, and when."""
    yield _timetable(election)
    contests = list(election.contests.select_related("roll", "election"))
    yield Point(
        _("The election has a contest"),
        bool(contests),
        _("Add a contest"),
        _("Add the seats to be filled or the question to be asked."),
        reverse("elections:office_contest_new", args=[election.slug, Contest.Kind.SEATS]),
        stage="setup",
    )
    for contest in contests:
        yield from _seats(contest) if contest.kind == Contest.Kind.SEATS else _question(contest)
    if any(contest.kind == Contest.Kind.SEATS for contest in contests):
        yield _draw(election)
    yield Point(
        _("The election has been announced"),
        election.announced_at is not None,
        _("Announce the election"),
        _("Until then only people who work here can see its pages."),
        reverse("elections:office", args=[election.slug]) + "#announce",
        warning=True,
        stage="setup",
    )


@source(3)
def roll_points(election: Election) -> Iterator[Point]:
    """Return the points about who votes, and the last look at the ballot."""
    for contest in election.contests.select_related("roll", "election"):
        yield from _roll(contest)
    yield from _challenges(election)
    yield Point(
        _("The ballot has been looked at as voters see it"),
        election.ballot_seen_at is not None,
        _("Look at the ballot"),
        _("Nothing on it can be changed once the poll is set up."),
        reverse("elections:office_ballot", args=[election.slug]),
        stage="setup",
    )


@source(5)
def notice_points(election: Election) -> Iterator[Point]:
    """Return the points about what the electors are told."""
    if election.credential_mode == Election.CredentialMode.AUTHORITY:
        return
    notice = election.notices.filter(kind=Notice.Kind.CREDENTIALS).first()
    url = (
        reverse("elections:notice", args=[election.slug, notice.pk])
        if notice
        else reverse("elections:notice_new", args=[election.slug, Notice.Kind.CREDENTIALS])
    )
    yield Point(
        _("The notice with the voting link has been previewed"),
        bool(notice and notice.previewed_at),
        _("Write the notice with the voting link, and send it to yourself"),
        _("You read it in your own mailbox before the electors get theirs."),
        url,
    )
    if unreached := without_email(election, Notice.Kind.CREDENTIALS).count():
        yield Point(
            _("Some electors have no e-mail address"),
            False,
            _("Print letters"),
            _("{n} electors have none and get no voting link by e-mail. They must get a letter.").format(n=unreached),
            reverse("elections:without_email", args=[election.slug]),
            warning=True,
        )


def _timetable(election: Election) -> Point:
    found = timetable.problems(election, timetable.moments(election))
    missing = [timetable.label(field) for field in timetable.NEEDED if not getattr(election, field)]
    return Point(
        _("The timetable is set"),
        not found,
        _("Set the timetable"),
        _("Say when: {label}.").format(label=", ".join(missing)) if missing else found[0][1] if found else "",
        reverse("elections:office_timetable", args=[election.slug]),
        stage="setup",
    )


def _seats(contest: Contest) -> Iterator[Point]:
    url = reverse("elections:office_contest", args=[contest.election.slug, contest.pk])
    candidates = list(standing(contest))
    if not candidates and takes_nominations(contest):
        yield from _nobody_stands(contest, url)
        return
    yield Point(
        _("‘{contest}’ has candidates").format(contest=contest.title),
        bool(candidates),
        _("Add the candidates of ‘{contest}’").format(contest=contest.title),
        _("Nobody stands in it yet."),
        url,
        stage="setup",
    )
    if not candidates:
        return
    undecided = [c.name for c in candidates if c.state == Candidate.State.NOMINATED]
    yield Point(
        _("All candidates of ‘{contest}’ have accepted").format(contest=contest.title),
        not undecided,
        _("Record who has accepted"),
        _("Still to accept, or to withdraw: {names}.").format(names=", ".join(undecided)),
        url,
        stage="setup",
    )
    if contest.rule == "irish-stv" and not contest.rule_options.get("seed"):
        yield Point(
            _("The seed by which the papers of ‘{contest}’ are mixed is set").format(contest=contest.title),
            False,
            _("Set the seed"),
            _("By this rule a surplus is a sample of papers. The seed is published now, so that nobody can choose it."),
            reverse("elections:office_contest_counting", args=[contest.election.slug, contest.pk]),
            stage="setup",
        )
    seats = seats_of(contest)
    if contest.reserved_for and seats.fillable < (contest.seats or 0):
        yield Point(
            _("The reserved seats of ‘{contest}’ can be filled").format(contest=contest.title),
            False,
            _("See the candidates"),
            _(
                "Fewer of “{group}” stand than seats are reserved for it ({n}). What they leave goes to nobody else. "
                "Seats that can be filled: {fillable}."
            ).format(n=contest.reserved_seats, group=contest.reserved_for.name, fillable=seats.fillable),
            url,
            warning=seats.fillable > 0,
            stage="setup",
        )
    if not seats.is_contested:
        yield Point(
            _("‘{contest}’ is contested").format(contest=contest.title),
            False,
            _("See the candidates"),
            _(
                "It has {candidates} candidates for {seats} seats, so nobody votes in it: they will be declared "
                "elected unopposed."
            ).format(candidates=len(candidates), seats=seats.fillable),
            url,
            warning=True,
            stage="setup",
        )


def _nobody_stands(contest: Contest, url: str) -> Iterator[Point]:
    """Warn that seats stay empty; while nominations are open, only their own point is left to do."""
    if close_of(contest):
        yield Point(
            _("‘{contest}’ has candidates").format(contest=contest.title),
            False,
            _("See the nominations"),
            _("Nobody was validly nominated: the seats stay vacant, and nobody votes in this contest."),
            url,
            warning=True,
            stage="setup",
        )


def _question(contest: Contest) -> Iterator[Point]:
    yield Point(
        _("‘{contest}’ has answers to choose from").format(contest=contest.title),
        contest.options.count() >= 2,
        _("Write the answers to ‘{contest}’").format(contest=contest.title),
        _("A question needs at least two."),
        reverse("elections:office_contest_change", args=[contest.election.slug, contest.pk]),
        stage="setup",
    )


def _draw(election: Election) -> Point:
    undrawn = Candidate.objects.filter(contest__election=election, drawn_order=None)
    undrawn = undrawn.exclude(state__in=Candidate.OUT)
    return Point(
        _("The order of the candidates has been drawn by lot"),
        bool(election.draw_seed) and not undrawn.exists(),
        _("Draw the order of the candidates"),
        _("Somebody was added after the last draw. Draw again.")
        if election.draw_seed
        else _("Draw it when no candidate is to be added any more."),
        reverse("elections:office_draw", args=[election.slug]),
        stage="setup",
    )


def _roll(contest: Contest) -> Iterator[Point]:
    if not is_contested(contest):
        return
    url = reverse("elections:office_freeze", args=[contest.election.slug])
    yield Point(
        _("The roll of ‘{contest}’ is frozen").format(contest=contest.title),
        contest.roll is not None,
        _("Freeze the roll"),
        _("Do it on the freeze date, {date}, or after it.").format(date=timetable.written(contest.election.freeze_on)),
        url,
        stage="setup",
    )
    if contest.roll is None:
        return
    size = electorate(contest.roll)
    if not size:
        yield Point(
            _("Somebody is on the roll of ‘{contest}’").format(contest=contest.title),
            False,
            _("See why nobody may vote"),
            _("No member met the rule of the contest on the freeze date."),
            url,
            stage="setup",
        )
        return
    yield from _what_weights_tell(contest, url)
    if methods.is_ranked(contest) and possible_rankings(standing(contest).count()) > size:
        yield Point(
            _("‘{contest}’ has more possible rankings than electors").format(contest=contest.title),
            False,
            _("See the candidates"),
            _(
                "Every ranking is published by itself. There are more ways to rank these candidates than electors: "
                "an unusual ranking can be recognised by somebody who was told of it, or who asked for it."
            ),
            reverse("elections:office_contest", args=[contest.election.slug, contest.pk]),
            warning=True,
            stage="setup",
        )
    if size < FEW_ELECTORS:
        yield Point(
            _("‘{contest}’ has fewer than {n} electors").format(contest=contest.title, n=FEW_ELECTORS),
            False,
            _("See the roll"),
            _("It has only {size}: the result itself may reveal how somebody voted.").format(size=size),
            url,
            warning=True,
            stage="setup",
        )


def possible_rankings(candidates: int) -> int:
    """How many ways there are to rank some or all of so many candidates, the blank ballot included."""
    return sum(perm(candidates, ranked) for ranked in range(candidates + 1))


def _what_weights_tell(contest: Contest, url: str) -> Iterator[Point]:
    """Return the points about votes that weigh more than one, which rankings cannot and sums should not have."""
    if contest.roll.total_weight == contest.roll.size:  # and who is put on a roll later weighs one
        return
    sizes = dict(electors(contest.roll).values_list("weight").annotate(Count("pk")))
    if set(sizes) <= {1}:
        return
    if methods.is_ranked(contest):
        yield Point(
            _("Every vote in ‘{contest}’ weighs one").format(contest=contest.title),
            False,
            _("See the roll"),
            _("Rankings are opened one by one and cannot weigh more than one. Choose another voting method."),
            url,
            stage="setup",
        )
    elif min(sizes.values()) < FEW_ELECTORS:
        yield Point(
            _("Some votes in ‘{contest}’ stand out by their weight").format(contest=contest.title),
            False,
            _("See the roll"),
            _("Some weights are those of fewer than {n} electors: the sums may reveal how they voted.").format(
                n=FEW_ELECTORS
            ),
            url,
            warning=True,
            stage="setup",
        )


def _challenges(election: Election) -> Iterator[Point]:
    frozen = rolls(election)
    if not frozen:
        return
    unanswered = Challenge.objects.filter(roll__in=frozen, decided_at=None).count()
    ends_at = election.challenges_end_at
    running = ends_at is not None and ends_at > timezone.now()
    if unanswered:
        explanation = _("{n} challenges are not decided yet.").format(n=unanswered)
    else:
        explanation = _("Members can challenge the roll until {moment}.").format(moment=timetable.written(ends_at))
    yield Point(
        _("No challenge to the roll is open"),
        not unanswered and not running,
        _("Decide the challenges") if unanswered else _("Wait until nobody can challenge the roll any more"),
        explanation,
        reverse("elections:office_timetable", args=[election.slug]),
        stage="setup",
    )
