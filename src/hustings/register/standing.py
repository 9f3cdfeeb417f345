"""How a member's standing follows from what happened to them: the transitions, and the standing on a date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.register.models import EventKind


class Word(models.TextChoices):
    """A member's standing on a date, in one word."""

    GOOD = "good", _("in good standing")
    ARREARS = "arrears", _("in arrears")
    SUSPENDED = "suspended", _("suspended")
    RESIGNED = "resigned", _("resigned")
    LAPSED = "lapsed", _("lapsed")
    EXCLUDED = "excluded", _("excluded")
    DECEASED = "deceased", _("deceased")
    NONE = "none", _("not yet a member")


JOINING = (EventKind.JOINED, EventKind.REJOINED)
# The last of these says whether someone is a member: the first four make a member, the others end membership.
MEMBER_KINDS = (*JOINING, EventKind.REINSTATED, EventKind.RESIGNATION_WITHDRAWN)
ENDINGS = {
    EventKind.RESIGNED: Word.RESIGNED,
    EventKind.LAPSED: Word.LAPSED,
    EventKind.EXCLUDED: Word.EXCLUDED,
    EventKind.DIED: Word.DECEASED,
}
STATE_KINDS = (*MEMBER_KINDS, *ENDINGS)
# Events that may say up to when the subscription is paid.
PAID_KINDS = (*JOINING, EventKind.RENEWED, EventKind.REINSTATED)

MEMBER_WORDS = frozenset({Word.GOOD, Word.ARREARS, Word.SUSPENDED})
FOLLOWS = {
    EventKind.JOINED: frozenset({Word.NONE}),
    EventKind.RENEWED: MEMBER_WORDS,
    EventKind.LAPSED: MEMBER_WORDS,
    EventKind.RESIGNED: MEMBER_WORDS,
    EventKind.RESIGNATION_WITHDRAWN: frozenset({Word.RESIGNED}),
    EventKind.SUSPENDED: MEMBER_WORDS,
    EventKind.REINSTATED: frozenset({Word.SUSPENDED, Word.EXCLUDED, Word.LAPSED}),
    EventKind.EXCLUDED: MEMBER_WORDS,
    EventKind.DIED: MEMBER_WORDS | {Word.RESIGNED, Word.LAPSED, Word.EXCLUDED},
    EventKind.REJOINED: frozenset({Word.RESIGNED, Word.LAPSED, Word.EXCLUDED}),
    EventKind.TAKEN_BACK: frozenset(),  # it follows nothing: see actions.corrections
}


class Event(Protocol):
    """What standing needs to know of an event; a StandingEvent is one."""

    kind: str
    effective_on: date
    paid_up_to: date | None
    until: date | None


E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Standing:
    """A member's standing on a date; `since` is the day from which the word has been true."""

    word: Word
    since: date | None = None
    joined_on: date | None = None
    paid_up_to: date | None = None
    suspended_until: date | None = None

    @property
    def is_member(self) -> bool:
        return self.word in MEMBER_WORDS

    @property
    def sentence(self) -> str:
        if self.since is None:
            return gettext("Not yet a member.")
        if self.word == Word.GOOD:
            return gettext("In good standing, a member since %(date)s.") % {"date": written(self.since)}
        if self.word == Word.SUSPENDED and self.suspended_until:
            return gettext("Suspended since %(date)s, until the end of %(until)s.") % {
                "date": written(self.since),
                "until": written(self.suspended_until),
            }
        return gettext("%(word)s since %(date)s.") % {
            "word": str(self.word.label).capitalize(),
            "date": written(self.since),
        }


def written(day: date) -> str:
    """A date in words, as on every page: 30 November 2026."""
    return date_format(day, "j F Y")


def _last(events: Sequence[Event], kinds: Iterable[str]) -> Event | None:
    wanted = set(kinds)
    return next((event for event in reversed(events) if event.kind in wanted), None)


def running_suspensions(past: Sequence[E]) -> list[E]:
    """The suspensions that no reinstatement has ended, of events that took effect by a date; some may have run out.

    Joining again ends none: a suspended member cannot shed a suspension by resigning and coming back.
    """
    ended = max((place for place, event in enumerate(past) if event.kind == EventKind.REINSTATED), default=-1)
    return [event for event in past[ended + 1 :] if event.kind == EventKind.SUSPENDED]


def is_suspended(past: Sequence[Event], on: date) -> bool:
    """Whether a suspension is in force on a date, of events that took effect by then: each runs to its own last day."""
    return any(event.until is None or event.until >= on for event in running_suspensions(past))


def _suspended_over(past: Sequence[Event], on: date) -> tuple[date, date] | None:
    """The first and the last day of the time without a gap in which suspensions hold that date; date.max if endless."""
    found = [(event.effective_on, event.until or date.max) for event in running_suspensions(past)]
    held = [days for days in found if days[1] >= on]
    if not held:
        return None
    first = min(begins for begins, _ends in held)
    for begins, ends in sorted(found, reverse=True):
        if begins < first <= ends + timedelta(days=1):
            first = begins
    return first, max(ends for _begins, ends in held)


def standing_of(events: Sequence[Event], on: date, grace_days: int) -> Standing:
    """The standing on a date that follows from events, which are given in the order in which they took effect."""
    past = [event for event in events if event.effective_on <= on]
    state = _last(past, STATE_KINDS)
    if state is None:
        return Standing(Word.NONE)
    joining = _last(past, JOINING)
    paid_up_to = next((event.paid_up_to for event in reversed(past) if event.paid_up_to), None)
    known = {"joined_on": joining.effective_on if joining else None, "paid_up_to": paid_up_to}
    if state.kind in ENDINGS:
        return Standing(ENDINGS[EventKind(state.kind)], state.effective_on, **known)
    if over := _suspended_over(past, on):
        first, last = over
        return Standing(Word.SUSPENDED, first, **known, suspended_until=None if last == date.max else last)
    if paid_up_to and paid_up_to + timedelta(days=grace_days) < on:
        return Standing(Word.ARREARS, paid_up_to + timedelta(days=grace_days + 1), **known)
    return Standing(Word.GOOD, known["joined_on"], **known)


def broken_transition(events: Sequence[Event]) -> str:
    """The first event that cannot follow those before it, in a sentence; empty if the history holds together."""
    for position, event in enumerate(events):
        # Days of grace do not matter: a member in arrears can do and suffer what any member can.
        before = standing_of(events[:position], event.effective_on, 0)
        if before.word not in FOLLOWS[EventKind(event.kind)]:
            return gettext("'%(kind)s' on %(date)s cannot follow: on that day the member is %(standing)s.") % {
                "kind": EventKind(event.kind).label,
                "date": written(event.effective_on),
                "standing": before.word.label if before.word not in (Word.GOOD, Word.ARREARS) else gettext("a member"),
            }
    return ""
