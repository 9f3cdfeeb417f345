"""`{% load moments %} {{ document.declared_at|written_moment }}`"""

from django import template
from django.utils.dateparse import parse_datetime

from hustings.accounts.queries import in_zone

register = template.Library()


@register.filter
def written_moment(text: str) -> str:
    """A moment in ISO 8601, written out in the organisation's zone."""
    moment = parse_datetime(text) if text else None
    return in_zone(moment) if moment else ""
