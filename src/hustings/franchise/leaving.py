"""What the rules in use mean for whoever leaves, stays, or joins again: the first day on which each lets them vote.

A rule is put to the register as if its events had happened, on every day on which its answer can turn.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.queries import local
from hustings.franchise.conditions import parse
from hustings.franchise.conditions.kinds import months_before
from hustings.franchise.conditions.trees import conditions_of
from hustings.franchise.models import EligibilityRule
from hustings.franchise.queries import explain
from hustings.register.leaving import About, Fact
from hustings.register.models import EventKind, Member, StandingEvent
from hustings.register.queries import standing, supposing
from hustings.register.standing import Standing, written

PAID_FOR_GOOD = timedelta(days=366 * 100)
# Months are of different lengths: the day on which one is over lies up to three days after the day of the same number.
SLACK = 4


def follows(member: Member, leaves_on: date) -> Iterator[Fact]:
    """For every rule in use: from when it lets the member vote if they stay, and if they leave and join again."""
    today = local(timezone.now()).date()
    now = standing(member, today)
    back_on = leaves_on + timedelta(days=1)
    staying = [_event(EventKind.RENEWED, today, today + PAID_FOR_GOOD)] if now.is_member else []
    leaving = [_event(EventKind.RESIGNED, leaves_on)] if now.is_member else []
    back = [*leaving, _event(EventKind.REJOINED, back_on, back_on + PAID_FOR_GOOD)]
    rules = list(EligibilityRule.objects.filter(retired_at=None))
    first_if_stayed: dict[EligibilityRule, date | None] = {}
    if now.is_member:
        with supposing(member, *staying):
            first_if_stayed = {rule: first_day(rule.conditions, member, today, now) for rule in rules}
    now_back_on = standing(member, back_on)
    with supposing(member, *back):
        first_again = {rule: first_day(rule.conditions, member, back_on, now_back_on) for rule in rules}
        why_not = {rule: _unmet(rule, member, back_on) for rule, day in first_again.items() if day is None}
    for rule, again in first_again.items():
        if_stayed = first_if_stayed.get(rule)
        if if_stayed and if_stayed > today:
            yield Fact(
                About.STAYING,
                _("From {date} the rule ‘{rule}’ lets you vote, if your subscription is paid.").format(
                    date=written(if_stayed), rule=rule.name
                ),
                if_stayed,
            )
        if again:
            yield Fact(
                About.AGAIN, _("By the rule ‘{rule}’: from {date}.").format(rule=rule.name, date=written(again)), again
            )
        elif if_stayed:
            yield Fact(About.AGAIN, _("By the rule ‘{rule}’: never. {why}").format(rule=rule.name, why=why_not[rule]))


def _event(kind: str, on: date, paid_up_to: date | None = None) -> StandingEvent:
    return StandingEvent(kind=kind, effective_on=on, paid_up_to=paid_up_to)


def _unmet(rule: EligibilityRule, member: Member, on: date) -> str:
    return " ".join(reason.sentence for reason in explain(rule.conditions, member, on).reasons if not reason.met)


def first_day(conditions: object, member: Member, start: date, then: Standing) -> date | None:
    """The first day from `start`, on which this is the standing, for which the rule lets the member vote, if any."""
    days = sorted({start, *(day for day in _turning_points(conditions, member, start, then) if day > start)})
    return next((day for day in days if explain(conditions, member, day).eligible), None)


def _turning_points(conditions: object, member: Member, start: date, then: Standing) -> Iterator[date]:
    """Every day on which the answer of a rule can turn for this member: more than there are, never fewer."""
    if then.suspended_until:
        yield then.suspended_until + timedelta(days=1)
    for condition in conditions_of(parse(conditions)):
        for name, value in vars(condition).items():
            if isinstance(value, date):
                yield from (value, value + timedelta(days=1))
            elif name == "months":
                for joined in {start, then.joined_on or start}:
                    yield from _after(months_before(joined, -value))
            elif name in ("at_least", "at_most") and value is not None and member.date_of_birth:
                years = value + (name == "at_most")
                yield from _after(months_before(member.date_of_birth, -12 * years))


def _after(day: date) -> Iterator[date]:
    return (day + timedelta(days=more) for more in range(SLACK))
