"""`{% load zones %} {{ election.closes_at|in_zone }}`"""

from datetime import datetime

from django import template

from hustings.accounts import queries

register = template.Library()


@register.filter
def in_zone(moment: datetime | None) -> str:
    return queries.in_zone(moment) if moment else ""
