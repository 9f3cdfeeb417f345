"""What the templates of elections say in their own words."""

from collections.abc import Mapping
from typing import Any

from django import template

from hustings.elections import methods, stage_tables, timetable
from hustings.elections.markdown import count_words
from hustings.elections.models import Contest, TimetableChange

register = template.Library()


@register.filter
def written(moment: timetable.Moment) -> str:
    """Write a moment of the timetable out."""
    return timetable.written(moment)


@register.filter
def words(text: str) -> int:
    """Count the words of a Markdown text."""
    return count_words(text)


@register.filter
def moved_from(change: TimetableChange) -> str:
    """Write the moment before a change of the timetable."""
    return timetable.written(timetable.of_field(change.field, change.before))


@register.filter
def moved_to(change: TimetableChange) -> str:
    """Write the moment after a change of the timetable."""
    return timetable.written(timetable.of_field(change.field, change.after))


@register.filter
def method(contest: Contest) -> str:
    """Name the voting method of a contest."""
    return str(methods.NAMES[contest.rule])


@register.filter
def counting_options(contest: Contest) -> str:
    """Say how the options of a contest's rule are set, where it has any."""
    return " ".join(f"{option}." for option in methods.rule_options(contest))


@register.filter
def reserved_seats(contest: Contest) -> str:
    """Say how many seats of a contest are kept for whom."""
    return methods.reserved_seats(contest)


@register.filter
def vacant_seats(contest: Contest) -> str:
    """Say how many seats of a contest nobody can fill."""
    return methods.vacant_seats(contest)


@register.filter
def tie_sentence(tie: Mapping[str, Any]) -> str:
    """Say how a tie of a declaration was broken."""
    return stage_tables.tie_sentence(tie)


@register.filter
def is_ranked(contest: Contest) -> bool:
    """Say whether voters rank the candidates of a contest."""
    return methods.is_ranked(contest)
