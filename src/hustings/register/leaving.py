"""Extension points about leaving: what follows if this member leaves, and what is done once a membership has ended.

Facts are given to whoever thinks of leaving and to whoever decides to stay, in the same words: what the rules, polls
and seats of that moment say, and nothing that speaks for or against.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.register.models import Member


class About(models.TextChoices):
    """What a fact is about; in this order on the page."""

    VOTE_LOST = "vote_lost", _("Votes that you would lose")
    VOTE_KEPT = "vote_kept", _("Votes that you would keep")
    ENDS = "ends", _("What would end")
    STAYING = "staying", _("What you would still get if you stayed")
    AGAIN = "again", _("When you could vote again if you joined again")


@dataclass(frozen=True)
class Fact:
    """One thing that follows, in a sentence; `on` is the day that it names, and `url` a page that says more."""

    about: About
    sentence: str
    on: date | None = None
    url: str = ""


Answer = Callable[[Member, date], Iterable[Fact]]
Listener = Callable[[Member, date], None]
_answers: list[Answer] = []
_listeners: list[Listener] = []


def what_follows(answer: Answer) -> Answer:
    """Register a function that says what follows if a member leaves on a day; call it from an app's ready().

    The day is in the past for who has left: then only what concerns joining again is of use.
    """
    if answer not in _answers:
        _answers.append(answer)
    return answer


def when_membership_ends(listener: Listener) -> Listener:
    """Register a function that is called when a membership has ended on a day, in the transaction that notes it.

    It may be called more than once for one ending, and must then do nothing twice.
    """
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def facts(member: Member, leaves_on: date) -> dict[About, list[Fact]]:
    """Everything that follows if the member leaves on that day, by what it is about."""
    found: dict[About, list[Fact]] = {about: [] for about in About}
    for answer in _answers:
        for fact in answer(member, leaves_on):
            found[fact.about].append(fact)
    found[About.AGAIN].sort(key=lambda fact: fact.on or date.max)
    return found


def membership_ended(member: Member, on: date) -> None:
    """Let every app do what follows from a membership that ended on that day."""
    for listener in _listeners:
        listener(member, on)
