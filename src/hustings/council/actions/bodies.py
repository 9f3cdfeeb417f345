"""Bodies, their standing orders, their seats and terms."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.council.models import Body, Seat, Share, Term
from hustings.elections.models import Contest
from hustings.register.models import Unit


@transaction.atomic
def save_body(body: Body, by: User) -> Body:
    """Add a body, or change its standing orders; they hold for what happens from now on."""
    body.name = " ".join(body.name.split())
    if Body.objects.filter(name__iexact=body.name).exclude(pk=body.pk).exists():
        raise ActionRefused(_("There is a body called {name} already.").format(name=body.name), field="name")
    for share, number in (("quorum_share", "quorum_number"), ("short_notice_consent", "short_notice_number")):
        if getattr(body, share) != Share.NUMBER:
            setattr(body, number, None)
        elif not getattr(body, number):
            raise ActionRefused(_("You chose a fixed number: say which."), field=number)
    verb = "council.body_changed" if body.pk else "council.body_added"
    body.slug = body.slug or _free_slug(body.name)
    body.save()
    record(verb, body, by=by)
    return body


def _free_slug(name: str) -> str:
    stem = slugify(name)[:50] or "body"
    taken = set(Body.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


@transaction.atomic
def add_seat(
    body: Body,
    name: str,
    kind: str,
    by: User,
    *,
    unit: Unit | None = None,
    follows: Seat | None = None,
    votes: bool = True,
) -> Seat:
    """Add a seat after those there are: `unit` nominates its holder, or it is held by whoever holds `follows`."""
    Body.objects.select_for_update().get(pk=body.pk)
    if (kind == Seat.Kind.NOMINATED) != (unit is not None):
        raise ActionRefused(_("Name the unit that nominates the holder, and only for such a seat."), field="unit")
    if follows and kind != Seat.Kind.EX_OFFICIO:
        raise ActionRefused(_("Only a seat that is held ex officio can follow another seat."), field="follows")
    last = body.seats.aggregate(last=Max("position"))["last"] or 0
    seat = Seat.objects.create(
        body=body, position=last + 1, name=name, kind=kind, unit=unit, follows=follows, votes=votes
    )
    record("council.seat_added", seat, by=by, body=body.pk, kind=kind)
    return seat


@transaction.atomic
def add_elected_seats(body: Body, count: int, by: User) -> list[Seat]:
    """Add so many seats that are elected, numbered on."""
    already = body.seats.filter(kind=Seat.Kind.ELECTED).count()
    names = [_("Seat {number}").format(number=already + n) for n in range(1, count + 1)]
    return [add_seat(body, name, Seat.Kind.ELECTED, by) for name in names]


@transaction.atomic
def abolish_seat(seat: Seat, on: date, by: User) -> Seat:
    """Take a seat away from a day on; it must be empty by then."""
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.abolished_on:
        raise ActionRefused(_("{seat} has been abolished already.").format(seat=seat.name))
    if seat.holdings.exclude(to_date__lte=on).exists():
        raise ActionRefused(
            _("{seat} is held on that day. End the holding first, then abolish the seat.").format(seat=seat.name)
        )
    seat.abolished_on = on
    seat.save(update_fields=["abolished_on"])
    record("council.seat_abolished", seat, by=by, on=on)
    return seat


@transaction.atomic
def plan_term(body: Body, contest: Contest, by: User, **details: Any) -> Term:
    """Say which contest fills the elected seats, and from when to when; `details` are the fields of Term."""
    if contest.kind != Contest.Kind.SEATS:
        raise ActionRefused(_("That contest asks a question; it fills no seats."), field="contest")
    if Term.objects.filter(contest=contest).exists():
        raise ActionRefused(_("The seats of that contest have been given to a term already."), field="contest")
    term = Term(body=body, contest=contest, **details)
    if term.ends_on and term.ends_on <= term.starts_on:
        raise ActionRefused(_("The term ends before it begins. Correct one of the days."), field="ends_on")
    term.save()
    record("council.term_planned", term, by=by, body=body.pk, contest=contest.pk)
    return term
